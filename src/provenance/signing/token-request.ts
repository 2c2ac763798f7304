import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { proxyFor, readProxySettings } from '../../registry/transport/proxy.ts';
import { USER_AGENT } from '../../tool.ts';

/** The longest answer that is read, in bytes: a token has some 2,000. */
const MAX_ANSWER = 64 * 1024;

/** An answer of the place that gives out tokens. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Buffer;
}

async function readAnswer(response: IncomingMessage): Promise<TokenAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > MAX_ANSWER) throw new Error('its answer is longer than any token');
    chunks.push(bytes);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}

/** How a token is asked for. */
export interface TokenRequest {
  readonly url: URL;
  /** What proves that the run asks. */
  readonly bearer: string;
  /** Where the variables of proxies are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Sends one request for a token, through the proxy of the environment where there is one.
 *
 * It is sent by Node's own client: runs that ask for a token do so once, and redirects are not followed, so that what
 * proves the run goes nowhere else.
 */
export async function sendTokenRequest({ url, bearer, environment, signal }: TokenRequest): Promise<TokenAnswer> {
  const proxy = proxyFor(url, readProxySettings(environment));
  const proxyEnv = proxy === '' ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent({ proxyEnv }) : new HttpAgent({ proxyEnv });
  const headers = { Accept: 'application/json', Authorization: `Bearer ${bearer}`, 'User-Agent': USER_AGENT };
  try {
    return await new Promise<TokenAnswer>((resolve, reject) => {
      const send = isSecure ? requestHttps : requestHttp;
      const request = send(url, { agent, headers, signal }, (response) => readAnswer(response).then(resolve, reject));
      request.once('error', reject).end();
    });
  } finally {
    agent.destroy();
  }
}
