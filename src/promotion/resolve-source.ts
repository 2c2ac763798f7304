import { PolicyError, RegistryError } from '../errors.ts';
import { digestAlgorithm } from '../oci/digest.ts';
import { formatReference, type Reference } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import type { PromotionRequest } from './request.ts';

interface SourceRequest extends Pick<PromotionRequest, 'from' | 'expectedDigest'> {
  /** Whether a plan names the source: its tag may have moved since. */
  readonly isPlanned?: boolean | undefined;
  /** What is done with it, for messages; `promote` by default. */
  readonly verb?: 'promote' | 'verify' | 'check';
}

function referenceToResolve({ from, isPlanned }: SourceRequest): Reference {
  if (isPlanned !== true || from.kind !== 'digest') return from;
  return { kind: 'digest', repository: from.repository, digest: from.digest };
}

/**
 * Resolves the source once: everything after uses its digest.
 *
 * @throws {RegistryError} if the source does not exist.
 * @throws {PolicyError} if it is not the image that was expected.
 */
export async function resolveSource(client: RegistryClient, source: SourceRequest): Promise<StoredManifest> {
  const { expectedDigest: expected, verb = 'promote' } = source;
  const from = referenceToResolve(source);
  const reference = from.kind === 'tag' ? from.tag : (from.tag ?? from.digest);
  const named = [from.kind === 'digest' ? from.digest : undefined, expected].filter((digest) => digest !== undefined);
  const root = await getManifest(client, from.repository, reference, named[0] && digestAlgorithm(named[0]));
  if (root === undefined) {
    throw new RegistryError({
      what: `${verb} ${formatReference(from)}`,
      reason: 'there is no such image',
      remedy: 'check the name and tag, and that the credentials may read it',
      code: 'not-found',
      status: 404,
    });
  }
  const other = named.find((digest) => digest !== root.digest);
  if (other !== undefined) {
    throw new PolicyError({
      what: `${verb} ${formatReference(from)}`,
      reason: `it has the digest ${root.digest} and not ${other}`,
      remedy: `${verb} by the digest that was tested, or correct what is expected`,
    });
  }
  return root;
}
