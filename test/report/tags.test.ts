import { expect, it } from 'vitest';
import type { TagsReport } from '../../src/report/tags.ts';
import { renderTagsSummary } from '../../src/report/tags.ts';
import { expectGolden } from '../golden/golden.ts';
import { planItem, TAGS } from './reports.ts';

const REPORT: TagsReport = {
  schema: 1,
  command: 'tags',
  images: ['ghcr.io/acme/shop', 'docker.io/acme/shop'],
  tags: TAGS.map((item) => ({ ...item, before: null, after: null })),
  version: '1.2.3',
  annotations: [],
  requests: 1,
  unmatchedRules: [{ line: 2, rule: 'type=sha', reason: 'no revision is known' }],
  labels: { 'org.opencontainers.image.title': 'shop', 'org.opencontainers.image.created': '2026-01-02T03:04:05Z' },
  warnings: ['the git tag "v1" is not on the image\'s revision'],
};

it.each<readonly [string, TagsReport]>([
  ['tags', REPORT],
  ['tags-none', { ...REPORT, images: [], tags: [], version: '', labels: {}, warnings: [] }],
])('the summary %s', (name, report) => {
  expectGolden(`${name}.md`, renderTagsSummary(report));
});

it('makes nothing of what a repository says but text', () => {
  const text = renderTagsSummary({
    ...REPORT,
    tags: [planItem('1', 'raw', 'create', { reason: '<img src=x> | @octocat' })],
    labels: { 'org.opencontainers.image.description': '![x](https://evil.test) </table>' },
    warnings: ['[x](https://evil.test)'],
  });
  for (const part of ['<img', '@octocat', '![', '](', '://evil', '</table>']) expect(text).not.toContain(part);
});
