import { RegistryError } from '../../errors.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import type { Tag } from '../../oci/tag.ts';
import { invalidAnswer } from '../../registry/answers/answer.ts';
import { getManifest } from '../../registry/manifests.ts';
import { cosignTags, fallbackTag } from '../../registry/referrers/digest-tags.ts';
import { joinReferrers, listFromApi, listFromFallback, MAX_REFERRERS } from '../../registry/referrers/referrers.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import { listTagsAtOnce } from '../../registry/tag-list.ts';
import { childManifests, type Graph, type GraphNode } from '../graph/graph.ts';
import { readGraph } from '../graph/read-graph.ts';
import { type Companions, type CosignTag, describeReferrer, type ReferrerGraph } from './companions.ts';

/** A signature on an SBOM on an image: what is deeper was built to do harm. */
const MAX_DEPTH = 3;

/** The image whose companions are read, while it is read itself. */
export interface ImageInReading {
  readonly root: Promise<GraphNode>;
  graph(): Promise<Graph>;
}

/** Reads what refers to the manifests of one image in one repository. */
class CompanionReader {
  private readonly client: RegistryClient;
  private readonly repository: Repository;
  /** All tags of the repository; undefined where they are too many to be listed at once. */
  private readonly names: Promise<ReadonlySet<Tag> | undefined>;
  readonly warnings: string[] = [];

  constructor(client: RegistryClient, repository: Repository) {
    this.client = client;
    this.repository = repository;
    this.names = listTagsAtOnce(client, repository).catch((error: unknown) => {
      // Some credentials may read an image and not the list: then each tag is asked for.
      if (error instanceof RegistryError) return undefined;
      throw error;
    });
  }

  /** Lists what refers to a manifest: from the API, and from the fallback tag where there may be one. */
  async list(subject: Digest): Promise<readonly Descriptor[]> {
    const [fromApi, fromFallback] = await Promise.all([
      listFromApi(this.client, this.repository, subject),
      this.names.then((names) =>
        names?.has(fallbackTag(subject)) === false ? [] : listFromFallback(this.client, this.repository, subject),
      ),
    ]);
    return joinReferrers(fromApi ?? [], fromFallback);
  }

  /** Reads a listed referrer with all that it holds; undefined where the list shows what is none. */
  async readReferrer(subject: Digest, { digest }: Descriptor): Promise<ReferrerGraph | undefined> {
    const name = formatRepository(this.repository);
    const stored = await getManifest(this.client, this.repository, digest);
    if (stored === undefined) {
      this.warnings.push(`${name} lists ${digest} as a referrer of ${subject}, but does not have it: it is left out`);
      return undefined;
    }
    const graph = await readGraph(this.client, this.repository, stored);
    const node = graph.nodes.get(graph.root);
    const named = node?.manifest.subject?.digest;
    if (node === undefined || named === undefined) {
      // Artifactory lists other things too; only what says so itself refers to the image.
      this.warnings.push(
        `${name} lists ${digest} as a referrer of ${subject}, but it names no subject: it is left out`,
      );
      return undefined;
    }
    if (named !== subject) {
      throw new RegistryError(
        `Cannot promote ${name}@${subject}: the referrer ${digest} that is listed for it names another subject, ${named}; remove it from the list, or set "referrers: false"`,
        { code: 'invalid-answer', registry: this.client.registry },
      );
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
        return { tag, subject, graph: await readGraph(this.client, this.repository, stored) };
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
 * @throws {RegistryError} where a referrer names another subject, or there are more of them than any image has.
 */
export async function readCompanions(
  client: RegistryClient,
  repository: Repository,
  image: ImageInReading,
): Promise<Companions> {
  const reader = new CompanionReader(client, repository);
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
    if (depth > MAX_DEPTH || referrers.length + fresh.length > MAX_REFERRERS) {
      const attempt = {
        registry: client.registry,
        doing: `take along what refers to ${formatRepository(repository)}@${graph.root}`,
      };
      throw invalidAnswer(attempt, `it has more than ${MAX_REFERRERS} referrers or ${MAX_DEPTH} levels`, 'too-large');
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
  return { referrers, cosignTags: cosign.flat(), warnings: reader.warnings };
}
