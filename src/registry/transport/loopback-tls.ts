import { RegistryError } from '../../errors.ts';
import { isLoopback } from '../../oci/registry-name.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from './http.ts';

/** The answers of TLS servers to plain HTTP: those of Go, and nginx. */
const WANTS_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i;

/** In bytes; a page around the sentence is not much longer. */
const MAX_ANSWER = 4096;

/** A TLS server that says nothing hangs up, or answers with an alert. */
const HUNG_UP = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_.*)$/;

/** The server speaks TLS, but its certificate is wrong. */
const BAD_CERTIFICATE = /CERT|^UNABLE_TO_/;

function causeCode(error: unknown): string {
  const cause = error instanceof RegistryError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function toHttps(url: URL): URL {
  return Object.assign(new URL(url), { protocol: 'https:' });
}

/**
 * Speaks plain HTTP to registries on this machine, or HTTPS if they ask for it.
 *
 * @param build makes the transport for an address, without knowledge of the old one, such as tokens. The bodies of its
 *   refusals must be readable more than once.
 */
export function withLoopbackTls(plain: URL, build: (endpoint: URL) => Transport) {
  const first = build(plain);
  let secure: { readonly endpoint: URL; readonly transport: Transport } | undefined;
  let isSettled = plain.protocol !== 'http:' || !isLoopback(plain.hostname);

  async function wantsTls(request: HttpRequest, response: HttpResponse): Promise<boolean> {
    if (response.status !== 400) return false;
    // An answer to HEAD has no body.
    const answer = request.method === 'HEAD' ? await first.send({ method: 'GET', url: plain }) : response;
    const bytes = answer.status === 400 ? await readBody(answer, MAX_ANSWER).catch(() => undefined) : undefined;
    return WANTS_TLS.test(Buffer.from(bytes ?? []).toString('utf8'));
  }

  function turnToTls(): Transport {
    const endpoint = toHttps(plain);
    secure ??= { endpoint, transport: build(endpoint) };
    return secure.transport;
  }

  /** @throws the error of plain HTTP if HTTPS does not work either. */
  async function tryTls(error: unknown): Promise<void> {
    const transport = build(toHttps(plain));
    try {
      await (await transport.send({ method: 'GET', url: toHttps(plain) })).discard();
    } catch (failure) {
      throw BAD_CERTIFICATE.test(causeCode(failure)) ? failure : error;
    }
    secure ??= { endpoint: toHttps(plain), transport };
  }

  /** Sends a request over plain HTTP; undefined if the server wants HTTPS. */
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
    /** The registry's API address, with HTTPS once it has asked for that. */
    get endpoint(): URL {
      return secure?.endpoint ?? plain;
    },
    async send(request: HttpRequest): Promise<HttpResponse> {
      if (request.url.origin !== plain.origin) return await (secure?.transport ?? first).send(request);
      if (secure === undefined) {
        const response = await sendPlain(request);
        if (response !== undefined) return response;
      }
      return await turnToTls().send({ ...request, url: toHttps(request.url) });
    },
  };
}
