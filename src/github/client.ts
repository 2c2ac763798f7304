import { setTimeout as delay } from 'node:timers/promises';
import type { EventContext } from '../event/event.ts';
import { parseNextLink } from '../registry/pagination.ts';
import { tryParseRetryAfter } from '../registry/transport/retry.ts';
import { openServiceClient, type ServiceAnswer } from '../registry/transport/service-client.ts';
import { explainGitHubFailure, GitHubRefusal, parseAnswer } from './failure.ts';

/** How long one request to GitHub may take (milliseconds); its own limit is 10 s. */
const TIME_LIMIT = 20_000;

/** The longest answer that is read (bytes): a hundred tags or deployments with their payloads have less than 2 MB. */
const MAX_ANSWER = 32 * 1024 * 1024;

/** A renamed repository answers with its new address once, and that one with itself. */
const MAX_REDIRECTS = 3;

/** The version of the API that is spoken: later ones answer in other shapes. */
const API_VERSION = '2022-11-28';

/** The API of github.com, for a run that does not say where its own is. */
const GITHUB_API = 'https://api.github.com';

/** How often a request is sent in all if a limit refuses it. */
const TRIES = 4;

/** How long a run waits for GitHub's limits in all (ms): two of the minutes that its secondary limits take. */
const WAIT_BUDGET = 150_000;

/** How long to wait before sending again what GitHub did not answer (ms): often the trouble passes. */
const PAUSES = [1000, 3000];

/** Time, as far as waiting for GitHub needs it. */
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

/** An answer, and where the list in it continues, if it does. */
interface GitHubPage {
  readonly data: unknown;
  readonly next: URL | 'unreadable' | undefined;
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
   * It waits if a limit refuses the request, and so do all others. Nothing else is sent twice: GitHub may have done what
   * it did not answer to.
   *
   * @throws {Error} for `explainGitHubFailure`.
   */
  send(request: GitHubRequest): Promise<unknown>;
  /**
   * Reads something of the repository, again if GitHub cannot be reached, fails (5xx) or is past a limit.
   *
   * @param path below `home`, such as `/releases/latest`.
   */
  read(path: string): Promise<unknown>;
  /**
   * Reads something of the repository once; waits for no limit.
   *
   * @param path below `home`, or the address of a next page.
   */
  readOnce(path: string | URL): Promise<GitHubPage>;
}

/** What a client is opened with. */
export interface GitHubClientOptions {
  readonly clock?: WaitClock | undefined;
  /** How long one request may take (ms). */
  readonly timeLimit?: number | undefined;
  /** Where the variables of proxies are. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Whether GitHub's API can be asked: there has to be a token, an address and a repository. */
export function canAskGitHub(event: EventContext, token: string | undefined): token is string {
  return token !== undefined && token !== '' && event.apiUrl !== undefined && event.repository !== undefined;
}

/**
 * Makes what sends requests, by the rules of all services: certificates are checked whatever the environment says,
 * answers have a limit, and nothing is decompressed.
 *
 * The token goes to the API's own origin and nowhere else: not to a next page elsewhere, and not along a redirect. A
 * repository that was renamed redirects at the same origin, which `GET` follows.
 */
function openSender(apiUrl: string, token: string, environment: NonNullable<GitHubClientOptions['environment']>) {
  const client = openServiceClient(environment);
  const { origin } = new URL(apiUrl);
  const headers = {
    Accept: 'application/vnd.github.v3+json',
    Authorization: `Bearer ${token}`,
    'X-GitHub-Api-Version': API_VERSION,
  };

  return async (address: string, { method, body }: Omit<GitHubRequest, 'path'>, signal: AbortSignal) => {
    const content =
      body === undefined
        ? { headers }
        : { headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
    let url = new URL(address);
    for (let redirects = 0; ; redirects++) {
      if (url.origin !== origin)
        throw new Error(`an answer names an address of ${url.host}, where the token is not sent`);
      const answer = await client.send({ url, method, ...content, maxAnswer: MAX_ANSWER, signal });
      const { status } = answer;
      if (status === 304 || status >= 400) throw new GitHubRefusal(answer);
      if (status < 300) return answer;
      const target = URL.parse(answer.header('location') ?? '', url.href);
      if (target === null) throw new Error(`GitHub answered ${status} without an address`);
      const isFollowed = method === 'GET' && redirects < MAX_REDIRECTS;
      if (target.origin === origin && !isFollowed) throw new Error(`GitHub answered ${status} to ${method}`);
      url = target;
    }
  };
}

/** Makes the waiting of all requests one: it has one end and one budget. */
function createPause(clock: WaitClock) {
  let until = 0;
  let left = WAIT_BUDGET;
  return {
    async wait(): Promise<void> {
      for (let rest = until - clock.now(); rest > 0; rest = until - clock.now()) await clock.sleep(rest);
    },
    /** @returns false if the budget does not allow it. */
    extend(milliseconds: number): boolean {
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
 * Opens GitHub's API for the repository of the run, at GITHUB_API_URL.
 *
 * @returns undefined if there is no token or no repository.
 */
export function openGitHubClient(
  event: EventContext,
  token: string | undefined,
  { clock = REAL_CLOCK, timeLimit = TIME_LIMIT, environment = process.env }: GitHubClientOptions = {},
): GitHubClient | undefined {
  const [owner, repo] = event.repository?.fullName.split('/') ?? [];
  if (!token || !owner || !repo) return undefined;
  const { apiUrl = GITHUB_API } = event;
  const home = `/repos/${encodeURIComponent(owner.toWellFormed())}/${encodeURIComponent(repo.toWellFormed())}`;
  const sendTo = openSender(apiUrl, token, environment);
  const pause = createPause(clock);
  const dataOf = ({ body }: ServiceAnswer): unknown => parseAnswer(body.toString());

  async function send({ path, ...request }: GitHubRequest): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      await pause.wait();
      try {
        return dataOf(await sendTo(`${apiUrl}${path}`, request, AbortSignal.timeout(timeLimit)));
      } catch (error) {
        const asked = pauseOfLimit(error, clock.now());
        if (asked === undefined || tries === TRIES || !pause.extend(asked)) throw error;
      }
    }
  }

  return {
    ...{ owner, repo, home, send },
    async read(path) {
      for (const milliseconds of PAUSES) {
        try {
          return await send({ method: 'GET', path: `${home}${path}` });
        } catch (error) {
          const { status } = explainGitHubFailure(error, '');
          if (status !== undefined && status < 500) throw error;
          await clock.sleep(milliseconds);
        }
      }
      return send({ method: 'GET', path: `${home}${path}` });
    },
    async readOnce(path) {
      const address = typeof path === 'string' ? `${apiUrl}${home}${path}` : path.href;
      const answer = await sendTo(address, { method: 'GET' }, AbortSignal.timeout(timeLimit));
      const link = parseNextLink(answer.header('link') ?? '');
      const next = link.kind === 'target' ? URL.parse(link.target, address) : undefined;
      return { data: dataOf(answer), next: link.kind === 'none' ? undefined : (next ?? 'unreadable') };
    },
  };
}

/**
 * Reads something of the repository of the run.
 *
 * @param path below the repository's place in the API, such as `/releases/latest`.
 * @param token that there is: see `canAskGitHub`.
 * @throws {Error} for `explainGitHubFailure`.
 */
export async function readGitHub(
  path: string,
  {
    event,
    token,
    clock,
  }: { readonly event: EventContext; readonly token: string; readonly clock: WaitClock | undefined },
): Promise<unknown> {
  const client = openGitHubClient(event, token, { clock });
  if (client === undefined) throw new Error('the repository has no name');
  return client.read(path);
}

/** How long to wait if a limit does not say (ms): GitHub asks for a minute at least ("Rate limits for the REST API"). */
const UNNAMED_PAUSE = 60_000;

/** The shortest pause (ms): `Retry-After: 0` would make a loop of it. */
const SHORTEST_PAUSE = 1000;

/** Reads when the hour of the primary limit ends; undefined if the limit is not used up. */
function untilReset({ header }: Pick<ServiceAnswer, 'header'>, now: number): number | undefined {
  if (header('x-ratelimit-remaining') !== '0') return undefined;
  const reset = Number(header('x-ratelimit-reset') ?? Number.NaN);
  return Number.isSafeInteger(reset) ? reset * 1000 - now : UNNAMED_PAUSE;
}

/**
 * Finds how long to wait before sending again what GitHub's limits refused, in ms.
 *
 * GitHub refuses with 403 as well as 429, and its secondary limits need not say how long they last.
 *
 * @param now in ms since 1970.
 * @returns undefined if no limit was the reason.
 */
export function pauseOfLimit(error: unknown, now: number): number | undefined {
  if (!(error instanceof GitHubRefusal)) return undefined;
  const { answer, message } = error;
  if (answer.status !== 403 && answer.status !== 429) return undefined;
  const isNamed = /secondary rate limit|abuse detection/i.test(message);
  const pause =
    tryParseRetryAfter(answer.header('retry-after'), now) ??
    untilReset(answer, now) ??
    (answer.status === 429 || isNamed ? UNNAMED_PAUSE : undefined);
  return pause === undefined ? undefined : Math.max(SHORTEST_PAUSE, pause);
}
