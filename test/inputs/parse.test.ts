import { describe, expect, it } from 'vitest';
import { parseTagPrefix } from '../../src/inputs/parse.ts';

describe('parseTagPrefix', () => {
  it.each(['', 'v', 'app/', 'sdk/azcore/', 'app-', 'a.b+c/'])('takes "%s" as it is', (text) => {
    expect(parseTagPrefix(text)).toBe(text);
  });

  it.each([
    ['refs/tags/app/', 'it is compared with the names of git tags; write "app/"'],
    ['app/v.*', 'no git tag can have "*" there'],
    ['^app/', 'no git tag can have "^" there'],
    ['app /', 'no git tag can have " " there'],
    ['/app', 'no git tag can have "/" there'],
    ['app//', 'no git tag can have "//" there'],
    ['app..', 'no git tag can have ".." there'],
  ])('refuses "%s"', (text, reason) => {
    expect(() => parseTagPrefix(text)).toThrow(reason);
  });
});
