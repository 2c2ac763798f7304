import { findLabels, findPlatforms, type RepresentativeConfig, readConfig } from '../image/config.ts';
import { type Graph, type GraphNode, rootGraph } from '../image/graph.ts';
import { type ImageLabels, joinImageLabels } from '../image/labels.ts';
import { readGraph, toNode } from '../image/read-graph.ts';
import type { Repository } from '../oci/reference.ts';
import type { BlobTracker } from '../registry/blobs/tracker.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import type { PromotionClients } from './request.ts';

/** Lets a promise fail in silence where nobody waits for it, because something else has failed before. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** The image at its source: each part of it is read once, and only when somebody needs it. */
export class SourceImage {
  /** The root manifest. */
  readonly root: Promise<GraphNode>;
  private readonly client: RegistryClient;
  private readonly tracker: BlobTracker | undefined;
  private readonly repository: Repository;
  private readonly stored: Promise<StoredManifest>;
  private reading: Promise<Graph> | undefined;
  private configuring: Promise<RepresentativeConfig> | undefined;
  private labelling: Promise<ImageLabels> | undefined;

  constructor(clients: PromotionClients, repository: Repository, stored: Promise<StoredManifest>) {
    this.client = clients.source;
    this.tracker = clients.tracker;
    this.repository = repository;
    this.stored = stored;
    this.root = quiet(stored.then((root) => toNode(repository, root)));
  }

  /** Reads the manifests below the root; all who ask share one reading. */
  graph(): Promise<Graph> {
    this.reading ??= quiet(this.stored.then((root) => readGraph(this.client, this.repository, root)));
    return this.reading;
  }

  /** Reads what the image says of its origin, in its config too. */
  labels(): Promise<ImageLabels> {
    this.labelling ??= quiet(
      Promise.all([this.graph(), this.config()]).then(([graph, config]) => findLabels(graph, config)),
    );
    return this.labelling;
  }

  /** Reads for which platforms the image is. */
  async platforms(): Promise<readonly string[]> {
    return findPlatforms(await this.graph(), await this.config());
  }

  private config(): Promise<RepresentativeConfig> {
    this.configuring ??= quiet(
      this.graph().then((graph) => readConfig(this.client, this.repository, { graph, tracker: this.tracker })),
    );
    return this.configuring;
  }

  /** Returns the manifests that were read: all of them where somebody asked for them, else the root alone. */
  async graphSoFar(): Promise<Graph> {
    return this.reading ?? rootGraph(await this.root);
  }

  /** Returns what the image says of its origin, as far as it was read: without the config the root's annotations. */
  async labelsSoFar(): Promise<ImageLabels> {
    const { manifest } = await this.root;
    return this.labelling ?? joinImageLabels(manifest.annotations, undefined, new Map());
  }
}
