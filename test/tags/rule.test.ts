import { expect, test } from 'vitest';
import { matchGitTag, parseGitTagPattern } from '../../src/tags/rule.ts';

test.each<[string, string, readonly (string | undefined)[] | undefined]>([
  ['v(.*)', 'v1.2.3', ['v1.2.3', '1.2.3']],
  ['v(.*)', 'my-v1.2.3', ['v1.2.3', '1.2.3']],
  ['/v(.*)/i', 'V1', ['V1', '1']],
  ['/v/', 'x', undefined],
  ['a|b', 'b', ['b']],
  ['(a)|(b)', 'b', ['b', undefined, 'b']],
  ['app/v(.*)', 'app/v1', ['app/v1', '1']],
  ['app/v(.*)', 'my-app/v1', undefined],
  ['^app/v(.*)', 'app/v1', ['app/v1', '1']],
  [String.raw`/app\/v(.*)/`, 'app/v1', ['app/v1', '1']],
  [String.raw`/app\/v(.*)/`, 'my-app/v1', undefined],
  ['.*app/v(.*)', 'my-app/v1', ['my-app/v1', '1']],
])('%j finds in %j: %j', (source, text, found) => {
  const match = matchGitTag(parseGitTagPattern(source), text);
  expect(match === undefined ? undefined : [...match]).toEqual(found);
});

test('a pattern with flags that remember finds the same each time', () => {
  const pattern = parseGitTagPattern('/v(.*)/gy');
  expect(matchGitTag(pattern, 'xv1')?.[1]).toBe('1');
  expect(matchGitTag(pattern, 'xv1')?.[1]).toBe('1');
});

test('what is not a regular expression is refused', () => {
  expect(() => parseGitTagPattern('(')).toThrow(SyntaxError);
});
