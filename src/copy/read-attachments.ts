import { RegistryError } from '../errors.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import { childManifests, type Graph, type GraphNode } from '../image/graph.ts';
import { readGraph, UnknownManifestError, UnreadableManifestError } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { listFromApi, MAX_REFERRERS, type ReferrersQuery } from '../registry/referrers/api.ts';
import {
  cosignTags,
  fallbackTag,
  joinReferrers,
  listFromFallback,
  listReferrers,
} from '../registry/referrers/referrers.ts';
import { listTagsAtOnce } from '../registry/tag-list.ts';
import { quote } from '../util/safe-text.ts';
import {
  type AttachmentState,
  type Attachments,
  type CosignTag,
  describeReferrer,
  innerReferrers,
  type ReferrerGraph,
} from './attachments.ts';

interface KnownDestination {
  readonly present: ReadonlySet<Digest>;
  /** All of its tags; undefined if not all were listed. */
  readonly names: ReadonlySet<string> | undefined;
}

/** An image and what belongs to it, on the way to a destination. */
export interface ImageWithAttachments {
  readonly image: Graph;
  readonly attachments: Attachments;
  readonly known: KnownDestination;
}

/** Finds which attachments of an image a destination has; asks nothing where there can be none. */
export async function readAttachmentState(
  client: RegistryClient,
  repository: Repository,
  { image, attachments, known }: ImageWithAttachments,
): Promise<AttachmentState> {
  const { referrers, cosignTags } = attachments;
  const warnings = new Set<string>();
  const roots = new Map(referrers.map(({ graph, subject }) => [graph.root, subject]));
  /** Whether the destination has the manifest of the image that a referrer refers to in the end. */
  function isOnPresent(subject: Digest): boolean {
    const next = roots.get(subject);
    return next === undefined ? known.present.has(subject) : isOnPresent(next);
  }
  const possible = referrers.filter(({ subject }) => isOnPresent(subject));
  // What an earlier run or another tool has written without listing it is looked for too.
  const inner = innerReferrers([image]).filter(({ digest }) => known.present.has(digest));
  const asked = new Set([...possible.map(({ graph }) => graph.root), ...inner.map(({ digest }) => digest)]);
  const subjects = [...new Set([...possible, ...inner].map(({ subject }) => subject))];
  const query: ReferrersQuery = {
    keep: ({ digest }) => asked.has(digest),
    warn: (sentence) => void warnings.add(sentence),
  };
  const possibleTags = cosignTags.filter(({ tag }) => known.names?.has(tag) !== false);
  const nodes = [...new Set([...possible, ...possibleTags].flatMap(({ graph }) => [...graph.nodes.keys()]))];
  const tags = possibleTags.map(({ tag }) => tag);
  const [lists, found, standing] = await Promise.all([
    Promise.all(subjects.map((subject) => listReferrers(client, repository, subject, query))),
    Promise.all(nodes.map((digest) => headManifest(client, repository, digest))),
    lookUpTags(client, repository, tags),
  ]);
  const listed = new Set(lists.flat().map(({ digest }) => digest));
  return {
    listed,
    unlisted: new Set(inner.map(({ digest }) => digest).filter((digest) => !listed.has(digest))),
    present: new Set(nodes.filter((_, index) => found[index] !== undefined)),
    tags: standing,
    warnings: [...warnings],
  };
}

/** A signature on an SBOM on an image: what is deeper was built to do harm. */
const MAX_DEPTH = 3;

/** The image whose attachments are read, while it is read itself. */
interface ImageInReading {
  readonly root: Promise<GraphNode>;
  graph(): Promise<Graph>;
}

/** Reads what refers to the manifests of one image in one repository. */
class AttachmentReader {
  private readonly client: RegistryClient;
  private readonly repository: Repository;
  /** All tags of the repository; undefined if they are too many to be listed at once. */
  private readonly names: Promise<ReadonlySet<Tag> | undefined>;
  readonly warnings = new Set<string>();

  constructor(client: RegistryClient, repository: Repository) {
    this.client = client;
    this.repository = repository;
    this.names = listTagsAtOnce(client, repository).catch((error: unknown) => {
      // Some credentials may read an image and not the list: then each tag is asked for.
      if (error instanceof RegistryError) return undefined;
      throw error;
    });
  }

  private warn(sentence: string): void {
    this.warnings.add(sentence);
  }

  /**
   * Reads what belongs to an image, with all that it holds; undefined if that cannot be read: it stays where it is,
   * since the image is whole without it.
   *
   * @param name what it is called in the warning of that.
   */
  private async readKnown(name: string, stored: StoredManifest): Promise<Graph | undefined> {
    try {
      return await readGraph(this.client, this.repository, stored);
    } catch (error) {
      if (!(error instanceof UnreadableManifestError)) throw error;
      const why =
        error instanceof UnknownManifestError
          ? `it is, or lists, a manifest of the type ${quote(error.mediaType)}, and what such a manifest refers to is not known`
          : `it cannot be read, since ${error.reason}`;
      this.warn(`${name} is left out: ${why}`);
      return undefined;
    }
  }

  /** Lists what refers to a manifest: from the API, and from the fallback tag where there may be one. */
  async list(subject: Digest): Promise<readonly Descriptor[]> {
    const [fromApi, fromFallback] = await Promise.all([
      listFromApi(this.client, this.repository, subject, { warn: (sentence) => this.warn(sentence) }),
      this.names.then((names) =>
        names?.has(fallbackTag(subject)) === false ? [] : listFromFallback(this.client, this.repository, subject),
      ),
    ]);
    return joinReferrers(fromApi ?? [], fromFallback);
  }

  /** Reads a listed referrer with all that it holds; undefined if the list shows what is none. */
  async readReferrer(subject: Digest, listed: Descriptor): Promise<ReferrerGraph | undefined> {
    const { digest } = listed;
    const name = formatRepository(this.repository);
    const stored = await getManifest(this.client, this.repository, digest, { accept: listed.mediaType });
    if (stored === undefined) {
      this.warn(`${name} lists ${digest} as a referrer of ${subject}, but does not have it: it is left out`);
      return undefined;
    }
    const graph = await this.readKnown(`The referrer ${digest} of ${name}@${subject}`, stored);
    if (graph === undefined) return undefined;
    const node = graph.nodes.get(graph.root);
    const named = node?.manifest.subject?.digest;
    if (node === undefined || named === undefined) {
      // Artifactory lists other things too; only what says so itself refers to the image.
      this.warn(`${name} lists ${digest} as a referrer of ${subject}, but it names no subject: it is left out`);
      return undefined;
    }
    if (named !== subject) {
      throw new RegistryError({
        what: `promote ${name}@${subject}`,
        reason: `the referrer ${digest} that is listed for it names another subject, ${named}`,
        remedy: 'remove it from the list, or set "referrers: false"',
        code: 'invalid-answer',
      });
    }
    return { subject, descriptor: describeReferrer(node), graph };
  }

  /** Reads what cosign keeps beside a manifest under tags of its own. */
  async readCosignTags(subject: Digest): Promise<readonly CosignTag[]> {
    const names = await this.names;
    const tags = cosignTags(subject).filter((tag) => names?.has(tag) !== false);
    const found = await Promise.all(
      tags.map(async (tag) => {
        const stored = await getManifest(this.client, this.repository, tag);
        // GitLab may answer such a name with the image itself.
        if (stored === undefined || stored.digest === subject) return undefined;
        const graph = await this.readKnown(`${formatRepository(this.repository)}:${tag}`, stored);
        return graph && { tag, subject, graph };
      }),
    );
    return found.filter((each) => each !== undefined);
  }
}

/**
 * Reads what belongs to an image without being part of it: referrers of the index and of every child, referrers of
 * these, and cosign's tags.
 *
 * The root is asked about first, while its children are read: its answer tells whether there is an API at all.
 *
 * @throws {RegistryError} if a referrer names another subject, or there are more of them than any image has.
 */
export async function readAttachments(
  client: RegistryClient,
  repository: Repository,
  image: ImageInReading,
): Promise<Attachments> {
  const reader = new AttachmentReader(client, repository);
  const listingRoot = image.root.then(({ descriptor }) => reader.list(descriptor.digest));
  const [graph, ofRoot] = await Promise.all([image.graph(), listingRoot]);
  const digests = [...graph.nodes.keys()];
  const readingTags = Promise.all(digests.map((digest) => reader.readCosignTags(digest)));

  const children = new Set(
    [...graph.nodes.values()].flatMap(({ manifest }) => childManifests(manifest)).map(({ digest }) => digest),
  );
  const seen = new Set<Digest>(digests);
  const referrers: ReferrerGraph[] = [];
  async function readLevel(subjects: readonly Digest[], depth: number): Promise<void> {
    const lists = await Promise.all(
      subjects.map((subject) => (subject === graph.root ? ofRoot : reader.list(subject))),
    );
    const listed = lists.flatMap((list, index) =>
      list.map((descriptor) => ({ descriptor, subject: subjects[index] ?? graph.root })),
    );
    // An image under its own fallback tag shows its platforms there as if they referred to it.
    const fresh = listed.filter(({ descriptor }) => !seen.has(descriptor.digest) && !children.has(descriptor.digest));
    for (const { descriptor } of fresh) seen.add(descriptor.digest);
    if (fresh.length === 0) return;
    const count = referrers.length + fresh.length;
    if (depth > MAX_DEPTH || count > MAX_REFERRERS) {
      const has = depth > MAX_DEPTH ? `they have more than ${MAX_DEPTH} levels` : `there are ${count} of them`;
      throw new RegistryError({
        what: `copy what refers to ${formatRepository(repository)}@${graph.root}`,
        reason: `${has}, and no more than ${MAX_REFERRERS} on ${MAX_DEPTH} levels are copied`,
        remedy: 'remove what nobody needs, or set "referrers: false"',
        code: 'too-large',
      });
    }
    const read = await Promise.all(fresh.map(({ subject, descriptor }) => reader.readReferrer(subject, descriptor)));
    const found = read.filter((each) => each !== undefined);
    referrers.push(...found);
    await readLevel(
      found.map(({ graph: { root } }) => root),
      depth + 1,
    );
  }

  const [cosign] = await Promise.all([readingTags, readLevel(digests, 1)]);
  return { referrers, cosignTags: cosign.flat(), warnings: [...reader.warnings] };
}
