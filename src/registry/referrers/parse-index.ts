import type { Descriptor } from '../../oci/descriptor.ts';
import { FormatError, parseJsonObject, property } from '../../oci/json.ts';
import { type Manifest, parseManifest } from '../../oci/manifest.ts';
import { type Attempt, invalidAnswer } from '../answers/answer.ts';

/** Tells whether a list of referrers is empty in the way of Go's writers: `null` in place of a list (olareg). */
function isNullList(bytes: Uint8Array): boolean {
  return property(parseJsonObject(bytes), 'manifests') === null;
}

/**
 * Parses a list of referrers, from the API or under a fallback tag.
 *
 * @throws {RegistryError} where it is no index.
 */
export function parseIndex(bytes: Uint8Array, contentType: string, attempt: Attempt): readonly Descriptor[] {
  let manifest: Manifest;
  try {
    if (isNullList(bytes)) return [];
    manifest = parseManifest(bytes, contentType);
  } catch (error) {
    throw invalidAnswer(attempt, error instanceof FormatError ? error.message : 'the answer is no index');
  }
  if (manifest.kind !== 'index') throw invalidAnswer(attempt, 'the answer is no index');
  return manifest.manifests;
}
