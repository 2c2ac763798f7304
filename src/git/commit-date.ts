import type { Env } from '../event/payload.ts';
import { canAskGitHub, readGitHub, type WaitClock } from '../github/client.ts';
import { explainGitHubFailure } from '../github/failure.ts';
import { isJsonObject, type JsonObject, objectProperty, stringProperty } from '../oci/json.ts';
import { tryParseRevision } from '../tags/context.ts';
import { type GitSource, openCheckout } from './git.ts';

/** Where the date of a commit is looked for. */
interface CommitSource extends GitSource {
  readonly clock?: WaitClock | undefined;
}

/** When a commit was made (its committer's date), or why that is unknown: a clause and a remedy. */
type FoundDate = { readonly date: Date } | { readonly failure: string; readonly remedy: string };

/** Asks the checkout; undefined if it does not hold the commit, as a shallow one does not hold the head of a pull request. */
async function readFromCheckout(sha: string, environment: Env): Promise<Date | undefined> {
  try {
    const checkout = openCheckout(environment);
    const { exitCode, stdout } = await checkout.run('log', '-1', '--no-show-signature', '--format=%ct', sha, '--');
    const seconds = /^(\d+)\s*$/.exec(stdout)?.[1];
    return exitCode === 0 && seconds !== undefined ? new Date(Number(seconds) * 1000) : undefined;
  } catch {
    // No git, no checkout: GitHub knows the commit.
    return undefined;
  }
}

function dateOf(answer: unknown): Date | undefined {
  const committer: JsonObject = (isJsonObject(answer) ? objectProperty(answer, 'committer') : undefined) ?? {};
  const time = Date.parse(stringProperty(committer, 'date') ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

/**
 * Finds the date of a commit that the event does not tell: in the checkout, which costs no request, else by one to
 * GitHub.
 */
export async function findDateOf(commit: string | undefined, source: CommitSource): Promise<FoundDate> {
  const sha = tryParseRevision(commit ?? '');
  if (sha === undefined) return { failure: 'the event names no commit', remedy: 'set the input "revision"' };
  const { event, environment, token, clock } = source;
  const local = await readFromCheckout(sha, environment);
  if (local !== undefined) return { date: local };
  const remedy = 'run actions/checkout before this step, or give the input "github-token"';
  if (!canAskGitHub(event, token)) return { failure: 'the checkout does not hold it, and there is no token', remedy };
  try {
    const date = dateOf(await readGitHub(`/git/commits/${sha}`, { event, token, clock }));
    return date === undefined ? { failure: "GitHub's answer has no date", remedy } : { date };
  } catch (error) {
    const { reason, remedy: own } = explainGitHubFailure(error, 'contents: read');
    return { failure: reason, remedy: own };
  }
}
