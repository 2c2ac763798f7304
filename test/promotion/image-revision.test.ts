import { describe, expect, it, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { buildContext } from '../../src/promotion/tag-context.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { NOW, type RequestChanges, requestOf, taggedBy } from './support.ts';

const COMMIT = '860c1904a1ce19322e91ac35af1ab07466440c37';
const OTHER = 'f'.repeat(40);
const DIGEST = digestOf('image');

function contextOf(changes: RequestChanges, labels: Readonly<Record<string, string>> = {}) {
  const request = requestOf('registry.example.com', {
    from: parseReference('registry.example.com/d/app:sha-860c190'),
    gitTag: { name: 'v1.2.3', commit: COMMIT },
    ...changes,
  });
  const entries = Object.entries(labels).map(([name, value]) => [`org.opencontainers.image.${name}`, value] as const);
  return { request, context: buildContext(taggedBy(request), DIGEST, new Map(entries)) };
}

function tagsOf({ context }: ReturnType<typeof contextOf>): string {
  const existing = { names: new Set<string>(), digests: new Map() };
  const rules = parseTagRules('type=semver\ntype=sha');
  return computeTags(rules, context, existing, NOW)
    .candidates.map(({ tag }) => tag)
    .join(' ');
}

describe('a source tag that is the SHA tag of the event’s commit', () => {
  it('tells the revision, and so the git tag counts', () => {
    const found = contextOf({});
    expect(found.context.revision).toEqual({ sha: COMMIT, origin: 'the source tag "sha-860c190"' });
    expect(tagsOf(found)).toBe('1.2.3 1.2 1 latest sha-860c190');
  });

  it('counts before a label of another repository, which is the base image’s, and says so', () => {
    const found = contextOf({}, { revision: OTHER, version: '7.2.4', source: 'https://github.com/acme/base' });
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

test.each<[string, RequestChanges, Readonly<Record<string, string>>, string | undefined]>([
  ['the input before the tag', { revision: OTHER }, {}, OTHER],
  [
    'the label of a tag of another commit',
    { from: parseReference('registry.example.com/d/app:sha-fffffff'), gitTag: { name: 'v1.2.3', commit: COMMIT } },
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

describe('a source tag that is the SHA tag of another commit than the label names', () => {
  const refused = (tag: string, named: string) =>
    new InputError(
      `Cannot promote registry.example.com/d/app:${tag}: its tag says that it was built from the commit ${named}, and its label org.opencontainers.image.revision says ${OTHER}; promote the image that was built from the commit that you mean, or set the input "revision" if the label is that of the base image`,
    );
  const from = (tag: string) => ({ from: parseReference(`registry.example.com/d/app:${tag}`) });

  it.each<[string, string, RequestChanges, Readonly<Record<string, string>>]>([
    ['sha-860c190', '860c190', {}, {}],
    [`sha-${COMMIT}`, COMMIT, {}, { source: 'https://github.com/acme/shop' }],
    ['sha-860c190', '860c190', { gitTag: undefined }, {}],
    ['sha-abcdef1', 'abcdef1', {}, {}],
    ['SHA-860C190', '860c190', {}, {}],
    ['sha-860c190', '860c190', { rules: parseTagRules('type=raw,value=x') }, {}],
    ['c860c190-slim', '860c190', { rules: parseTagRules('type=sha,prefix=c,suffix=-slim') }, {}],
  ])('is refused: %s', (tag, named, changes, labels) => {
    expect(() => contextOf({ ...from(tag), ...changes }, { revision: OTHER, ...labels })).toThrow(refused(tag, named));
  });

  it.each<[string, RequestChanges, Readonly<Record<string, string>>]>([
    ['an image without a label', {}, {}],
    ['the same commit', {}, { revision: COMMIT }],
    ['the input "revision"', { revision: COMMIT }, { revision: OTHER }],
    ['a label that is no commit', {}, { revision: 'main' }],
    ['a tag that is a version', from('1.2.3'), { revision: OTHER }],
    ['a branch that begins so', from('sha-based-login'), { revision: OTHER }],
    [
      'a day beside bare commits',
      { ...from('20200102'), rules: parseTagRules('type=sha,prefix=') },
      { revision: OTHER },
    ],
  ])('says nothing of %s', (_, changes, labels) => {
    expect(contextOf(changes, labels).context.notes).toEqual([]);
  });
});
