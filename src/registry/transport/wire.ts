import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { RegistryError } from '../../errors.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';
import { type ProxySettings, proxyFor } from './proxy.ts';
import { unreachable } from './unreachable.ts';

/** A registry may take this long to begin its answer, in ms: committing a large blob takes time. */
const HEADERS_TIMEOUT = 60_000;
/** A body may pause this long, in ms. */
const BODY_TIMEOUT = 60_000;
/** A connection must stand within this time, in ms. */
const CONNECT_TIMEOUT = 10_000;
/** Connections to one origin: enough to mount the layers of a usual image at once, few enough for a small registry. */
export const CONNECTIONS = 16;

/** The transport that talks to the network. It owns the connections; dispose of it at the end of the run. */
export interface Wire extends Transport, AsyncDisposable {
  /** How many requests were sent so far, whatever came of them. */
  readonly requests: number;
}

/** What identifies Sealift to registries and gives the run's limits. */
export interface WireOptions {
  readonly userAgent: string;
  readonly signal?: AbortSignal;
  /** None by default: the environment is not read here. */
  readonly proxies?: ProxySettings | undefined;
}

function toResponse(request: HttpRequest, answer: Dispatcher.ResponseData, proxy: string): HttpResponse {
  const headers = (name: string): readonly string[] => {
    const value = answer.headers[name];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      yield* answer.body;
    } catch (error) {
      throw unreachable(request.url, proxy, error);
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
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const { proxies } = options;
  const settings = {
    allowH2: false,
    connections: CONNECTIONS,
    pipelining: 1,
    connectTimeout: CONNECT_TIMEOUT,
    headersTimeout: HEADERS_TIMEOUT,
    bodyTimeout: BODY_TIMEOUT,
  };
  const direct: Dispatcher = new Agent(settings);
  // All three are given, if empty, so that undici does not read the environment itself.
  const proxied: Dispatcher = proxies === undefined ? direct : new EnvHttpProxyAgent({ ...settings, ...proxies });
  let requests = 0;
  return {
    get requests() {
      return requests;
    },
    async send(request) {
      requests++;
      const length = request.body?.length;
      const proxy = proxyFor(request.url, proxies);
      try {
        const answer = await (proxy === '' ? direct : proxied).request({
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
        return toResponse(request, answer, proxy);
      } catch (error) {
        if (error instanceof RegistryError) throw error;
        throw unreachable(request.url, proxy, error);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([direct.destroy(), proxied.destroy()]);
    },
  };
}
