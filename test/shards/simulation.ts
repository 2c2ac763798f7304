import {
  addCosts,
  type Cost,
  countRequests,
  findingCost,
  makeCost,
  NO_COST,
  pushCost,
  readingCost,
  repeatedCost,
  taggingCost,
} from '../../src/estimate/cost.ts';
import {
  estimateTime,
  PUBLISHED_LIMITS,
  type RegistryLimits,
  type TimeEstimate,
  USUAL_LINK,
} from '../../src/estimate/time.ts';
import { formatBytes, formatDuration, formatNumber } from '../../src/util/format.ts';

const MIB = 1024 * 1024;
const TRAITS = { hasReferrersApi: true };

/** An image of the simulation: 2 platforms, each a config and 5 layers, 3 of which 20 images share. */
export const SHAPE = {
  manifests: 3,
  blobs: 12,
  /** Those that a family of images shares, and how large they are together (bytes). */
  shared: { blobs: 6, bytes: 180 * MIB, images: 20 },
  own: { blobs: 6, bytes: 40 * MIB },
} as const;

/** The largest that GitHub takes: a matrix of so many jobs, each so long (ms). */
export const GITHUB = { jobs: 256, job: 6 * 3600 * 1000, output: 1024 * 1024 };

/** Which way the images go. */
export type Way = 'within a registry' | 'between registries';

/** The work of each of the three jobs, all shards together. */
export interface Work {
  readonly plan: Cost;
  readonly shards: Cost;
  readonly tags: Cost;
}

function times(cost: Cost, count: number): Cost {
  return addCosts(NO_COST, cost, count);
}

/** Tells what a set costs, by the functions that estimate real ones: `type=semver` with a record. */
export function workOf(images: number, way: Way, shards: number): Work {
  const isStreamed = way === 'between registries';
  const { manifests, blobs, shared, own } = SHAPE;
  const reading = {
    ...{ manifests, attachments: 0, referrers: true, labels: true, listPages: 1, lookUps: 0 },
    asksDestination: false,
  };
  const reread = readingCost({ ...reading, asksDestination: true }, TRAITS);
  const landing = pushCost(
    {
      mounts: isStreamed ? 0 : blobs,
      streams: isStreamed ? blobs : 0,
      bytes: isStreamed ? shared.bytes + own.bytes : 0,
      looks: isStreamed ? blobs - manifests + 1 : 0,
      ...{ manifests, subjects: 0, cosignTags: 0, hasRecord: true, hasEmptyConfig: true, writesAtOnce: false },
    },
    TRAITS,
  );
  const tagging = taggingCost({ claims: 1, moves: 3, comparesVersions: true, listPages: 1 });
  // A family is in one shard, so that what it shares is streamed once; with more shards than families, once in each.
  const families = Math.min(images, Math.max(Math.ceil(images / shared.images), shards));
  const repeats = isStreamed ? images - families : 0;
  const saved = addCosts(repeatedCost(repeats * shared.blobs), makeCost({}, -repeats * shared.bytes));
  return {
    plan: times(readingCost(reading, TRAITS), images),
    shards: addCosts(times(addCosts(reread, landing), images), saved),
    tags: times(addCosts(addCosts(reread, findingCost(TRAITS)), tagging), images),
  };
}

/** How long the three jobs take, one after the other. */
export interface Schedule {
  readonly plan: TimeEstimate;
  readonly shards: TimeEstimate;
  readonly tags: TimeEstimate;
}

/** Tells how long a set takes with so many shards. */
export function scheduleOf(
  images: number,
  { way, shards, limits }: { readonly way: Way; readonly shards: number; readonly limits: RegistryLimits | undefined },
): Schedule {
  const work = workOf(images, way, shards);
  return {
    plan: estimateTime(work.plan, USUAL_LINK, { limits }),
    shards: estimateTime(work.shards, USUAL_LINK, { limits, shards }),
    tags: estimateTime(work.tags, USUAL_LINK, { limits }),
  };
}

function totalOf({ plan, shards, tags }: Schedule): number {
  return plan.milliseconds + shards.milliseconds + tags.milliseconds;
}

/** Tells whether no job takes longer than GitHub lets it. */
export function fits(schedule: Schedule): boolean {
  return [schedule.plan, schedule.shards, schedule.tags].every(({ milliseconds }) => milliseconds <= GITHUB.job);
}

/** Finds how many shards still help: with twice as many, the work of the shards would take as long. */
export function shardsThatHelp(images: number, way: Way, limits: RegistryLimits | undefined): number {
  const most = Math.min(images, GITHUB.jobs);
  for (let shards = 1; shards < most; shards *= 2) {
    const now = scheduleOf(images, { way, shards, limits }).shards.milliseconds;
    const next = scheduleOf(images, { way, shards: Math.min(most, 2 * shards), limits }).shards.milliseconds;
    if (next > 0.95 * now) return shards;
  }
  return most;
}

/** Finds the largest set, in steps of two digits, of which every job ends in time. */
export function largestSet(way: Way, limits: RegistryLimits | undefined): number {
  let largest = 0;
  for (let step = 1; step <= 1_000_000; step *= 10) {
    for (let factor = 10; factor < 100; factor++) {
      const images = (step * factor) / 10;
      if (images > 1_000_000 || !Number.isInteger(images)) continue;
      if (fits(scheduleOf(images, { way, shards: Math.min(images, GITHUB.jobs), limits }))) largest = images;
    }
  }
  return largest;
}

/** The registries of the tables; the first limits nothing. */
export const REGISTRIES: readonly { readonly name: string; readonly limits: RegistryLimits | undefined }[] = [
  { name: 'no limit', limits: undefined },
  ...PUBLISHED_LIMITS.map((limits) => ({ name: limits.name, limits })),
];

/** The sizes of sets of the tables. */
export const SIZES = [10, 100, 1000, 10_000, 100_000] as const;
/** Those of which the times are told. */
const TOLD = [100, 1000, 10_000, 100_000] as const;

function duration(milliseconds: number): string {
  return milliseconds < 48 * 3600 * 1000
    ? formatDuration(milliseconds)
    : `${formatNumber(milliseconds / (24 * 3600 * 1000))} days`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Renders how long sets take: one row for each registry and size. */
export function renderTimes(way: Way): string {
  const rows = REGISTRIES.flatMap(({ name, limits }) =>
    TOLD.map((images) => {
      const timed = (shards: number) => scheduleOf(images, { way, shards: Math.min(images, shards), limits });
      const help = shardsThatHelp(images, way, limits);
      const best = timed(help);
      return [
        name,
        formatNumber(images),
        duration(best.plan.milliseconds),
        duration(timed(1).shards.milliseconds),
        duration(timed(8).shards.milliseconds),
        duration(timed(256).shards.milliseconds),
        duration(best.tags.milliseconds),
        best.shards.boundBy,
        String(help),
        fits(best) ? duration(totalOf(best)) : 'no',
      ];
    }),
  );
  const header = [
    'Registry',
    'Images',
    'Plan',
    '1 shard',
    '8 shards',
    '256 shards',
    'Tags',
    'Bound by',
    'Shards that help',
    'In all',
  ];
  return table(header, rows);
}

/** Renders what sets cost. */
export function renderCosts(): string {
  const rows = SIZES.map((images) => {
    const within = workOf(images, 'within a registry', Math.min(images, 8));
    const between = workOf(images, 'between registries', Math.min(images, 8));
    const count = (cost: Cost): string => formatNumber(countRequests(cost));
    return [
      formatNumber(images),
      count(within.plan),
      count(within.shards),
      count(within.tags),
      count(between.shards),
      formatBytes(between.shards.bytes),
    ];
  });
  const header = ['Images', 'Plan', 'Shards, mounted', 'Tags', 'Shards, streamed', 'Bytes streamed'];
  return table(header, rows);
}

/** Renders how large a set may be. */
export function renderLargest(): string {
  const rows = REGISTRIES.map(({ name, limits }) => [
    name,
    formatNumber(largestSet('within a registry', limits)),
    formatNumber(largestSet('between registries', limits)),
  ]);
  return table(['Registry', 'Within it', 'Into it, from another'], rows);
}
