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

/** How the trusted root is fetched. */
export interface FetchOptions extends Omit<TufOptions, 'signal'> {
  /** Of the whole, in milliseconds; 30 seconds by default. */
  readonly timeLimit?: number;
  /** Fetches the signing config too; not by default. */
  readonly forSigning?: boolean;
}

/** Files of the public Sigstore. */
export interface PublicGood {
  readonly trustedRoot: TrustMaterial;
  /** The JSON of the addresses that sign; undefined if it was not asked for, or there is none. */
  readonly signingConfig: Uint8Array | undefined;
}

/** Proves files by the root that is built in; `cacheFolder` may be empty. @throws {InputError} with the remedy. */
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

/** See {@link fetchPublicGood}. */
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

/** The client's message about a target that is not as it was signed does not name it. */
async function readTarget(repository: TufRepository, name: string): Promise<Buffer | undefined> {
  try {
    return await repository.readTarget(name);
  } catch (error) {
    throw new Error(`its file ${quote(name)} cannot be read (${explain(error)})`);
  }
}

async function expire({ timeLimit = TIME_LIMIT }: FetchOptions, signal: AbortSignal): Promise<never> {
  await setTimeout(timeLimit, undefined, { signal, ref: false });
  throw new Error(`it took longer than ${timeLimit / 1000} s`);
}

/** The outer errors are about the client's steps: shows the innermost. */
function explain(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? safeText(cause.message, 300) : 'the answer cannot be read';
}
