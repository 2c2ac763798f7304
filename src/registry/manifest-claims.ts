import { type Digest, digestAlgorithm, isDigest, tryParseDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import type { Tag } from '../oci/tag.ts';
import { safeText } from '../text/safe-text.ts';
import { type Attempt, invalidAnswer } from './answers/answer.ts';
import type { RegistryClient } from './registry-client.ts';
import type { HttpResponse } from './transport/http.ts';

/** Says what is done to a manifest, for errors. */
export function describeManifest(
  doing: string,
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
): Attempt {
  const separator = isDigest(reference) ? '@' : ':';
  return { registry: client.registry, doing: `${doing} ${formatRepository(repository)}${separator}${reference}` };
}

/**
 * Checks a digest that a registry claims against the one that we know.
 *
 * @throws {RegistryError} where they differ.
 */
export function requireClaim(response: HttpResponse, attempt: Attempt, expected: Digest): void {
  for (const claimed of response.headers('docker-content-digest')) {
    const parsed = tryParseDigest(claimed);
    const isAbout = parsed === undefined || digestAlgorithm(parsed) === digestAlgorithm(expected);
    if (!isAbout || claimed === expected) continue;
    const reason = `the registry says that its digest is ${safeText(claimed, 140)}, but it is ${expected}`;
    throw invalidAnswer(attempt, reason, 'digest-mismatch');
  }
}
