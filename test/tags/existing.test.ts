import { expect, test } from 'vitest';
import { fullVersions, takenNumbers } from '../../src/tags/existing.ts';

const NAMES = [
  'latest',
  '1',
  '1.2',
  '1.2.3',
  'v1.2.4',
  '1.2.5_build.1',
  '1.3.0-rc.1',
  '1.9.0-alpine',
  'latest-alpine',
  'app-2.0.0',
  'app-2.0.0-alpine',
  'sha-860c190',
  `sha256-${'a'.repeat(64)}`,
  `sha256-${'a'.repeat(64)}.sig`,
  '20200102_01',
];

test.each([
  ['', '', ['1.2.3', '1.2.4', '1.2.5+build.1', '1.3.0-rc.1', '1.9.0-alpine']],
  ['', '-alpine', ['1.9.0']],
  ['app-', '', ['2.0.0', '2.0.0-alpine']],
  ['app-', '-alpine', ['2.0.0']],
  ['web-', '', []],
])('fullVersions of prefix %j and suffix %j', (prefix, suffix, versions) => {
  expect(fullVersions(NAMES, { prefix, suffix }).map(({ text }) => text)).toEqual(versions);
});

test('fullVersions takes no name that tools keep for themselves', () => {
  const prefix = `sha256-${'a'.repeat(64)}.`;
  expect(fullVersions([`${prefix}1.2.3`], { prefix, suffix: '' })).toEqual([]);
});

test('takenNumbers reads the numbers of one day, in order', () => {
  const names = [
    '20200102_10',
    '20200102_9',
    '20200102_009',
    '20200102_02-alpine',
    '20200102_x1',
    '20200102_',
    '20200102_1577836800123456789',
    '20200101_77',
    'app-20200102_50',
  ];
  expect(takenNumbers(names, { prefix: '20200102_', suffix: '' })).toEqual([
    { number: 9, name: '20200102_009' },
    { number: 9, name: '20200102_9' },
    { number: 10, name: '20200102_10' },
  ]);
});
