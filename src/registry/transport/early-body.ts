import type { HttpRequest, HttpResponse } from './http.ts';
import { isWebPage } from './web-page.ts';

/** Bodies up to this size are read at once (bytes): the largest manifest. */
const MAX_EARLY = 4 * 1024 * 1024;

/** A blob up to this size is read at once (bytes): a config, but no layer worth the name. */
const MAX_EARLY_BLOB = 256 * 1024;

/** Of a refusal this much is read at once (bytes). */
const MAX_REFUSAL = 64 * 1024;

/** Tells how much of an answer's body to read before the answer counts as received. */
function earlyLimit(request: HttpRequest, response: HttpResponse): number {
  if (response.status >= 400) return MAX_REFUSAL;
  if (request.method !== 'GET' || response.status !== 200 || isWebPage(response)) return 0;
  if (!request.url.pathname.includes('/blobs/')) return MAX_EARLY;
  const length = response.header('content-length') ?? '';
  return /^[0-9]{1,9}$/.test(length) && Number(length) <= MAX_EARLY_BLOB ? MAX_EARLY_BLOB : 0;
}

async function* join(early: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* early;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/**
 * Reads the body of a small answer before the answer is passed on, so that a connection that breaks in the middle
 * of it is found out where the request can still be sent again.
 *
 * A longer body goes on as the stream that it is; whoever reads it sets the limit.
 */
export async function readEarly(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
  const limit = earlyLimit(request, response);
  if (limit === 0 || request.method === 'HEAD') return response;
  const iterator = response.body[Symbol.asyncIterator]();
  const early: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const next = await iterator.next().catch((error: unknown): IteratorResult<Uint8Array, undefined> => {
      // Whoever refuses an upload may hang up on what is still being sent; the refusal stands.
      if (response.status >= 400) return { done: true, value: undefined };
      throw error;
    });
    if (next.done === true) {
      async function* whole(): AsyncGenerator<Uint8Array> {
        yield* early;
      }
      return { ...response, body: { [Symbol.asyncIterator]: whole }, discard: async () => undefined };
    }
    early.push(next.value);
    length += next.value.byteLength;
  }
  return { ...response, body: { [Symbol.asyncIterator]: () => join(early, iterator) } };
}
