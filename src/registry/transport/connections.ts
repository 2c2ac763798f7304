import type { buildConnector as Connectors, Dispatcher } from 'undici';
import { isLoopback } from '../../oci/registry-name.ts';
import { getOrMake } from '../../util/memo.ts';
import { type AddressScope, checkName, guardedLookup, type Resolve, scopeOf, scopeOfAddresses } from './addresses.ts';
import type { HttpRequest } from './http.ts';
import { type ProxySettings, proxyFor } from './proxy.ts';
import { compileParserOnce } from './v8-flags.ts';

/** Connections to one origin: no more are opened than there are requests at once, and those begin with fewer. */
export const CONNECTIONS = 48;

/**
 * What is older is not spoken (RFC 8996), and certificates are checked, whatever the options of Node.js allow:
 * NODE_TLS_REJECT_UNAUTHORIZED, set for another step, would send production credentials to anybody.
 */
const TLS = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

interface ConnectionOptions {
  readonly proxies: ProxySettings | undefined;
  readonly timeouts: Timeouts;
  readonly resolve: Resolve;
}

interface Connections extends AsyncDisposable {
  /**
   * Finds the connections that a request may take.
   *
   * @throws {RegistryError} if a registry sends us to a host that it may not send us to.
   */
  pick(request: HttpRequest): Promise<{ readonly dispatcher: Dispatcher; readonly proxy: string }>;
}

/**
 * Tells a short exchange from one that may carry a layer.
 *
 * HTTP/2 is faster for the first and much slower for the second: docs/project/decisions/0004.
 */
function isShort({ method, url, body }: HttpRequest): boolean {
  if (body !== undefined && !(body instanceof Uint8Array)) return false;
  return method !== 'GET' || !url.pathname.includes('/blobs/');
}

interface Memo<K extends string, T> {
  get(key: K): T;
  all(): readonly T[];
}

/** Gives what was made for a key before, or makes it. */
function memoize<K extends string, T>(make: (key: K) => T): Memo<K, T> {
  const made = new Map<K, T>();
  return {
    get: (key) => getOrMake(made, key, () => make(key)),
    all: () => [...made.values()],
  };
}

/**
 * Opens the connections of a run: none until it is needed.
 *
 * Hosts that a registry named have connections of their own for each scope, so that what one registry may do is not
 * done with a connection that was opened for another. These, and those through proxies, speak HTTP/1.1.
 */
export async function openConnections(options: ConnectionOptions): Promise<Connections> {
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
  /** The addresses that each host was connected to at. */
  const connected = new Map<string, Set<string>>();
  const noteAddress = ({ hostname }: Connectors.Options, address: string | undefined): void => {
    if (address === undefined) return;
    getOrMake(connected, hostname, () => new Set<string>()).add(address);
  };
  const connectPlain = buildConnector({ ...TLS, allowH2: false, timeout: timeouts.connect });
  const plainAndNote: Connectors.connector = (target, callback) => {
    connectPlain(target, (...result) => {
      noteAddress(target, result[1]?.remoteAddress);
      callback(...result);
    });
  };
  const connect = buildConnector({ ...TLS, allowH2: true, preferH2: true, timeout: timeouts.connect });
  const connectAndNote: Connectors.connector = (target, callback) => {
    connect(target, (...result) => {
      const [, socket] = result;
      noteAddress(target, socket?.remoteAddress);
      // `alpnProtocol` is there where TLS is. The class TLSSocket is not asked for: importing it loads TLS for plain HTTP.
      if (socket && 'alpnProtocol' in socket)
        spoken.set(`${target.protocol}//${target.host}`, String(socket.alpnProtocol || 'http/1.1'));
      callback(...result);
    });
    // HTTP/2 is loaded while the other side is waited for; the bundle does not load it at its start.
    if (target.protocol === 'https:') setImmediate(() => process.getBuiltinModule('node:http2'));
  };

  const short = new Agent({ ...settings, allowH2: true, connect: connectAndNote });
  const plain = new Agent({ ...settings, connect: plainAndNote });
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
    const route = { registry: sentBy.host, hostname: request.url.hostname };
    // What it was connected to at counts, and not what its name server says the next time.
    const addresses = connected.get(sentBy.hostname);
    const isKnown = addresses !== undefined && !isLoopback(sentBy.hostname);
    const scope = isKnown ? scopeOfAddresses([...addresses]) : await scopes.get(sentBy.hostname);
    checkName(route, scope);
    return { dispatcher: proxy === '' ? guarded.get(scope).get(sentBy.host) : proxied.get(proxy), proxy };
  }

  return {
    async pick(request) {
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

/** How long the network may take, in ms. */
export interface Timeouts {
  /** Until a connection stands. */
  readonly connect: number;
  /** Until the head of an answer is there, to a request that gives the registry nothing to store. */
  readonly headers: number;
  /**
   * The same where the registry stores something first, to which a second is added for each MiB; that of `headers` by
   * default. A registry may copy a blob from one place of its storage to another before it answers (moby/moby#53700): the
   * connection is kept as long as it lives, which TCP keep-alive finds out, and this only ends what would never end.
   */
  readonly commit?: number;
  /** A body's longest pause, and the time in which something worth waiting for must come. */
  readonly body: number;
}

/** The limits of a run. */
export const TIMEOUTS: Timeouts = {
  connect: 10_000,
  headers: 60_000,
  commit: 600_000,
  body: 60_000,
};

/** Bytes of a MiB, and for how long one is waited for (ms). */
const MIB = 1024 * 1024;

const PER_MIB = 1000;

/**
 * Tells how long the answer to a request may be in coming, in ms.
 *
 * @param request what it brings counts, and what `commits` says that it closes.
 */
export function answerTimeout(
  { method, body, commits }: Pick<HttpRequest, 'method' | 'body' | 'commits'>,
  { headers, commit }: Timeouts,
): number {
  const isWrite = method === 'PUT' || method === 'PATCH';
  const bytes = commits ?? (isWrite ? body?.length : undefined);
  if (bytes === undefined || commit === undefined) return headers;
  return Math.max(headers, commit + Math.ceil(bytes / MIB) * PER_MIB);
}
