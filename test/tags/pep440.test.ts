import { describe, expect, test } from 'vitest';
import { comparePep440, type Pep440Version, tryParsePep440 } from '../../src/tags/pep440.ts';
import { fc, runs } from '../support/property.ts';

function parse(text: string): Pep440Version {
  const version = tryParsePep440(text);
  if (version === undefined) throw new Error(`"${text}" is no version`);
  return version;
}

describe('tryParsePep440', () => {
  test.each([
    ['1.2.3', '1.2.3', [1, 2, 3], true],
    ['v1.2.3', '1.2.3', [1, 2, 3], true],
    ['V1', '1', [1], true],
    ['1.2', '1.2', [1, 2], true],
    ['2023.01.05', '2023.1.5', [2023, 1, 5], true],
    ['1.2.3.4', '1.2.3.4', [1, 2, 3, 4], true],
    ['1!2.0', '1!2.0', [2, 0], true],
    ['0!2.0', '2.0', [2, 0], true],
    ['1.0dev4', '1.0.dev4', [1, 0], false],
    ['1.0.dev', '1.0.dev0', [1, 0], false],
    ['1.2post1', '1.2.post1', [1, 2], false],
    ['1.2-1', '1.2.post1', [1, 2], false],
    ['1.2-0', '1.2.post0', [1, 2], false],
    ['1.2-r4', '1.2.post4', [1, 2], false],
    ['1.1beta2', '1.1b2', [1, 1], false],
    ['2.0.8b67', '2.0.8b67', [2, 0, 8], false],
    ['1.2.3rc2', '1.2.3rc2', [1, 2, 3], false],
    ['v1.2.3-RC.2', '1.2.3rc2', [1, 2, 3], false],
    ['1.1.c', '1.1rc0', [1, 1], false],
    ['1.1preview3', '1.1rc3', [1, 1], false],
    ['1.1_alpha_01', '1.1a1', [1, 1], false],
    ['1.2.3-rc.1-2', '1.2.3rc1.post2', [1, 2, 3], false],
    ['1.0a5.post3.dev2', '1.0a5.post3.dev2', [1, 0], false],
  ])('reads %s as %s', (raw, text, release, isStable) => {
    const [major = 0, minor = 0, patch = 0] = release;
    expect(tryParsePep440(raw)).toEqual({ raw, text, release, major, minor, patch, isStable, hasLocal: false });
  });

  test.each([
    ['1.2.3+local.1', '1.2.3+local.1'],
    ['1.2.3+Ubuntu-1', '1.2.3+ubuntu.1'],
    ['1.2.3rc1+a_01', '1.2.3rc1+a.1'],
    ['1.0+1e5', '1.0+1e5'],
    ['1.0+12e4567', '1.0+12e4567'],
    ['1.0+0x1f', '1.0+0x1f'],
    ['1.0+99999999999999999999', '1.0+99999999999999999999'],
  ])('keeps the local part of %s', (raw, text) => {
    expect(tryParsePep440(raw)).toMatchObject({ text, isStable: false, hasLocal: true });
  });

  test.each([
    '',
    'v',
    'latest',
    'vv1.0',
    ' 1.0',
    '1.0 ',
    '1.0\n',
    '1..0',
    '1.0-',
    '1.0+',
    '1.0+a+b',
    '1.0+a..b',
    '1.0rc1rc2',
    '1.2.3-rc.1-x',
    '1.0.dev1.post1',
    '1!',
    '!1',
    '1.0.9007199254740993',
    '1.0rc9007199254740993',
    '１.0',
    `1.${'0'.repeat(127)}`,
  ])('finds no version in %j', (text) => {
    expect(tryParsePep440(text)).toBeUndefined();
  });
});

describe('comparePep440', () => {
  const ascending = [
    '1.dev0',
    '1.0.dev456',
    '1.0a1',
    '1.0a2.dev456',
    '1.0a12.dev456',
    '1.0a12',
    '1.0b1.dev456',
    '1.0b2',
    '1.0b2.post345.dev456',
    '1.0b2.post345',
    '1.0rc1.dev456',
    '1.0rc1',
    '1.0',
    '1.0+5e3',
    '1.0+abc.5',
    '1.0+abc.7',
    '1.0+abc.7.a',
    '1.0+abc.20',
    '1.0+5',
    '1.0+10',
    '1.0+99999999999999999998',
    '1.0+99999999999999999999',
    '1.0.post456.dev34',
    '1.0.post456',
    '1.0.15',
    '1.1.dev1',
    '1.9',
    '1.10',
    '1!0.1',
  ].map(parse);

  test('orders as the example of PEP 440, local parts by its rules, numbers by value', () => {
    expect(ascending.toReversed().sort(comparePep440)).toEqual(ascending);
  });

  test('is the same both ways', () => {
    const one = fc.constantFrom(...ascending);
    fc.assert(
      fc.property(one, one, (left, right) => {
        expect(Math.sign(comparePep440(left, right))).toBe(
          Math.sign(ascending.indexOf(left) - ascending.indexOf(right)),
        );
      }),
    );
  });

  test.each([
    ['1', '1.0.0'],
    ['v1.0', '1.0'],
    ['1.0c1', '1.0-rc.1'],
    ['1.0-1', '1.0.post1'],
    ['1.0+Ubuntu-01', '1.0+ubuntu.1'],
  ])('takes %s and %s for equal', (left, right) => {
    expect(comparePep440(parse(left), parse(right))).toBe(0);
  });
});

test('a normal form is its own normal form', () => {
  const part = fc.constantFrom('', '.', '-', '_');
  const word = fc.constantFrom('a', 'Beta', 'c', 'rc', 'pre', 'post', 'r', 'dev', '+x', '+1e5', 'v', '1!');
  const number = fc.integer({ min: 0, max: 30 }).map(String);
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          number,
          fc.tuple(part, word, number).map((each) => each.join('')),
        ),
        { maxLength: 4 },
      ),
      (parts) => {
        const version = tryParsePep440(parts.join('.'));
        if (version === undefined) return;
        expect(parse(version.text)).toEqual({ ...version, raw: version.text });
        expect(comparePep440(version, parse(version.text))).toBe(0);
      },
    ),
    { numRuns: runs(2000) },
  );
});
