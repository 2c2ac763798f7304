import { WORTH_A_LOOK } from '../copy/plan.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { type DestinationPlan, mayWriteAtOnce, type PromotionPlan } from '../promotion/plan.ts';
import { isChange } from '../tags/planned-tag.ts';
import {
  addCosts,
  type Cost,
  findingCost,
  makeCost,
  NO_COST,
  type PushShape,
  pushCost,
  type RegistryTraits,
  readingCost,
  repeatedCost,
  sumCosts,
  type TaggingShape,
  taggingCost,
} from './cost.ts';

/** Tags on a page of a list; registries give 100 to 1,000 and more at once (tags). */
const PAGE = 1000;

/** What a job does of a promotion: all of it, what a shard does, or what the last job does. */
export type Phase = 'all' | 'push' | 'tagging';

/** How the images of a run are promoted. */
interface CostOptions {
  readonly phase: Phase;
  readonly hasRecord: boolean;
  readonly traits: RegistryTraits;
  /** Whether the image is the only one of the run, in its only destination. */
  readonly isAlone: boolean;
}

const NOTHING_READ = { attachments: 0, referrers: false, labels: false };

/** Counts the requests that one reading of a list of tags takes. */
function pagesOf(scope: DestinationPlan['scope'], { names }: DestinationPlan['existing']): number {
  return scope.kind === 'all' ? Math.max(1, Math.ceil(names.size / PAGE)) : scope.days.length;
}

/** Whether the root waits for its tags; those of a plan are another job's. */
function writesAtOnce(destination: DestinationPlan, options: CostOptions): boolean {
  return options.phase === 'all' && mayWriteAtOnce(destination, options);
}

function pushShape(destination: DestinationPlan, options: CostOptions): PushShape {
  const { copy, attachments, existing } = destination;
  const streamed = copy.blobs.filter(({ way }) => way === 'stream');
  const subjects = new Set(attachments.referrers.map(({ subject }) => subject));
  return {
    mounts: copy.blobs.length - streamed.length,
    streams: streamed.length,
    bytes: streamed.reduce((sum, { blob }) => sum + blob.size, 0),
    looks: streamed.filter(({ blob }) => copy.isPartial === true || blob.size >= WORTH_A_LOOK).length,
    manifests: copy.manifests.length,
    subjects: subjects.size,
    cosignTags: attachments.cosignTags.length,
    hasRecord: options.hasRecord,
    // Nobody has looked. A repository that has tags was most likely promoted to before.
    hasEmptyConfig: existing.names.size > 0,
    writesAtOnce: writesAtOnce(destination, options),
  };
}

function taggingShape(destination: DestinationPlan): TaggingShape {
  const { tags, scope, existing } = destination;
  const claims = tags.tags.filter(({ action, mutable }) => action === 'create' && !mutable).length;
  const moves = tags.tags.filter((tag) => tag.mutable && isChange(tag)).length;
  const listPages = pagesOf(scope, existing);
  return { claims, moves, comparesVersions: scope.kind === 'all', listPages };
}

function destinationCost(destination: DestinationPlan, options: CostOptions): Cost {
  const { phase, hasRecord, traits } = options;
  const shape = pushShape(destination, options);
  const tagging = phase === 'push' ? NO_COST : taggingCost(taggingShape(destination));
  if (phase === 'tagging') return tagging;
  // An image that is there and whose tags stay needs no new record: the old one is looked for.
  const isRepeat = destination.copy.manifests.length === 0 && !destination.tags.tags.some(isChange);
  if (!isRepeat || !hasRecord) return addCosts(pushCost(shape, traits), tagging);
  return addCosts(pushCost({ ...shape, hasRecord: false }, traits), findingCost(traits));
}

/** Estimates what is left to do when a plan is made: what writing it costs, by what the plan knows. */
export function planCost(plan: PromotionPlan, options: CostOptions): Cost {
  return sumCosts(plan.destinations.map((destination) => destinationCost(destination, options)));
}

/** Counts the blobs that a set would stream to a registry again, and their bytes: the run mounts them from where they are. */
function repeatsOf(plans: readonly PromotionPlan[]): { readonly times: number; readonly bytes: number } {
  const streamed = new Set<string>();
  let [times, bytes] = [0, 0];
  for (const { repository, copy } of plans.flatMap(({ destinations }) => destinations)) {
    for (const { way, blob } of copy.blobs) {
      const key = `${repository.registry} ${blob.digest}`;
      if (way !== 'stream') continue;
      if (streamed.has(key)) {
        times++;
        bytes += blob.size;
      }
      streamed.add(key);
    }
  }
  return { times, bytes };
}

/** Estimates what is left to do for a set. */
export function setCost(plans: readonly PromotionPlan[], options: Omit<CostOptions, 'isAlone'>): Cost {
  const isAlone = plans.flatMap(({ destinations }) => destinations).length === 1;
  const { times, bytes } = repeatsOf(plans);
  const own = plans.map((plan) => planCost(plan, { ...options, isAlone }));
  return sumCosts([repeatedCost(times), makeCost({}, -bytes), ...own]);
}

/**
 * Estimates what a job of a plan reads before it does its part: the image anew, by its digest, and each destination.
 *
 * The last job looks for the records, too.
 */
export function rereadingCost(plan: PromotionPlan, options: CostOptions & { readonly copyAttachments: boolean }): Cost {
  const { traits, copyAttachments: referrers, hasRecord, phase } = options;
  const { referrers: found, cosignTags } = plan.attachments;
  const attachments = [...found, ...cosignTags].reduce((sum, { graph }) => sum + graph.nodes.size, 0);
  const manifests = plan.graph.nodes.size;
  return sumCosts(
    plan.destinations.map(({ scope, existing, tags }, index) => {
      const byName = tags.tags.filter(({ kind }) => kind !== 'date_seq').length;
      const destination = readingCost(
        {
          // The image is read once, whatever the number of destinations.
          ...(index === 0 ? { attachments, referrers, labels: hasRecord } : NOTHING_READ),
          manifests: index === 0 ? manifests : 0,
          listPages: pagesOf(scope, existing),
          lookUps: scope.kind === 'all' ? existing.digests.size : byName,
          asksDestination: false,
        },
        traits,
      );
      const asked = addCosts(destination, makeCost({ 'manifest-head': manifests }));
      return phase === 'tagging' && hasRecord ? addCosts(asked, findingCost(traits)) : asked;
    }),
  );
}

/** Lists the blobs that a destination lacks: what is mounted, too, since a mount may be refused. */
export function lackingBlobs({ destinations }: PromotionPlan): readonly Descriptor[] {
  const steps = destinations.flatMap(({ copy }) => copy.blobs);
  return [...new Map(steps.map(({ blob }) => [blob.digest, blob])).values()];
}
