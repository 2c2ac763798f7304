import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { isSealiftError } from '../errors.ts';
import type { TrustState } from '../history/records.ts';
import { once } from '../util/memo.ts';

/** Called once, and only if a record is signed. */
export type OpenVerifier = () => Promise<BundleVerifier>;

/** Without a verifier the history is shown all the same, and says so. */
export function trustOnce(open: OpenVerifier, warn: (sentence: string) => void): () => Promise<TrustState> {
  return once(async () => {
    try {
      return { verify: await open() };
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      warn(`No signature was checked: ${error.message}`);
      return { reason: 'no signature could be checked' };
    }
  });
}
