import { type Attempt, invalidAnswer } from './answer.ts';
import type { HttpResponse } from './transport/http.ts';

/**
 * Finds the address of a list's next page in the `Link` header (RFC 8288).
 *
 * Only the query is taken, because some registries give a wrong path (Artifactory).
 *
 * @returns undefined on the last page.
 * @throws {RegistryError} where the next page is on another host (GHSA-h7vf-4x9w-h99v).
 */
export function nextPage(response: HttpResponse, current: URL, attempt: Attempt): URL | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(response.headers('link').join(', '))?.[1];
  if (target === undefined) return undefined;
  const link = URL.parse(target, current.href);
  if (link === null || link.origin !== current.origin) {
    throw invalidAnswer(attempt, 'the next page of the list is on another host');
  }
  const next = new URL(current);
  next.search = link.search;
  return next;
}
