import { expect, test } from 'vitest';
import { comparesVersions } from '../../src/tags/compares-versions.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { contextOf, type Known, NOW, REVISION } from './support.ts';

const NIGHT: Known = { event: 'schedule', ref: 'refs/heads/main' };

function branch(name: string): Known {
  return { ref: `refs/heads/${name}`, revision: REVISION };
}

test.each<[string, Known, boolean]>([
  ['type=semver', {}, true],
  ['type=channel', {}, true],
  ['type=pep440,pattern={{version}}', {}, true],
  ['type=match,pattern=x', { flavor: 'latest=false' }, true],
  ['stable', {}, false],
  ['stable', { flavor: 'latest=true' }, true],
  ['latest', {}, true],
  ['latest-alpine', {}, true],
  ['1.2', {}, true],
  ['1.2.3', {}, false],
  ['1-alpine', {}, true],
  ['{{major}}', {}, true],
  ['{{major}}.{{minor}}-x', {}, true],
  ['{{version}}-{{sha}}', {}, false],
  ['{{branch}}', branch('main'), false],
  ['{{branch}}', branch('17.0'), true],
  ['{{branch}}-{{sha}}', branch('main'), false],
  ['{{tag}}', { ref: 'refs/tags/v1' }, true],
  ['{{base_ref}}', { ref: 'refs/pull/1/merge', baseRef: '17.0' }, true],
  ["{{date 'YYYYMMDD'}}", branch('main'), false],
  ["{{date 'YYYY.MM'}}", branch('main'), true],
  ["{{commit_date 'YYYY'}}", branch('main'), true],
  ['type=schedule', NIGHT, false],
  ["type=schedule,pattern={{date 'YYYYMMDD'}}", NIGHT, false],
  ["type=schedule,pattern={{date 'YYYY.MM'}}", NIGHT, true],
  ["type=schedule,pattern={{date 'YYYY.MM'}}", branch('main'), false],
  ['type=source', { isPromotion: true, sourceTag: '1.2' }, true],
  ['type=source', { isPromotion: true, sourceTag: '1.2.3' }, false],
  ['type=source', { isPromotion: true }, false],
  ['type=ref,event=tag', { ref: 'refs/tags/v1.2.3' }, true],
  ['type=ref,event=tag', { ref: 'refs/tags/v1.2.3', flavor: 'latest=false' }, false],
  ['type=ref,event=tag', { ref: 'refs/tags/v1', flavor: 'latest=false' }, true],
  ['type=ref,event=tag', branch('main'), false],
  ['type=ref,event=branch', branch('main'), false],
  ['type=ref,event=branch', branch('1-alpine'), true],
  ['type=ref,event=pr', { ref: 'refs/pull/1/merge' }, false],
  ['type=ref,event=pr,prefix=pr-', { ref: 'refs/pull/1/merge' }, false],
  ['type=ref,event=pr,prefix=app-', { ref: 'refs/pull/1/merge' }, true],
  ['type=ref,event=pr,prefix=app-', branch('main'), false],
  ['type=sha', {}, false],
  ['type=edge', branch('main'), false],
  ['type=date_seq', {}, false],
])('%j with %j compares versions: %s', (text, known, expected) => {
  const rules = parseTagRules(text);
  expect(rules.map((rule) => comparesVersions(rule, contextOf(known), NOW))).toEqual([expected]);
});
