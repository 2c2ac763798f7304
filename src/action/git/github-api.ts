import type { getOctokit } from '@actions/github';
import { quote } from '../../text/safe-text.ts';
import { USER_AGENT } from '../../tool.ts';
import type { EventContext } from '../event/event.ts';

/** How long one request to GitHub may take (milliseconds); its own limit is 10 s. */
const TIME_LIMIT = 20_000;

/** GitHub's API for one repository. */
export interface GitHubApi {
  readonly octokit: ReturnType<typeof getOctokit>;
  readonly owner: string;
  readonly repo: string;
}

/** Tells whether GitHub's API can be asked: there has to be a token, an address and a repository. */
export function canAskGitHub(event: EventContext, token: string | undefined): token is string {
  return token !== undefined && token !== '' && event.apiUrl !== undefined && event.repository !== undefined;
}

/**
 * Opens GitHub's API for the repository of the run, at GITHUB_API_URL.
 *
 * Its client is loaded here alone: it would double the time that every other run takes to start.
 *
 * @param timeLimit how long one request may take, in milliseconds.
 * @returns undefined where there is no token or no repository to ask for.
 */
export async function openGitHub(
  event: EventContext,
  token: string | undefined,
  { timeLimit = TIME_LIMIT }: { readonly timeLimit?: number } = {},
): Promise<GitHubApi | undefined> {
  const [owner, repo] = event.repository?.fullName.split('/') ?? [];
  if (!token || !owner || !repo) return undefined;
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, {
    userAgent: USER_AGENT,
    // It would write GitHub's words about deprecations to the log, past our logger.
    log: { debug() {}, info() {}, warn() {}, error() {} },
    ...(event.apiUrl === undefined ? {} : { baseUrl: event.apiUrl }),
  });
  octokit.hook.before('request', ({ request }) => {
    if (request !== undefined) request.signal = AbortSignal.timeout(timeLimit);
  });
  return { octokit, owner, repo };
}

/** Why GitHub's API did not do what was asked, and what helps. */
export interface GitHubFailure {
  /** The HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;
  /** A clause, such as `GitHub answered 403 (Resource not accessible by integration)`. */
  readonly reason: string;
  /** A clause in the imperative. */
  readonly cure: string;
}

/**
 * Makes sense of what the client threw; `permission` is what the job would need, such as `contents: read`.
 *
 * The client makes a failure of the network a status 500 with the failure as its cause (@octokit/request).
 */
export function explainGitHubFailure(error: unknown, permission: string): GitHubFailure {
  const message = quote(error instanceof Error ? error.message : String(error));
  const isAnswer = error instanceof Error && 'response' in error && error.response !== undefined;
  const status = isAnswer && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  if (status === undefined) {
    return { status, reason: `GitHub could not be reached (${message})`, cure: 'run the step again' };
  }
  const reason = `GitHub answered ${status} (${message})`;
  if (status === 429 || /rate limit/i.test(message)) {
    return { status, reason, cure: "wait for the limit to pass, or give a github-token of the job's own" };
  }
  if (status === 401) return { status, reason, cure: 'give a github-token that is valid' };
  if (status === 403 || status === 404) return { status, reason, cure: `give the job "${permission}"` };
  return { status, reason, cure: 'run the step again' };
}
