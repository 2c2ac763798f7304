import { setTimeout as delay } from 'node:timers/promises';
import type { EventContext } from '../event/event.ts';
import { openGitHub } from './client.ts';
import { pauseOfLimit } from './rate-limit.ts';

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
export interface GitHubRequest {
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
 * @returns undefined where there is no token or no repository.
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
