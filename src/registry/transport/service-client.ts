import { lookup as resolveName } from 'node:dns';
import type { Agent, IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback } from '../../oci/registry-name.ts';
import { getOrMake } from '../../util/memo.ts';
import { USER_AGENT } from '../../version.ts';
import { classifyAddress } from './addresses.ts';
import { proxyFor, readProxySettings } from './proxy.ts';

/**
 * Independent of Node's options: NODE_TLS_REJECT_UNAUTHORIZED, set for another step, would send identity tokens to
 * anybody. Versions before 1.2 are not spoken (RFC 8996).
 */
const TLS = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

/** An `import` would load Node's `fetch` and HTTP/2 too, for half the time of a run without requests. */
const loadHttp = () => process.getBuiltinModule('node:http');

const loadHttps = () => process.getBuiltinModule('node:https');

/** A request to a service other than a registry: GitHub, Sigstore, a TUF repository. */
interface ServiceRequest {
  /** HTTPS, or on this machine. */
  readonly url: URL;
  /** `GET` by default. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** In bytes. */
  readonly maxAnswer: number;
  /** Ends the request and its answer. */
  readonly signal?: AbortSignal | undefined;
}

/** A complete answer; redirects are not followed. */
export interface ServiceAnswer {
  readonly status: number;
  readonly statusText: string;
  /** In their original order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first value of a header. */
  header(name: string): string | undefined;
  readonly body: Buffer<ArrayBuffer>;
}

export type ServiceClient = ReturnType<typeof openServiceClient>;

/** Refuses addresses of no service, above all the metadata of a cloud's machines. */
function refusalOf(address: string): Error | undefined {
  return classifyAddress(address) === 'forbidden'
    ? new Error(`the address ${address} is none of a service`)
    : undefined;
}

/** Resolves names, and checks each address. */
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

/** Uses the proxies of the environment, and Node's own client: there are few requests, without streams. */
export function openServiceClient(environment: Readonly<Record<string, string | undefined>>) {
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
    /**
     * Sends a request, once. Certificates are checked whatever the environment says, redirects are not followed, bodies
     * not decompressed, answers limited, and addresses of no service not connected to.
     *
     * @throws {Error} without a valid answer; its message is the reason.
     */
    async send({ url, method = 'GET', headers, body, maxAnswer, signal }: ServiceRequest): Promise<ServiceAnswer> {
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
    /** Closes the connections. */
    [Symbol.dispose](): void {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}
