import { expect, test } from 'vitest';
import { parseFlavor } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { findEventNeeds } from '../../src/tags/rule-needs.ts';
import { compute } from './support.ts';

test.each([
  ['type=semver\ntype=sha\ntype=date_seq', '', false, false],
  ["type=raw,value={{commit_date 'YYYY'}}", '', true, false],
  ["type=sha,suffix=-{{commit_date 'YYYY'}}", '', true, false],
  ["type=schedule,pattern={{commit_date 'YYYY'}}", '', true, false],
  ["type=schedule,pattern={{date 'YYYY'}}", '', false, false],
  ['type=sha', "prefix={{commit_date 'YYYY'}}-", true, false],
  ['type=edge', '', false, true],
  ['type=edge,branch=main', '', false, false],
  ['type=raw,value=latest,enable={{is_default_branch}}', '', false, true],
  ['type=raw,value=x,enable={{is_not_default_branch}}', '', false, true],
  ['type=raw,value=x-{{is_default_branch}}', '', false, true],
  ['type=ref,event=branch', '', false, false],
])('%s, flavor %j', (rules, flavor, commitDate, defaultBranch) => {
  expect(findEventNeeds(parseTagRules(rules), parseFlavor(flavor))).toEqual({ commitDate, defaultBranch });
});

test('a promotion says that it does not know the date of a commit', () => {
  const rules = "type=raw,value={{commit_date 'YYYYMMDD'}}";
  expect(compute(rules, { isPromotion: true }).warnings).toEqual([
    expect.stringMatching(/^A promotion does not know the date of the commit, .*"type=source"/),
  ]);
  expect(compute(rules, {}).warnings).toEqual([]);
  expect(compute("type=raw,value={{date 'YYYYMMDD'}}", { isPromotion: true }).warnings).toEqual([]);
});
