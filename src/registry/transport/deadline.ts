import { RegistryError } from '../../errors.ts';
import type { Transport } from './http.ts';
import type { RetryClock } from './retry-budget.ts';

/** Thrown for a request that was not sent: it waited for so long that what it was decided by may have changed. */
export class LateRequestError extends RegistryError {
  constructor(method: string, host: string) {
    super({
      what: `send ${method} to ${host}`,
      reason: 'the registry is busy, and what was seen before may have changed since',
      remedy: 'run again when fewer jobs use it',
      code: 'timeout',
    });
  }
}

/** Sends no request after its time: it stands behind all that waits, such as limits and pauses of a busy registry. */
export function withDeadline(transport: Transport, { now }: Pick<RetryClock, 'now'>): Transport {
  return {
    async send(request) {
      const { sendBefore, method, url } = request;
      if (sendBefore !== undefined && now() > sendBefore) throw new LateRequestError(method, url.host);
      return transport.send(request);
    },
  };
}
