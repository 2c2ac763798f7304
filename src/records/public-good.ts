import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublicGood } from '../attestation/verify/fetch-trusted-root.ts';
import type { Env } from '../event/payload.ts';

/**
 * Fetches what the public Sigstore says of itself, by way of a temporary folder.
 *
 * @param options.forSigning whether to fetch the addresses that sign, too.
 * @throws {InputError} if it cannot be fetched.
 */
export async function readPublicGood(
  environment: Env,
  options: { readonly forSigning?: boolean; readonly timeLimit?: number } = {},
): Promise<PublicGood> {
  const { fetchPublicGood } = await import('../attestation/verify/fetch-trusted-root.ts');
  const cache = await mkdtemp(join(tmpdir(), 'sealift-trust-'));
  try {
    return await fetchPublicGood(cache, { ...options, environment });
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
