import type { getOctokit } from '@actions/github';
import type { EventContext } from '../event/event.ts';
import { openServiceClient } from '../registry/transport/service-client.ts';
import { quote } from '../util/text-safe-text.ts';
import { USER_AGENT } from '../version.ts';

/** How long one request to GitHub may take (milliseconds); its own limit is 10 s. */
const TIME_LIMIT = 20_000;

/** The longest answer that is read (bytes): a hundred tags or deployments with their payloads have less than 2 MB. */
const MAX_ANSWER = 32 * 1024 * 1024;

/** A renamed repository answers with its new address once, and that one with itself. */
const MOST_REDIRECTS = 3;

/** Answers without a body, of which a `Response` takes none. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** GitHub's API for one repository. */
export interface GitHubApi {
  readonly octokit: ReturnType<typeof getOctokit>;
  readonly owner: string;
  readonly repo: string;
}

/** How GitHub's API is asked. */
export interface GitHubOptions {
  /** How long one request may take (milliseconds). */
  readonly timeLimit?: number;
  /** Where the variables of proxies are; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The API of github.com, for a run that does not say where its own is. */
const GITHUB_API = 'https://api.github.com';

/** Tells whether GitHub's API can be asked: there has to be a token, an address and a repository. */
export function canAskGitHub(event: EventContext, token: string | undefined): token is string {
  return token !== undefined && token !== '' && event.apiUrl !== undefined && event.repository !== undefined;
}

/** What GitHub's client hands over of a request. */
interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Makes what sends the requests of GitHub's client, by the rules of all services: certificates are checked whatever the
 * environment says, answers have a limit, and nothing is decompressed.
 *
 * The token goes to the API's own origin and nowhere else: not to a next page elsewhere, and not along a redirect. A
 * repository that was renamed redirects at the same origin, which `GET` follows.
 */
function openFetch(apiUrl: string, environment: Readonly<Record<string, string | undefined>>) {
  const client = openServiceClient(environment);
  const { origin } = new URL(apiUrl);

  function requireOwn(url: URL): void {
    if (url.origin === origin) return;
    throw new Error(`an answer names an address of ${url.host}, where the token is not sent`);
  }

  return async (address: string, { method = 'GET', headers = {}, body, signal }: FetchOptions = {}) => {
    let url = new URL(address);
    for (let redirects = 0; ; redirects += 1) {
      requireOwn(url);
      const content = body === undefined ? {} : { body };
      const answer = await client.send({ url, method, headers, ...content, maxAnswer: MAX_ANSWER, signal });
      const { status, statusText } = answer;
      const location = answer.header('location');
      if (status >= 300 && status < 400 && status !== 304) {
        const target = URL.parse(location ?? '', url.href);
        if (target === null) throw new Error(`GitHub answered ${status} without an address`);
        requireOwn(target);
        if (method !== 'GET' || redirects === MOST_REDIRECTS) throw new Error(`GitHub answered ${status} to ${method}`);
        url = target;
        continue;
      }
      const init = {
        status,
        statusText,
        headers: answer.headers.map(([name, value]): [string, string] => [name, value]),
      };
      return new Response(EMPTY.has(status) ? null : answer.body, init);
    }
  };
}

/**
 * Opens GitHub's API for the repository of the run, at GITHUB_API_URL.
 *
 * Its client is loaded here alone: it would double the time that every other run takes to start.
 *
 * @returns undefined where there is no token or no repository to ask for.
 */
export async function openGitHub(
  event: EventContext,
  token: string | undefined,
  { timeLimit = TIME_LIMIT, environment = process.env }: GitHubOptions = {},
): Promise<GitHubApi | undefined> {
  const [owner, repo] = event.repository?.fullName.split('/') ?? [];
  if (!token || !owner || !repo) return undefined;
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, {
    userAgent: USER_AGENT,
    // It would write GitHub's words about deprecations to the log, past our logger.
    log: { debug() {}, info() {}, warn() {}, error() {} },
    baseUrl: event.apiUrl ?? GITHUB_API,
    request: { fetch: openFetch(event.apiUrl ?? GITHUB_API, environment) },
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
