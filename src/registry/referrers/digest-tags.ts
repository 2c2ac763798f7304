import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import { parseTag, type Tag } from '../../oci/tag.ts';

/** What the tags end with under which cosign keeps signatures, attestations and SBOMs beside an image. */
const COSIGN_SUFFIXES = ['.sig', '.att', '.sbom'] as const;

/**
 * Returns the tag under which referrers are listed where the registry has no referrers API
 * (distribution-spec, "Referrers Tag Schema").
 */
export function fallbackTag(subject: Digest): Tag {
  return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}

/** Returns the tags under which cosign keeps what belongs to a manifest, where it does not use referrers. */
export function cosignTags(subject: Digest): readonly Tag[] {
  const stem = `${digestAlgorithm(subject)}-${digestHex(subject)}`;
  return COSIGN_SUFFIXES.map((suffix) => `${stem}${suffix}`)
    .filter((name) => name.length <= 128)
    .map(parseTag);
}
