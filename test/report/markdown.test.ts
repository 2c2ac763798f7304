import { describe, expect, it } from 'vitest';
import { markdownCode, markdownDetails, markdownTable, markdownText } from '../../src/report/markdown.ts';

/** Text that would do something if it reached a page as it is. */
const HOSTILE = [
  ['an image', '![x](https://evil.test/x.png)'],
  ['a link', '[x](https://evil.test)'],
  ['a bare link', 'see https://evil.test/x now'],
  ['a bare link without a scheme', 'see www.evil.test and WWW.evil.test'],
  ['a link in angle brackets', '<https://evil.test>'],
  ['the end of a table', '</table></details>'],
  ['an image of HTML', '<img src=x onerror=alert(1)>'],
  ['a cell', 'a | b'],
  ['an escaped cell', 'a \\| b'],
  ['a mention', '@octocat and @acme/team'],
  ['an issue', '#1 and acme/shop#1'],
  ['an issue in words', 'GH-1 and gh-23'],
  ['an address of mail', 'mallory@evil.test and mailto:mallory@evil.test'],
  ['emphasis', '**a** _b_ ~~c~~ `d`'],
  ['a code span that never ends', '`<b>'],
  ['an entity', '&lt;b&gt; &#60;'],
  ['a line feed', 'a\n\n# b'],
  ['a comment', '<!-- a -->'],
] as const;

/** What a page could do with text: the parts of it that Markdown and GitHub give a meaning to. */
const ACTIVE = /[<>|@`*_~[\]\\]|#(?![0-9]+;)|:\/\/|\bwww\.|\n|&(?!#[0-9]+;)/i;

/** Reads entities as a browser does: what GitHub searches for mentions and the like. */
function rendered(markdown: string): string {
  return markdown.replace(/&#([0-9]+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** What a reader sees: without what is invisible. */
function shown(markdown: string): string {
  return rendered(markdown).replaceAll('\u2060', '');
}

describe('foreign text', () => {
  it.each(HOSTILE)('with %s stands as it is and does nothing', (_, text) => {
    const markdown = markdownText(text);
    expect(markdown).not.toMatch(ACTIVE);
    expect(shown(markdown)).toBe(text.replaceAll('\n', '␤'));
  });

  it.each(HOSTILE)('with %s does nothing as code either', (_, text) => {
    const code = markdownCode(text);
    const isSpan = /^`[^`|\n]+`$/.test(code);
    const inside = /^<code>(.*)<\/code>$/.exec(code)?.[1];
    expect(isSpan || (inside !== undefined && !ACTIVE.test(inside))).toBe(true);
  });

  it.each([
    ['a mention', '@octocat, (@acme/team) and _@_x'],
    ['an issue', '#1, acme/shop#12 and GH-3'],
    ['an address of mail', 'mallory@evil.test'],
  ])('is no %s either once the page is finished', (_, text) => {
    for (const markdown of [markdownText(text), markdownCode(`${text}<`)]) {
      expect(rendered(markdown)).not.toMatch(/@[\w-]|#[0-9]|\bGH-[0-9]/i);
    }
  });

  it('is cut at the length that is asked for', () => {
    expect(markdownText('x'.repeat(600))).toHaveLength(500);
    expect(markdownText('x'.repeat(600), 1000)).toHaveLength(600);
  });

  it('that is plain stays readable', () => {
    expect(markdownText('1.2.3 is the highest version of 1.2')).toBe('1.2.3 is the highest version of 1.2');
  });
});

describe('code', () => {
  it.each([
    ['a tag', '20200102_01'],
    ['a reference', 'registry.example.com/d/app:1.2.3'],
    ['a digest', `sha256:${'0'.repeat(64)}`],
    ['an address, which is no link inside of a code span', 'https://github.com/acme/shop'],
  ])('that is %s is a span', (_, text) => {
    expect(markdownCode(text)).toBe(`\`${text}\``);
  });
});

it('writes a table', () => {
  expect(
    markdownTable(
      ['A', 'B'],
      [
        ['1', '2'],
        ['3', ''],
      ],
    ),
  ).toBe('| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |');
});

it('folds', () => {
  expect(markdownDetails('Title', 'Body')).toBe('<details><summary>Title</summary>\n\nBody\n\n</details>');
});
