import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  compareVersions,
  formatVersionTag,
  isStable,
  parseVersion,
  splitVersion,
  tryParseVersion,
  tryParseVersionTag,
} from '../../src/tags/version.ts';

describe('tryParseVersion', () => {
  test.each([
    ['1.2.3', { text: '1.2.3', major: 1, minor: 2, patch: 3, preRelease: undefined, build: undefined }],
    ['v1.2.3', { text: '1.2.3', major: 1, minor: 2, patch: 3, preRelease: undefined, build: undefined }],
    ['V0.0.0', { text: '0.0.0', major: 0, minor: 0, patch: 0, preRelease: undefined, build: undefined }],
    [
      '1.3.0-rc.2+build.5',
      { text: '1.3.0-rc.2+build.5', major: 1, minor: 3, patch: 0, preRelease: 'rc.2', build: 'build.5' },
    ],
    ['1.0.0--.-1a', { text: '1.0.0--.-1a', major: 1, minor: 0, patch: 0, preRelease: '-.-1a', build: undefined }],
    ['1.0.0+001', { text: '1.0.0+001', major: 1, minor: 0, patch: 0, preRelease: undefined, build: '001' }],
    [
      '9007199254740991.0.0',
      {
        text: '9007199254740991.0.0',
        major: Number.MAX_SAFE_INTEGER,
        minor: 0,
        patch: 0,
        preRelease: undefined,
        build: undefined,
      },
    ],
  ])('reads %s', (text, version) => {
    expect(tryParseVersion(text)).toEqual(version);
  });

  test.each([
    '',
    'v',
    '1',
    '1.2',
    '1.2.3.4',
    'vv1.2.3',
    '=1.2.3',
    ' 1.2.3',
    '1.2.3 ',
    '1.2.3\n',
    '01.2.3',
    '1.02.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3+a_b',
    '1.2.3+a+b',
    '1.2.3_build.5',
    '1.0.9007199254740993',
    '１.2.3',
    `1.2.3-${'a'.repeat(128)}`,
  ])('finds no version in %j', (text) => {
    expect(tryParseVersion(text)).toBeUndefined();
  });
});

describe('parseVersion', () => {
  test.each([
    [
      '1.2',
      'Cannot read version "1.2" of the input "version": it is not a semantic version MAJOR.MINOR.PATCH; write it in full, such as "1.2.0"',
    ],
    [
      'v4',
      'Cannot read version "v4" of the input "version": it is not a semantic version MAJOR.MINOR.PATCH; write it in full, such as "4.0.0"',
    ],
    [
      'newest',
      'Cannot read version "newest" of the input "version": it is not a semantic version MAJOR.MINOR.PATCH; write it in full, such as "1.2.3"',
    ],
    [
      '1.0.9007199254740993',
      'Cannot read version "1.0.9007199254740993" of the input "version": a number in it is larger than 9007199254740991; write it in full, such as "1.2.3"',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => parseVersion(text, 'the input "version"')).toThrow(new InputError(message));
  });

  test('says that a version is too long for a tag', () => {
    expect(() => parseVersion(`1.2.3-${'a'.repeat(123)}`, 'a test')).toThrow('it is longer than 128 characters');
  });
});

describe('compareVersions', () => {
  test('orders as the example of semver.org, section 11, and by number', () => {
    const ascending = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.9',
      '1.0.10',
      '1.10.0',
      '2.0.0',
    ].map((text) => parseVersion(text, 'a test'));
    expect(ascending.toReversed().sort(compareVersions)).toEqual(ascending);
  });

  test('takes no account of build metadata', () => {
    expect(compareVersions(parseVersion('1.2.3+a', 'a test'), parseVersion('1.2.3+b', 'a test'))).toBe(0);
  });
});

test.each([
  ['1.2.3', true],
  ['1.2.3+rc.1', true],
  ['1.2.3-rc.1', false],
])('isStable(%s) is %s', (text, stable) => {
  expect(isStable(parseVersion(text, 'a test'))).toBe(stable);
});

describe('version tags', () => {
  test.each([
    ['1.2.3', '1.2.3'],
    ['1.2.3+build.5', '1.2.3_build.5'],
    ['v1.2.3-rc.1+build.5', '1.2.3-rc.1_build.5'],
  ])('%s is written %s and read again', (text, tag) => {
    const version = parseVersion(text, 'a test');
    expect(formatVersionTag(version)).toBe(tag);
    expect(tryParseVersionTag(tag)).toEqual(version);
  });

  test.each(['1.2', 'latest', '20200102_01', '1.2.3_', '1.2.3_a_b', 'sha-860c190'])('%s is no full version', (tag) => {
    expect(tryParseVersionTag(tag)).toBeUndefined();
  });
});

test.each<[string, string, string, string | undefined]>([
  ['v1.2.3', '', '', '1.2.3'],
  ['app/v1.2.3', '', 'app/', '1.2.3'],
  ['sdk/app/1.2.3', '', 'sdk/app/', '1.2.3'],
  ['app-v1.2.3', '', '', undefined],
  ['app-v1.2.3', 'app-', 'app-', '1.2.3'],
  ['app/v1.2.3', 'web/', 'app/', '1.2.3'],
  ['app/latest', '', 'app/', undefined],
  ['', '', '', undefined],
])('splitVersion of %j behind %j gives %j and %s', (name, tagPrefix, before, text) => {
  const split = splitVersion(name, tagPrefix);
  expect([split.before, split.version?.text]).toEqual([before, text]);
});
