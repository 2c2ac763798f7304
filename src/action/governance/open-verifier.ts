import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipeline } from '../../config/pipeline.ts';
import type { BundleVerifier } from '../../provenance/verification/verdict.ts';

/** Tells whether certificates count at all: where keys alone are pinned, nobody's root is needed. */
function pinsIdentities({ environments }: Pipeline): boolean {
  return environments.some(({ signers }) => signers.some(({ kind }) => kind === 'identity'));
}

/** Reads the roots that the pipeline file names, or fetches that of the public instance. */
async function readRoots(pipeline: Pipeline, now: Date) {
  const { trustedRoots } = pipeline.signing;
  if (trustedRoots.length > 0) {
    const { readTrustedRoots } = await import('../../provenance/verification/trust.ts');
    return readTrustedRoots(trustedRoots, now);
  }
  if (!pinsIdentities(pipeline)) return [];
  const { fetchPublicGoodRoot } = await import('../../provenance/verification/fetch-trust.ts');
  const cache = await mkdtemp(join(tmpdir(), 'sealift-trust-'));
  try {
    return [await fetchPublicGoodRoot(cache)];
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/**
 * Opens what checks the signatures of records: the trust roots of the pipeline file, or that of the public Sigstore.
 *
 * @throws {InputError} where a trusted root cannot be read or fetched, or has expired.
 */
export async function openVerifier(pipeline: Pipeline, now: Date): Promise<BundleVerifier> {
  const [{ createBundleVerifier }, roots] = await Promise.all([
    import('../../provenance/verification/verify-bundle.ts'),
    readRoots(pipeline, now),
  ]);
  return createBundleVerifier({ roots, now });
}
