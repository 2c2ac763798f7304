import { expect, test } from 'vitest';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { isShaTagOf } from '../../src/tags/sha-tag.ts';
import { contextOf, NOW, REVISION } from './support.ts';

test.each([
  ['sha-860c190', 'type=semver\ntype=sha', '', true],
  ['sha-860c190', 'type=semver', '', true],
  [`sha-${REVISION}`, 'type=sha', '', true],
  ['sha-860c1904a1', 'type=sha,format=long', '', true],
  ['860c190', 'type=sha,prefix=', '', true],
  ['860c190', 'type=sha', '', false],
  ['git-860c190', 'type=sha,prefix=git-', '', true],
  ['sha-860c190', 'type=sha,prefix=git-', '', false],
  ['sha-860c190-alpine', 'type=sha,suffix=-alpine', '', true],
  ['sha-860c190-alpine', 'type=sha', 'suffix=-alpine', true],
  ['sha-860c190-alpine', 'type=semver,suffix=-alpine', '', true],
  ['sha-860c190-alpine', 'type=semver', 'suffix=-alpine', true],
  ['sha-860c190', 'type=sha,suffix=-alpine', '', false],
  ['sha-860c190-alpine', 'type=sha', '', false],
  ['20200102-860c190', "type=sha,prefix={{date 'YYYYMMDD'}}-", '', true],
  ['sha-860c19', 'type=sha', '', false],
  ['sha-860c191', 'type=sha', '', false],
  ['sha-860C190', 'type=sha', '', false],
  [`sha-${REVISION}0`, 'type=sha', '', false],
  ['sha-', 'type=sha', '', false],
  ['-860c190', 'type=sha,prefix={{branch}}-', '', false],
])('%s by %j, flavor %j: %s', (tag, rules, flavor, expected) => {
  const scope = { context: contextOf({ isPromotion: true, flavor }), now: NOW };
  expect(isShaTagOf(REVISION, tag, { rules: parseTagRules(rules), scope })).toBe(expected);
});
