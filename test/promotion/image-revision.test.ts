import { describe, expect, it, test } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { buildContext } from '../../src/promotion/image-context.ts';
import type { PromotionRequest } from '../../src/promotion/promotion-request.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { parseTagRules } from '../../src/tags/language/rule-parser.ts';
import { NOW, requestOf } from './support.ts';

const COMMIT = '860c1904a1ce19322e91ac35af1ab07466440c37';
const OTHER = 'f'.repeat(40);
const DIGEST = digestOf('image');

function contextOf(changes: Partial<PromotionRequest>, labels: Readonly<Record<string, string>> = {}) {
  const request = requestOf('registry.example.com', {
    from: parseReference('registry.example.com/d/app:sha-860c190'),
    gitTag: { name: 'v1.2.3', commit: COMMIT },
    ...changes,
  });
  const entries = Object.entries(labels).map(([name, value]) => [`org.opencontainers.image.${name}`, value] as const);
  return { request, context: buildContext(request, DIGEST, new Map(entries)) };
}

function tagsOf({ request, context }: ReturnType<typeof contextOf>): string {
  const existing = { names: new Set<string>(), digests: new Map() };
  const rules = parseTagRules('type=semver\ntype=sha');
  return computeTags(rules, { ...context, flavor: request.flavor }, existing, NOW)
    .wanted.map(({ tag }) => tag)
    .join(' ');
}

describe('a source tag that is the SHA tag of the event’s commit', () => {
  it('tells the revision, and so the git tag counts', () => {
    const found = contextOf({});
    expect(found.context.revision).toEqual({ sha: COMMIT, origin: 'the source tag "sha-860c190"' });
    expect(tagsOf(found)).toBe('1.2.3 1.2 1 latest sha-860c190');
  });

  it('counts before a label, which may be the base image’s, and says so', () => {
    const found = contextOf({}, { revision: OTHER, version: '7.2.4' });
    expect(tagsOf(found)).toBe('1.2.3 1.2 1 latest sha-860c190');
    expect(found.context.notes).toEqual([
      `The tag of registry.example.com/d/app:sha-860c190 says that it was built from the event's commit, and the label org.opencontainers.image.revision says ${OTHER}: the tag counts, as labels are often those of the base image`,
    ]);
  });

  it('says nothing where the label says the same', () => {
    const { context } = contextOf({}, { revision: COMMIT });
    expect(context.revision?.origin).toBe('the label org.opencontainers.image.revision');
    expect(context.notes).toEqual([]);
  });
});

test.each<[string, Partial<PromotionRequest>, Readonly<Record<string, string>>, string | undefined]>([
  ['the input before the tag', { revision: OTHER }, {}, OTHER],
  [
    'the label of a tag of another commit',
    { gitTag: { name: 'v1.2.3', commit: 'a'.repeat(40) } },
    { revision: OTHER },
    OTHER,
  ],
  ['nothing of a tag of another commit', { gitTag: { name: 'v1.2.3', commit: 'a'.repeat(40) } }, {}, undefined],
  ['nothing without a git tag', { gitTag: undefined }, {}, undefined],
  ['nothing of a git tag of no commit', { gitTag: { name: 'v1.2.3', commit: undefined } }, {}, undefined],
  ['nothing of a digest', { from: parseReference(`registry.example.com/d/app@${DIGEST}`) }, {}, undefined],
])('the revision is %s', (_, changes, labels, expected) => {
  expect(contextOf(changes, labels).context.revision?.sha).toBe(expected);
});
