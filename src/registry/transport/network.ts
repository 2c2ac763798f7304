import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { isSealiftError, RegistryError } from '../../errors.ts';
import { type Resolve, resolveBySystem } from './addresses.ts';
import { answerTimeout, openConnections, TIMEOUTS, type Timeouts } from './connections.ts';
import { checkHeaders, type HttpRequest, type HttpResponse, type Transport } from './http.ts';
import { unreachable } from './network-errors.ts';
import type { ProxySettings } from './proxy.ts';

/** In bytes. A shorter rest of an answer is read so that its connection can be reused. */
const MAX_DISCARD = 64 * 1024;

/** In ms, for that rest. */
const DISCARD_TIMEOUT = 5000;

/** Interim responses per answer: there are one or two (103, 102 while a blob is committed). */
const MAX_INTERIM = 100;

/** The transport over the network. It owns the connections; dispose of it at the end of the run. */
export interface HttpTransport extends Transport, AsyncDisposable {
  /** Requests sent so far, failed ones included. */
  readonly requests: number;
}

interface HttpTransportOptions {
  readonly userAgent: string;
  readonly signal?: AbortSignal;
  /** The environment is not read here. */
  readonly proxies?: ProxySettings | undefined;
  readonly timeouts?: Timeouts;
  /** Resolves hosts that a registry named; as the system does by default. */
  readonly resolve?: Resolve;
}

interface Received {
  readonly request: HttpRequest;
  readonly answer: Dispatcher.ResponseData;
  readonly timeouts: Timeouts;
  readonly explain: (error: unknown) => Error;
}

function toResponse({ request, answer, timeouts, explain }: Received): HttpResponse {
  const headers = (name: string): readonly string[] => {
    const value = answer.headers[name];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  const read = () => withMinThroughput(answer.body, { within: timeouts.body, now: () => performance.now(), explain });
  return {
    status: answer.statusCode,
    url: request.url,
    header: (name) => headers(name)[0],
    headers,
    body: { [Symbol.asyncIterator]: read },
    // The connection of a long or slow body is closed instead.
    discard: () =>
      answer.body
        .dump({ limit: MAX_DISCARD, signal: AbortSignal.timeout(Math.min(DISCARD_TIMEOUT, timeouts.body)) })
        .catch(() => undefined),
  };
}

function toBody(body: HttpRequest['body']): Uint8Array | Readable | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? body : Readable.from(body.source(), { objectMode: false });
}

function countInterim({ url }: HttpRequest, stop: AbortController): () => void {
  let count = 0;
  return () => {
    if (++count <= MAX_INTERIM) return;
    const error = new RegistryError({
      what: `read from registry "${url.host}"`,
      reason: 'it sends too many 1xx responses and no answer',
      remedy: 'check what stands between the runner and the registry',
      code: 'invalid-answer',
    });
    stop.abort(error);
  };
}

/**
 * Opens the transport over the network.
 *
 * undici is loaded here and not at the top, because a run that only computes tags starts in half the time without it.
 * Its redirect, retry, decompress and cache interceptors stay off: the first hides where credentials go, the others
 * change bytes that must be hashed.
 */
export async function openHttpTransport(options: HttpTransportOptions): Promise<HttpTransport> {
  const { timeouts = TIMEOUTS, resolve = resolveBySystem, proxies } = options;
  const connections = await openConnections({ proxies, timeouts, resolve });
  let requests = 0;
  return {
    get requests() {
      return requests;
    },
    async send(request) {
      checkHeaders(request);
      requests++;
      const length = request.body?.length;
      const { dispatcher, proxy } = await connections.pick(request);
      const explain = (error: unknown) => (isSealiftError(error) ? error : unreachable(request, proxy, error));
      const stop = new AbortController();
      try {
        const answer = await dispatcher.request({
          origin: request.url.origin,
          path: request.url.pathname + request.url.search,
          method: request.method,
          headers: {
            ...request.headers,
            'user-agent': options.userAgent,
            'accept-encoding': 'identity',
            ...(length === undefined ? {} : { 'content-length': String(length) }),
          },
          body: toBody(request.body),
          headersTimeout: answerTimeout(request, timeouts),
          // undici closes a connection after every HEAD, for servers that send a body (nodejs/undici#258): with a
          // lookup per blob that would be a handshake each.
          reset: false,
          signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]),
          onInfo: countInterim(request, stop),
        });
        return toResponse({ request, answer, timeouts, explain });
      } catch (error) {
        throw explain(error);
      }
    },
    [Symbol.asyncDispose]: () => connections[Symbol.asyncDispose](),
  };
}

/** In bytes: the least that a body must bring in the time that it may pause. */
const LEAST = 16 * 1024;

interface ThroughputOptions {
  /** In ms, for at least 16 KiB; only the wait for the body counts. */
  readonly within: number;
  /** In ms. */
  readonly now: () => number;
  readonly explain?: (error: unknown) => unknown;
}

/** A body whose bytes come in time, but would take for ever. */
export class SlowBodyError extends Error {
  override readonly name = 'DrippingBodyError';
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/**
 * A limit of time between two bytes would not end a drip. The reader's own time does not count.
 *
 * @throws {SlowBodyError} if too little comes.
 */
export async function* withMinThroughput(
  body: AsyncIterable<Uint8Array>,
  { within, now, explain = (error) => error }: ThroughputOptions,
): AsyncGenerator<Uint8Array> {
  let waited = 0;
  let length = 0;
  let since = now();
  try {
    for await (const chunk of body) {
      waited += now() - since;
      length += chunk.byteLength;
      if (length >= LEAST) {
        waited = 0;
        length = 0;
      } else if (waited > within) {
        throw new SlowBodyError(`only ${length} bytes came in ${Math.round(waited)} ms`);
      }
      yield chunk;
      since = now();
    }
  } catch (error) {
    throw explain(error);
  }
}
