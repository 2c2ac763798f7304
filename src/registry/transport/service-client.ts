import { lookup as resolveName } from 'node:dns';
import type { Agent, IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback } from '../../oci/registry-name.ts';
import { getOrMake } from '../../util/memo.ts';
import { USER_AGENT } from '../../version.ts';
import { classifyAddress } from './addresses.ts';
import { proxyFor, readProxySettings } from './proxy.ts';

/**
 * What no option of Node.js changes: NODE_TLS_REJECT_UNAUTHORIZED, set for another step, would send identity tokens to
 * anybody. Versions before 1.2 are not spoken (RFC 8996).
 */
const TLS = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

/**
 * Node's own clients, loaded with the first request. An `import` would load Node's `fetch` and HTTP/2 as well, which takes
 * as long as half of a run without requests.
 */
const loadHttp = () => process.getBuiltinModule('node:http');

const loadHttps = () => process.getBuiltinModule('node:https');

/** A request to a service that is no registry: GitHub, Sigstore, a TUF repository. */
interface ServiceRequest {
  /** HTTPS, or this machine's. */
  readonly url: URL;
  /** `GET` by default. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The longest answer that is read (bytes). */
  readonly maxAnswer: number;
  /** Ends the request, its answer too. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer that was read to its end; a redirect is an answer too. */
export interface ServiceAnswer {
  readonly status: number;
  readonly statusText: string;
  /** The headers in the order in which they came, as pairs of a name and a value. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The value of a header that is there once; the first one's of several. */
  header(name: string): string | undefined;
  readonly body: Buffer<ArrayBuffer>;
}

/** Sends requests to services by one set of rules; dispose of it to close its connections. */
export interface ServiceClient extends Disposable {
  /**
   * Sends a request, once.
   *
   * Certificates are checked whatever the environment says, redirects are answers and not followed, bodies are not
   * decompressed, answers have a limit, and addresses that lead to no service of anybody's are not connected to.
   *
   * @throws {Error} if there is no answer, or none that is taken; its message says why.
   */
  send(request: ServiceRequest): Promise<ServiceAnswer>;
}

/** Refuses an address to which no service is: the metadata of a cloud's machines, above all. */
function refusalOf(address: string): Error | undefined {
  return classifyAddress(address) === 'forbidden'
    ? new Error(`the address ${address} is none of a service`)
    : undefined;
}

/** Resolves names, and looks at each address that a connection may be made to. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '');
    for (const { address } of addresses) {
      const refusal = refusalOf(address);
      if (refusal !== undefined) return callback(refusal, '');
    }
    const [first] = addresses;
    if (options.all) return callback(null, addresses);
    return callback(null, first?.address ?? '', first?.family);
  });
};

function checkUrl({ protocol, hostname, username, password }: URL): void {
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw new Error('its address does not begin with "https://"');
  }
  if (username !== '' || password !== '') throw new Error('its address holds a password');
  const host = hostname.replace(/^\[|\]$/g, '');
  const refusal = isIP(host) === 0 ? undefined : refusalOf(host);
  if (refusal !== undefined) throw refusal;
}

async function readAnswer(response: IncomingMessage, maxAnswer: number): Promise<ServiceAnswer> {
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    response.destroy();
    throw new Error('its answer is compressed, which nobody asked for');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > maxAnswer) throw new Error(`its answer is longer than ${maxAnswer} bytes`);
    chunks.push(bytes);
  }
  const raw = response.rawHeaders;
  const headers = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : [],
  );
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers,
    header: (name) => headers.find(([each]) => each === name)?.[1],
    body: Buffer.concat(chunks),
  };
}

/**
 * Opens a client for services that are no registries, through the proxies of the environment.
 *
 * It is Node's own and not that of registries: a run sends few such requests, and none of them streams.
 */
export function openServiceClient(environment: Readonly<Record<string, string | undefined>>): ServiceClient {
  const proxies = readProxySettings(environment);
  const agents = new Map<string, Agent>();

  function agentFor(url: URL): Agent {
    const proxy = proxyFor(url, proxies);
    const key = `${url.protocol}${proxy}`;
    const proxyEnv = proxy === '' ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
    return getOrMake(agents, key, () =>
      url.protocol === 'https:'
        ? new (loadHttps().Agent)({ keepAlive: true, proxyEnv, ...TLS })
        : new (loadHttp().Agent)({ keepAlive: true, proxyEnv }),
    );
  }

  return {
    async send({ url, method = 'GET', headers, body, maxAnswer, signal }) {
      checkUrl(url);
      const isSecure = url.protocol === 'https:';
      const length = body === undefined ? undefined : Buffer.byteLength(body);
      const options = {
        ...{ method, agent: agentFor(url), lookup: guardedLookup },
        ...(signal === undefined ? {} : { signal }),
        ...(isSecure ? TLS : {}),
        headers: {
          'User-Agent': USER_AGENT,
          ...headers,
          'Accept-Encoding': 'identity',
          ...(length === undefined ? {} : { 'Content-Length': String(length) }),
        },
      };
      return await new Promise<ServiceAnswer>((resolve, reject) => {
        const { request: send } = isSecure ? loadHttps() : loadHttp();
        const request = send(url, options, (response) => readAnswer(response, maxAnswer).then(resolve, reject));
        request.once('error', reject).end(body);
      });
    },
    [Symbol.dispose]() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}
