import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { RegistryError } from '../../errors.ts';
import { isLoopback } from '../../oci/oci-registry-name.ts';
import { type AddressClass, classifyAddress } from './addresses.ts';

/** An address that a name stands for. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds all addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Finds addresses as every other program of the machine does. */
export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

/** How far from the public a host may be that a registry sends us to: as far as the registry itself is. */
export type Reach = Exclude<AddressClass, 'forbidden'>;

const ALLOWED: Readonly<Record<Reach, ReadonlySet<AddressClass>>> = {
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
interface Journey {
  readonly registry: string;
  readonly hostname: string;
}

function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function refuse({ registry, hostname }: Journey, found: AddressClass): RegistryError {
  return new RegistryError(
    `Cannot follow registry "${registry}" to "${hostname}": it stands for ${WORDS[found]}, and the registry has none such itself; ask its administrators why it sends us there`,
    { code: 'denied', registry },
  );
}

/**
 * Finds how far hosts may be from the public that a registry sends us to.
 *
 * A registry in a private network may have its storage and its token server there, and one on this machine in both.
 * A registry whose name cannot be resolved here, such as one behind a proxy, may send us to the public alone.
 */
export async function reachOf(registry: string, resolve: Resolve): Promise<Reach> {
  const host = bareHost(registry);
  if (isLoopback(registry)) return 'loopback';
  const found = isIP(host) > 0 ? [{ address: host }] : await resolve(host).catch(() => []);
  return reachOfAddresses(found.map(({ address }) => address));
}

/**
 * Finds the reach of a host by its addresses: as far from the public as the one that is nearest to it. A registry in the
 * public could otherwise give itself an address of this machine, and send us there.
 */
export function reachOfAddresses(addresses: readonly string[]): Reach {
  const classes = new Set(addresses.map(classifyAddress));
  if (classes.size === 0 || classes.has('public') || classes.has('forbidden')) return 'public';
  return classes.has('private') ? 'private' : 'loopback';
}

/**
 * Checks a host by its name alone: an address is looked at, any other name is not resolved.
 *
 * @throws {RegistryError} where the host is out of reach.
 */
export function checkName(journey: Journey, reach: Reach): void {
  const host = bareHost(journey.hostname);
  const found = isIP(host) > 0 ? classifyAddress(host) : METADATA_NAMES.has(host) ? 'forbidden' : 'public';
  if (!ALLOWED[reach].has(found)) throw refuse(journey, found);
}

/**
 * Makes the lookup of connections to hosts that a registry named and the user did not.
 *
 * All addresses of the name are checked, and what was checked is what is connected: a name server that answers
 * differently the second time (DNS rebinding) is not asked a second time.
 */
export function guardedLookup(registry: string, reach: Reach, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(bareHost(hostname)).then(
      (found) => {
        const first = found[0];
        const bad = found.map(({ address }) => classifyAddress(address)).find((kind) => !ALLOWED[reach].has(kind));
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
