import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { Digest } from '../../src/oci/digest.ts';
import {
  firstOfDay,
  type Numbering,
  namesInSequence,
  nextInSequence,
  numberTag,
  stemOf,
} from '../../src/tags/daily-number.ts';
import { existingOf, NOW, OURS, THEIRS } from './support.ts';

const PLAIN: Numbering = { prefix: '', suffix: '', separator: '_', width: 2, timeZone: 'UTC' };

function numbered(numbering: Partial<Numbering>, holds: Readonly<Record<string, Digest>>) {
  const context = { now: NOW, digest: OURS, existing: existingOf([], holds) };
  return numberTag({ ...PLAIN, ...numbering }, context);
}

describe('numberTag', () => {
  test.each<[string, Partial<Numbering>, readonly string[], string]>([
    ['vector 59', {}, [], '20200102_01'],
    ['vector 60', {}, ['20200102_01', '20200102_03'], '20200102_04'],
    ['vector 62', {}, ['20200101_07'], '20200102_01'],
    ['vector 64', { prefix: 'app-' }, ['20200102_05', 'app-20200102_02'], 'app-20200102_03'],
    ['a suffix', { suffix: '-arm' }, ['20200102_05', '20200102_02-arm'], '20200102_03-arm'],
    ['a separator', { separator: '.' }, ['20200102_05'], '20200102.01'],
    ['a width', { width: 4 }, ['20200102_09'], '20200102_0010'],
    ['a number beyond the width', {}, ['20200102_99'], '20200102_100'],
    ['numbers of several widths', {}, ['20200102_9', '20200102_100'], '20200102_101'],
    ['a zone of its own', { timeZone: 'America/New_York' }, ['20200102_05'], '20200101_01'],
  ])('%s', (_, numbering, names, tag) => {
    const existing = existingOf(names);
    expect(numberTag({ ...PLAIN, ...numbering }, { now: NOW, digest: undefined, existing })).toMatchObject({
      tag,
      isOwn: false,
    });
  });

  test('vector 65: the day is that of the zone', () => {
    const now = new Date('2020-01-01T23:30:00Z');
    const existing = existingOf(['20200101_04']);
    const context = { now, digest: undefined, existing };
    expect(numberTag({ ...PLAIN, timeZone: 'Asia/Tokyo' }, context).tag).toBe('20200102_01');
  });

  test('a re-run takes its own number, the highest where it has several', () => {
    const holds = { '20200102_01': OURS, '20200102_03': OURS, '20200102_04': THEIRS };
    expect(numbered({}, holds)).toEqual({
      tag: '20200102_03',
      sequence: { stem: '20200102_', suffix: '', width: 2, number: 3 },
      isOwn: true,
    });
  });

  test('a re-run takes its own tag as it was written', () => {
    expect(numbered({ width: 3 }, { '20200102_2': OURS }).tag).toBe('20200102_2');
    expect(numbered({ width: 3 }, { '20200102_002': OURS, '20200102_2': OURS }).tag).toBe('20200102_002');
  });

  test('neither a number of another image nor of another day is its own', () => {
    expect(numbered({}, { '20200101_05': OURS, '20200102_01': THEIRS })).toMatchObject({
      tag: '20200102_02',
      isOwn: false,
    });
  });
});

test('firstOfDay and stemOf write the day with its affixes', () => {
  expect(stemOf({ ...PLAIN, prefix: 'a-' }, NOW)).toBe('a-20200102_');
  expect(firstOfDay({ ...PLAIN, prefix: 'a-', suffix: '-x', width: 3 }, NOW)).toBe('a-20200102_001-x');
});

test('numberTag refuses a tag that would be too long', () => {
  expect(() => numbered({ suffix: 'x'.repeat(118) }, {})).toThrow(InputError);
});

describe('nextInSequence', () => {
  const sequence = { stem: 'a-20200102_', suffix: '-x', width: 2, number: 3 };

  test.each<[string, readonly string[], string, number]>([
    ['vector 70: the lost number is taken', ['a-20200102_03-x'], 'a-20200102_04-x', 4],
    ['a list that does not show the lost number yet', [], 'a-20200102_04-x', 4],
    ['others went further', ['a-20200102_07-x', 'a-20200102_03-x'], 'a-20200102_08-x', 8],
    ['other families do not count', ['a-20200102_09', '20200102_09-x'], 'a-20200102_04-x', 4],
  ])('%s', (_, names, tag, number) => {
    expect(nextInSequence(sequence, new Set(names))).toEqual({ tag, sequence: { ...sequence, number } });
  });

  test('lists the tags of the day', () => {
    expect(namesInSequence(sequence, ['a-20200102_10-x', 'a-20200102_9-x', 'latest'])).toEqual([
      'a-20200102_9-x',
      'a-20200102_10-x',
    ]);
  });
});
