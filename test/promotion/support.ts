import { childrenFirst, type Graph, type GraphNode } from '../../src/image/graph.ts';
import { type Digest, digestOf, parseDigest } from '../../src/oci/digest.ts';
import { parseManifest } from '../../src/oci/manifest.ts';
import { parseReference, parseRepository, type Reference, type Repository } from '../../src/oci/reference.ts';
import type { EventSink, PromotionEvent } from '../../src/promotion/events.ts';
import type { PromotionPlan } from '../../src/promotion/plan.ts';
import { applySet, type DestinationResult } from '../../src/promotion/promote.ts';
import type { Destination, PromotionClients, PromotionRequest, TagPolicy } from '../../src/promotion/request.ts';
import type { RegistryClient } from '../../src/registry/client.ts';
import type { StoredManifest } from '../../src/registry/manifests.ts';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import type { GitTag } from '../../src/tags/find-version.ts';
import { type Flavor, NO_FLAVOR } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import type { TagRule } from '../../src/tags/rule.ts';
import { mapNonEmpty, type NonEmpty } from '../../src/util/non-empty.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import type { EmbeddedRegistry } from '../support/registry/registry.ts';

/** The instant of every run in these tests. */
export const NOW = new Date('2020-01-02T03:04:05Z');

/** The labels of an image that says where it came from. */
export const LABELS = {
  'org.opencontainers.image.source': 'https://github.com/acme/shop',
  'org.opencontainers.image.revision': '860c1904a1ce19322e91ac35af1ab07466440c37',
  'org.opencontainers.image.version': '1.2.3',
  'org.opencontainers.image.created': '2020-01-01T00:00:00Z',
};

/** What can be seen as a graph: content with a root. */
export type Content = Pick<BuiltImage, 'index' | 'manifests'>;

/** Parses the manifests of an image into its graph, without any registry. */
export function graphOf(image: Content): Graph {
  const nodes = new Map<Digest, GraphNode>();
  for (const [digest, { mediaType, bytes }] of image.manifests) {
    const manifest = parseManifest(bytes, mediaType);
    const { annotations } = manifest;
    const descriptor = { mediaType, digest: parseDigest(digest), size: bytes.length, annotations };
    nodes.set(descriptor.digest, { descriptor, bytes, manifest });
  }
  const root = parseDigest(image.index.digest);
  // The order of a graph that was read: from the root downwards.
  return {
    root,
    nodes: new Map(
      childrenFirst({ root, nodes })
        .toReversed()
        .map((node) => [node.descriptor.digest, node]),
    ),
  };
}

/** The root manifest of an image, as a registry would give it. */
export function rootOf(image: Content): StoredManifest {
  const digest = parseDigest(image.index.digest);
  const stored = image.manifests.get(digest);
  if (stored === undefined) throw new Error('the image has no root');
  return { mediaType: stored.mediaType, digest, bytes: stored.bytes };
}

/** What a test changes about a request; all destinations are alike. */
export interface RequestChanges {
  readonly from?: Reference;
  readonly to?: NonEmpty<Repository>;
  readonly expectedDigest?: Digest | undefined;
  readonly rules?: readonly TagRule[];
  readonly version?: string | undefined;
  readonly revision?: string | undefined;
  readonly ifTagExists?: TagPolicy['ifTagExists'];
  readonly gitTag?: GitTag | undefined;
  readonly repositoryUrl?: string;
  readonly flavor?: Flavor;
  readonly existingTags?: TagPolicy['existing']['from'];
  readonly copyAttachments?: boolean;
  readonly record?: Destination['record'];
  readonly reason?: string | undefined;
  readonly isPlanned?: boolean;
  readonly now?: Date;
}

/** A request that promotes `d/app:1.2.3` to `p/app` on one registry, with what a test changes about it. */
export function requestOf(host: string, changes: RequestChanges = {}): PromotionRequest {
  const { version, revision, expectedDigest, reason, isPlanned = false, now = NOW } = changes;
  const tagPolicy: TagPolicy = {
    rules: changes.rules ?? parseTagRules('type=semver\ntype=sha\ntype=date_seq'),
    ...{ version, revision, now },
    ifTagExists: changes.ifTagExists ?? 'fail',
    event: {
      gitTag: changes.gitTag,
      repositoryUrl: changes.repositoryUrl ?? 'https://github.com/acme/shop',
      ...{ preRelease: false, makeLatest: undefined },
    },
    naming: { flavor: changes.flavor ?? NO_FLAVOR, tagPrefix: '', shortShaLength: 7, timeZone: 'UTC' },
    existing: { from: changes.existingTags ?? 'registry', versions: [] },
  };
  return {
    from: changes.from ?? parseReference(`${host}/d/app:1.2.3`),
    expectedDigest,
    destinations: mapNonEmpty(changes.to ?? [parseRepository(`${host}/p/app`)], (repository) => ({
      ...{ repository, tagPolicy },
      record: changes.record ?? 'unsigned',
    })),
    copyAttachments: changes.copyAttachments ?? true,
    run: { facts: { actor: { login: 'octocat' } }, reason, now, isPlanned },
  };
}

/** The image of a request, and what decides its tags in the first destination. */
export function taggedBy({ from, destinations: [{ tagPolicy }] }: PromotionRequest) {
  return { from, tagPolicy };
}

/** Applies the plan of one image: a set of one. */
export async function applyPromotion(
  request: PromotionRequest,
  clients: PromotionClients,
  { plan, emit }: { readonly plan: PromotionPlan; readonly emit: EventSink },
): Promise<readonly DestinationResult[]> {
  const [results = []] = await applySet([{ request, clients, plan }], emit);
  return results;
}

/** Uses one client for both ends. */
export function bothEnds(client: RegistryClient): PromotionClients {
  return { source: client, destination: () => client };
}

/** Collects events and tells what kinds they were. */
export function createEvents(): { readonly all: PromotionEvent[]; readonly emit: (event: PromotionEvent) => void } {
  const all: PromotionEvent[] = [];
  return { all, emit: (event) => void all.push(event) };
}

/** Puts another image's manifest under tags, as another run would: straight into the registry. */
export async function tagAs(
  registry: EmbeddedRegistry,
  repository: string,
  tags: readonly string[],
  bytes: Uint8Array,
) {
  const { mediaType } = parseManifest(bytes, '');
  for (const tag of tags) {
    const response = await fetch(`http://${registry.host}/v2/${repository}/manifests/${tag}`, {
      method: 'PUT',
      headers: { 'Content-Type': mediaType },
      body: Buffer.from(bytes),
    });
    if (response.status !== 201) throw new Error(`Cannot tag ${tag}: ${response.status} ${await response.text()}`);
  }
}

/** The bytes of an index without any manifest: the smallest image that a registry takes. */
export function emptyIndex(name: string): Uint8Array {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations: { name } }));
}

/** That index as it is stored. */
export function emptyRoot(name: string): StoredManifest {
  const bytes = emptyIndex(name);
  return { mediaType: 'application/vnd.oci.image.index.v1+json', digest: digestOf(bytes), bytes };
}

/** A repository on a registry of this process. */
export function repositoryOn(host: string, name: string): Repository {
  return parseRepository(`${host}/${name}`);
}

/** A clock that several runs share. */
export interface SharedClock extends RetryClock {
  /** Says that one of the runs is over. */
  leave(): void;
}

/**
 * Makes a clock on which time passes only while all runs sleep.
 *
 * So no request lags more than any wait, which is what the claim of tags stands on, and nothing really waits.
 */
export function createSharedClock(runs: number): SharedClock {
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let active = runs;
  let time = NOW.getTime();

  function advance(): void {
    if (sleepers.length === 0 || sleepers.length < active) return;
    time = Math.min(...sleepers.map(({ until }) => until));
    for (const sleeper of sleepers.splice(0)) {
      if (sleeper.until <= time) sleeper.wake();
      else sleepers.push(sleeper);
    }
  }

  return {
    now: () => time,
    random: () => 0.5,
    sleep(milliseconds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.push({ until: time + milliseconds, wake: resolve });
      advance();
      return promise;
    },
    leave() {
      active--;
      advance();
    },
  };
}
