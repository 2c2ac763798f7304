import { expect, test } from 'vitest';
import { looksLikePreRelease } from '../../src/tags/version.ts';

test.each([
  ['v1.2.3', false],
  ['1.2.3+rc.1', false],
  ['1.2', false],
  ['v1', false],
  ['release1', false],
  ['sometag', false],
  ['latest', false],
  ['attest', false],
  ['1.2.3.4', false],
  ['2023.01.05', false],
  ['v1.2.3-rc.1', true],
  ['v1.2.3-1', true],
  ['1.2.3-alpine', true],
  ['1.0dev4', true],
  ['1.1beta2', true],
  ['1.2.3rc2', true],
  ['v1.2.3.4-rc1', true],
  ['20200110-RC2', true],
  ['release-beta', true],
  ['release-beta.2', true],
  ['nightly', true],
  ['v1-snapshot', true],
  ['v1_next-2', true],
])('whether %s looks like a pre-release: %s', (name, expected) => {
  expect(looksLikePreRelease(name)).toBe(expected);
});
