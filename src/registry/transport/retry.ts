import { RegistryError, type RegistryErrorCode } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { systemCode } from '../../util/system-error.ts';
import { parseErrors } from '../error-document.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from './http.ts';
import { createRetryBudget, RETRY_BUDGET, type RetryBudget, type RetryClock } from './retry-budget.ts';
import { isWebPage } from './web-page.ts';

const TRIES = 5;

/** At a rate limit: those per minute end within a minute or two. */
const TRIES_AT_LIMIT = 10;

/** In ms; doubles each time. */
const FIRST_PAUSE = 250;

/** Busy, failing or slow registries and proxies (499 is of nginx, 522 of Cloudflare). */
const PASSING: ReadonlySet<number> = new Set([408, 429, 499, 500, 502, 503, 504, 522]);

/** Answers that any request to the host may get next. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Docker Hub's limit counts hours, longer than any pause of ours. */
const LASTING_LIMIT = /pull rate limit/i;

/** Codes of a faulty request: whatever the status, another try has the same answer. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'DENIED',
  'DIGEST_INVALID',
  'MANIFEST_INVALID',
  'MANIFEST_UNVERIFIED',
  'NAME_INVALID',
  'SIZE_INVALID',
  'TAG_INVALID',
  'UNAUTHORIZED',
  'UNSUPPORTED',
]);

/** Failures to connect that do not pass in a second: an unknown name, a closed port, a certificate. */
const HOPELESS = /^(?:ENOTFOUND|ECONNREFUSED|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/;

/** Whether a request may be sent twice: reads, and writes whose content names itself. */
function isRepeatable(request: HttpRequest): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (request.method === 'PUT') return /\/manifests\/[^/]+$/.test(request.url.pathname);
  // Registries purge unused upload sessions; a form requests a token.
  const isForm = request.headers?.['content-type'] === 'application/x-www-form-urlencoded';
  return request.method === 'POST' && (request.body === undefined || isForm);
}

export function isPassingStatus(status: number): boolean {
  return PASSING.has(status);
}

/** Whether a connection failed that may work the next time. */
export function isPassingError(error: unknown): error is RegistryError {
  if (!(error instanceof RegistryError) || (error.code !== 'timeout' && error.code !== 'unreachable')) return false;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code !== 'string' || !HOPELESS.test(code);
}

/**
 * A closed port does not pass, unless somebody answered there before: a registry that is started anew is waited for as one
 * that is busy.
 */
function findRestart(error: unknown, hasAnswered: boolean): RegistryError | undefined {
  if (!hasAnswered || !(error instanceof RegistryError) || systemCode(error.cause) !== 'ECONNREFUSED') return undefined;
  return new RegistryError({
    what: error.words?.what ?? 'reach a registry',
    reason: 'it refuses connections, and has answered before in this run',
    remedy: 'run again when it is up',
    code: 'unreachable',
    cause: error,
  });
}

async function readStart(response: HttpResponse): Promise<Buffer> {
  return Buffer.from((await readBody(response, MAX_ERROR_BODY).catch(() => undefined)) ?? []);
}

/** Whether a failing status comes with a final error. */
async function isFinal(request: HttpRequest, response: HttpResponse): Promise<boolean> {
  if (response.status < 500 || BUSY.has(response.status) || request.method === 'HEAD') return false;
  const errors = parseErrors(await readStart(response));
  return errors.some(({ code }) => FINAL_CODES.has(code)) || request.isFinal?.(errors) === true;
}

/** @param words what went wrong at last. */
function exhausted(request: HttpRequest, tries: number, code: RegistryErrorCode, words: string): RegistryError {
  const { host, pathname } = request.url;
  return new RegistryError({
    what: `wait longer for registry "${host}"`,
    reason: `${request.method} ${safeText(pathname, 160)} was tried ${tries} times, at last ${words}, and a run that gets nowhere waits ${RETRY_BUDGET / 60_000} minutes for registries`,
    remedy: 'run again later, or let fewer jobs use it at the same time',
    code,
  });
}

/** The wait that a registry requests, in ms, if any; and whether it outlasts any run. */
async function delayOf(response: HttpResponse, now: number) {
  const text = response.status === 429 ? (await readStart(response)).toString('utf8') : '';
  const hint = tryParseRetryAfter(response.header('retry-after'), now) ?? findRetryHint(text);
  return { hint, lasts: LASTING_LIMIT.test(text) };
}

/** While a registry is busy, all requests of the run to it wait. */
export function withRetry(
  transport: Transport,
  clock: RetryClock,
  retryBudget: RetryBudget = createRetryBudget(clock),
): Transport {
  return {
    async send(request) {
      const { host } = request.url;
      for (let tries = 1; ; tries++) {
        const pause = FIRST_PAUSE * 2 ** (tries - 1) * (0.5 + clock.random());
        await retryBudget.passed(host);
        try {
          const answer = await transport.send(request);
          retryBudget.answered(host);
          const response = await bufferSmallBody(request, answer);
          const { status } = response;
          if (!PASSING.has(status)) {
            retryBudget.progress();
            return response;
          }
          if (await isFinal(request, response)) return response;
          const { hint, lasts } = await delayOf(response, clock.now());
          if (lasts) return response;
          // A hint that did not help is not enough.
          const length = Math.max(hint ?? pause, tries === 1 ? 0 : pause);
          // The pause counts for later requests even if this one is over.
          const isGranted = !BUSY.has(status) || retryBudget.pause(host, length);
          if (!isRepeatable(request) || tries === (status === 429 ? TRIES_AT_LIMIT : TRIES)) return response;
          await response.discard();
          if (!isGranted || !(BUSY.has(status) || (await retryBudget.wait(length)))) {
            throw exhausted(request, tries, status === 429 ? 'rate-limited' : 'server-error', `it answered ${status}`);
          }
        } catch (failure) {
          const restart = findRestart(failure, retryBudget.hasAnswered(host));
          const error = restart ?? failure;
          if (!isPassingError(error) || tries === TRIES || !isRepeatable(request)) throw error;
          const words = error.code === 'timeout' ? 'it did not answer in time' : 'the connection failed';
          const isGranted = restart === undefined ? await retryBudget.wait(pause) : retryBudget.pause(host, pause);
          if (!isGranted) throw exhausted(request, tries, error.code, words);
        }
      }
    },
  };
}

/** In ms: a hint in a body is for one request among many. */
const SHORTEST_HINT = 1000;

/** Go's units of time, in ms (`time.ParseDuration`). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/**
 * Reads `Retry-After`, in seconds or as an HTTP date (RFC 9110, section 10.2.3), into ms; undefined if it is malformed.
 *
 * @param now in ms since 1970, for dates.
 * @example tryParseRetryAfter('7', 0) // 7000
 */
export function tryParseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse accepts more than HTTP dates, such as bare numbers; all three forms begin with a weekday.
  if (text.length > 40 || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** @example tryParseGoDuration('1m2.5s') // 62500 */
export function tryParseGoDuration(text: string): number | undefined {
  if (text === '' || text.length > 40 || !/^(?:[0-9]{1,12}(?:\.[0-9]{0,12})?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) {
    return undefined;
  }
  let sum = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/([0-9.]+)([a-zµμ]+)/g)) {
    sum += Number(number) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}

/** In ms. GHCR says when one more request would pass (`retry-after: 10.305464ms`); a whole run waits longer. */
export function findRetryHint(body: string): number | undefined {
  const duration = /retry-after: {0,4}([0-9a-zµμ.]{1,40})/i.exec(body)?.[1];
  const hint = duration === undefined ? undefined : tryParseGoDuration(duration.replace(/\.$/, ''));
  return hint === undefined ? undefined : Math.max(SHORTEST_HINT, hint);
}

/** In bytes: the largest manifest. */
const MAX_SMALL_BODY = 4 * 1024 * 1024;

/** In bytes: a config, but hardly a layer. */
const MAX_SMALL_BLOB = 256 * 1024;

/** In bytes, to show a refusal and to find a hint. */
const MAX_ERROR_BODY = 64 * 1024;

/** Returns how much of a body to read before the answer counts as received. */
function smallBodyLimit(request: HttpRequest, response: HttpResponse): number {
  if (response.status >= 400) return MAX_ERROR_BODY;
  if (request.method !== 'GET' || response.status !== 200 || isWebPage(response)) return 0;
  if (!request.url.pathname.includes('/blobs/')) return MAX_SMALL_BODY;
  const length = response.header('content-length') ?? '';
  return /^[0-9]{1,9}$/.test(length) && Number(length) <= MAX_SMALL_BLOB ? MAX_SMALL_BLOB : 0;
}

async function* join(early: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* early;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** A connection that breaks within a small body is noticed while the request can still be repeated. */
async function bufferSmallBody(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
  const limit = smallBodyLimit(request, response);
  if (limit === 0 || request.method === 'HEAD') return response;
  const iterator = response.body[Symbol.asyncIterator]();
  const early: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const next = await iterator.next().catch((error: unknown): IteratorResult<Uint8Array, undefined> => {
      // A server may refuse an upload and hang up on the rest of it; the refusal stands.
      if (response.status >= 400) return { done: true, value: undefined };
      throw error;
    });
    if (next.done === true) {
      async function* whole(): AsyncGenerator<Uint8Array> {
        yield* early;
      }
      return { ...response, body: { [Symbol.asyncIterator]: whole }, discard: async () => undefined };
    }
    early.push(next.value);
    length += next.value.byteLength;
  }
  return { ...response, body: { [Symbol.asyncIterator]: () => join(early, iterator) } };
}
