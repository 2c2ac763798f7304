import type { GitHubPlaces } from '../pipeline/pipeline.ts';
import type { EventSink } from '../promotion/events.ts';
import type { DestinationResult } from '../promotion/promote.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import type { CommandContext } from './context.ts';

/** What came of a set: the results of each image, in the order of its destinations. */
export type Results = readonly (readonly DestinationResult[])[];

/** Tells GitHub's places of the promotions of a run: before they begin, and when they are done. */
export interface Announcer {
  /** Hears of records as they are written, for the places that keep them too. */
  readonly listen: EventSink;
  /** @throws {PolicyError} where a place that the file requires cannot be used: nothing is written then. */
  begin(): Promise<void>;
  /** @returns what is missing of what the file requires: an error that is thrown when all else is done. */
  succeed(results: Results): Promise<unknown>;
  fail(): Promise<void>;
}

/** There is nobody to tell. */
const SILENT: Announcer = {
  listen() {},
  async begin() {},
  async succeed() {
    return undefined;
  },
  async fail() {},
};

/** Finds which places the pipeline file names, where one governs any image of a set. */
function placesOf(items: readonly SetItem[]): GitHubPlaces | undefined {
  return items.find(({ request }) => request.governance !== undefined)?.request.governance?.pipeline.gitHub;
}

/** Whom the places know, and who hears of what fails. */
export interface AnnouncerOptions {
  readonly token: string | undefined;
  readonly warn: (sentence: string) => void;
}

/**
 * Opens what tells GitHub's places; nothing is loaded and nobody is told where the pipeline file names none.
 *
 * @throws {PolicyError} where the file requires what cannot be had.
 */
export async function openAnnouncer(
  items: readonly SetItem[],
  context: CommandContext,
  options: AnnouncerOptions,
): Promise<Announcer> {
  const use = placesOf(items);
  if (use === undefined || Object.values(use).every((each) => each === 'off')) return SILENT;
  const { announceTo } = await import('./publish.ts');
  return announceTo(use, items, { ...context, ...options }) ?? SILENT;
}
