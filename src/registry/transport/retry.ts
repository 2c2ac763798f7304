import { RegistryError, type RegistryErrorCode } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { parseErrors } from '../error-document.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from './http.ts';
import { createRetryBudget, RETRY_BUDGET, type RetryBudget, type RetryClock } from './retry-budget.ts';
import { isWebPage } from './web-page.ts';

/** A request is tried this often in all. */
const TRIES = 5;

/** A request that a limit holds back is tried this often: limits per minute end within a minute or two. */
const TRIES_AT_LIMIT = 10;

/** The first pause, in ms; it doubles each time. */
const FIRST_PAUSE = 250;

/** Answers that another try may change: busy, failing or slow registries and proxies (499 and 522 are those of nginx and Cloudflare). */
const PASSING: ReadonlySet<number> = new Set([408, 429, 499, 500, 502, 503, 504, 522]);

/** Of these answers every request to the host may get the next. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Docker Hub's limit is counted over hours: no pause of ours is long enough. */
const LASTING_LIMIT = /pull rate limit/i;

/** Codes that say what is wrong with a request: whatever the status beside them, the next try has the same answer. */
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

/** Failures to connect that do not mend themselves in a second: an unknown name, a closed port, a certificate. */
const HOPELESS = /^(?:ENOTFOUND|ECONNREFUSED|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/;

/** Whether sending a request twice does no harm: reads, and writes whose content names itself. */
function isRepeatable(request: HttpRequest): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (request.method === 'PUT') return /\/manifests\/[^/]+$/.test(request.url.pathname);
  // An upload session that nobody uses is purged by the registry; a form asks for a token.
  const isForm = request.headers?.['content-type'] === 'application/x-www-form-urlencoded';
  return request.method === 'POST' && (request.body === undefined || isForm);
}

/** Whether an answer may be another one in a moment. */
export function isPassingStatus(status: number): boolean {
  return PASSING.has(status);
}

/** Whether a failure is one of the connection, which the next one may not have. */
export function isPassingError(error: unknown): error is RegistryError {
  if (!(error instanceof RegistryError) || (error.code !== 'timeout' && error.code !== 'unreachable')) return false;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code !== 'string' || !HOPELESS.test(code);
}

async function readStart(response: HttpResponse): Promise<Buffer> {
  return Buffer.from((await readBody(response, MAX_ERROR_BODY).catch(() => undefined)) ?? []);
}

/** Whether a registry that seems to fail says what is wrong with the request, which no other try mends. */
async function isFinal(request: HttpRequest, response: HttpResponse): Promise<boolean> {
  if (response.status < 500 || BUSY.has(response.status) || request.method === 'HEAD') return false;
  const errors = parseErrors(await readStart(response));
  return errors.some(({ code }) => FINAL_CODES.has(code)) || request.isFinal?.(errors) === true;
}

/** What went wrong at last, for the sentence that ends the waiting. */
interface Trouble {
  readonly code: RegistryErrorCode;
  readonly words: string;
}

/** How long a registry asks to wait. */
interface Delay {
  /** In ms; undefined if it says nothing. */
  readonly hint: number | undefined;
  /** Whether it lasts longer than any run. */
  readonly lasts: boolean;
}

function exhausted(request: HttpRequest, tries: number, { code, words }: Trouble): RegistryError {
  const { host, pathname } = request.url;
  return new RegistryError({
    what: `wait longer for registry "${host}"`,
    reason: `${request.method} ${safeText(pathname, 160)} was tried ${tries} times, at last ${words}, and a run that gets nowhere waits ${RETRY_BUDGET / 60_000} minutes for registries`,
    remedy: 'run again later, or let fewer jobs use it at the same time',
    code,
  });
}

async function delayOf(response: HttpResponse, now: number): Promise<Delay> {
  const text = response.status === 429 ? (await readStart(response)).toString('utf8') : '';
  const hint = tryParseRetryAfter(response.header('retry-after'), now) ?? findRetryHint(text);
  return { hint, lasts: LASTING_LIMIT.test(text) };
}

function troubleOf({ status }: HttpResponse): Trouble {
  return { code: status === 429 ? 'rate-limited' : 'server-error', words: `it answered ${status}` };
}

/** Whether an answer is the last one: no further try is due. */
function isLast(request: HttpRequest, status: number, tries: number): boolean {
  return !isRepeatable(request) || tries === (status === 429 ? TRIES_AT_LIMIT : TRIES);
}

/**
 * Tries a request again where a broken connection, a busy or a failing registry may have passed by then.
 *
 * Where a registry says that it is busy, all requests to it wait, those of other clients of the run too.
 */
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
          const response = await bufferSmallBody(request, await transport.send(request));
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
          // Where this request is over, those that follow wait all the same.
          const isGranted = !BUSY.has(status) || retryBudget.pause(host, length);
          if (isLast(request, status, tries)) return response;
          await response.discard();
          if (!isGranted || !(BUSY.has(status) || (await retryBudget.wait(length)))) {
            throw exhausted(request, tries, troubleOf(response));
          }
        } catch (error) {
          if (!isPassingError(error) || tries === TRIES || !isRepeatable(request)) throw error;
          const words = error.code === 'timeout' ? 'it did not answer in time' : 'the connection failed';
          if (!(await retryBudget.wait(pause))) throw exhausted(request, tries, { code: error.code, words });
        }
      }
    },
  };
}

/** A hint that is written in a body is for one request among many: less than this is no pause at all (ms). */
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
 * Reads the value of `Retry-After`, in seconds or as an HTTP date (RFC 9110, section 10.2.3), into ms.
 *
 * @param now in ms since 1970, for dates.
 * @returns undefined if it is missing or malformed.
 * @example tryParseRetryAfter('7', 0) // 7000
 */
export function tryParseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much that is no date of HTTP, bare numbers among them; all three forms begin with a weekday.
  if (text.length > 40 || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Reads a duration as Go writes it, into ms.
 *
 * @example tryParseGoDuration('1m2.5s') // 62500
 */
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

/**
 * Finds the hint that GHCR writes into the body of a 429, such as `retry-after: 10.305464ms, allowed: 2000/minute`.
 *
 * The hint says when one more request would have been let through; a whole run waits a second at least.
 *
 * @returns in ms; undefined if there is none.
 */
export function findRetryHint(body: string): number | undefined {
  const duration = /retry-after: {0,4}([0-9a-zµμ.]{1,40})/i.exec(body)?.[1];
  const hint = duration === undefined ? undefined : tryParseGoDuration(duration.replace(/\.$/, ''));
  return hint === undefined ? undefined : Math.max(SHORTEST_HINT, hint);
}

/** Bodies up to this size are read at once (bytes): the largest manifest. */
const MAX_SMALL_BODY = 4 * 1024 * 1024;

/** A blob up to this size is read at once (bytes): a config, but no layer worth the name. */
const MAX_SMALL_BLOB = 256 * 1024;

/** Of a refusal this much is read, at once and to find a hint (bytes). */
const MAX_ERROR_BODY = 64 * 1024;

/** Tells how much of an answer's body to read before the answer counts as received. */
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

/**
 * Reads the body of a small answer before the answer is passed on, so that a connection that breaks in the middle
 * of it is found out where the request can still be sent again.
 *
 * A longer body goes on as the stream that it is; whoever reads it sets the limit.
 */
async function bufferSmallBody(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
  const limit = smallBodyLimit(request, response);
  if (limit === 0 || request.method === 'HEAD') return response;
  const iterator = response.body[Symbol.asyncIterator]();
  const early: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const next = await iterator.next().catch((error: unknown): IteratorResult<Uint8Array, undefined> => {
      // Whoever refuses an upload may hang up on what is still being sent; the refusal stands.
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
