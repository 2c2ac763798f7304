import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { RegistryError } from '../../errors.ts';
import { isLoopback } from '../../oci/registry-name.ts';

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Resolves names like every other program of the machine. */
export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

/** How private a host may be that a registry sends us to: no more than the registry itself. */
export type AddressScope = Exclude<AddressClass, 'forbidden'>;

const ALLOWED: Readonly<Record<AddressScope, ReadonlySet<AddressClass>>> = {
  public: new Set(['public']),
  private: new Set(['public', 'private']),
  loopback: new Set(['public', 'private', 'loopback']),
};

/** Names of clouds' metadata, for proxies that resolve names instead of us. */
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

/** Host names without brackets. */
interface HostRoute {
  readonly registry: string;
  readonly hostname: string;
}

/** Writes a host in lower case, without brackets and a final dot. */
export function bareHost(hostname: string): string {
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
 * Finds the scope of hosts that a registry may send us to.
 *
 * A registry in a private network may have its storage and token server there, and one on this machine in both. A name
 * that cannot be resolved here, as behind a proxy, only permits public hosts.
 */
export async function scopeOf(registry: string, resolve: Resolve): Promise<AddressScope> {
  const host = bareHost(registry);
  if (isLoopback(registry)) return 'loopback';
  const found = isIP(host) > 0 ? [{ address: host }] : await resolve(host).catch(() => []);
  return scopeOfAddresses(found.map(({ address }) => address));
}

/** The most public one counts: a public registry could otherwise give itself an address of this machine. */
export function scopeOfAddresses(addresses: readonly string[]): AddressScope {
  const classes = new Set(addresses.map(classifyAddress));
  if (classes.size === 0 || classes.has('public') || classes.has('forbidden')) return 'public';
  return classes.has('private') ? 'private' : 'loopback';
}

/** @throws {RegistryError} if the host, which is not resolved, is out of scope. */
export function checkName(route: HostRoute, scope: AddressScope): void {
  const host = bareHost(route.hostname);
  const found = isIP(host) > 0 ? classifyAddress(host) : METADATA_NAMES.has(host) ? 'forbidden' : 'public';
  if (!ALLOWED[scope].has(found)) throw refuse(route, found);
}

/** Checks all addresses and connects to these, so a different second answer (DNS rebinding) has no effect. */
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
 * Where an address leads; no registry may ever send us to a forbidden one, such as the metadata of a cloud's machines.
 */
export type AddressClass = 'public' | 'private' | 'loopback' | 'forbidden';

type Range = readonly [address: string, prefix: number];

const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8], // RFC 1918
  ['172.16.0.0', 12], // RFC 1918
  ['192.168.0.0', 16], // RFC 1918
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

/** The public addresses of IPv6 (IANA, "IPv6 Global Unicast Address Assignments"). */
const GLOBAL: readonly Range[] = [['2000::', 3]];

/** The exceptions (IANA, "IPv6 Special-Purpose Address Registry"). */
const NOT_GLOBAL: readonly Range[] = [
  ['2001::', 23], // protocol assignments, Teredo among them, whose addresses carry one of IPv4
  ['2001:db8::', 32], // documentation
  ['3fff::', 20], // documentation
];

/**
 * Addresses that embed one of IPv4: mapped (RFC 4291), translated (RFC 6052), translated in a local network (RFC 8215),
 * 6to4. Of the third, only an address at the end is recognised; others are forbidden.
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

let made: ReturnType<typeof makeLists> | undefined;

function makeLists() {
  return {
    global: listOf(GLOBAL),
    notGlobal: listOf(NOT_GLOBAL),
    // The order matters: some forbidden addresses lie within private ranges.
    classes: [
      ['forbidden', listOf(FORBIDDEN)],
      ['loopback', listOf(LOOPBACK)],
      ['private', listOf(PRIVATE)],
    ] as const,
    embedded: EMBEDDED.map(([range, group]) => [listOf([range]), group] as const),
  };
}

/** Made for the first address: most runs classify none. */
function lists() {
  made ??= makeLists();
  return made;
}

function groupsOf(address: string): readonly number[] {
  // The URL parser normalises addresses, even those that end in the form of IPv4.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [front, back] = [parse(head), parse(tail ?? '')];
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

function embeddedAddress(address: string): string | undefined {
  const first = lists().embedded.find(([list]) => list.check(address, 'ipv6'))?.[1];
  if (first === undefined) return undefined;
  const [high = 0, low = 0] = groupsOf(address).slice(first, first + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * Classifies an address without brackets, by its embedded IPv4 address if it has one (`::ffff:169.254.169.254`,
 * `64:ff9b::a9fe:a9fe`). Any other text is forbidden.
 */
export function classifyAddress(address: string): AddressClass {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return 'forbidden';
  const embedded = isIPv4(plain) ? undefined : embeddedAddress(plain);
  if (embedded !== undefined) return classifyAddress(embedded);
  const { classes, global, notGlobal } = lists();
  const known = classes.find(([, list]) => list.check(plain, familyOf(plain)))?.[0];
  if (known !== undefined || isIPv4(plain)) return known ?? 'public';
  // An allowlist: most of IPv6 is unassigned.
  return global.check(plain, 'ipv6') && !notGlobal.check(plain, 'ipv6') ? 'public' : 'forbidden';
}
