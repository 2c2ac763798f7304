import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { renderText } from '../../src/tags/compose.ts';
import { shortSha } from '../../src/tags/expressions.ts';
import { contextOf, type Known, REVISION, ruleOf, scopeOf } from './support.ts';

function evaluate(text: string, known: Known): string {
  return renderText(ruleOf('raw', `,value=${text}`).value, scopeOf(known)).text;
}

const BRANCH: Known = { ref: 'refs/heads/feature/a', revision: REVISION };
const TAG: Known = { ref: 'refs/tags/v1.2.3', revision: REVISION, baseRef: 'main' };
const PROMOTION: Known = { isPromotion: true, sourceTag: '1.2.3', revision: REVISION };

test.each<[string, Known, string]>([
  ['{{branch}}', BRANCH, 'feature/a'],
  ['{{branch}}', TAG, ''],
  ['{{branch}}', PROMOTION, ''],
  ['{{tag}}', TAG, 'v1.2.3'],
  ['{{tag}}', BRANCH, ''],
  ['{{sha}}', BRANCH, '860c190'],
  ['{{sha}}', { ...BRANCH, shortShaLength: 10 }, '860c1904a1'],
  ['{{sha}}', {}, ''],
  ['{{base_ref}}', TAG, 'main'],
  ['{{base_ref}}', BRANCH, ''],
  ['{{is_default_branch}}', BRANCH, 'false'],
  ['{{is_default_branch}}', { ref: 'refs/heads/main' }, 'true'],
  ['{{is_default_branch}}', PROMOTION, 'false'],
  ['{{is_not_default_branch}}', BRANCH, 'true'],
  ['{{is_not_default_branch}}', { ref: 'refs/heads/main' }, 'false'],
  ["{{date 'YYYYMMDD HH'}}", {}, '20200102 00'],
  ["{{date 'YYYYMMDD HH'}}", { timeZone: 'Asia/Tokyo' }, '20200102 09'],
  ["{{date 'YYYYMMDD HH' tz='America/New_York'}}", { timeZone: 'Asia/Tokyo' }, '20200101 19'],
  ["{{commit_date 'YYYY'}}", { commitDate: new Date('2015-06-01T00:00:00Z') }, '2015'],
  ["{{commit_date 'YYYY'}}", {}, '2020'],
  ['{{version}}', TAG, '1.2.3'],
  ['{{version}}', PROMOTION, '1.2.3'],
  ['{{version}}', { version: 'v2.0.0-rc.1+b' }, '2.0.0-rc.1+b'],
  ['{{version}}', BRANCH, ''],
  ['{{major}}.{{minor}}.{{patch}}', TAG, '1.2.3'],
  ['{{major}}{{minor}}{{patch}}', BRANCH, ''],
])('%s with %j is %j', (text, known, value) => {
  expect(evaluate(text, known)).toBe(value);
});

test('a git tag that should be a version and is none is an error where the version is asked for', () => {
  expect(() => evaluate('{{version}}', { ref: 'refs/tags/v1.2' })).toThrow(InputError);
  expect(evaluate('{{tag}}', { ref: 'refs/tags/v1.2' })).toBe('v1.2');
});

test('shortSha is empty without a revision', () => {
  expect(shortSha(contextOf({}))).toBe('');
});
