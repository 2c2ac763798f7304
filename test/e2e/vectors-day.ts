import type { Vector } from './vector.ts';

const NUMBER = { inputs: { tags: 'type=date_seq' } };
const PROMOTED = { inputs: { command: 'promote', tags: 'type=date_seq' } };

/** The vectors of numbers of the day. The process has no clock of its own, so their days are those of the test. */
export const DAY_VECTORS: readonly Vector[] = [
  { id: '59', meaning: 'the first image of a day', ...NUMBER, expected: { names: ['{today}_01'] } },
  {
    id: '60a',
    meaning: 'the next number, and no gap is filled',
    ...NUMBER,
    existing: ['{today}_01', '{today}_03'],
    expected: { names: ['{today}_04'] },
  },
  {
    id: '60b',
    meaning: 'a promotion takes the next number too',
    ...PROMOTED,
    existing: ['{today}_01', '{today}_03'],
    expected: { names: ['{today}_04'] },
  },
  {
    id: '60c',
    meaning: 'a number of three digits is counted on, with a warning',
    ...NUMBER,
    existing: ['{today}_99'],
    expected: { names: ['{today}_100'], warnings: ['the daily build number 100 has more than 2 digits'] },
  },
  {
    id: '62',
    meaning: 'yesterday does not count',
    ...NUMBER,
    existing: ['{yesterday}_07'],
    expected: { names: ['{today}_01'] },
  },
  {
    id: '64',
    meaning: 'every prefix counts for itself',
    inputs: { tags: 'type=date_seq,prefix=app-' },
    existing: ['{today}_05', 'app-{today}_02'],
    expected: { names: ['app-{today}_03'] },
  },
  {
    id: '65a',
    meaning: 'the day is that of the time zone',
    inputs: { tags: 'type=date_seq', 'time-zone': '{zone}' },
    existing: ['{today}_04'],
    expected: { names: ['{there}_01'] },
  },
  {
    id: '65b',
    meaning: 'a rule may have a time zone of its own',
    inputs: { tags: 'type=date_seq,tz={zone}' },
    existing: ['{today}_04', '{there}_02'],
    expected: { names: ['{there}_03'] },
  },
  {
    id: '68a',
    meaning: 'an unknown time zone is refused: the input',
    inputs: { tags: 'type=date_seq', 'time-zone': 'Nope/Zone' },
    expected: { error: 'Cannot use time zone "Nope/Zone": the IANA database has no such zone; write "' },
  },
  {
    id: '68b',
    meaning: 'an unknown time zone is refused: the rule',
    inputs: { tags: 'type=semver\ntype=date_seq,tz=Nope/Zone' },
    expected: {
      error: 'Cannot read tag rule on line 2, "type=date_seq,tz=Nope/Zone": there is no time zone "Nope/Zone"; write "',
    },
  },
  {
    id: '68c',
    meaning: 'an unknown time zone is refused: a date',
    inputs: { tags: "type=raw,value={{date 'YYYYMMDD' tz='Nope/Zone'}}" },
    expected: { error: 'Cannot read tag rule on line 1, ' },
  },
  {
    id: '72',
    meaning: 'a repository that does not exist has no tags',
    inputs: { tags: 'type=semver\ntype=date_seq' },
    expected: { names: ['1.2.3', '1.2', '1', 'latest', '{today}_01'] },
  },
];
