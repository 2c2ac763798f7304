import { describe, expect, it } from 'vitest';
import { nextPage, parseNextLink } from '../../src/registry/pagination.ts';
import { fc } from '../support/property.ts';
import { answerOf, REGISTRY } from './support.ts';

const LIST = new URL(`https://${REGISTRY}/v2/d/app/tags/list?n=1000`);
const ATTEMPT = { registry: REGISTRY, what: 'list them' };

function targetOf(header: string): string {
  const link = parseNextLink(header);
  return link.kind === 'target' ? link.target : link.kind;
}

function next(link: string | readonly string[]): string | undefined {
  return nextPage(answerOf({ method: 'GET', url: LIST }, { headers: { link } }), LIST, ATTEMPT)?.href;
}

describe('the link to the next page', () => {
  it.each([
    ['alone', '</a>; rel="next"', '/a'],
    ['without quotes', '</a>;rel=next', '/a'],
    ['in capitals', '</a>; REL="NEXT"', '/a'],
    ['of two relations', '</a>; rel="last next"', '/a'],
    ['behind another parameter', '</a>; title="x, y; z"; rel="next"', '/a'],
    ['behind another link', '</b>; rel="prev", </a>; rel="next"', '/a'],
    ['with a comma in its address', '</a?x=1,2>; rel="next"', '/a?x=1,2'],
    ['in single quotes', "</a>; rel='next'", '/a'],
    ['whose quote never ends', '</a>; rel="next', '/a'],
    ['behind another link without quotes', '</b>;rel=prev, </a>;rel=next', '/a'],
    ['behind a link with a comma in quotes', '</b>; title="x, y"; rel="prev", </a>; rel="next"', '/a'],
    ['with blanks around everything', ' </a> ; rel = "next" ', '/a'],
    ['with a comma at the end of its address', '</a?x=1,>; rel="next"', '/a?x=1,'],
  ])('%s is found', (_, header, target) => {
    expect(targetOf(header)).toBe(target);
  });

  it.each([
    ['nothing', ''],
    ['another relation', '</a>; rel="nextish"'],
    ['the word in another parameter', '</a>; title="rel=next"'],
    ['the word in a quoted text', '</a>; title="x; rel=next"; rel="prev"'],
    ['no parameter', '</a>'],
    ['the word as another parameter', '</a>; title="next"; rel="prev"'],
    ['a link within a quoted text', '</a>; title="</b>; rel=next; x"; rel="prev"'],
    ['the word in an address without brackets', '/a?rel=next'],
  ])('is not found in %s', (_, header) => {
    expect(targetOf(header)).toBe('none');
  });

  it.each([
    ['without brackets (older Quay)', '/v2/d/app/tags/list?next_page=abc; rel="next"'],
    ['without brackets or quotes', '/v2/d/app/tags/list?next_page=abc;rel=next'],
    ['without brackets and with a comma', '/a?x=1,2; rel="next"'],
    ['without brackets behind another link', '</b>; rel="prev", /a; rel="next"'],
    ['without brackets before another link', '/a; rel="next", </b>; rel="prev"'],
    ['without its end', '</a; rel="next"'],
    ['of nothing', '<>; rel="next"'],
    ['of a blank', '< >; rel="next"'],
    ['that is missing', 'rel="next"'],
    ['behind 8,192 characters', `${' '.repeat(8192)}</a>; rel="next"`],
    ['that is longer than 8,192 characters', `</a?x=${'a'.repeat(8192)}>; rel="next"`],
  ])('cannot be read %s, and is never taken for the end', (_, header) => {
    expect(targetOf(header)).toBe('unreadable');
    expect(() => next(header)).toThrow('the list goes on at an address that cannot be read');
  });

  it('is found in whatever header has it at its beginning, and never hangs', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (rest) => {
        expect(targetOf(`</a>; rel="next",${rest}`)).toBe('/a');
        parseNextLink(rest);
      }),
    );
  });
});

describe('the next page', () => {
  it.each([
    ['keeps its query as it is', '</v2/d/app/tags/list?n=5&last=a%2Fb>; rel="next"', '?n=5&last=a%2Fb'],
    ['keeps its query alone', '</repository/docker/v2/other?last=a>; rel="next"', '?last=a'],
    [
      'stays at its origin where a proxy hides the port',
      `<https://${REGISTRY}:8443/v2/x?last=a>; rel="next"`,
      '?last=a',
    ],
    ['stays at its origin where a proxy hides the scheme', `<http://${REGISTRY}/v2/x?last=a>; rel="next"`, '?last=a'],
    ['leaves a fragment out', '<?last=a#x>; rel="next"', '?last=a'],
  ])('%s', (_, link, search) => {
    expect(next(link)).toBe(`https://${REGISTRY}/v2/d/app/tags/list${search}`);
  });

  it.each([
    ['another host', '<https://evil.test/v2/d/app/tags/list?last=a>; rel="next"'],
    ['another host without a scheme', '<//evil.test/?last=a>; rel="next"'],
    ['another host behind backslashes', '<\\\\evil.test\\?last=a>; rel="next"'],
    ['a script', '<javascript:alert(1)>; rel="next"'],
    ['nothing valid', '<https://>; rel="next"'],
    ['the address of cloud credentials', '<http://169.254.169.254/latest/meta-data/>; rel="next"'],
  ])('at %s is refused', (_, link) => {
    expect(() => next(link)).toThrow('the next page of the list is on another host');
  });

  it('does not carry credentials that a link has', () => {
    expect(next(`<https://user:secret@${REGISTRY}/?last=a>; rel="next"`)).toBe(
      `https://${REGISTRY}/v2/d/app/tags/list?last=a`,
    );
  });

  it('may be in a second header', () => {
    expect(next(['<?last=0>; rel="prev"', '<?last=a>; rel="next"'])).toMatch(/\?last=a$/);
  });

  it('is none without a link', () => {
    expect(next([])).toBeUndefined();
  });
});
