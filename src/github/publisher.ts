import type { Digest } from '../oci/digest.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import type { GitHubClient } from './client.ts';
import { explainFailure, type GitHubFailure } from './failure.ts';

/** What a publisher could not do. */
export interface PublishTrouble {
  /** Such as `create`. */
  readonly verb: string;
  /** One of what is missing, such as `deployment`. */
  readonly noun: string;
  readonly count: number;
  /** The names of what is missing. */
  readonly missing: readonly string[];
  readonly failure: Pick<GitHubFailure, 'reason' | 'remedy'>;
}

/** What a publisher is opened with. */
export interface PublishContext {
  readonly client: GitHubClient;
  /** The commit that the run is of (GITHUB_SHA), or else its ref. */
  readonly ref: string | undefined;
  /** The page of the run. */
  readonly logUrl: string | undefined;
  readonly isRequired: boolean;
  /** Receives what is never required. */
  readonly warn: (trouble: PublishTrouble) => void;
  /** Receives what was left out for a good reason. */
  readonly note: (sentence: string) => void;
}

/** Publishes the promotions of one run in one form; its methods return trouble and do not throw it. */
export interface GitHubPublisher {
  /** Does what has to be done before anything is written. */
  begin(items: readonly PublishItem[]): Promise<PublishTrouble | undefined>;
  /** Does what has to be done when the tags have moved. */
  succeed(items: readonly PublishItem[]): Promise<PublishTrouble | undefined>;
  /** Does what has to be done when they failed. */
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
    /** The registry's host, such as `registry.example.com`. */
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

/** Says what could not be done where the promotion goes on without it. */
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
 * Does something at GitHub for each of many things, and keeps what failed instead of throwing it.
 *
 * After a failure that the others would share nothing more is sent: thirty requests that time out take minutes.
 *
 * @param options.permission what the job needs for it, such as `deployments: write`.
 */
export async function attemptEach<Item>(
  items: readonly Item[],
  { work, permission }: { readonly work: (item: Item) => Promise<unknown>; readonly permission: string },
): Promise<Attempts<Item>> {
  const missing = new Set<Item>();
  let failure: GitHubFailure | undefined;
  let isOver = false;
  await eachAtMost(PARALLEL, items, async (item) => {
    if (isOver) {
      missing.add(item);
      return;
    }
    try {
      await work(item);
    } catch (error) {
      missing.add(item);
      const explained = explainFailure(error, permission);
      failure ??= explained;
      isOver ||= isLasting(explained);
    }
  });
  return { count: items.length, missing: items.filter((item) => missing.has(item)), failure };
}
