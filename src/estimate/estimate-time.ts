import { type Cost, countRequests } from './estimate-cost.ts';
import type { RegistryLimits } from './time.ts';

/** How a runner speaks to a registry. */
export interface Link {
  /** One round trip, in ms. */
  readonly roundTrip: number;
  /** The requests that are under way at the same time. */
  readonly concurrency: number;
  /** Bytes a second through the runner, all streams together. */
  readonly throughput: number;
  /** Round trips that wait for each other, in the least. */
  readonly depth: number;
}

/** What a runner of GitHub's and a registry nearby are, where nothing was measured. */
export const USUAL_LINK: Link = { roundTrip: 50, concurrency: 16, throughput: 50 * 1024 * 1024, depth: 8 };

/** How long some work takes, and what it waits for most. */
export interface TimeEstimate {
  /** In ms. */
  readonly milliseconds: number;
  /** The name of a published limit, or what of the link is full. */
  readonly boundBy: string;
}

/** Who does some work, and who else is at work. */
export interface Crowd {
  readonly limits: RegistryLimits | undefined;
  /** Jobs that share the work: each has a link of its own. One by default. */
  readonly shards?: number | undefined;
  /** Jobs that share the registry's limits, each with work of its own. One by default. */
  readonly sharers?: number | undefined;
}

/** Estimates how long some work takes: as long as the tightest of the registry's limits, the round trips and the bytes. */
export function estimateTime(cost: Cost, link: Link, { limits, shards = 1, sharers = 1 }: Crowd): TimeEstimate {
  const { roundTrip, concurrency, throughput, depth } = link;
  const ways: TimeEstimate[] = [
    { milliseconds: (countRequests(cost) * roundTrip) / concurrency / shards, boundBy: 'round trips' },
    { milliseconds: (cost.bytes * 1000) / throughput / shards, boundBy: 'bytes' },
  ];
  for (const { name, classes, rate } of limits?.limits ?? []) {
    const requests = classes.reduce((sum, each) => sum + cost.requests[each], 0);
    ways.push({ milliseconds: (requests * 1000 * sharers) / rate, boundBy: name });
  }
  const longest = ways.reduce((most, way) => (way.milliseconds > most.milliseconds ? way : most));
  // Nothing to do takes no time; all else takes its round trips in the least.
  const least = countRequests(cost) === 0 ? 0 : depth * roundTrip;
  return { ...longest, milliseconds: longest.milliseconds + least };
}
