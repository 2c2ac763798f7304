import { setTimeout } from 'node:timers/promises';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import type { TrustMaterial } from '@sigstore/verify';
import { InputError } from '../../errors.ts';
import { safeText } from '../../text/safe-text.ts';

/** How long all requests to the repository may take together: there are some six (milliseconds). */
const TIME_LIMIT = 30_000;

/** Where the trusted root is fetched, and how. */
export interface FetchOptions {
  /** The TUF repository; otherwise that of the public instance. */
  readonly mirrorUrl?: string;
  /** The path of the repository's first `root.json`, with which all begins; that of the public instance is built in. */
  readonly rootPath?: string;
  /** Milliseconds for the whole; 30 seconds otherwise. */
  readonly timeLimit?: number;
}

/**
 * Fetches the trusted root of the public Sigstore from its TUF repository, and proves it by the root that is built in.
 *
 * @param cacheFolder where the repository's metadata is kept: a runner has none of a run before, and needs none.
 * @throws {InputError} where it cannot be had, with the cure.
 */
export async function fetchPublicGoodRoot(cacheFolder: string, options: FetchOptions = {}): Promise<TrustMaterial> {
  const limit = new AbortController();
  try {
    const { toMaterial } = await import('./trust.ts');
    return toMaterial(await Promise.race([fetchRoot(cacheFolder, options), expire(options, limit.signal)]));
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

/** Loads the client when it is needed: half of what verification loads is this. */
async function fetchRoot(
  cachePath: string,
  { mirrorUrl, rootPath, timeLimit = TIME_LIMIT }: FetchOptions,
): Promise<TrustedRoot> {
  const { getTrustedRoot } = await import('@sigstore/tuf');
  return getTrustedRoot({
    cachePath,
    timeout: timeLimit,
    ...(mirrorUrl === undefined ? {} : { mirrorURL: mirrorUrl }),
    ...(rootPath === undefined ? {} : { rootPath }),
  });
}

/** Fails when the time is over. The client has a limit for each request alone, and tries each again. */
async function expire({ timeLimit = TIME_LIMIT }: FetchOptions, signal: AbortSignal): Promise<never> {
  await setTimeout(timeLimit, undefined, { signal, ref: false });
  throw new Error(`it took longer than ${timeLimit / 1000} s`);
}

/** Says what lies at the bottom: the client's own words are those of its steps. */
function explain(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? safeText(cause.message, 200) : 'the answer cannot be read';
}
