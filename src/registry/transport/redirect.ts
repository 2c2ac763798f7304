import { RegistryError } from '../../errors.ts';
import { safeText } from '../../text/safe-text.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';

/** As many hops as browsers and other registry clients allow are never needed; five cover every registry. */
const MAX_HOPS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** The only headers that another origin gets: credentials stay where they belong (GHSA-vh4v-2xq2-g5cg). */
const CARRIED = new Set(['accept', 'range', 'user-agent']);

function refuse(request: HttpRequest, reason: string): never {
  throw new RegistryError(
    `Cannot follow registry "${request.url.host}" to where it sends us: ${reason}; ask its administrators to correct it`,
    { code: 'invalid-answer', registry: request.url.host },
  );
}

function nextRequest(request: HttpRequest, response: HttpResponse): HttpRequest {
  const location = response.header('location');
  const url = location === undefined ? null : URL.parse(location, request.url.href);
  if (url === null) refuse(request, 'the redirect has no valid address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    refuse(request, `"${safeText(url.protocol)}" is no web address`);
  if (request.url.protocol === 'https:' && url.protocol === 'http:') refuse(request, 'it leaves HTTPS for plain HTTP');
  if (url.username !== '' || url.password !== '') refuse(request, 'the address carries credentials');
  if (url.origin === request.url.origin) return { ...request, url };
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => CARRIED.has(name.toLowerCase()));
  return { ...request, url, headers: Object.fromEntries(headers) };
}

/**
 * Follows the redirects of reads, such as those to the storage behind a registry.
 *
 * Credentials never cross to another origin, and do not come back once a chain has left it. Writes are not
 * redirected: no registry does that, and a body must not go where nobody asked it to.
 */
export function withRedirects(transport: Transport): Transport {
  return {
    async send(first) {
      let request = first;
      for (let hop = 0; hop <= MAX_HOPS; hop++) {
        const response = await transport.send(request);
        const isRead = request.method === 'GET' || request.method === 'HEAD';
        if (!isRead || !REDIRECTS.has(response.status)) return response;
        await response.discard();
        request = nextRequest(request, response);
      }
      return refuse(first, `it redirects more than ${MAX_HOPS} times`);
    },
  };
}
