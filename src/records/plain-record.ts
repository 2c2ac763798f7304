import { findRecords, type RecordKey } from '../attestation/predicates/promotion-annotations.ts';
import type { Digest } from '../oci/digest.ts';
import { tryParse } from '../oci/json.ts';
import { type Descriptor, parseManifest } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';

type RecordedImage = { readonly repository: Repository; readonly digest: Digest };

/** Describes a listed record by its own words; undefined if it is gone, or of another image. */
export async function readListed(
  client: RegistryClient,
  { repository, digest }: RecordedImage,
  listed: Descriptor,
): Promise<Descriptor | undefined> {
  const stored = await getManifest(client, repository, listed.digest);
  if (stored === undefined) return undefined;
  const { mediaType, bytes } = stored;
  const manifest = tryParse(() => parseManifest(bytes, mediaType));
  if (manifest?.subject?.digest !== digest) return undefined;
  const { annotations, artifactType } = manifest;
  const described = { mediaType, digest: listed.digest, size: bytes.byteLength, annotations };
  return { ...described, ...(artifactType === undefined ? {} : { artifactType }) };
}

/**
 * Finds the newest record of a promotion that the repository has. Each is read before it counts: a list may name what
 * was deleted, and its annotations may not be those of the record.
 */
export async function findExistingRecord(
  client: RegistryClient,
  image: RecordedImage,
  { referrers, key }: { readonly referrers: readonly Descriptor[]; readonly key: RecordKey },
): Promise<Digest | undefined> {
  for (const listed of findRecords(referrers, key)) {
    const own = await readListed(client, image, listed);
    if (own !== undefined && findRecords([own], key).length > 0) return own.digest;
  }
  return undefined;
}
