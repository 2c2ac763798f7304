import { RegistryError } from '../../errors.ts';
import { isLoopback } from '../../oci/registry-name.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from './http.ts';

/** What servers that speak TLS say to plain HTTP: Go's, and nginx. */
const WANTS_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i;

/** The sentence is short, a page around it is not much longer (bytes). */
const MAX_ANSWER = 4096;

/** How a connection fails at a server that speaks TLS alone and says nothing: it hangs up, or answers with an alert. */
const HUNG_UP = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_.*)$/;

/** How TLS fails that was spoken: the certificate is what is wrong. */
const BAD_CERTIFICATE = /CERT|^UNABLE_TO_/;

function causeCode(error: unknown): string {
  const cause = error instanceof RegistryError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

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

  function turnToTls(): Transport {
    const endpoint = toHttps(plain);
    secure ??= { endpoint, transport: build(endpoint) };
    return secure.transport;
  }

  /**
   * Tries HTTPS where a server hung up before it answered.
   *
   * @throws what came of plain HTTP where that does not work either.
   */
  async function tryTls(error: unknown): Promise<void> {
    const transport = build(toHttps(plain));
    try {
      await (await transport.send({ method: 'GET', url: toHttps(plain) })).discard();
    } catch (failure) {
      throw BAD_CERTIFICATE.test(causeCode(failure)) ? failure : error;
    }
    secure ??= { endpoint: toHttps(plain), transport };
  }

  /** Sends a request over plain HTTP; gives nothing where the server turns out to want HTTPS. */
  async function sendPlain(request: HttpRequest): Promise<HttpResponse | undefined> {
    let response: HttpResponse;
    try {
      response = await first.send(request);
    } catch (error) {
      if (isSettled || !HUNG_UP.test(causeCode(error))) throw error;
      await tryTls(error);
      return undefined;
    }
    if (isSettled || !(await wantsTls(request, response))) {
      isSettled = true;
      return response;
    }
    turnToTls();
    return undefined;
  }

  return {
    get endpoint() {
      return secure?.endpoint ?? plain;
    },
    async send(request) {
      if (request.url.origin !== plain.origin) return await (secure?.transport ?? first).send(request);
      if (secure === undefined) {
        const response = await sendPlain(request);
        if (response !== undefined) return response;
      }
      return await turnToTls().send({ ...request, url: toHttps(request.url) });
    },
  };
}
