import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { RegistryError } from '../errors.ts';
import { findPlacings, type ProvenPlacings } from '../history/placings.ts';
import { findLabels, findPlatforms, readConfig } from '../image/config.ts';
import type { Graph } from '../image/graph.ts';
import type { ImageLabels } from '../image/labels.ts';
import { readGraph, UnreadableManifestError } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { holdableDigests, revisionsOf } from '../policy/holdable.ts';
import { type ActiveHold, isQuarantined } from '../policy/holds.ts';
import type { VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import { judgeHoldsOn, readAllHolds } from '../promotion/image-holds.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import { getOrMake } from '../util/memo.ts';
import type { RollbackRequest } from './request.ts';
import { nameImage } from './version-line.ts';

/** What a repository keeps of an image: its manifests, and what they say. */
export interface ImageContent {
  readonly stored: StoredManifest;
  readonly descriptor: Descriptor;
  readonly graph: Graph;
  readonly labels: ImageLabels;
  readonly platforms: readonly string[];
}

/** An image in the repository, or why it cannot be used: a clause. */
export type FoundContent = ImageContent | { readonly missing: string };

/** One repository of the environment; what is read of it is read once. */
export class RollbackPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
  private readonly image: string;
  private readonly request: RollbackRequest;
  private readonly records = new Map<Digest, Promise<readonly StoredRecord[]>>();
  private readonly contents = new Map<Digest, Promise<FoundContent>>();
  private readonly holds = new Map<Digest, Promise<readonly ActiveHold[]>>();
  private readonly proven = new Map<Digest, Promise<ProvenPlacings>>();

  /** @param image its name in the pipeline. */
  constructor(
    request: RollbackRequest,
    image: string,
    { repository, client }: Pick<RollbackPlace, 'repository' | 'client'>,
  ) {
    this.request = request;
    this.image = image;
    this.repository = repository;
    this.client = client;
  }

  /** `registry/name`. */
  get uri(): string {
    return formatRepository(this.repository);
  }

  recordsOf(digest: Digest): Promise<readonly StoredRecord[]> {
    return getOrMake(this.records, digest, () =>
      readRecords(this.client, { repository: this.repository, subject: digest }),
    );
  }

  /** What the records of an image prove here. */
  provenOf(digest: Digest): Promise<ProvenPlacings> {
    return getOrMake(this.proven, digest, async () => {
      const { pipeline, marker } = this.request;
      const [records, options] = await Promise.all([this.recordsOf(digest), this.verifying()]);
      return findPlacings(records, marker, { ...options, pipeline, digest });
    });
  }

  /** What records of the environment are verified by. */
  async verifying(): Promise<Omit<VerifyPromotionOptions, 'pipeline' | 'digest'>> {
    const { environment } = this.request;
    return { environment, image: this.image, uri: this.uri, verify: await this.verifier(), now: this.now };
  }

  /** Names an image by what its records call it. */
  async nameOf(digest: Digest): Promise<string> {
    const { placings } = await this.provenOf(digest);
    return nameImage(
      digest,
      placings.flatMap(({ record }) => record.predicate.destination.tags),
    );
  }

  contentOf(digest: Digest): Promise<FoundContent> {
    return getOrMake(this.contents, digest, () => this.readContent(digest));
  }

  /**
   * What forbids to use an image: its own holds, those of its indexes and platforms, those that GitHub keeps, and those of
   * the pipeline file.
   */
  holdsOf(digest: Digest): Promise<readonly ActiveHold[]> {
    return getOrMake(this.holds, digest, async () => {
      const [own, content] = await Promise.all([this.recordsOf(digest), this.contentOf(digest)]);
      const { pipeline, environment, openVerifier, readKeptHolds } = this.request;
      const isThere = 'graph' in content;
      const digests = isThere ? holdableDigests(content.graph) : new Set([digest]);
      const revisions = isThere ? revisionsOf(content.labels) : [];
      const parts = [...digests].filter((each) => each !== digest);
      const ofParts = await readAllHolds(this.client, this.repository, parts);
      const image = { digests, revisions, records: [...own, ...ofParts] };
      const { holds } = await judgeHoldsOn(image, environment, { pipeline, openVerifier, readKeptHolds }, this.now);
      return isQuarantined(holds) ? holds.filter(({ effect }) => effect === 'quarantine') : [];
    });
  }

  private get now(): Date {
    // What this run has signed is later than the time that it began at.
    return new Date(Math.max(Date.now(), this.request.run.now.getTime()));
  }

  private verifier(): Promise<BundleVerifier> {
    return this.request.openVerifier();
  }

  private async readContent(digest: Digest): Promise<FoundContent> {
    const { client, repository } = this;
    const stored = await getManifest(client, repository, digest);
    if (stored === undefined) return { missing: `it is not in ${this.uri} any more` };
    try {
      const graph = await readGraph(client, repository, stored);
      const config = await readConfig(client, repository, { graph });
      const root = graph.nodes.get(digest);
      if (root === undefined) throw new Error('the graph has no root');
      const { mediaType, size } = root.descriptor;
      return {
        ...{ stored, graph },
        descriptor: { mediaType, digest, size, annotations: new Map() },
        labels: findLabels(graph, config),
        platforms: findPlatforms(graph, config),
      };
    } catch (error) {
      if (error instanceof UnreadableManifestError) return { missing: error.reason.replace(' at the source', '') };
      if (error instanceof RegistryError && error.code === 'not-found')
        return { missing: `it is not complete: ${error.message}` };
      throw error;
    }
  }
}
