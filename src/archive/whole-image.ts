import type { ArchivedContent, ContentRole } from '../attestation/predicates/archive.ts';
import type { Attachments } from '../copy/attachments.ts';
import { readAttachments } from '../copy/read-attachments.ts';
import { RegistryError } from '../errors.ts';
import { type Graph, type GraphNode, manifestBlobs } from '../image/graph.ts';
import { readGraph, toNode } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { isForeignLayer } from '../oci/media-type.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { isArchiveRecord } from './record.ts';

/** Blobs that are looked up concurrently. */
const AT_ONCE = 16;

/** An image with all that refers to it, and every blob. */
export interface WholeImage {
  readonly root: GraphNode;
  readonly graph: Graph;
  readonly attachments: Attachments;
  /** By digest; records that say that it was archived are left out. */
  readonly contents: readonly ArchivedContent[];
  readonly manifests: ReadonlyMap<Digest, GraphNode>;
  readonly blobs: ReadonlyMap<Digest, Descriptor>;
}

/** Leaves out records of archives, and what refers to them: the same image makes the same archive again. */
function withoutArchives(attachments: Attachments): Attachments {
  const left = new Set<Digest>();
  const referrers = attachments.referrers.filter(({ subject, graph }) => {
    const node = graph.nodes.get(graph.root);
    const isLeft = left.has(subject) || (node !== undefined && isArchiveRecord(node.manifest));
    if (isLeft) left.add(graph.root);
    return !isLeft;
  });
  return { ...attachments, referrers };
}

/** Layers that their licences keep elsewhere may be missing; everything else has to be there. */
async function findAbsent(
  client: RegistryClient,
  repository: Repository,
  nodes: readonly GraphNode[],
): Promise<ReadonlySet<Digest>> {
  const all = nodes.flatMap(({ manifest }) => manifestBlobs(manifest));
  const needed = new Set(all.filter(({ mediaType }) => !isForeignLayer(mediaType)).map(({ digest }) => digest));
  const foreign = [
    ...new Map(all.filter(({ digest }) => !needed.has(digest)).map((each) => [each.digest, each])).values(),
  ];
  const found = await eachAtMost(AT_ONCE, foreign, ({ digest, size }) => hasBlob(client, repository, digest, size));
  return new Set(foreign.filter((_, index) => found[index] !== true).map(({ digest }) => digest));
}

/**
 * Reads an image with all that belongs to it.
 *
 * @param doing what is done with it, for errors, such as "archive".
 * @throws {RegistryError} if it is not whole.
 */
export async function readWholeImage(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
  doing: 'archive' | 'restore',
): Promise<WholeImage> {
  const stored = await getManifest(client, repository, digest);
  if (stored === undefined) {
    throw new RegistryError({
      what: `${doing} ${formatRepository(repository)}@${digest}`,
      reason: 'it is not there',
      remedy: 'check its name and digest',
      code: 'not-found',
      status: 404,
    });
  }
  const root = toNode(repository, stored);
  const graph = await readGraph(client, repository, stored);
  const read = await readAttachments(client, repository, {
    root: Promise.resolve(root),
    graph: () => Promise.resolve(graph),
  });
  const attachments = withoutArchives(read);
  const roles = new Map<Digest, ContentRole>();
  const manifests = new Map<Digest, GraphNode>();
  const add = (part: Graph, role: ContentRole) => {
    for (const [each, node] of part.nodes) {
      if (manifests.has(each)) continue;
      manifests.set(each, node);
      roles.set(each, each === digest ? 'root' : role);
    }
  };
  add(graph, 'child');
  for (const { graph: part } of attachments.referrers) add(part, 'referrer');
  for (const { graph: part } of attachments.cosignTags) add(part, 'cosign');
  const nodes = [...manifests.values()];
  const absent = await findAbsent(client, repository, nodes);
  const blobs = new Map<Digest, Descriptor>();
  for (const blob of nodes.flatMap(({ manifest }) => manifestBlobs(manifest))) {
    if (!absent.has(blob.digest)) blobs.set(blob.digest, blob);
  }
  const contents: ArchivedContent[] = [
    ...nodes.map(({ descriptor }) => ({
      digest: descriptor.digest,
      size: descriptor.size,
      role: roles.get(descriptor.digest) ?? 'child',
    })),
    // A manifest may be listed as a blob of another one.
    ...[...blobs.values()]
      .filter((blob) => !manifests.has(blob.digest))
      .map((blob) => ({ digest: blob.digest, size: blob.size, role: 'blob' as const })),
  ];
  return {
    ...{ root, graph, attachments, manifests, blobs },
    contents: contents.toSorted((left, right) => (left.digest < right.digest ? -1 : 1)),
  };
}
