import { eachAtMost } from '../util/each-at-most.ts';
import { explainFailure } from './answer.ts';
import type { GitHubFailure } from './client.ts';

/** So many requests are under way at once: GitHub asks for few of those that write ("Best practices for the REST API"). */
const PARALLEL = 4;

/** What came of doing the same for many things. */
export interface Attempts<Item> {
  readonly count: number;
  /** Those that did not succeed, or were not tried any more. */
  readonly missing: readonly Item[];
  /** The first failure; undefined where there was none. */
  readonly failure: GitHubFailure | undefined;
}

/** Tells whether the next request would fail as well: no permission, no such place, nobody there. */
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
