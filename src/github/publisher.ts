import type { Digest } from '../oci/digest.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import type { GitHubClient } from './client.ts';
import { explainFailure, type GitHubFailure } from './failure.ts';

/** What a publisher could not do. */
export interface PublishTrouble {
  readonly verb: string;
  readonly noun: string;
  readonly count: number;
  readonly missing: readonly string[];
  readonly failure: Pick<GitHubFailure, 'reason' | 'remedy'>;
}

/** What is published: deployments have it as their `task`. */
export type PublishTask = 'promote' | 'rollback';

/** What a publisher is opened with. */
export interface PublishContext {
  readonly task: PublishTask;
  readonly client: GitHubClient;
  /** The commit that the run is of (GITHUB_SHA), or else its ref. */
  readonly ref: string | undefined;
  readonly logUrl: string | undefined;
  readonly isRequired: boolean;
  /** Receives what is never required. */
  readonly warn: (trouble: PublishTrouble) => void;
  /** Receives what was deliberately left out. */
  readonly note: (sentence: string) => void;
}

/** Publishes the promotions of one run in one form; its methods return trouble and do not throw it. */
export interface GitHubPublisher {
  /** Before anything is written. */
  begin(items: readonly PublishItem[]): Promise<PublishTrouble | undefined>;
  /** After the tags have moved. */
  succeed(items: readonly PublishItem[]): Promise<PublishTrouble | undefined>;
  fail(reason: string): Promise<PublishTrouble | undefined>;
}

/** Puts attempts into words; undefined if all succeeded. */
export function troubleOf<Item>(
  { count, missing, failure }: Attempts<Item>,
  { verb, noun, nameOf }: Pick<PublishTrouble, 'verb' | 'noun'> & { readonly nameOf: (item: Item) => string },
): PublishTrouble | undefined {
  return failure === undefined ? undefined : { verb, noun, count, missing: missing.map(nameOf), failure };
}

/** One image that goes to one repository of an environment, as it is published at GitHub. */
export interface PublishItem {
  /** The image's name, such as `shop/app`. */
  readonly image: string;
  readonly digest: Digest;
  readonly source: {
    readonly environment?: string | undefined;
    /** The repository, such as `registry.example.com/s2/app`. */
    readonly uri: string;
  };
  readonly destination: {
    readonly environment: string;
    /** The repository with its registry, such as `registry.example.com/p/app`. */
    readonly uri: string;
    readonly registry: string;
  };
  readonly tags: readonly string[];
  /** What the destination's highest moving tag pointed at before. */
  readonly previousDigest?: Digest | undefined;
  readonly version?: string | undefined;
  /** The digest of the promotion record, once it is written. */
  readonly record?: Digest | undefined;
  /** The JSON of the record's Sigstore bundle, where the record is signed. */
  readonly bundle?: Uint8Array | undefined;
}

/** How many of the missing are named. */
const NAMED = 3;

function nameObject({ verb, noun, count, missing }: PublishTrouble): string {
  const some = missing.length < count ? `${missing.length} of ${formatCount(count, noun)}` : formatCount(count, noun);
  return `Cannot ${verb} ${some} at GitHub`;
}

function nameMissing({ missing }: PublishTrouble): string {
  const names = missing.slice(0, NAMED).map((name) => safeText(name, 200));
  return formatList(missing.length > NAMED ? [...names, `${missing.length - NAMED} more`] : names);
}

/** Words for a trouble without which the promotion continues. */
export function warnOfPublisher(trouble: PublishTrouble): string {
  return `${nameObject(trouble)}: ${trouble.failure.reason}; ${trouble.failure.remedy}`;
}

/** Says what the pipeline file requires and could not be done before anything was written. */
export function refuseBefore(trouble: PublishTrouble): string {
  const { reason, remedy } = trouble.failure;
  return `${nameObject(trouble)}: the pipeline file requires that, and ${reason}, so nothing was promoted; ${remedy}`;
}

/** Says what the pipeline file requires and is missing after the tags have moved. */
export function refuseAfter(trouble: PublishTrouble): string {
  const { reason, remedy } = trouble.failure;
  return `${nameObject(trouble)}: the promotion itself is complete, but what the pipeline file requires is missing for ${nameMissing(trouble)}, because ${reason}; ${remedy}`;
}

/** Requests sent concurrently: GitHub asks for few of those that write ("Best practices for the REST API"). */
const PARALLEL = 4;

/** What came of doing the same for many things. */
export interface Attempts<Item> {
  readonly count: number;
  /** Those that did not succeed, or were not tried any more. */
  readonly missing: readonly Item[];
  /** The first failure; undefined if there was none. */
  readonly failure: GitHubFailure | undefined;
}

/** Whether the next request would fail as well: no permission, no such place, nobody there. */
function isLasting({ status }: GitHubFailure): boolean {
  return status === undefined || status === 401 || status === 403 || status === 404 || status === 429;
}

/**
 * Keeps what failed. After a failure that all share nothing more is sent: thirty requests that time out take minutes.
 */
export async function attemptEach<Item>(
  items: readonly Item[],
  permission: string,
  work: (item: Item) => Promise<unknown>,
): Promise<Attempts<Item>> {
  const missing = new Set(items);
  let failure: GitHubFailure | undefined;
  let isOver = false;
  await eachAtMost(PARALLEL, items, async (item) => {
    if (isOver) return;
    try {
      await work(item);
      missing.delete(item);
    } catch (error) {
      const explained = explainFailure(error, permission);
      failure ??= explained;
      isOver ||= isLasting(explained);
    }
  });
  return { count: items.length, missing: [...missing], failure };
}
