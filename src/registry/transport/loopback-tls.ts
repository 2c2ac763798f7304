import { isLoopback } from '../endpoint.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from './http.ts';

/** What servers that speak TLS say to plain HTTP: Go's, and nginx. */
const WANTS_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i;
/** The sentence is short, a page around it is not much longer (bytes). */
const MAX_ANSWER = 4096;

/** A transport that has found out how its registry is spoken to. */
export interface LoopbackTls extends Transport {
  /** The registry's API address, HTTPS from the moment on in which it asked for that. */
  readonly endpoint: URL;
}

function toHttps(url: URL): URL {
  const secure = new URL(url);
  secure.protocol = 'https:';
  return secure;
}

async function saysTls(response: HttpResponse): Promise<boolean> {
  if (response.status !== 400) return false;
  const bytes = await readBody(response, MAX_ANSWER).catch(() => undefined);
  return WANTS_TLS.test(Buffer.from(bytes ?? []).toString('utf8'));
}

/**
 * Speaks plain HTTP to registries on this machine, and HTTPS to those of them that ask for it.
 *
 * @param build makes the transport for an address: what is known of the old one, such as tokens, is left behind.
 *   The bodies of its refusals must be there to be read more than once.
 */
export function withLoopbackTls(plain: URL, build: (endpoint: URL) => Transport): LoopbackTls {
  const first = build(plain);
  let secure: { readonly endpoint: URL; readonly transport: Transport } | undefined;
  let isSettled = plain.protocol !== 'http:' || !isLoopback(plain.hostname);

  async function wantsTls(request: HttpRequest, response: HttpResponse): Promise<boolean> {
    if (response.status !== 400) return false;
    // An answer to HEAD has no words; they are asked for.
    return saysTls(request.method === 'HEAD' ? await first.send({ method: 'GET', url: plain }) : response);
  }

  return {
    get endpoint() {
      return secure?.endpoint ?? plain;
    },
    async send(request) {
      const isOwn = request.url.origin === plain.origin;
      if (secure === undefined || !isOwn) {
        const response = await (secure?.transport ?? first).send(request);
        if (isSettled || !isOwn || !(await wantsTls(request, response))) {
          isSettled ||= isOwn;
          return response;
        }
        const endpoint = toHttps(plain);
        secure ??= { endpoint, transport: build(endpoint) };
      }
      return secure.transport.send({ ...request, url: toHttps(request.url) });
    },
  };
}
