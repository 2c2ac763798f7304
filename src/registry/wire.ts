import { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import { RegistryError } from '../errors.ts';
import { safeText } from '../text/safe-text.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';

/** A registry may take this long to begin its answer, in ms: committing a large blob takes time. */
const HEADERS_TIMEOUT = 60_000;
/** A body may pause this long, in ms. */
const BODY_TIMEOUT = 60_000;
/** A connection must stand within this time, in ms. */
const CONNECT_TIMEOUT = 10_000;
/** Connections to one origin: enough to mount the layers of a usual image at once, few enough for a small registry. */
const CONNECTIONS = 16;

/** The transport that talks to the network. It owns the connections; dispose of it at the end of the run. */
export interface Wire extends Transport, AsyncDisposable {
  /** How many requests were sent so far, whatever came of them. */
  readonly requests: number;
}

/** What identifies Sealift to registries and gives the run's limits. */
export interface WireOptions {
  readonly userAgent: string;
  readonly signal?: AbortSignal;
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Says in a clause why a connection failed. */
function explain(error: unknown): { readonly reason: string; readonly timeout: boolean } {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { reason: 'it refuses connections', timeout: false };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { reason: 'its name cannot be resolved', timeout: false };
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'ETIMEDOUT':
      return { reason: 'it does not answer in time', timeout: true };
    default: {
      const message = error instanceof Error ? error.message : String(error);
      return { reason: `the connection failed (${safeText(code || message, 120)})`, timeout: false };
    }
  }
}

/** Puts a network failure into words; a cure is part of them. */
function unreachable(request: HttpRequest, error: unknown): RegistryError {
  const { reason, timeout } = explain(error);
  const scheme = request.url.protocol === 'http:' ? 'plain HTTP' : 'HTTPS';
  return new RegistryError(
    `Cannot reach registry "${request.url.host}" over ${scheme}: ${reason}; check its name and port, and that the runner may connect to it`,
    { code: timeout ? 'timeout' : 'unreachable', registry: request.url.host, cause: error },
  );
}

function toResponse(request: HttpRequest, answer: Dispatcher.ResponseData): HttpResponse {
  const headers = (name: string): readonly string[] => {
    const value = answer.headers[name];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      yield* answer.body;
    } catch (error) {
      throw unreachable(request, error);
    }
  }
  return {
    status: answer.statusCode,
    url: request.url,
    header: (name) => headers(name)[0],
    headers,
    body: { [Symbol.asyncIterator]: read },
    // A body of unknown length is not read to its end: the connection is given up instead.
    discard: () => answer.body.dump({ limit: 64 * 1024 }).catch(() => undefined),
  };
}

/** Lets undici stream a body that is made anew for this try. */
function toBody(body: HttpRequest['body']): Uint8Array | Readable | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? body : Readable.from(body.source(), { objectMode: false });
}

/**
 * Opens the transport that talks to the network.
 *
 * undici is loaded here and not at the top, because a run that only computes tags needs no network and starts
 * in half the time. Its redirect, retry, decompress and cache interceptors stay off: the first hides where
 * credentials go, the others change bytes that must be hashed.
 */
export async function openWire(options: WireOptions): Promise<Wire> {
  const { Agent } = await import('undici');
  const agent: Agent = new Agent({
    allowH2: false,
    connections: CONNECTIONS,
    pipelining: 1,
    connectTimeout: CONNECT_TIMEOUT,
    headersTimeout: HEADERS_TIMEOUT,
    bodyTimeout: BODY_TIMEOUT,
  });
  let requests = 0;
  return {
    get requests() {
      return requests;
    },
    async send(request) {
      requests++;
      const length = request.body?.length;
      try {
        const answer = await agent.request({
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
          signal: options.signal ?? null,
        });
        return toResponse(request, answer);
      } catch (error) {
        if (error instanceof RegistryError) throw error;
        throw unreachable(request, error);
      }
    },
    async [Symbol.asyncDispose]() {
      await agent.destroy();
    },
  };
}
