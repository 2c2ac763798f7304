import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/oci/digest.ts';
import { namesInSequence, nextInSequence, numberTag } from '../../src/tags/date-seq.ts';
import { parseTagRules } from '../../src/tags/rule-parser.ts';
import type { DateSeqRule } from '../../src/tags/tag-rule.ts';
import { existingOf, NOW, OURS, THEIRS } from './support.ts';

function ruleOf(text: string): DateSeqRule {
  const [rule] = parseTagRules(text);
  if (rule?.type !== 'date_seq') throw new Error(`${text} is no date_seq rule`);
  return rule;
}

function numbered(text: string, holds: Readonly<Record<string, Digest>>, now = NOW) {
  return numberTag(ruleOf(text), { now, timeZone: 'UTC', digest: OURS, existing: existingOf([], holds) });
}

describe('numberTag', () => {
  test.each<[string, string, readonly string[], string]>([
    ['vector 59', 'type=date_seq', [], '20200102_01'],
    ['vector 60', 'type=date_seq', ['20200102_01', '20200102_03'], '20200102_04'],
    ['vector 62', 'type=date_seq', ['20200101_07'], '20200102_01'],
    ['vector 64', 'type=date_seq,prefix=app-', ['20200102_05', 'app-20200102_02'], 'app-20200102_03'],
    ['a suffix', 'type=date_seq,suffix=-arm', ['20200102_05', '20200102_02-arm'], '20200102_03-arm'],
    ['a separator', 'type=date_seq,separator=.', ['20200102_05'], '20200102.01'],
    ['a width', 'type=date_seq,width=4', ['20200102_09'], '20200102_0010'],
    ['a number beyond the width', 'type=date_seq', ['20200102_99'], '20200102_100'],
    ['numbers of several widths', 'type=date_seq', ['20200102_9', '20200102_100'], '20200102_101'],
    ['a zone of its own', 'type=date_seq,tz=America/New_York', ['20200102_05'], '20200101_01'],
  ])('%s', (_, rule, names, tag) => {
    const existing = existingOf(names);
    expect(numberTag(ruleOf(rule), { now: NOW, timeZone: 'UTC', digest: undefined, existing })).toMatchObject({
      tag,
      isOwn: false,
    });
  });

  test('vector 65: the day is that of the zone', () => {
    const now = new Date('2020-01-01T23:30:00Z');
    const existing = existingOf(['20200101_04']);
    const context = { now, timeZone: 'Asia/Tokyo', digest: undefined, existing };
    expect(numberTag(ruleOf('type=date_seq'), context).tag).toBe('20200102_01');
  });

  test('a re-run takes its own number, the highest where it has several', () => {
    const holds = { '20200102_01': OURS, '20200102_03': OURS, '20200102_04': THEIRS };
    expect(numbered('type=date_seq', holds)).toEqual({
      tag: '20200102_03',
      sequence: { stem: '20200102_', suffix: '', width: 2, number: 3 },
      isOwn: true,
    });
  });

  test('a re-run takes its own tag as it was written', () => {
    expect(numbered('type=date_seq,width=3', { '20200102_2': OURS }).tag).toBe('20200102_2');
    expect(numbered('type=date_seq,width=3', { '20200102_002': OURS, '20200102_2': OURS }).tag).toBe('20200102_002');
  });

  test('neither a number of another image nor of another day is its own', () => {
    expect(numbered('type=date_seq', { '20200101_05': OURS, '20200102_01': THEIRS })).toMatchObject({
      tag: '20200102_02',
      isOwn: false,
    });
  });
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
