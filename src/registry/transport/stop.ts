import { setMaxListeners } from 'node:events';
import { CancelledError } from '../../errors.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';
import type { RetryClock } from './retry-budget.ts';

/** In ms. A manifest being written is waited for when the run is told to end: its answer says what a tag holds. */
const WRITE_GRACE = 2500;

/** Waits for work until the signal, plus a grace in ms. */
async function untilStopped<Result>(work: Promise<Result>, signal: AbortSignal, grace = 0): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  function stop(): void {
    if (grace === 0) reject(signal.reason);
    else setTimeout(() => reject(new CancelledError('the run was told to end', { isUnanswered: true })), grace);
  }
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function isManifestWrite({ method, url }: HttpRequest): boolean {
  return method === 'PUT' && /\/manifests\/[^/]+$/.test(url.pathname);
}

async function* readUntilStopped(body: HttpResponse['body'], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await untilStopped(reader.next(), signal);
    if (next.done === true) return;
    yield next.value;
  }
}

/** Spares writes of manifests. It belongs right above the network, so that no other part retries. */
export function withStop(transport: Transport, signal: AbortSignal): Transport {
  setMaxListeners(0, signal);
  return {
    async send(request) {
      signal.throwIfAborted();
      const grace = isManifestWrite(request) ? WRITE_GRACE : 0;
      const response = await untilStopped(transport.send(request), signal, grace);
      return { ...response, body: { [Symbol.asyncIterator]: () => readUntilStopped(response.body, signal) } };
    },
  };
}

/** Ends every pause at a signal. */
export function stoppableClock(clock: RetryClock, signal: AbortSignal): RetryClock {
  return {
    now: () => clock.now(),
    random: () => clock.random(),
    async sleep(milliseconds) {
      signal.throwIfAborted();
      await untilStopped(clock.sleep(milliseconds), signal);
    },
  };
}
