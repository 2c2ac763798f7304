import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { RegistryError } from '../../errors.ts';
import { isLoopback } from '../../oci/registry-name.ts';

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds all addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Finds addresses as every other program of the machine does. */
export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

/** How far from the public a host may be that a registry sends us to: as far as the registry itself is. */
export type AddressScope = Exclude<AddressClass, 'forbidden'>;

const ALLOWED: Readonly<Record<AddressScope, ReadonlySet<AddressClass>>> = {
  public: new Set(['public']),
  private: new Set(['public', 'private']),
  loopback: new Set(['public', 'private', 'loopback']),
};

/** Names of clouds' metadata, for where a proxy resolves names and not we. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
]);

const WORDS: Readonly<Record<AddressClass, string>> = {
  public: 'a public address',
  private: 'an address of a private network',
  loopback: 'an address of this machine',
  forbidden: "an address that no registry has, such as that of a cloud machine's metadata",
};

/** The registry and the host that it sends us to, without brackets. */
interface HostRoute {
  readonly registry: string;
  readonly hostname: string;
}

function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function refuse({ registry, hostname }: HostRoute, found: AddressClass): RegistryError {
  return new RegistryError({
    what: `follow registry "${registry}" to "${hostname}"`,
    reason: `it stands for ${WORDS[found]}, and the registry has none such itself`,
    remedy: 'ask its administrators why it sends us there',
    code: 'denied',
  });
}

/**
 * Finds how far hosts may be from the public that a registry sends us to.
 *
 * A registry in a private network may have its storage and its token server there, and one on this machine in both.
 * A registry whose name cannot be resolved here, such as one behind a proxy, may send us to the public alone.
 */
export async function scopeOf(registry: string, resolve: Resolve): Promise<AddressScope> {
  const host = bareHost(registry);
  if (isLoopback(registry)) return 'loopback';
  const found = isIP(host) > 0 ? [{ address: host }] : await resolve(host).catch(() => []);
  return scopeOfAddresses(found.map(({ address }) => address));
}

/**
 * Finds the scope of a host by its addresses: as far from the public as the one that is nearest to it. A registry in the
 * public could otherwise give itself an address of this machine, and send us there.
 */
export function scopeOfAddresses(addresses: readonly string[]): AddressScope {
  const classes = new Set(addresses.map(classifyAddress));
  if (classes.size === 0 || classes.has('public') || classes.has('forbidden')) return 'public';
  return classes.has('private') ? 'private' : 'loopback';
}

/**
 * Checks a host by its name alone: an address is looked at, any other name is not resolved.
 *
 * @throws {RegistryError} if the host is out of scope.
 */
export function checkName(route: HostRoute, scope: AddressScope): void {
  const host = bareHost(route.hostname);
  const found = isIP(host) > 0 ? classifyAddress(host) : METADATA_NAMES.has(host) ? 'forbidden' : 'public';
  if (!ALLOWED[scope].has(found)) throw refuse(route, found);
}

/**
 * Makes the lookup of connections to hosts that a registry named and the user did not.
 *
 * All addresses of the name are checked, and what was checked is what is connected: a name server that answers
 * differently the second time (DNS rebinding) is not asked a second time.
 */
export function guardedLookup(registry: string, scope: AddressScope, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(bareHost(hostname)).then(
      (found) => {
        const first = found[0];
        const bad = found.map(({ address }) => classifyAddress(address)).find((kind) => !ALLOWED[scope].has(kind));
        if (bad !== undefined) return callback(refuse({ registry, hostname }, bad), '');
        if (first === undefined) {
          return callback(Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' }), '');
        }
        if (options.all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}

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

function groupsOf(address: string): readonly number[] {
  // The URL parser writes addresses in one form, a tail in the form of IPv4 included.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [front, back] = [parse(head), parse(tail ?? '')];
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** Finds the IPv4 address that one of IPv6 stands for; undefined if it stands for itself. */
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
