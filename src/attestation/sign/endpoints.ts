import { InputError } from '../../errors.ts';
import { isLoopback } from '../../oci/registry-name.ts';
import { quote } from '../../util/safe-text.ts';
import type { IdentityClaims } from './identity-token.ts';
import type { RekorVersion } from './rekor.ts';

/** The instance of Sigstore in the pipeline file. */
export type SigstoreRequest =
  | { readonly kind: 'auto' | 'public-good' | 'github' }
  | ({ readonly kind: 'custom' } & Omit<SigstoreEndpoints, 'rekorVersion'>)
  /** A signing config: a file of the repository. */
  | { readonly kind: 'config'; readonly path: string; readonly bytes: Uint8Array };

/** The services that sign: at least one of them witnesses the time. All without a slash at the end. */
export interface SigstoreEndpoints {
  readonly fulcioUrl: string;
  /** The transparency log: all of the world sees what is signed. */
  readonly rekorUrl: string | undefined;
  /** The version of its API; 1 by default. The second one witnesses no time, and needs `timestampUrl`. */
  readonly rekorVersion?: RekorVersion;
  readonly timestampUrl: string | undefined;
}

/** The instance that the Open Source Security Foundation runs for everybody (docs.sigstore.dev). */
export const PUBLIC_GOOD: SigstoreEndpoints = {
  fulcioUrl: 'https://fulcio.sigstore.dev',
  rekorUrl: 'https://rekor.sigstore.dev',
  timestampUrl: 'https://timestamp.sigstore.dev/api/v1/timestamp',
};

/** GitHub's own instance, which logs nothing (actions/attest, endpoints.ts). */
const GITHUB: SigstoreEndpoints = {
  fulcioUrl: 'https://fulcio.githubapp.com',
  rekorUrl: undefined,
  timestampUrl: 'https://timestamp.githubapp.com',
};

/** GitHub Enterprise Server has no instance. */
function gitHubInstance(serverUrl: string | undefined): SigstoreEndpoints | undefined {
  const host = URL.parse(serverUrl ?? '')?.hostname ?? '';
  if (host === 'github.com') return GITHUB;
  if (!host.endsWith('.ghe.com')) return undefined;
  return { fulcioUrl: `https://fulcio.${host}`, rekorUrl: undefined, timestampUrl: `https://timestamp.${host}` };
}

/** Fulcio at GitHub's data residency: all of `ghe.com` is GitHub's. */
const RESIDENT = /^https:\/\/fulcio\.[a-z0-9-]+\.ghe\.com$/;

/** Only these get identity tokens that are good at the public Sigstore: whoever has one could sign there as the run. */
export function isBuiltIn(fulcioUrl: string): boolean {
  return fulcioUrl === PUBLIC_GOOD.fulcioUrl || fulcioUrl === GITHUB.fulcioUrl || RESIDENT.test(fulcioUrl);
}

/**
 * Checks the address of a service, and removes slashes at its end.
 *
 * @throws {InputError} if it is no address, or one without TLS that is not this machine's.
 */
export function checkServiceUrl(address: string, name: string): string {
  const url = URL.parse(address);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === null || !isSafe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InputError(
      `Cannot sign with the Sigstore at ${quote(address)}: ${name} is no address that begins with "https://" and has neither password nor query; correct it in the pipeline file`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** @throws {InputError} if an address is not safe, or nobody would witness when the instance signs. */
export function checkEndpoints(endpoints: SigstoreEndpoints): SigstoreEndpoints {
  const { fulcioUrl, rekorUrl, rekorVersion, timestampUrl } = endpoints;
  if (timestampUrl === undefined && (rekorUrl === undefined || rekorVersion === 2)) {
    const why = rekorUrl === undefined ? '' : ' (its log is of the second version of Rekor, which witnesses no time)';
    throw new InputError(
      `Cannot sign with the Sigstore at ${quote(fulcioUrl)}: nobody would witness when it signed, and its certificates end within minutes${why}; name its ${rekorUrl === undefined ? '"rekor-url", its "timestamp-url" or both' : 'time-stamping authority'} in the pipeline file`,
    );
  }
  return {
    fulcioUrl: checkServiceUrl(fulcioUrl, 'fulcio-url'),
    rekorUrl: rekorUrl === undefined ? undefined : checkServiceUrl(rekorUrl, 'rekor-url'),
    ...(rekorVersion === undefined ? {} : { rekorVersion }),
    timestampUrl: timestampUrl === undefined ? undefined : checkServiceUrl(timestampUrl, 'timestamp-url'),
  };
}

/**
 * Chooses the instance of Sigstore that signs the records of a run; undefined if the run's GitHub has none of its own.
 *
 * `auto` takes the public instance only for what is known to be public: its log names repository and workflow to all of
 * the world, and never forgets.
 *
 * @throws {InputError} if addresses in the pipeline file cannot be used.
 */
export function chooseEndpoints(
  choice: Exclude<SigstoreRequest, { kind: 'config' }>,
  { visibility, serverUrl }: Pick<IdentityClaims, 'visibility'> & { readonly serverUrl: string | undefined },
): SigstoreEndpoints | undefined {
  switch (choice.kind) {
    case 'custom':
      return checkEndpoints(choice);
    case 'public-good':
      return PUBLIC_GOOD;
    case 'github':
      return gitHubInstance(serverUrl);
    case 'auto': {
      const own = gitHubInstance(serverUrl);
      return own === GITHUB && visibility === 'public' ? PUBLIC_GOOD : own;
    }
    default:
      return choice satisfies never;
  }
}
