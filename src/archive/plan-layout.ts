import { describeReferrer } from '../copy/attachments.ts';
import type { GraphNode } from '../image/graph.ts';
import { type Digest, digestAlgorithm, digestHex, digestOf } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-type.ts';
import { fallbackTag } from '../registry/referrers/referrers.ts';
import type { WholeImage } from './whole-image.ts';

/** A name of what an index entry stands for (image-spec, annotations.md). */
export const REF_NAME = 'org.opencontainers.image.ref.name';

const ANNOTATION = 'io.github.sealift.archive.';

/** A file of a layout: its bytes, or the blob of the image that they are streamed from. */
export interface LayoutFile {
  readonly path: string;
  readonly size: number;
  readonly content: { readonly bytes: Uint8Array } | { readonly blob: Descriptor };
}

/** Where a digest is in a layout. */
export function blobPath(digest: Digest): string {
  return `blobs/${digestAlgorithm(digest)}/${digestHex(digest)}`;
}

interface EntryNotes {
  readonly artifactType?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
}

function entry({ mediaType, digest, size }: Descriptor, { artifactType, annotations }: EntryNotes = {}): object {
  return { mediaType, digest, size, artifactType, annotations };
}

function named(descriptor: Descriptor, name: string): object {
  return entry(descriptor, { annotations: { [REF_NAME]: name } });
}

function sorted<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return items.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** Builds the list of referrers that tools find by a tag where there is no API. */
function buildList(referrers: readonly GraphNode[]): { readonly descriptor: Descriptor; readonly bytes: Buffer } {
  const manifests = sorted(referrers.map(describeReferrer), ({ digest }) => digest).map(
    ({ annotations, ...descriptor }) =>
      entry(
        { ...descriptor, annotations },
        {
          artifactType: descriptor.artifactType,
          ...(annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
        },
      ),
  );
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  const digest = digestOf(bytes);
  return { descriptor: { mediaType: OCI_INDEX, digest, size: bytes.byteLength, annotations: new Map() }, bytes };
}

/**
 * Plans the files of an OCI image layout with one image, in the order in which a tar file has them. Tools find referrers
 * in one of two ways, so they are entries of the index and stand in lists, too.
 *
 * @param tags those that the root has in it; it has one entry without, if there is none.
 */
export function planLayout(
  { root, attachments, manifests, blobs }: WholeImage,
  {
    tags,
    source,
    plan,
  }: { readonly tags: readonly string[]; readonly source: string; readonly plan?: Digest | undefined },
): readonly LayoutFile[] {
  const files = new Map<Digest, LayoutFile>();
  const add = (digest: Digest, size: number, content: LayoutFile['content']) =>
    files.set(digest, { path: blobPath(digest), size, content });
  for (const blob of blobs.values()) add(blob.digest, blob.size, { blob });
  for (const { descriptor, bytes } of manifests.values()) add(descriptor.digest, bytes.byteLength, { bytes });

  const referrers = attachments.referrers.flatMap(({ subject, graph }) => {
    const node = graph.nodes.get(graph.root);
    return node === undefined ? [] : [{ subject, node }];
  });
  // What stands inside the image and names a subject is listed, as registries do it.
  const inner = [...manifests.values()].flatMap((node) =>
    node.manifest.subject === undefined ||
    referrers.some((each) => each.node.descriptor.digest === node.descriptor.digest)
      ? []
      : [{ subject: node.manifest.subject.digest, node }],
  );
  const lists = sorted(
    [...Map.groupBy([...referrers, ...inner], ({ subject }) => subject)].map(([subject, some]) => ({
      tag: fallbackTag(subject),
      list: buildList(some.map(({ node }) => node)),
    })),
    ({ tag }) => tag,
  );
  for (const { list } of lists) add(list.descriptor.digest, list.bytes.byteLength, { bytes: list.bytes });

  const entries = [
    ...(tags.length === 0
      ? [entry(root.descriptor)]
      : sorted([...new Set(tags)], (tag) => tag).map((tag) => named(root.descriptor, tag))),
    ...sorted(
      referrers.map(({ node }) => describeReferrer(node)),
      ({ digest }) => digest,
    ).map((each) => entry(each, { artifactType: each.artifactType })),
    ...sorted(attachments.cosignTags, ({ tag }) => tag).flatMap(({ tag, graph }) => {
      const node = graph.nodes.get(graph.root);
      return node === undefined ? [] : [named(node.descriptor, tag)];
    }),
    ...lists.map(({ tag, list }) => named(list.descriptor, tag)),
  ];
  const annotations = {
    [`${ANNOTATION}source`]: source,
    ...(plan === undefined ? {} : { [`${ANNOTATION}plan`]: plan }),
  };
  const index = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries, annotations }),
  );
  const layout = Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return [
    { path: 'oci-layout', size: layout.byteLength, content: { bytes: layout } },
    { path: 'index.json', size: index.byteLength, content: { bytes: index } },
    ...sorted([...files.values()], ({ path }) => path),
  ];
}
