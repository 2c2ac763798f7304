import { createLimit, type Limit } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import { CONNECTIONS } from './connections.ts';
import { requestKind, type Transport } from './http.ts';

/** One limit for each host and kind of request, shared by all clients of a run. */
export type HostLimits = Map<string, Limit>;

/** The initial limit: enough to mount the layers of a usual image at once. */
export const AT_FIRST = 16;

const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Sends fewer concurrent requests to a busy host. The limit of others soon rises to that of connections. */
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
