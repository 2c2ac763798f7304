import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Where an address leads: to anybody, into a private network, to this machine, or to what no registry is ever
 * entitled to send us to, such as the metadata of a cloud's machines.
 */
export type AddressClass = 'public' | 'private' | 'loopback' | 'forbidden';

type Range = readonly [address: string, prefix: number];

const PRIVATE: readonly Range[] = [
  ...([
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ] as const), // RFC 1918
  ['100.64.0.0', 10], // carriers' NAT, RFC 6598
  ['198.18.0.0', 15], // benchmarks, RFC 2544; some VPNs answer with these names' addresses
  ['fc00::', 7], // unique local, RFC 4193
  ['fec0::', 10], // site-local, RFC 3879
];

const LOOPBACK: readonly Range[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];

const FORBIDDEN: readonly Range[] = [
  ['0.0.0.0', 8], // "this network": Linux takes it for this machine
  ['169.254.0.0', 16], // link-local, the metadata of AWS, Azure and Google included
  ['100.100.100.200', 32], // the metadata of Alibaba
  ['168.63.129.16', 32], // Azure's machine agent
  ['192.0.0.0', 24], // protocol assignments, the metadata of Oracle included
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
  ['fd00:ec2::', 32], // the metadata of AWS
  ['fd20:ce::', 32], // the metadata of Google
];

/** Of IPv6 this alone is given out for the public (IANA, "IPv6 Global Unicast Address Assignments"). */
const GLOBAL: readonly Range[] = [['2000::', 3]];

/** What of it is not the public (IANA, "IPv6 Special-Purpose Address Registry"). */
const NOT_GLOBAL: readonly Range[] = [
  ['2001::', 23], // protocol assignments, Teredo among them, whose addresses carry one of IPv4
  ['2001:db8::', 32], // documentation
  ['3fff::', 20], // documentation
];

/**
 * Addresses that carry one of IPv4: mapped (RFC 4291), translated (RFC 6052), translated in a network of its own (RFC
 * 8215), 6to4. Of the third, what carries it elsewhere than at the end is not known, and forbidden.
 */
const EMBEDDED: readonly (readonly [range: Range, firstGroup: number])[] = [
  [['::ffff:0:0', 96], 6],
  [['64:ff9b::', 96], 6],
  [['64:ff9b:1::', 96], 6],
  [['2002::', 16], 1],
];

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf(address));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

interface Lists {
  readonly global: BlockList;
  readonly notGlobal: BlockList;
  readonly classes: readonly (readonly [AddressClass, BlockList])[];
  readonly embedded: readonly (readonly [BlockList, number])[];
}

let made: Lists | undefined;

/** Makes the lists when the first address is classified: most runs classify none. */
function lists(): Lists {
  made ??= {
    global: listOf(GLOBAL),
    notGlobal: listOf(NOT_GLOBAL),
    // The order matters: what is forbidden lies within private ranges at times.
    classes: [
      ['forbidden', listOf(FORBIDDEN)],
      ['loopback', listOf(LOOPBACK)],
      ['private', listOf(PRIVATE)],
    ],
    embedded: EMBEDDED.map(([range, group]) => [listOf([range]), group]),
  };
  return made;
}

/** Writes an IPv6 address in its eight groups. */
function groupsOf(address: string): readonly number[] {
  // The URL parser writes addresses in one form, a tail in the form of IPv4 included.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [front, back] = [parse(head), parse(tail ?? '')];
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** Finds the IPv4 address that one of IPv6 stands for; undefined where it stands for itself. */
function embeddedAddress(address: string): string | undefined {
  const first = lists().embedded.find(([list]) => list.check(address, 'ipv6'))?.[1];
  if (first === undefined) return undefined;
  const [high = 0, low = 0] = groupsOf(address).slice(first, first + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * Tells where an address leads.
 *
 * An IPv4 address in the clothes of IPv6 (`::ffff:169.254.169.254`, `64:ff9b::a9fe:a9fe`) is what it stands for.
 *
 * @param address of either family, without brackets; what is none is forbidden.
 */
export function classifyAddress(address: string): AddressClass {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return 'forbidden';
  const embedded = isIPv4(plain) ? undefined : embeddedAddress(plain);
  if (embedded !== undefined) return classifyAddress(embedded);
  const { classes, global, notGlobal } = lists();
  const known = classes.find(([, list]) => list.check(plain, familyOf(plain)))?.[0];
  if (known !== undefined || isIPv4(plain)) return known ?? 'public';
  // What is public is listed, and not what is forbidden: of IPv6 the most is given to nobody.
  return global.check(plain, 'ipv6') && !notGlobal.check(plain, 'ipv6') ? 'public' : 'forbidden';
}
