import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { PolicyError, RegistryError } from '../errors.ts';
import { readTombstones } from '../ledger/tombstones.ts';
import { formatReference, formatRepository, type Reference, type Repository } from '../oci/reference.ts';
import { type Environment, ledgerOf, type Pipeline } from '../pipeline/pipeline.ts';
import { describeDestroyed, findDestroyed } from '../policy/destroyed.ts';
import type { RegistryClient } from '../registry/client.ts';
import { safeText } from '../util/safe-text.ts';

interface Missing {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly reference: Reference;
  readonly verify: BundleVerifier;
  readonly clientOf: (repository: Repository) => Promise<RegistryClient>;
}

/**
 * Explains why an image is not there, if it was destroyed and the ledger proves it; otherwise returns the error that said
 * that it is missing. Only a digest can be asked for: a tag may have meant any image.
 */
export async function explainGone(error: unknown, missing: Missing): Promise<unknown> {
  const { pipeline, environment, image, reference, verify, clientOf } = missing;
  const ledger = ledgerOf(pipeline, image);
  if (!(error instanceof RegistryError) || error.code !== 'not-found') return error;
  if (reference.kind !== 'digest' || ledger === undefined) return error;
  const { digest, repository } = reference;
  try {
    const tombstones = await readTombstones({ client: await clientOf(ledger), repository: ledger }, digest);
    const uri = formatRepository(repository);
    const destroyed = findDestroyed(tombstones, { environment, digest, uri, verify });
    if (destroyed === undefined) return error;
    const { archive } = destroyed;
    return new PolicyError({
      what: `verify ${formatReference(reference)}`,
      reason: `it was ${describeDestroyed(destroyed)}`,
      remedy:
        archive === undefined ? 'verify another image' : `bring it back from ${safeText(archive, 300)} to verify it`,
      cause: error,
    });
  } catch (failure) {
    if (!(failure instanceof RegistryError)) throw failure;
    return error;
  }
}
