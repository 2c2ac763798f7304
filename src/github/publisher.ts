import type { Attempts } from './attempts.ts';
import type { GitHubFailure } from './client.ts';
import type { GitHubClient } from './github-client.ts';
import type { PlaceItem } from './place-item.ts';

/** What could not be done at a place. */
export interface PlaceTrouble {
  /** Such as `create`. */
  readonly verb: string;
  /** One of what is missing, such as `deployment`. */
  readonly noun: string;
  readonly count: number;
  /** The names of what is missing. */
  readonly missing: readonly string[];
  readonly failure: Pick<GitHubFailure, 'reason' | 'cure'>;
}

/** What a place is opened with. */
export interface PlaceContext {
  readonly client: GitHubClient;
  /** The commit that the run is of (GITHUB_SHA), or else its ref. */
  readonly ref: string | undefined;
  /** The page of the run. */
  readonly logUrl: string | undefined;
  readonly isRequired: boolean;
  /** Hears what is never required. */
  readonly warn: (trouble: PlaceTrouble) => void;
  /** Hears what was left out for a good reason. */
  readonly note: (sentence: string) => void;
}

/** One of the places at GitHub, for one run; its methods return trouble and do not throw it. */
export interface Place {
  /** Does what has to be done before anything is written. */
  begin(items: readonly PlaceItem[]): Promise<PlaceTrouble | undefined>;
  /** Does what has to be done when the tags have moved. */
  succeed(items: readonly PlaceItem[]): Promise<PlaceTrouble | undefined>;
  /** Does what has to be done when nothing came of it. */
  fail(reason: string): Promise<PlaceTrouble | undefined>;
}

/** Puts attempts into words; undefined where all succeeded. */
export function troubleOf<Item>(
  { count, missing, failure }: Attempts<Item>,
  { verb, noun, nameOf }: Pick<PlaceTrouble, 'verb' | 'noun'> & { readonly nameOf: (item: Item) => string },
): PlaceTrouble | undefined {
  return failure === undefined ? undefined : { verb, noun, count, missing: missing.map(nameOf), failure };
}
