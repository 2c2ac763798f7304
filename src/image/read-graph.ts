import { type ErrorWords, RegistryError, type RegistryErrorDetails } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type Descriptor, type Manifest, parseManifest, UnknownTypeError } from '../oci/manifest.ts';
import { bareMediaType, isUsualBlob } from '../oci/media-type.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { embeddedData } from '../registry/blobs/embedded-data.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import { formatNumber } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { childManifests, type Graph, type GraphNode, manifestBlobs } from './graph.ts';

/** An index in an index in an index: deeper ones are built to do harm. */
const MAX_DEPTH = 4;

/** More manifests than any image has. */
const MAX_MANIFESTS = 1000;

/** All manifests of an image together are never this large (bytes): a thousand of 4 MiB each would fill the memory. */
const MAX_BYTES = 64 * 1024 * 1024;

const MAX_LAYERS = 1000;

/** What helps against a manifest that is wrong: its digest was right, so the registry gives what was pushed. */
const BUILD_AGAIN = 'build and push the image again: these are the bytes that were pushed';

/**
 * Thrown for content that cannot be promoted, whatever the registry does: it is malformed, larger than what is read, or
 * lists what is missing. An image is refused for it; what refers to an image may stay behind.
 */
export class UnreadableManifestError extends RegistryError {
  readonly reason: string;

  constructor(facts: ErrorWords & RegistryErrorDetails) {
    super(facts);
    this.reason = facts.reason;
  }
}

/** Thrown for a manifest of a kind that is not known here. */
export class UnknownManifestError extends UnreadableManifestError {
  /** What kind it is, as it is written; foreign text. */
  readonly mediaType: string;

  constructor(facts: ErrorWords & { readonly mediaType: string }) {
    super({ ...facts, code: 'invalid-answer' });
    this.mediaType = facts.mediaType;
  }
}

function malformed(what: string, reason: string, remedy = BUILD_AGAIN): UnreadableManifestError {
  return new UnreadableManifestError({ what, reason, remedy, code: 'invalid-answer' });
}

function tooLarge(what: string, reason: string): UnreadableManifestError {
  const remedy = 'leave out of the image what it does not need';
  return new UnreadableManifestError({ what, reason, remedy, code: 'too-large' });
}

/**
 * Parses a manifest that was read.
 *
 * @param assumed what it is taken for if neither its content nor the registry says: the media type in the index.
 * @throws {RegistryError} if it is none, or has more layers than any image.
 */
export function toNode(repository: Repository, stored: StoredManifest, assumed?: string): GraphNode {
  const what = `read ${formatRepository(repository)}@${stored.digest}`;
  let manifest: Manifest;
  try {
    const types = { contentType: stored.mediaType, ...(assumed === undefined ? {} : { assumed }) };
    manifest = parseManifest(stored.bytes, types);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (!(error instanceof UnknownTypeError)) throw malformed(what, error.message, error.remedy);
    const { message: reason, mediaType, remedy = 'promote an image without it' } = error;
    throw new UnknownManifestError({ what, reason, remedy, mediaType });
  }
  const blobs = manifestBlobs(manifest).length;
  if (manifest.kind !== 'index' && blobs > MAX_LAYERS + 1) {
    throw tooLarge(what, `it has ${blobs - 1} layers, and no more than ${MAX_LAYERS} are read`);
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
 * Requires that what an index lists as a blob of an unusual type is one: it may be a manifest of a kind that is not
 * known here, which nobody can promote.
 */
async function requireBlob(client: RegistryClient, repository: Repository, entry: Descriptor): Promise<void> {
  const { digest, mediaType } = entry;
  if (isUsualBlob(mediaType) || (await hasBlob(client, repository, digest))) return;
  if ((await getManifest(client, repository, digest, { accept: mediaType })) === undefined) return;
  const what = `promote an index of ${formatRepository(repository)}`;
  const reason = `its entry ${digest} is a manifest of the type ${quote(mediaType)}, and what such a manifest refers to is not known`;
  const remedy = 'promote an image without it';
  throw new UnknownManifestError({ what, reason, remedy, mediaType });
}

/**
 * Reads everything that an image's root manifest refers to, but for blobs; children are read at the same time.
 *
 * @param root the manifest that the source reference was resolved to, once for the whole run.
 * @throws {RegistryError} if a child is missing at the source, or a limit is passed.
 */
export async function readGraph(client: RegistryClient, repository: Repository, root: StoredManifest): Promise<Graph> {
  const nodes = new Map<Digest, GraphNode>();
  const name = formatRepository(repository);
  const asked = new Set<Digest>([root.digest]);
  const what = `read ${name}@${root.digest}`;
  let bytes = 0;

  async function readChild(entries: readonly [Descriptor, ...Descriptor[]], depth: number): Promise<void> {
    const [child] = entries;
    const stored = (await getManifest(client, repository, child.digest)) ?? embeddedManifest(child);
    if (stored === undefined) {
      const platform = child.platform === undefined ? '' : ` (${child.platform})`;
      const reason = `its manifest ${child.digest}${platform} is missing at the source`;
      const remedy = 'build the image again, or push what is missing';
      const what = `promote ${name}@${root.digest}`;
      throw new UnreadableManifestError({ what, reason, remedy, code: 'not-found', status: 404 });
    }
    const node = toNode(repository, stored, child.mediaType);
    const { mediaType, size } = node.descriptor;
    // One manifest may be listed several times, and each entry must fit.
    const wrong = entries.find((entry) => bareMediaType(entry.mediaType) !== mediaType || entry.size !== size);
    if (wrong !== undefined) {
      const is = `${quote(mediaType)} of ${formatNumber(size)} bytes`;
      const reason = `it is ${is}, and the index says ${quote(wrong.mediaType)} of ${formatNumber(wrong.size)} bytes`;
      throw malformed(`read ${name}@${child.digest}`, reason);
    }
    await visit(node, depth);
  }

  async function visit(node: GraphNode, depth: number): Promise<void> {
    nodes.set(node.descriptor.digest, node);
    bytes += node.bytes.byteLength;
    if (bytes > MAX_BYTES) {
      throw tooLarge(what, `its manifests are larger than ${MAX_BYTES / 1024 / 1024} MiB together`);
    }
    // An index may name a manifest many times over; it is read once all the same, or the limit would be none.
    const named = Map.groupBy(childManifests(node.manifest), ({ digest }) => digest);
    const children = [...named].filter(([digest]) => !asked.has(digest));
    for (const [digest] of children) asked.add(digest);
    if (asked.size > MAX_MANIFESTS || (children.length > 0 && depth >= MAX_DEPTH)) {
      throw tooLarge(what, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`);
    }
    const blobs = node.manifest.kind === 'index' ? manifestBlobs(node.manifest) : [];
    await Promise.all([
      ...children.map(([, [first, ...others]]) => first && readChild([first, ...others], depth + 1)),
      ...blobs.map((blob) => requireBlob(client, repository, blob)),
    ]);
  }

  await visit(toNode(repository, root), 1);
  return { root: root.digest, nodes };
}
