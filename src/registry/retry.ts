import { RegistryError } from '../errors.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';

/** What retrying needs of the world: all are passed in, so that tests take no time. */
export interface RetryClock {
  sleep(milliseconds: number): Promise<void>;
  /** The time, in ms since 1970, to read a date in `Retry-After` by. */
  now(): number;
  /** A number from 0 to 1, for jitter. */
  random(): number;
}

/** A request is tried this often in all. */
const TRIES = 4;
/** The first pause, in ms; it doubles each time. */
const FIRST_PAUSE = 250;
/** No pause is longer than this, in ms, whatever `Retry-After` says. */
const LONGEST_PAUSE = 60_000;
/** Answers that another try may change (registries.md 1.5). */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** Tells whether sending a request twice does no harm: reads, and writes whose content names itself. */
function isRepeatable(request: HttpRequest): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (request.method === 'PUT') return /\/manifests\/[^/]+$/.test(request.url.pathname);
  // An upload session that nobody uses is purged by the registry.
  return request.method === 'POST' && request.body === undefined;
}

/** Reads `Retry-After`, in seconds or as a date, into ms; undefined where it is missing or malformed. */
function retryAfter(response: HttpResponse, now: number): number | undefined {
  const text = response.header('retry-after')?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  const date = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function isPassingError(error: unknown): boolean {
  return error instanceof RegistryError && (error.code === 'timeout' || error.code === 'unreachable');
}

/** Tells whether a failure to connect is final: a refused port or an unknown name does not mend itself in a second. */
function isHopeless(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ENOTFOUND' || code === 'ECONNREFUSED';
}

/** Tries a request again where a broken connection, a busy or a failing registry may have passed by then. */
export function withRetry(transport: Transport, clock: RetryClock): Transport {
  return {
    async send(request) {
      for (let attempt = 1; ; attempt++) {
        const pause = FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + clock.random());
        const isLast = attempt === TRIES || !isRepeatable(request);
        try {
          const response = await transport.send(request);
          if (isLast || !PASSING.has(response.status)) return response;
          await response.discard();
          await clock.sleep(Math.min(LONGEST_PAUSE, retryAfter(response, clock.now()) ?? pause));
        } catch (error) {
          if (isLast || !isPassingError(error) || isHopeless(error)) throw error;
          await clock.sleep(pause);
        }
      }
    },
  };
}
