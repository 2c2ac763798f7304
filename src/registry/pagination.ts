import { type Attempt, invalidAnswer } from './errors.ts';
import { type HttpResponse, readBody } from './transport/http.ts';

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

/** Whether parameters of a link say that it leads to the next page. */
function isNext(parameters: string): boolean {
  // A semicolon in quotes is part of a value.
  return (parameters.match(/(?:[^;"]|"[^"]*"?)+/g) ?? []).some((parameter) => {
    const equals = find(parameter, '=', 0);
    const value = parameter.slice(equals + 1).trim();
    const types = value
      .replace(/^["']|["']$/g, '')
      .toLowerCase()
      .split(/\s+/);
    return parameter.slice(0, equals).trim().toLowerCase() === 'rel' && types.includes('next');
  });
}

/** What a `Link` header says of a next page: nothing, where it is, or that there is one whose address cannot be read. */
type NextLink = { readonly kind: 'none' | 'unreadable' } | { readonly kind: 'target'; readonly target: string };

const NO_NEXT: NextLink = { kind: 'none' };

const UNREADABLE: NextLink = { kind: 'unreadable' };

/**
 * Finds the target of the link with the relation `next` in a `Link` header (RFC 8288, section 3), as it is written.
 *
 * A header that speaks of a next page without an address in `<>` (older Quay), or that is too long to be read to its
 * end, is never taken for the end of a list. It is read once from left to right, so that a hostile one costs no more
 * time than its length.
 *
 * @example parseNextLink('</v2/d/app/tags/list?n=100&last=a>; rel="next"').target // '/v2/d/app/tags/list?n=100&last=a'
 */
export function parseNextLink(header: string): NextLink {
  const text = header.slice(0, MAX_LENGTH);
  for (let position = 0; position < text.length; ) {
    const end = endOfLink(text, position);
    // Commas may stand between the brackets, so a link that opens one ends only behind it.
    const open = find(text, '<', position);
    if (open >= end) {
      if (isNext(text.slice(position, end))) return UNREADABLE;
      position = end + 1;
      continue;
    }
    const close = find(text, '>', open);
    const last = endOfLink(text, close + 1);
    if (close === text.length) return isNext(text.slice(open)) ? UNREADABLE : endOfHeader(header);
    if (isNext(text.slice(close + 1, last))) {
      const target = text.slice(open + 1, close).trim();
      return target === '' ? UNREADABLE : { kind: 'target', target };
    }
    position = last + 1;
  }
  return endOfHeader(header);
}

/** What was not read of a header may have named a next page. */
function endOfHeader(header: string): NextLink {
  return header.length > MAX_LENGTH ? UNREADABLE : NO_NEXT;
}

/** Another scheme or port of the same host is what a proxy in front of the registry hides; only the query is taken of it. */
function isSameHost(link: URL, current: URL): boolean {
  return link.hostname === current.hostname && /^https?:$/.test(link.protocol);
}

/**
 * Finds the address of a list's next page in the `Link` header.
 *
 * Only the query is taken, because some registries give a wrong path (Artifactory), and some the scheme or port that
 * they have behind a proxy: the next request goes to the same origin as this one.
 *
 * @returns undefined on the last page.
 * @throws {RegistryError} if there is a next page whose address cannot be read, so that a part of a list is never
 *   taken for the whole, or if it is on another host (GHSA-h7vf-4x9w-h99v).
 */
export function nextPage(response: HttpResponse, current: URL, attempt: Attempt): URL | undefined {
  const next = parseNextLink(response.headers('link').join(', '));
  if (next.kind === 'none') return undefined;
  if (next.kind !== 'target') {
    throw invalidAnswer(attempt, 'the list goes on at an address that cannot be read (header "Link")');
  }
  const link = URL.parse(next.target, current.href);
  if (link === null || !isSameHost(link, current)) {
    throw invalidAnswer(attempt, 'the next page of the list is on another host');
  }
  const address = new URL(current);
  address.search = link.search;
  return address;
}

/** Reads the pages of one list. */
export interface ListBudget {
  /** Reads a page; undefined if it is too large, or all pages together are. */
  read(page: HttpResponse): Promise<Uint8Array | undefined>;
}

/**
 * Makes what reads the pages of a list: a registry may not send without end by sending many of them.
 *
 * @param page the most that one page may have, in bytes.
 * @param all the most that all of them may have together, in bytes.
 */
export function openListBudget({ page, all }: { readonly page: number; readonly all: number }): ListBudget {
  let left = all;
  return {
    async read(response) {
      const bytes = await readBody(response, Math.min(page, left));
      left -= bytes?.byteLength ?? 0;
      return bytes;
    },
  };
}
