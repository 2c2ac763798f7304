import { type Graph, graphPlatforms } from '../image/graph.ts';
import { type ImageLabels, OCI_LABEL } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';

/** The manifests by which an image can be held: itself, indexes inside, and those of its platforms. */
export function holdableDigests(graph: Graph): ReadonlySet<Digest> {
  const indexes = [...graph.nodes].flatMap(([digest, { manifest }]) => (manifest.kind === 'index' ? [digest] : []));
  return new Set([graph.root, ...indexes, ...graphPlatforms(graph).map(({ digest }) => digest)]);
}

/** The commits that an image says that it was built from: claims, which only ever block. */
export function revisionsOf(labels: ImageLabels): readonly string[] {
  const key = `${OCI_LABEL}revision`;
  return [labels.get(key), labels.overruled?.get(key)].filter((each) => each !== undefined);
}
