import { findRecords, type RecordKey } from '../attestation/predicates/promotion-annotations.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type Descriptor, parseManifest } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';

/** Where an image is whose records are looked for. */
interface RecordedImage {
  readonly repository: Repository;
  readonly digest: Digest;
}

/** Reads what a list names, and describes it by its own words; undefined if it is gone, or of another image. */
export async function readListed(
  client: RegistryClient,
  { repository, digest }: RecordedImage,
  listed: Descriptor,
): Promise<Descriptor | undefined> {
  const stored = await getManifest(client, repository, listed.digest);
  if (stored === undefined) return undefined;
  try {
    const { subject, annotations, artifactType } = parseManifest(stored.bytes, stored.mediaType);
    if (subject?.digest !== digest) return undefined;
    const { mediaType, bytes } = stored;
    const described = { mediaType, digest: listed.digest, size: bytes.byteLength, annotations };
    return { ...described, ...(artifactType === undefined ? {} : { artifactType }) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/**
 * Finds the newest record of a promotion that the repository has.
 *
 * What lists say of a record only finds it. Before it counts it is read: the list may name what was deleted, and its
 * annotations are not those of the record until that says the same.
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
