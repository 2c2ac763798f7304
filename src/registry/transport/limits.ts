import { createLimit, type Limit } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import { CONNECTIONS } from './connections.ts';
import { requestKind, type Transport } from './http.ts';

/** The limits of a run: one for each host and kind of request, shared by all its clients. */
export type HostLimits = Map<string, Limit>;

/** So many requests of a kind go to a host at first: enough to mount the layers of a usual image at once. */
export const AT_FIRST = 16;

/** Answers that mean "too much at once". */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/**
 * Sends fewer requests at once to a host that is too busy for those that it gets.
 *
 * A host that never says so is soon asked as much as its connections allow.
 */
export function withLimits(transport: Transport, limits: HostLimits): Transport {
  return {
    async send(request) {
      const key = `${requestKind(request)} ${request.url.host}`;
      const permit = await getOrMake(limits, key, () => createLimit(CONNECTIONS, AT_FIRST)).acquire();
      let outcome: 'answered' | 'busy' | 'failed' = 'failed';
      try {
        const response = await transport.send(request);
        outcome = BUSY.has(response.status) ? 'busy' : 'answered';
        return response;
      } finally {
        permit.release(outcome);
      }
    },
  };
}
