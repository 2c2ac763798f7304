import { type Attempt, invalidAnswer } from './errors.ts';
import { type HttpResponse, readBody } from './transport/http.ts';

/** In characters; addresses are shorter. */
const MAX_LENGTH = 8192;

/** Returns the position of a character, or the end of the text. */
function find(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}

/** Returns the end of a link: a comma outside of quotes. */
function endOfLink(header: string, start: number): number {
  let end = start;
  while (end < header.length && header[end] !== ',')
    end = header[end] === '"' ? find(header, '"', end + 1) + 1 : end + 1;
  return end;
}

function isNext(parameters: string): boolean {
  // Semicolons in quotes are part of a value.
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

/** The next page: none, an address, or one that cannot be read. */
type NextLink = { readonly kind: 'none' | 'unreadable' } | { readonly kind: 'target'; readonly target: string };

const NO_NEXT: NextLink = { kind: 'none' };

const UNREADABLE: NextLink = { kind: 'unreadable' };

/**
 * Finds the target of the link with the relation `next` in a `Link` header (RFC 8288, section 3), as written.
 *
 * A next page without an address in `<>` (older Quay), or a header too long to read, never counts as the end of a list.
 * One pass from left to right keeps hostile headers cheap.
 *
 * @example parseNextLink('</v2/d/app/tags/list?n=100&last=a>; rel="next"').target // '/v2/d/app/tags/list?n=100&last=a'
 */
export function parseNextLink(header: string): NextLink {
  const text = header.slice(0, MAX_LENGTH);
  for (let position = 0; position < text.length; ) {
    const end = endOfLink(text, position);
    // Commas may stand between the brackets, so an open one extends the link.
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

/** The unread rest may name a next page. */
function endOfHeader(header: string): NextLink {
  return header.length > MAX_LENGTH ? UNREADABLE : NO_NEXT;
}

/**
 * Finds the address of a list's next page in the `Link` header; undefined on the last page.
 *
 * Only the query is used, because some registries give a wrong path (Artifactory), or their scheme and port behind a
 * proxy: the origin stays the same.
 *
 * @throws {RegistryError} if the next address cannot be read, since a part must not pass for the whole, or is on
 *   another host (GHSA-h7vf-4x9w-h99v).
 */
export function nextPage(response: HttpResponse, current: URL, attempt: Attempt): URL | undefined {
  const next = parseNextLink(response.headers('link').join(', '));
  if (next.kind === 'none') return undefined;
  if (next.kind !== 'target') {
    throw invalidAnswer(attempt, 'the list goes on at an address that cannot be read (header "Link")');
  }
  const link = URL.parse(next.target, current.href);
  if (link === null || link.hostname !== current.hostname || !/^https?:$/.test(link.protocol)) {
    throw invalidAnswer(attempt, 'the next page of the list is on another host');
  }
  const address = new URL(current);
  address.search = link.search;
  return address;
}

export type ListBudget = ReturnType<typeof openListBudget>;

/** Limits one page and all pages together, in bytes: many small pages must not go on without end. */
export function openListBudget({ page, all }: { readonly page: number; readonly all: number }) {
  let left = all;
  return {
    /** Undefined if this page or the whole list is too large. */
    async read(response: HttpResponse): Promise<Uint8Array | undefined> {
      const bytes = await readBody(response, Math.min(page, left));
      left -= bytes?.byteLength ?? 0;
      return bytes;
    },
  };
}
