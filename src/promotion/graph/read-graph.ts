import { RegistryError } from '../../errors.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { FormatError } from '../../oci/json.ts';
import { type Manifest, parseManifest } from '../../oci/manifest.ts';
import { bareMediaType } from '../../oci/media-type.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import { invalidAnswer } from '../../registry/answers/answer.ts';
import { embeddedData } from '../../registry/blobs/embedded-data.ts';
import { getManifest, type StoredManifest } from '../../registry/manifests.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import { formatNumber } from '../../text/format.ts';
import { quote } from '../../text/safe-text.ts';
import { childManifests, type Graph, type GraphNode } from './graph.ts';

/** An index in an index in an index: deeper ones are built to do harm. */
const MAX_DEPTH = 4;
/** More manifests than any image has. */
const MAX_MANIFESTS = 1000;
/** All manifests of an image together are never this large (bytes): a thousand of 4 MiB each would fill the memory. */
const MAX_BYTES = 64 * 1024 * 1024;
/** More blobs than any image has. */
const MAX_LAYERS = 1000;

/** What helps against a manifest that is wrong: its digest was right, so the registry gives what was pushed. */
const BUILD_AGAIN = 'build and push the image again: these are the bytes that were pushed';

/**
 * Parses a manifest that was read.
 *
 * @throws {RegistryError} where it is none, or has more layers than any image.
 */
export function toNode(client: RegistryClient, repository: Repository, stored: StoredManifest): GraphNode {
  const attempt = { registry: client.registry, doing: `read ${formatRepository(repository)}@${stored.digest}` };
  let manifest: Manifest;
  try {
    manifest = parseManifest(stored.bytes, stored.mediaType);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw invalidAnswer(attempt, error.message, 'invalid-answer', error.remedy ?? BUILD_AGAIN);
  }
  if (manifest.kind === 'manifest' && manifest.layers.length > MAX_LAYERS) {
    throw invalidAnswer(attempt, `it has more than ${MAX_LAYERS} layers`, 'too-large');
  }
  const { digest, bytes } = stored;
  return {
    descriptor: { mediaType: manifest.mediaType, digest, size: bytes.byteLength, annotations: manifest.annotations },
    bytes,
    manifest,
  };
}

/** Takes a manifest that an index carries in itself, where the source lacks it. */
function embeddedManifest(child: Descriptor): StoredManifest | undefined {
  const bytes = embeddedData(child);
  return bytes === undefined ? undefined : { mediaType: child.mediaType, digest: child.digest, bytes };
}

/**
 * Reads everything that an image's root manifest refers to, but for blobs; children are read at the same time.
 *
 * @param root the manifest that the source reference was resolved to, once for the whole run.
 * @throws {RegistryError} where a child is missing at the source, or a limit is passed.
 */
export async function readGraph(client: RegistryClient, repository: Repository, root: StoredManifest): Promise<Graph> {
  const nodes = new Map<Digest, GraphNode>();
  const name = formatRepository(repository);
  const asked = new Set<Digest>([root.digest]);
  let bytes = 0;

  async function readChild(child: Descriptor, depth: number): Promise<void> {
    const stored = (await getManifest(client, repository, child.digest)) ?? embeddedManifest(child);
    if (stored === undefined) {
      throw new RegistryError(
        `Cannot promote ${name}@${root.digest}: its manifest ${child.digest}${child.platform === undefined ? '' : ` (${child.platform})`} is missing at the source; build the image again, or push what is missing`,
        { code: 'not-found', registry: client.registry, status: 404 },
      );
    }
    const node = toNode(client, repository, { ...stored, mediaType: stored.mediaType || child.mediaType });
    if (node.descriptor.mediaType !== bareMediaType(child.mediaType) || node.descriptor.size !== child.size) {
      const attempt = { registry: client.registry, doing: `read ${name}@${child.digest}` };
      const { mediaType, size } = node.descriptor;
      const is = `${quote(mediaType)} of ${formatNumber(size)} bytes`;
      const reason = `it is ${is}, and the index says ${quote(child.mediaType)} of ${formatNumber(child.size)} bytes`;
      throw invalidAnswer(attempt, reason, 'invalid-answer', BUILD_AGAIN);
    }
    await visit(node, depth);
  }

  async function visit(node: GraphNode, depth: number): Promise<void> {
    nodes.set(node.descriptor.digest, node);
    bytes += node.bytes.byteLength;
    if (bytes > MAX_BYTES) {
      const attempt = { registry: client.registry, doing: `read ${name}@${root.digest}` };
      throw invalidAnswer(attempt, 'its manifests are larger than 64 MiB together', 'too-large');
    }
    // An index may name a manifest many times over; it is read once all the same, or the limit would be none.
    const named = new Map(childManifests(node.manifest).map((child) => [child.digest, child]));
    const children = [...named.values()].filter(({ digest }) => !asked.has(digest));
    for (const { digest } of children) asked.add(digest);
    if (asked.size > MAX_MANIFESTS || (children.length > 0 && depth >= MAX_DEPTH)) {
      const attempt = { registry: client.registry, doing: `read ${name}@${root.digest}` };
      throw invalidAnswer(attempt, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`, 'too-large');
    }
    await Promise.all(children.map((child) => readChild(child, depth + 1)));
  }

  await visit(toNode(client, repository, root), 1);
  return { root: root.digest, nodes };
}
