import { expect, test } from 'vitest';
import { isSameRepository } from '../../src/tags/same-repository.ts';

const PAGE = 'https://github.com/acme/shop';

test.each([
  ['https://github.com/acme/shop', true],
  ['https://github.com/acme/shop/', true],
  ['https://github.com/acme/shop.git', true],
  ['http://github.com/acme/shop', true],
  ['HTTPS://GitHub.com/ACME/Shop', true],
  ['git+https://github.com/acme/shop.git', true],
  ['git://github.com/acme/shop.git#main', true],
  ['git@github.com:acme/shop.git', true],
  ['ssh://git@github.com/acme/shop.git', true],
  ['ssh://git@github.com:22/acme/shop', true],
  ['https://x-access-token@github.com/acme/shop', true],
  ['github.com/acme/shop', true],
  [' https://github.com/acme/shop\n', true],
  ['https://github.com/acme/shop2', false],
  ['https://github.com/acme', false],
  ['https://github.com/acme/shop/tree/main', false],
  ['https://github.com.evil.example/acme/shop', false],
  ['https://evil.example/github.com/acme/shop', false],
  ['https://gitlab.com/acme/shop', false],
  ['acme/shop', false],
  ['', false],
  [undefined, false],
])('%j is it: %s', (source, expected) => {
  expect(isSameRepository(source, PAGE)).toBe(expected);
});

test('on a server of one’s own', () => {
  expect(isSameRepository('git@git.example.com:acme/shop.git', 'https://git.example.com/acme/shop')).toBe(true);
});
