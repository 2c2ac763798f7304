import { setTimeout as delay } from 'node:timers/promises';
import type { getOctokit } from '@actions/github';
import type { EventContext } from '../event/event.ts';
import { isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import { tryParseRetryAfter } from '../registry/transport/retry.ts';
import { openServiceClient } from '../registry/transport/service-client.ts';
import { quote } from '../util/safe-text.ts';
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
interface GitHubApi {
  readonly octokit: ReturnType<typeof getOctokit>;
  readonly owner: string;
  readonly repo: string;
}

/** How GitHub's API is asked. */
interface GitHubOptions {
  /** How long one request may take (milliseconds). */
  readonly timeLimit?: number;
  /** Where the variables of proxies are; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The API of github.com, for a run that does not say where its own is. */
const GITHUB_API = 'https://api.github.com';

/** Whether GitHub's API can be asked: there has to be a token, an address and a repository. */
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
 * @returns undefined if there is no token or no repository to ask for.
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
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** A clause, such as `GitHub answered 403 (Resource not accessible by integration)`. */
  readonly reason: string;
  /** A clause in the imperative. */
  readonly remedy: string;
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
    return { status, reason: `GitHub could not be reached (${message})`, remedy: 'run the step again' };
  }
  const reason = `GitHub answered ${status} (${message})`;
  if (status === 429 || /rate limit/i.test(message)) {
    return { status, reason, remedy: "wait for the limit to pass, or give a github-token of the job's own" };
  }
  if (status === 401) return { status, reason, remedy: 'give a github-token that is valid' };
  if (status === 403 || status === 404) return { status, reason, remedy: `give the job "${permission}"` };
  return { status, reason, remedy: 'run the step again' };
}

/** The version of the API that is spoken: later ones answer in other shapes. */
const API_VERSION = '2022-11-28';

/** A request that a limit refuses is sent this often in all. */
const TRIES = 4;

/** A run waits this long for GitHub's limits in all (ms): two of the minutes that its secondary limits take. */
const PATIENCE = 150_000;

/** Time, as far as waiting for a limit needs it. */
export interface WaitClock {
  /** In ms since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const REAL_CLOCK: WaitClock = { now: () => Date.now(), sleep: (milliseconds) => delay(milliseconds) };

/** A request to GitHub's API. */
interface GitHubRequest {
  readonly method: 'GET' | 'POST';
  /** Below the API's address, with its query; variable parts are percent-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

/** GitHub's API for the repository of a run. */
export interface GitHubClient {
  /** The account that owns the repository. */
  readonly owner: string;
  /** The repository's name without its owner. */
  readonly repo: string;
  /** Where the repository is in the API, such as `/repos/acme/shop`. */
  readonly home: string;
  /**
   * Sends a request and returns the JSON of its answer.
   *
   * It waits where a limit refuses the request, and so do all others. Nothing else is sent twice: GitHub may have
   * done what it did not answer to.
   *
   * @throws what GitHub's client throws, for `explainGitHubFailure`.
   */
  send(request: GitHubRequest): Promise<unknown>;
}

/** What a client is opened with. */
export interface GitHubClientOptions {
  readonly clock?: WaitClock | undefined;
  /** How long one request may take (ms). */
  readonly timeLimit?: number | undefined;
}

/** Makes the waiting of all requests one: it has one end and one budget. */
function createPause(clock: WaitClock): {
  readonly wait: () => Promise<void>;
  readonly extend: (milliseconds: number) => boolean;
} {
  let until = 0;
  let left = PATIENCE;
  return {
    async wait() {
      for (let rest = until - clock.now(); rest > 0; rest = until - clock.now()) await clock.sleep(rest);
    },
    extend(milliseconds) {
      const now = clock.now();
      const more = Math.max(0, now + milliseconds - Math.max(now, until));
      if (more > left) return false;
      left -= more;
      until = Math.max(until, now + milliseconds);
      return true;
    },
  };
}

/**
 * Opens GitHub's API for the repository of the run.
 *
 * @returns undefined if there is no token or no repository.
 */
export async function openGitHubClient(
  event: EventContext,
  token: string | undefined,
  { clock = REAL_CLOCK, timeLimit }: GitHubClientOptions = {},
): Promise<GitHubClient | undefined> {
  const api = await openGitHub(event, token, timeLimit === undefined ? {} : { timeLimit });
  if (api === undefined) return undefined;
  const { octokit, owner, repo } = api;
  const pause = createPause(clock);

  async function send({ method, path, body }: GitHubRequest): Promise<unknown> {
    const headers = { 'x-github-api-version': API_VERSION };
    const parameters = body === undefined ? { headers } : { headers, data: body };
    for (let tries = 1; ; tries++) {
      await pause.wait();
      try {
        const { data } = await octokit.request(`${method} ${path}`, parameters);
        return data;
      } catch (error) {
        const asked = pauseOfLimit(error, clock.now());
        if (asked === undefined || tries === TRIES || !pause.extend(asked)) throw error;
      }
    }
  }

  return {
    owner,
    repo,
    home: `/repos/${encodeURIComponent(owner.toWellFormed())}/${encodeURIComponent(repo.toWellFormed())}`,
    send,
  };
}

/** How long to wait where a limit does not say (ms): GitHub asks for a minute at least ("Rate limits for the REST API"). */
const UNNAMED_PAUSE = 60_000;

/** The shortest pause (ms): `Retry-After: 0` would make a loop of it. */
const SHORTEST_PAUSE = 1000;

/** Reads when the hour of the primary limit ends; undefined if the limit is not used up. */
function untilReset(headers: JsonObject, now: number): number | undefined {
  if (stringProperty(headers, 'x-ratelimit-remaining') !== '0') return undefined;
  const reset = Number(stringProperty(headers, 'x-ratelimit-reset') ?? Number.NaN);
  return Number.isSafeInteger(reset) ? reset * 1000 - now : UNNAMED_PAUSE;
}

/**
 * Tells how long to wait before a request that GitHub's limits refused may be sent again, in ms.
 *
 * GitHub refuses with 403 as well as 429, and its secondary limits need not say how long they last.
 *
 * @param error what GitHub's client threw.
 * @param now in ms since 1970.
 * @returns undefined if no limit was the reason.
 */
export function pauseOfLimit(error: unknown, now: number): number | undefined {
  if (!isJsonObject(error)) return undefined;
  const status = property(error, 'status');
  const response = objectProperty(error, 'response');
  if (response === undefined || (status !== 403 && status !== 429)) return undefined;
  const headers = objectProperty(response, 'headers') ?? {};
  const isNamed = /secondary rate limit|abuse detection/i.test(stringProperty(error, 'message') ?? '');
  const pause =
    tryParseRetryAfter(stringProperty(headers, 'retry-after'), now) ??
    untilReset(headers, now) ??
    (status === 429 || isNamed ? UNNAMED_PAUSE : undefined);
  return pause === undefined ? undefined : Math.max(SHORTEST_PAUSE, pause);
}

/** An answer of GitHub that is not what its documentation says; the message is a clause. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/**
 * Reads an answer that is an object.
 *
 * @throws {AnswerError} if it is none.
 */
export function readObject(answer: unknown): JsonObject {
  if (isJsonObject(answer)) return answer;
  throw new AnswerError("GitHub's answer is not a JSON object");
}

/**
 * Reads an answer that is a list of objects.
 *
 * @throws {AnswerError} if it is none.
 */
export function readObjects(answer: unknown): readonly JsonObject[] {
  if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
  throw new AnswerError("GitHub's answer is not a list of JSON objects");
}

/**
 * Reads the `id` of an answer: a whole number, which the client makes a bigint where it is a large one.
 *
 * @throws {AnswerError} if there is none.
 */
export function readId(answer: unknown): string {
  const id = property(readObject(answer), 'id');
  if (typeof id === 'bigint' || (typeof id === 'number' && Number.isSafeInteger(id))) return String(id);
  throw new AnswerError("GitHub's answer has no id");
}

/**
 * Makes sense of a request that failed; `permission` is what the job would need, such as `deployments: write`.
 *
 * A refusal of what was sent is not cured by sending it again.
 */
export function explainFailure(error: unknown, permission: string): GitHubFailure {
  if (error instanceof AnswerError) {
    return { status: undefined, reason: error.message, remedy: 'check that GITHUB_API_URL is the address of GitHub' };
  }
  const failure = explainGitHubFailure(error, permission);
  const { status } = failure;
  return status === 400 || status === 409 || status === 422
    ? { ...failure, remedy: 'change what it names, or do without it in the pipeline file' }
    : failure;
}
