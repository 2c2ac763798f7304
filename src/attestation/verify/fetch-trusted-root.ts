import { setTimeout } from 'node:timers/promises';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import type { TrustMaterial } from '@sigstore/verify';
import { InputError } from '../../errors.ts';
import { quote, safeText } from '../../util/safe-text.ts';
import { toMaterial } from './trusted-root.ts';
import { openTufRepository, type TufOptions, type TufRepository } from './tuf-repository.ts';

/** How long all requests to the repository may take together: there are some six (milliseconds). */
const TIME_LIMIT = 30_000;

/** The files of the repository that matter (sigstore/root-signing, targets). */
const [TRUSTED_ROOT, SIGNING_CONFIG] = ['trusted_root.json', 'signing_config.v0.2.json'];

/** Where the trusted root is fetched, and how. */
export interface FetchOptions extends Omit<TufOptions, 'signal'> {
  /** Milliseconds for the whole; 30 seconds otherwise. */
  readonly timeLimit?: number;
  /** Whether to fetch the signing config too; not by default. */
  readonly forSigning?: boolean;
}

/** What the public Sigstore says of itself, proven by the root that is built in. */
export interface PublicGood {
  readonly trustedRoot: TrustMaterial;
  /** The JSON of the addresses that sign; undefined if it was not asked for, or there is none. */
  readonly signingConfig: Uint8Array | undefined;
}

/**
 * Fetches what the TUF repository of the public Sigstore has, and proves it by the root that is built in.
 *
 * @param cacheFolder where the repository's metadata is kept: a runner has none of a run before, and needs none.
 * @throws {InputError} if it cannot be had, with the remedy.
 */
export async function fetchPublicGood(cacheFolder: string, options: FetchOptions = {}): Promise<PublicGood> {
  const limit = new AbortController();
  try {
    return await Promise.race([fetchFiles(cacheFolder, options, limit.signal), expire(options, limit.signal)]);
  } catch (error) {
    throw new InputError(
      `Cannot fetch the trusted root of the public Sigstore: ${explain(error)}; ` +
        'let the runner reach tuf-repo-cdn.sigstore.dev, or keep the output of "gh attestation trusted-root" in a file ' +
        'and name it as "trusted-root" in the pipeline file',
    );
  } finally {
    limit.abort();
  }
}

/** Fetches the trusted root alone: see {@link fetchPublicGood}. */
export async function fetchPublicGoodRoot(cacheFolder: string, options: FetchOptions = {}): Promise<TrustMaterial> {
  const { trustedRoot } = await fetchPublicGood(cacheFolder, options);
  return trustedRoot;
}

async function fetchFiles(
  folder: string,
  { forSigning = false, ...options }: FetchOptions,
  signal: AbortSignal,
): Promise<PublicGood> {
  const repository = await openTufRepository(folder, { ...options, signal });
  const root = await readTarget(repository, TRUSTED_ROOT);
  if (root === undefined) throw new Error('the repository has no trusted root');
  return {
    trustedRoot: toMaterial(TrustedRoot.fromJSON(JSON.parse(root.toString()))),
    signingConfig: forSigning ? await readTarget(repository, SIGNING_CONFIG) : undefined,
  };
}

/** Reads a target; the client's words on one that is not as it was signed do not name it. */
async function readTarget(repository: TufRepository, name: string): Promise<Buffer | undefined> {
  try {
    return await repository.readTarget(name);
  } catch (error) {
    throw new Error(`its file ${quote(name)} cannot be read (${explain(error)})`);
  }
}

/** Fails when the time is over. */
async function expire({ timeLimit = TIME_LIMIT }: FetchOptions, signal: AbortSignal): Promise<never> {
  await setTimeout(timeLimit, undefined, { signal, ref: false });
  throw new Error(`it took longer than ${timeLimit / 1000} s`);
}

/** Says what lies at the bottom: the client's own words are those of its steps. */
function explain(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? safeText(cause.message, 300) : 'the answer cannot be read';
}
