import { openRunner } from '../../src/action/runner.ts';
import { buildRequests } from '../../src/commands/requests.ts';
import { resolvePolicy } from '../../src/commands/resolve-policy.ts';
import { openRetirementWriter } from '../../src/commands/write-retirement.ts';
import { readEvent } from '../../src/event/event.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import { type Environment, ledgerOf, type Pipeline } from '../../src/pipeline/pipeline.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import type { DestinationResult } from '../../src/promotion/promote.ts';
import { createRegistryClient, type RegistryClient } from '../../src/registry/client.ts';
import { settleLists } from '../../src/registry/referrers/shared-lists.ts';
import type { Transport } from '../../src/registry/transport/http.ts';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import { type AppliedPlan, type Applying, applyRetention } from '../../src/retention/apply.ts';
import { listGoing, planRetention } from '../../src/retention/plan.ts';
import { assessImage } from '../../src/retention/read.ts';
import type { RetentionAccess } from '../../src/retention/read-ran.ts';
import type { RollbackRequest } from '../../src/rollback/request.ts';
import { applyRollback, type RollbackResult } from '../../src/rollback/rollback.ts';
import { planRollback } from '../../src/rollback/set.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { applyPromotion, bothEnds, requestOf, taggedBy } from '../promotion/support.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { keepLog } from '../support/log.ts';
import type { MemoryRegistry } from '../support/registry/memory.ts';
import { indexOf } from './sweep-world.ts';
import { imageOf, NOW, RetentionWorld } from './world.ts';

const DAY = 86_400_000;

/** When what was retired on the day of {@link NOW} may be destroyed. */
export const LATER = new Date(NOW.getTime() + 8 * DAY);

const PIPELINE = `version: 1
images: [app]
ledger: "HOST/ledger/{image}"
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    retention: { keep: { last: 2 } }
retention: { in-use: optional, max-delete: { images: 50, percent: 100 } }
`;

/** The repositories of the races. */
export const REPOSITORIES = ['d/app', 'p/app', 'ledger/app'] as const;

const BOTH = { platforms: ['linux/amd64', 'linux/arm64'] };

/** The images of the races: A and B are due, C and D stay; E is new, and has a platform of A's. */
export const IMAGES = {
  A: imageOf('A', BOTH),
  B: imageOf('B', BOTH),
  C: imageOf('C', BOTH),
  D: imageOf('D', BOTH),
};

function childOf({ manifests, index }: BuiltImage, at: number): string {
  return [...manifests.keys()].filter((digest) => digest !== index.digest)[at] ?? '';
}

/** A new image of a platform of A's and one of its own. */
export const SHARING = indexOf([IMAGES.A, childOf(IMAGES.A, 0)], [imageOf('E', BOTH), childOf(imageOf('E', BOTH), 1)]);

/** What belongs to A, and goes with it. */
export const SBOM = buildReferrer(IMAGES.A.index, { artifactType: 'application/spdx+json' });

/** What takes content past the API. */
type Loads = Parameters<typeof RetentionWorld.in>[0];

/** Fills a registry: p ran A, B, C and D, one after the other, each with a version and a daily build number. */
export function fill(registry: Loads): void {
  const world = RetentionWorld.in(registry);
  const all = Object.values(IMAGES);
  all.forEach((image, index) => {
    const [version, day] = [`1.${index}.0`, `2026110${index + 1}`];
    world.put('d/app', image, [version]);
    world.put('p/app', image, [version, `${day}_01`, ...(index === all.length - 1 ? ['latest'] : [])]);
    const after = all[index - 1];
    world.promoted('p/app', image, {
      at: `2026-11-0${index + 1}T10:00:00Z`,
      tags: [version, `${day}_01`, 'latest'],
      ...(after === undefined ? {} : { after }),
    });
  });
  world.put('d/app', SHARING, ['3.0.0']);
  for (const place of ['d/app', 'p/app']) registry.load(place, SBOM, []);
}

interface Attached {
  readonly subject?: { readonly digest: string };
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Lists what refers to the images of a repository under the tags by which it is found if the registry has no API for it. */
export function listReferrers(registry: MemoryRegistry, place: string): void {
  const all = [...registry.manifests(place).values()].flatMap(({ digest, mediaType, bytes }) => {
    const { subject, artifactType, annotations }: Attached = JSON.parse(Buffer.from(bytes).toString());
    const entry = { mediaType, digest, size: bytes.byteLength, artifactType, annotations };
    return subject === undefined ? [] : [{ subject: subject.digest, entry }];
  });
  for (const [subject, own] of Map.groupBy(all, (each) => each.subject)) {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const manifests = own.map(({ entry }) => entry);
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
    const digest = digestOf(bytes);
    const list = { index: { digest }, manifests: new Map([[digest, { mediaType, bytes }]]), blobs: new Map() };
    registry.load(place, list, [subject.replace(':', '-')]);
  }
}

/** How runs reach a registry. */
export interface Reach {
  readonly host: string;
  readonly clock: RetryClock;
  readonly transport: Transport;
}

function openClient({ host, clock, transport }: Reach): RegistryClient {
  return createRegistryClient({
    ...{ registry: host, endpoint: new URL(`http://${host}/v2/`), transport, clock },
    auth: { credential: { kind: 'anonymous' }, scopes: [], maskSecret: () => undefined, now: clock.now },
  });
}

/** The runs that race: each with a client of its own, as jobs have. */
export class Racers {
  readonly pipeline: Pipeline;
  private readonly reach: Reach;

  private constructor(pipeline: Pipeline, reach: Reach) {
    this.pipeline = pipeline;
    this.reach = reach;
  }

  static async open(reach: Reach): Promise<Racers> {
    const pipeline = await parsePipeline(Buffer.from(PIPELINE.replaceAll('HOST', reach.host)), {
      path: '.github/sealift.yml',
      read: async () => ({ kind: 'unreadable', reason: 'it is not there' }),
    });
    return new Racers(pipeline, reach);
  }

  /** The same runs by another way. */
  by(reach: Reach): Racers {
    return new Racers(this.pipeline, reach);
  }

  private get target(): Environment {
    const found = this.pipeline.environments.find(({ name }) => name === 'p');
    if (found === undefined) throw new Error('there is no environment p');
    return found;
  }

  private context(now: Date) {
    const environment = { GITHUB_ACTOR: 'li' };
    return { ...openRunner(environment, keepLog()), event: readEvent(environment, {}), now };
  }

  /** Promotes from d to p, with plan and all. */
  async promote(tag: string, now: Date, given: string): Promise<DestinationResult> {
    const { pipeline, reach } = this;
    const ends: Readonly<Record<string, string>> = { from: 'd', to: 'p', image: `app:${tag}` };
    const inputs = {
      ...{
        routes: readRoutes((name) => ends[name] ?? '', pipeline),
        pipeline,
        record: 'auto' as const,
        reason: undefined,
      },
      ...{ signing: { signingKey: undefined, signingKeyPassphrase: undefined }, githubToken: undefined },
    };
    const rules = parseTagRules(given);
    const { tagPolicy } = taggedBy(requestOf(reach.host, { rules, now }));
    const resolved = await resolvePolicy(inputs, this.context(now), true);
    const [request] = buildRequests(resolved, {
      ...{ tagPolicy, reason: undefined, expectedDigest: undefined, isPlanned: false, copyAttachments: true },
    });
    if (request === undefined) throw new Error('there is no image');
    const client = openClient(reach);
    const clients = { ...bothEnds(client), reading: async () => client };
    const plan = await preparePromotion(request, clients);
    const [result] = await applyPromotion(request, clients, { plan, emit: () => undefined });
    if (result === undefined) throw new Error('there is no destination');
    return result;
  }

  /** Rolls p back to an image that is named, without a hold. */
  async rollBack(image: BuiltImage, now: Date): Promise<RollbackResult> {
    const { pipeline, reach } = this;
    const client = openClient(reach);
    const digest = parseDigest(image.index.digest);
    const request: RollbackRequest = {
      ...{ pipeline, environment: this.target, marker: parseTag('latest'), hold: false, allowPartial: false },
      images: [{ name: 'app', tag: undefined, digest, expected: undefined }],
      ...{ wholeSet: false, isDrill: false, reason: 'INC-4711', timeZone: 'UTC', record: 'unsigned' },
      run: { facts: { actor: { login: 'li' } }, signer: undefined, reason: 'INC-4711', now },
      ...{ approvals: undefined, readKeptHolds: undefined, clientOf: async () => client },
      openVerifier: async () => () => ({ kind: 'rejected', reason: 'nothing is trusted' }),
    };
    const { images } = await planRollback(request);
    const run = { emit: () => undefined, tell: () => undefined, journal: new TagJournal() };
    return applyRollback(request, images, run);
  }

  private access(now: Date): RetentionAccess {
    const client = openClient(this.reach);
    const openVerifier = async () => () => ({ kind: 'rejected' as const, reason: 'nothing is trusted' });
    return { pipeline: this.pipeline, now, clientOf: () => client, openVerifier };
  }

  /** Plans what is due in p; all of it is approved. */
  async plan(now: Date): Promise<Applying> {
    const { pipeline } = this;
    const found = await assessImage({ image: 'app', environments: [this.target], inUse: [] }, this.access(now));
    const plan = planRetention({
      ...{ policy: pipeline.digest, now: now.getTime(), retention: pipeline.retention, run: undefined },
      ...{ unfinished: found.unfinished, locations: found.locations },
      ...{ assessment: found.assessment, contents: found.contents },
    });
    const { locations, below, unfinished } = found;
    return { plan, agreed: listGoing(plan), locations, below, unfinished };
  }

  /** Applies a plan. */
  async retain(applying: Applying, now: Date): Promise<AppliedPlan> {
    const access = this.access(now);
    const { clientOf, pipeline } = access;
    const writeRecord = openRetirementWriter({
      inputs: { pipeline, reason: undefined },
      ...{ plan: applying.plan.id, now, run: {}, approvals: undefined, signer: undefined, clientOf },
      warn: () => undefined,
    });
    const done = await applyRetention(applying, { access, clientOf, writeRecord, tell: () => undefined });
    const ledger = ledgerOf(pipeline, 'app');
    if (ledger !== undefined) await settleLists([clientOf(ledger)], true);
    return done;
  }
}

/** What a registry holds, as it is judged. */
export interface Held {
  tags(repository: string): ReadonlyMap<string, string>;
  manifests(repository: string): ReadonlyMap<string, { readonly bytes: Uint8Array }>;
  blobs(repository: string): ReadonlySet<string>;
}

interface Named {
  readonly digest: string;
}

function below(bytes: Uint8Array): { readonly manifests: readonly string[]; readonly blobs: readonly string[] } {
  const document: {
    readonly manifests?: readonly Named[];
    readonly layers?: readonly Named[];
    readonly config?: Named;
  } = JSON.parse(Buffer.from(bytes).toString());
  const blobs = [...(document.layers ?? []), ...(document.config === undefined ? [] : [document.config])];
  return {
    manifests: (document.manifests ?? []).map(({ digest }) => digest),
    blobs: blobs.map(({ digest }) => digest),
  };
}

/** Lists what an image lacks. */
export function lacks(held: Held, repository: string, root: string): readonly string[] {
  const stored = held.manifests(repository).get(root);
  if (stored === undefined) return [root];
  const { manifests, blobs } = below(stored.bytes);
  const there = held.blobs(repository);
  return [
    ...blobs.filter((digest) => !there.has(digest)),
    ...manifests.flatMap((digest) => lacks(held, repository, digest)),
  ];
}

/** Lists the tags that are on images which are not whole. Lists of referrers may name what is gone. */
export function brokenTags(held: Held, repository: string): readonly string[] {
  return [...held.tags(repository)]
    .filter(([tag]) => !/^sha(?:256|512)-/.test(tag))
    .flatMap(([tag, digest]) => lacks(held, repository, digest).map((lacking) => `${tag}: ${digest} lacks ${lacking}`));
}
