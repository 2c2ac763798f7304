import { RegistryError } from '../../errors.ts';
import { quote } from '../../util/safe-text.ts';
import type { MaskReceived } from '../received-secret.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';

/** As many hops as browsers and other registry clients allow are never needed; five cover every registry. */
const MAX_HOPS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The redirects that keep method and body (RFC 9110, section 15.4); by the others a write would become a read. */
const KEEPING = new Set([307, 308]);

/** The only headers that another origin gets: credentials stay where they belong (GHSA-vh4v-2xq2-g5cg). */
const CARRIED = new Set(['accept', 'range', 'user-agent']);

function refuse(request: HttpRequest, reason: string): never {
  throw new RegistryError({
    what: `follow registry "${request.url.host}" to where it sends us`,
    reason,
    remedy: 'ask its administrators to correct it',
    code: 'invalid-answer',
  });
}

/** Reads where a redirect leads; the query, which may be a signature, is in no error. */
function targetOf(request: HttpRequest, response: HttpResponse): URL {
  const location = response.header('location');
  const url = location === undefined ? null : URL.parse(location, request.url.href);
  if (url === null) refuse(request, 'the redirect has no valid address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    refuse(request, `${quote(url.protocol)} is not a web address`);
  if (request.url.protocol === 'https:' && url.protocol === 'http:') refuse(request, 'it leaves HTTPS for plain HTTP');
  if (url.username !== '' || url.password !== '') refuse(request, 'the address carries credentials');
  return url;
}

function nextRead(request: HttpRequest, response: HttpResponse): HttpRequest {
  const url = targetOf(request, response);
  if (url.origin === request.url.origin) return { ...request, url };
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => CARRIED.has(name.toLowerCase()));
  return { ...request, url, headers: Object.fromEntries(headers) };
}

function nextWrite(request: HttpRequest, response: HttpResponse): HttpRequest {
  const { method } = request;
  if (!KEEPING.has(response.status))
    refuse(request, `it answers a ${method} with ${response.status}, which asks for a read`);
  const url = targetOf(request, response);
  if (url.origin !== request.url.origin) refuse(request, `it redirects a ${method} to ${quote(url.host)}`);
  return { ...request, url };
}

/**
 * Follows redirects: those of reads, such as those to the storage behind a registry, and those of writes that stay
 * where they are and keep method and body (307, 308), whose bytes are made anew.
 *
 * Credentials never cross to another origin, and do not come back once a chain has left it (CVE-2024-45336). A write
 * goes to no other origin: a body must not go where nobody asked it to.
 *
 * @param maskSecret told of the signatures in addresses that are followed, which let in whoever has them; nobody is by
 *   default.
 */
export function withRedirects(transport: Transport, maskSecret: MaskReceived = () => undefined): Transport {
  return {
    async send(first) {
      const isRead = first.method === 'GET' || first.method === 'HEAD';
      let request = first;
      for (let hop = 0; hop <= MAX_HOPS; hop++) {
        if (hop > 0) for (const signature of signaturesOf(request.url)) maskSecret(signature, 'signature');
        const response = await transport.send(request);
        if (!REDIRECTS.has(response.status)) return response;
        await response.discard();
        request = isRead ? nextRead(request, response) : nextWrite(request, response);
      }
      return refuse(first, `it redirects more than ${MAX_HOPS} times`);
    },
  };
}

/** The parameters by which clouds' storages let in whoever has the address: AWS, Google, Azure, CloudFront. */
const SIGNATURES =
  /^(?:x-amz-(?:signature|security-token|credential)|x-goog-(?:signature|credential)|signature|sig|policy)$/i;

/** What is shorter is no signature (characters): a registry could otherwise blank out words of the log. */
const SHORTEST = 16;

/** An address has as many signatures as it may need, and no more are read. */
const MOST = 8;

/**
 * Lists the secrets in an address that is signed, eight at most: with them, anybody could read the blob until it expires.
 *
 * @example signaturesOf(new URL('https://s3.test/b?X-Amz-Signature=0123456789abcdef')) // ['0123456789abcdef']
 */
export function signaturesOf({ searchParams }: URL): readonly string[] {
  const found: string[] = [];
  for (const [name, value] of searchParams) {
    if (found.length === MOST) break;
    if (SIGNATURES.test(name) && value.length >= SHORTEST) found.push(value);
  }
  return found;
}

/**
 * Marks requests to hosts that the user did not name: where a registry redirects to, and where it has its tokens.
 *
 * @param registry the registry that a client is for: a host that it may speak to because the user said so.
 * @param named further hosts that the user named, as `host` or `host:port`.
 */
export function withSender(transport: Transport, registry: URL, named: ReadonlySet<string> = new Set()): Transport {
  return {
    send(request) {
      const { hostname, host } = request.url;
      const isNamed = hostname === registry.hostname || named.has(host);
      return transport.send(isNamed ? request : { ...request, sentBy: registry });
    },
  };
}
