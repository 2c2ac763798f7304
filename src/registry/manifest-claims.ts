import { type Digest, digestAlgorithm, isDigest, tryParseDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';
import type { RegistryClient } from './client.ts';
import { type Attempt, invalidAnswer } from './errors.ts';
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
 * Returns the digest that a registry names (`Docker-Content-Digest`); undefined where it names none. What is no digest,
 * such as one in quotes, says nothing.
 */
export function claimedDigest(response: HttpResponse): Digest | undefined {
  for (const value of response.headers('docker-content-digest')) {
    const digest = tryParseDigest(value);
    if (digest !== undefined) return digest;
  }
  return undefined;
}

/**
 * Checks a digest that a registry claims against the one that we know.
 *
 * @throws {RegistryError} where they differ.
 */
export function requireClaim(response: HttpResponse, attempt: Attempt, expected: Digest): void {
  for (const value of response.headers('docker-content-digest')) {
    const claimed = tryParseDigest(value);
    const isAbout = claimed !== undefined && digestAlgorithm(claimed) === digestAlgorithm(expected);
    if (!isAbout || claimed === expected) continue;
    const reason = `the registry says that its digest is ${claimed}, but it is ${expected}`;
    throw invalidAnswer(attempt, reason, 'digest-mismatch');
  }
}
