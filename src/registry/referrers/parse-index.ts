import type { Descriptor } from '../../oci/descriptor.ts';
import { FormatError } from '../../oci/json.ts';
import { type Manifest, parseManifest } from '../../oci/manifest.ts';
import { type Attempt, invalidAnswer } from '../errors.ts';

/**
 * Parses a list of referrers from the API.
 *
 * @throws {RegistryError} where it is no index.
 */
export function parseIndex(bytes: Uint8Array, contentType: string, attempt: Attempt): readonly Descriptor[] {
  let manifest: Manifest;
  try {
    manifest = parseManifest(bytes, contentType);
  } catch (error) {
    throw invalidAnswer(attempt, error instanceof FormatError ? error.message : 'the answer is no index');
  }
  if (manifest.kind !== 'index') throw invalidAnswer(attempt, 'the answer is no index');
  return manifest.manifests;
}
