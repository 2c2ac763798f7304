import type { ImageManifest } from '../oci/manifest.ts';
import { quote } from '../util/safe-text.ts';

/** The prefix of the specification's own keys (image-spec, annotations.md). */
export const OCI_LABEL = 'org.opencontainers.image.';

/** The labels that a record repeats, because they say where an image came from. All are written at build time. */
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
export type ImageLabels = ReadonlyMap<string, string> & {
  /** The keys whose value comes from an annotation of index or manifest; all others are labels of a config. */
  readonly annotated?: ReadonlySet<string>;
  /** What labels say of keys of which an annotation says something else, which counts. */
  readonly overruled?: ReadonlyMap<string, string>;
};

/** Says what the value of a key is, for people. */
export function placeOfLabel({ annotated }: ImageLabels, key: string): 'annotation' | 'label' {
  return annotated?.has(key) === true ? 'annotation' : 'label';
}

/** The index speaks for all platforms, then the manifest, then the config's labels; older tools only write the last. */
export function joinImageLabels(
  indexAnnotations: ReadonlyMap<string, string>,
  manifest: Pick<ImageManifest, 'annotations'> | undefined,
  configLabels: ReadonlyMap<string, string>,
): ImageLabels {
  const labels = new Map<string, string>();
  const annotated = new Set<string>();
  const overruled = new Map<string, string>();
  for (const name of PROVENANCE_LABELS) {
    const key = OCI_LABEL + name;
    const annotation = indexAnnotations.get(key) ?? manifest?.annotations.get(key);
    const label = configLabels.get(key);
    const value = annotation ?? label;
    if (value === undefined || value.trim() === '') continue;
    labels.set(key, value);
    if (annotation === undefined) continue;
    annotated.add(key);
    if (label !== undefined && label !== annotation) overruled.set(key, label);
  }
  return Object.assign(labels, { annotated, overruled });
}

/** What tags and records depend on: that an image says two things of it is worth a warning. */
const WEIGHTY = ['source', 'revision', 'version'] as const;

/** Warns of what annotations and labels of an image say differently: the annotations count. */
export function describeOverruled(reference: string, labels: ImageLabels): readonly string[] {
  return WEIGHTY.map((name) => OCI_LABEL + name).flatMap((key) => {
    const label = labels.overruled?.get(key);
    if (label === undefined) return [];
    return [
      `The annotation ${key} of ${reference} is ${quote(labels.get(key) ?? '')}, and its label of that name is ${quote(label)}: the annotation counts; have the build set both alike`,
    ];
  });
}

/** Names the essential labels that an image lacks, in full. */
export function missingLabels(labels: ImageLabels): readonly string[] {
  return ESSENTIAL.map((name) => OCI_LABEL + name).filter((key) => !labels.has(key));
}
