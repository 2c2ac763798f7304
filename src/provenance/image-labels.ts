import type { ImageManifest } from '../oci/manifest.ts';

/** The prefix of the specification's own keys (image-spec, annotations.md). */
export const OCI_LABEL = 'org.opencontainers.image.';

/**
 * The labels that a record repeats, because they say where an image came from. All are written at build time and
 * never at promotion.
 */
export const PROVENANCE_LABELS = [
  'source',
  'revision',
  'version',
  'created',
  'title',
  'description',
  'url',
  'licenses',
  'base.name',
  'base.digest',
] as const;

/** The labels without which nobody can tell where an image came from. */
const ESSENTIAL = ['source', 'revision', 'version', 'created'] as const;

/** What an image says of its own origin, by full key such as `org.opencontainers.image.revision`. */
export type ImageLabels = ReadonlyMap<string, string>;

/**
 * Joins what an image says of itself. The index speaks for all platforms, then the manifest, then the config's
 * labels; older tools only write the last.
 */
export function joinImageLabels(
  indexAnnotations: ReadonlyMap<string, string>,
  manifest: Pick<ImageManifest, 'annotations'> | undefined,
  configLabels: ReadonlyMap<string, string>,
): ImageLabels {
  const labels = new Map<string, string>();
  for (const name of PROVENANCE_LABELS) {
    const key = OCI_LABEL + name;
    const value = indexAnnotations.get(key) ?? manifest?.annotations.get(key) ?? configLabels.get(key);
    if (value !== undefined && value.trim() !== '') labels.set(key, value);
  }
  return labels;
}

/** Names the essential labels that an image lacks, in full. */
export function missingLabels(labels: ImageLabels): readonly string[] {
  return ESSENTIAL.map((name) => OCI_LABEL + name).filter((key) => !labels.has(key));
}
