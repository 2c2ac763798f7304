import type { buildConnector as Connectors, Dispatcher } from 'undici';
import { isLoopback } from '../../oci/registry-name.ts';
import { getOrMake } from '../../util/memo.ts';
import { type AddressScope, checkName, guardedLookup, type Resolve, scopeOf, scopeOfAddresses } from './addresses.ts';
import type { HttpRequest } from './http.ts';
import { type ProxySettings, proxyFor } from './proxy.ts';
import { compileParserOnce } from './v8-flags.ts';

/** The most connections to one origin, which is also the most concurrent requests. */
export const CONNECTIONS = 48;

/**
 * Versions before 1.2 are not spoken (RFC 8996), and certificates are checked whatever the options of Node.js allow:
 * NODE_TLS_REJECT_UNAUTHORIZED, set for another step, would send production credentials to anybody.
 */
const TLS = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

interface ConnectionOptions {
  readonly proxies: ProxySettings | undefined;
  readonly timeouts: Timeouts;
  readonly resolve: Resolve;
}

/** HTTP/2 is faster for short exchanges and much slower for layers: docs/project/decisions/0004. */
function isShort({ method, url, body }: HttpRequest): boolean {
  if (body !== undefined && !(body instanceof Uint8Array)) return false;
  return method !== 'GET' || !url.pathname.includes('/blobs/');
}

function memoize<K extends string, T>(make: (key: K) => T) {
  const made = new Map<K, T>();
  return {
    get: (key: K): T => getOrMake(made, key, () => make(key)),
    all: (): readonly T[] => [...made.values()],
  };
}

/**
 * Opens the connections of a run when they are needed.
 *
 * Hosts named by a registry have their own connections per scope, so that no registry uses those opened for another.
 * These, and those through proxies, speak HTTP/1.1.
 */
export async function openConnections(options: ConnectionOptions) {
  compileParserOnce();
  const { Agent, buildConnector, loadProxyAgent } = await import('./undici.ts');
  const { proxies, timeouts, resolve } = options;
  const settings = {
    allowH2: false,
    connections: CONNECTIONS,
    pipelining: 1,
    connectTimeout: timeouts.connect,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
  };
  const spoken = new Map<string, string>();
  /** The addresses that were connected to, by host. */
  const connected = new Map<string, Set<string>>();
  const noteAddress = (connect: Connectors.connector): Connectors.connector => {
    return (target, callback) => {
      connect(target, (...result) => {
        const address = result[1]?.remoteAddress;
        if (address !== undefined) getOrMake(connected, target.hostname, () => new Set<string>()).add(address);
        callback(...result);
      });
    };
  };
  const connectPlain = noteAddress(buildConnector({ ...TLS, allowH2: false, timeout: timeouts.connect }));
  const connect = noteAddress(buildConnector({ ...TLS, allowH2: true, preferH2: true, timeout: timeouts.connect }));
  const connectAndNote: Connectors.connector = (target, callback) => {
    connect(target, (...result) => {
      const [, socket] = result;
      // `alpnProtocol` implies TLS. Importing the class TLSSocket would load TLS for plain HTTP.
      if (socket && 'alpnProtocol' in socket)
        spoken.set(`${target.protocol}//${target.host}`, String(socket.alpnProtocol || 'http/1.1'));
      callback(...result);
    });
    // HTTP/2 is loaded while we wait for the server; the bundle does not load it at its start.
    if (target.protocol === 'https:') setImmediate(() => process.getBuiltinModule('node:http2'));
  };

  const short = new Agent({ ...settings, allowH2: true, connect: connectAndNote });
  const plain = new Agent({ ...settings, connect: connectPlain });
  const ProxyAgent = proxies === undefined ? undefined : await loadProxyAgent();
  const proxied = memoize((uri: string) => {
    if (ProxyAgent === undefined) throw new Error('a run without proxies was sent to one');
    return new ProxyAgent({ ...settings, uri, requestTls: TLS, proxyTls: { ...TLS, allowH2: false } });
  });
  const guarded = memoize((scope: AddressScope) =>
    memoize((registry: string) => {
      const lookup = guardedLookup(registry, scope, resolve);
      return new Agent({ ...settings, connect: { ...TLS, lookup } });
    }),
  );
  const scopes = memoize((registry: string) => scopeOf(registry, resolve));

  async function pickDerived(request: HttpRequest, sentBy: URL) {
    const proxy = proxyFor(request.url, proxies);
    // The address that we connected to counts, not a later answer of the name server.
    const addresses = connected.get(sentBy.hostname);
    const isKnown = addresses !== undefined && !isLoopback(sentBy.hostname);
    const scope = isKnown ? scopeOfAddresses([...addresses]) : await scopes.get(sentBy.hostname);
    checkName({ registry: sentBy.host, hostname: request.url.hostname }, scope);
    return { dispatcher: proxy === '' ? guarded.get(scope).get(sentBy.host) : proxied.get(proxy), proxy };
  }

  return {
    /** @throws {RegistryError} if a registry sends us to a host out of its scope. */
    async pick(request: HttpRequest): Promise<{ readonly dispatcher: Dispatcher; readonly proxy: string }> {
      if (request.sentBy !== undefined) return pickDerived(request, request.sentBy);
      const proxy = proxyFor(request.url, proxies);
      if (proxy !== '') return { dispatcher: proxied.get(proxy), proxy };
      if (request.url.protocol === 'http:') return { dispatcher: plain, proxy };
      const isAlone = spoken.get(request.url.origin) === 'http/1.1';
      return { dispatcher: isAlone || isShort(request) ? short : plain, proxy };
    },
    async [Symbol.asyncDispose]() {
      const allGuarded = guarded.all().flatMap((agents) => agents.all());
      await Promise.all([short, plain, ...proxied.all(), ...allGuarded].map((agent) => agent.destroy()));
    },
  };
}

/** Limits of the network, in ms. */
export interface Timeouts {
  readonly connect: number;
  /** Until the head of an answer to a request that stores nothing. */
  readonly headers: number;
  /**
   * The same for requests that store something, plus a second for each MiB; by default that of `headers`. A registry
   * may copy a blob within its storage before it answers (moby/moby#53700): TCP keep-alive detects dead connections,
   * and this only ends what would never end.
   */
  readonly commit?: number;
  /** The longest pause of a body, and the time in which it must bring a minimum. */
  readonly body: number;
}

export const TIMEOUTS: Timeouts = {
  connect: 10_000,
  headers: 60_000,
  commit: 600_000,
  body: 60_000,
};

const MIB = 1024 * 1024;

/** In ms. */
const PER_MIB = 1000;

/** Returns how long to wait for an answer, in ms, by the length of the body or what `commits` says. */
export function answerTimeout(
  { method, body, commits }: Pick<HttpRequest, 'method' | 'body' | 'commits'>,
  { headers, commit }: Timeouts,
): number {
  const isWrite = method === 'PUT' || method === 'PATCH';
  const bytes = commits ?? (isWrite ? body?.length : undefined);
  if (bytes === undefined || commit === undefined) return headers;
  return Math.max(headers, commit + Math.ceil(bytes / MIB) * PER_MIB);
}
