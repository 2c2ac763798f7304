import { setTimeout as delay } from 'node:timers/promises';
import type { EventContext } from '../event/event.ts';
import { explainGitHubFailure, openGitHubClient, type WaitClock } from './client.ts';

/** How long to wait before a question is asked again that GitHub did not answer (ms): often it was a passing trouble. */
const PAUSES = [1000, 3000];

const REAL_CLOCK: WaitClock = { now: () => Date.now(), sleep: (milliseconds) => delay(milliseconds) };

/** Who asks GitHub. */
export interface GitHubRequest {
  readonly event: EventContext;
  /** It is there: see `canAskGitHub`. */
  readonly token: string;
  readonly clock?: WaitClock | undefined;
}

/**
 * Asks GitHub for something of the repository of the run, again if GitHub is not reached, fails (5xx) or is past a
 * limit.
 *
 * @param path below the repository's place in the API, such as `/releases/latest`.
 * @returns the JSON of the answer.
 * @throws what GitHub's client throws, for `explainGitHubFailure`.
 */
export async function askGitHub(path: string, { event, token, clock = REAL_CLOCK }: GitHubRequest): Promise<unknown> {
  const client = await openGitHubClient(event, token, { clock });
  if (client === undefined) throw new Error('the repository has no name');
  for (const pause of PAUSES) {
    try {
      return await client.send({ method: 'GET', path: `${client.home}${path}` });
    } catch (error) {
      const { status } = explainGitHubFailure(error, '');
      if (status !== undefined && status < 500) throw error;
      await clock.sleep(pause);
    }
  }
  return client.send({ method: 'GET', path: `${client.home}${path}` });
}
