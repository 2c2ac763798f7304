import { findLabels, findPlatforms, type RepresentativeConfig, readConfig } from '../image/config.ts';
import { type Graph, type GraphNode, rootGraph } from '../image/graph.ts';
import { type ImageLabels, joinImageLabels } from '../image/labels.ts';
import { readGraph, toNode } from '../image/read-graph.ts';
import type { Repository } from '../oci/reference.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import type { PromotionClients } from './request.ts';

/** What an image is read with at its source. */
type SourceClients = Pick<PromotionClients, 'source' | 'tracker'>;

/** Lets a promise fail in silence if nothing awaits it, because something else has failed before. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** The image at its source: each part of it is read once, and only if it is needed. */
export class SourceImage {
  readonly root: Promise<GraphNode>;
  private readonly clients: SourceClients;
  private readonly repository: Repository;
  private readonly stored: Promise<StoredManifest>;
  private reading: Promise<Graph> | undefined;
  private configuring: Promise<RepresentativeConfig> | undefined;
  private labelling: Promise<ImageLabels> | undefined;

  constructor(clients: SourceClients, repository: Repository, stored: Promise<StoredManifest>) {
    this.clients = clients;
    this.repository = repository;
    this.stored = stored;
    this.root = quiet(stored.then((root) => toNode(repository, root)));
  }

  graph(): Promise<Graph> {
    this.reading ??= quiet(this.stored.then((root) => readGraph(this.clients.source, this.repository, root)));
    return this.reading;
  }

  /** Reads annotations and the labels of the config. */
  labels(): Promise<ImageLabels> {
    this.labelling ??= quiet(
      Promise.all([this.graph(), this.config()]).then(([graph, config]) => findLabels(graph, config)),
    );
    return this.labelling;
  }

  async platforms(): Promise<readonly string[]> {
    return findPlatforms(await this.graph(), await this.config());
  }

  private config(): Promise<RepresentativeConfig> {
    const { source, tracker } = this.clients;
    this.configuring ??= quiet(this.graph().then((graph) => readConfig(source, this.repository, { graph, tracker })));
    return this.configuring;
  }

  /** The manifests that were read: all of them if any caller needed them, otherwise only the root. */
  async graphSoFar(): Promise<Graph> {
    return this.reading ?? rootGraph(await this.root);
  }

  /** The labels as far as they were read: without the config only the root's annotations. */
  async labelsSoFar(): Promise<ImageLabels> {
    const { manifest } = await this.root;
    return this.labelling ?? joinImageLabels(manifest.annotations, undefined, new Map());
  }
}
