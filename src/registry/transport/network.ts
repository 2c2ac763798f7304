import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { isSealiftError, RegistryError } from '../../errors.ts';
import { type Resolve, resolveBySystem } from './addresses.ts';
import { answerTimeout, openConnections, TIMEOUTS, type Timeouts } from './connections.ts';
import { checkHeaders, type HttpRequest, type HttpResponse, type Transport } from './http.ts';
import { unreachable } from './network-errors.ts';
import type { ProxySettings } from './proxy.ts';

/** A rest of an answer up to this size is read so that its connection can be used again (bytes). */
const MAX_DISCARD = 64 * 1024;

/** It is waited for no longer than this, in ms. */
const DISCARD_TIMEOUT = 5000;

/** An answer has one or two heads that are none (103, 102 while a blob is committed); never so many. */
const MAX_INTERIM = 100;

/** The transport that talks to the network. It owns the connections; dispose of it at the end of the run. */
export interface HttpTransport extends Transport, AsyncDisposable {
  /** How many requests were sent so far, whatever came of them. */
  readonly requests: number;
}

interface HttpTransportOptions {
  readonly userAgent: string;
  readonly signal?: AbortSignal;
  /** None by default: the environment is not read here. */
  readonly proxies?: ProxySettings | undefined;
  readonly timeouts?: Timeouts;
  /** Finds the addresses of hosts that a registry named; the system's way by default. */
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
    // A body that is long, or long in coming, is not read to its end: the connection is given up instead.
    discard: () =>
      answer.body
        .dump({ limit: MAX_DISCARD, signal: AbortSignal.timeout(Math.min(DISCARD_TIMEOUT, timeouts.body)) })
        .catch(() => undefined),
  };
}

/** Lets undici stream a body that is made anew for this try. */
function toBody(body: HttpRequest['body']): Uint8Array | Readable | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? body : Readable.from(body.source(), { objectMode: false });
}

/** Counts the heads before the real one, and gives up where there are too many. */
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
 * Opens the transport that talks to the network.
 *
 * undici is loaded with the first transport and not at the top, because a run that only computes tags needs no network and
 * starts in half the time. Its redirect, retry, decompress and cache interceptors stay off: the first hides where
 * credentials go, the others change bytes that must be hashed.
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
          // undici gives up a connection after every HEAD, for servers that send a body all the same (nodejs/undici#258);
          // with a look at each blob that would be a handshake each.
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

/** A body that brings less than this in the time that it may pause is no body (bytes). */
const LEAST = 16 * 1024;

interface ThroughputOptions {
  /** The time in which at least 16 KiB must come, in ms, counted only while we wait for the body. */
  readonly within: number;
  /** In ms, from any point of time. */
  readonly now: () => number;
  /** Turns a failure of the body into what is thrown; it is thrown as it came by default. */
  readonly explain?: (error: unknown) => unknown;
}

/** A body that drips: each byte comes in time, but the end would take for ever. */
export class SlowBodyError extends Error {
  override readonly name = 'DrippingBodyError';
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/**
 * Passes a body on as long as it is worth waiting for.
 *
 * A server that sends a byte now and then would never meet a limit of time between two bytes. The time that the
 * reader takes is not the server's.
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
