import type { HttpResponse } from '../transport/http.ts';
import { type Attempt, invalidAnswer } from './answer.ts';

/** A longer header is not read: addresses are shorter (characters). */
const MAX_LENGTH = 8192;

/** Returns the position of a character from a position on; the end of the text where there is none. */
function find(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}

/** Returns where the parameters of a link end: at a comma that stands in no quotes. */
function endOfLink(header: string, start: number): number {
  let end = start;
  while (end < header.length && header[end] !== ',')
    end = header[end] === '"' ? find(header, '"', end + 1) + 1 : end + 1;
  return end;
}

/** Tells whether parameters of a link say that it leads to the next page. */
function isNext(parameters: string): boolean {
  // A semicolon in quotes is part of a value.
  return (parameters.match(/(?:[^;"]|"[^"]*"?)+/g) ?? []).some((parameter) => {
    const equals = find(parameter, '=', 0);
    const value = parameter.slice(equals + 1).trim();
    const types = value.replace(/^"|"$/g, '').toLowerCase().split(/\s+/);
    return parameter.slice(0, equals).trim().toLowerCase() === 'rel' && types.includes('next');
  });
}

/**
 * Finds the target of the link with the relation `next` in a `Link` header (RFC 8288, section 3), as it is written.
 *
 * The header is read once from left to right, so that a hostile one costs no more time than its length.
 *
 * @example tryParseNextLink('</v2/d/app/tags/list?n=100&last=a>; rel="next"') // '/v2/d/app/tags/list?n=100&last=a'
 */
export function tryParseNextLink(header: string): string | undefined {
  const text = header.slice(0, MAX_LENGTH);
  for (let position = find(text, '<', 0); position < text.length; ) {
    const close = find(text, '>', position);
    const end = endOfLink(text, close + 1);
    if (isNext(text.slice(close + 1, end))) return text.slice(position + 1, close);
    position = find(text, '<', Math.max(end, position + 1));
  }
  return undefined;
}

/**
 * Finds the address of a list's next page in the `Link` header.
 *
 * Only the query is taken, because some registries give a wrong path (Artifactory).
 *
 * @returns undefined on the last page.
 * @throws {RegistryError} where the next page is on another host (GHSA-h7vf-4x9w-h99v).
 */
export function nextPage(response: HttpResponse, current: URL, attempt: Attempt): URL | undefined {
  const target = tryParseNextLink(response.headers('link').join(', '));
  if (target === undefined) return undefined;
  const link = URL.parse(target, current.href);
  // Behind a proxy a registry may not know the scheme or port that it is spoken to by.
  if (link === null || link.hostname !== current.hostname) {
    throw invalidAnswer(attempt, 'the next page of the list is on another host');
  }
  const next = new URL(current);
  next.search = link.search;
  return next;
}
