import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseReference } from '../../src/oci/reference.ts';
import type { PromotionRequest } from '../../src/promotion/request.ts';
import { buildContext, needsLabels } from '../../src/promotion/tag-context.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { parseFlavor } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { fc, runs } from '../support/property.ts';
import { NOW, requestOf, taggedBy } from './support.ts';

const SHA = 'a'.repeat(40);
const OTHER_SHA = 'b'.repeat(40);
const DIGEST = digestOf('image');

const lines = fc.constantFrom(
  ...[
    'type=semver',
    'type=semver,pattern={{major}}.{{minor}}',
    'type=semver,value=3.1.4',
    'type=channel',
    'type=source',
  ],
  ...[
    'type=sha',
    'type=sha,format=long',
    'type=date_seq',
    'type=pep440,pattern={{version}}',
    'type=match,pattern=\\d+',
  ],
  ...[
    'type=raw,value=v1',
    'stable',
    'edge',
    'type=raw,value={{version}}',
    'type=raw,value=x-{{sha}}',
    'type=raw,value=x,prefix={{sha}}-',
  ],
  ...['type=raw,value=x,enable={{is_default_branch}}', "type=raw,value={{date 'YYYY'}}", 'type=schedule', 'latest'],
);

const requests: fc.Arbitrary<PromotionRequest> = fc
  .record({
    lines: fc.array(lines, { minLength: 1, maxLength: 4 }),
    version: fc.constantFrom(undefined, '', '2.0.0'),
    revision: fc.constantFrom(undefined, OTHER_SHA),
    gitTag: fc.constantFrom(undefined, { name: 'v1.5.0', commit: SHA }, { name: 'v1.6.0', commit: undefined }),
    source: fc.constantFrom(':1.2.3', ':main', `@${DIGEST}`, `:1.2.3@${DIGEST}`),
  })
  .map(({ lines: rules, source, ...rest }) =>
    requestOf('registry.example.com', {
      ...rest,
      rules: parseTagRules(rules.join('\n')),
      from: parseReference(`registry.example.com/d/app${source}`),
    }),
  );

const labels = fc
  .record(
    {
      'org.opencontainers.image.revision': fc.constantFrom(SHA, OTHER_SHA, 'none'),
      'org.opencontainers.image.version': fc.constantFrom('1.2.3', '7.0.0-rc.1', 'none'),
    },
    { requiredKeys: [] },
  )
  .map((entries) => new Map(Object.entries(entries)));

function compute(request: PromotionRequest, known: ReadonlyMap<string, string>): unknown {
  const existing = { names: new Set(['1.2.2', '7.0.0']), digests: new Map(), versions: [] };
  try {
    const tagged = taggedBy(request);
    return computeTags(tagged.tagPolicy.rules, buildContext(tagged, DIGEST, known), existing, NOW);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

it('an image whose labels are said not to matter gets the same tags whatever they say', () => {
  let [independent, all] = [0, 0];
  fc.assert(
    fc.property(requests, labels, (request, said) => {
      all++;
      if (needsLabels(taggedBy(request))) return;
      independent++;
      expect(compute(request, said)).toEqual(compute(request, new Map()));
    }),
    { numRuns: runs(2000) },
  );
  // Were all said to depend on them, this would show nothing.
  expect(independent / all).toBeGreaterThan(0.1);
});

it.each([
  ['type=raw,value=stable', {}, false],
  ['type=raw,value=s2', {}, false],
  ['type=raw,value=v1', {}, true],
  ['type=raw,value=latest', {}, true],
  ['type=raw,value=latest-alpine', {}, true],
  ['type=raw,value=latest', { version: '1.0.0' }, false],
  ['type=source', {}, true],
  ['type=source', { from: parseReference('registry.example.com/d/app:main') }, false],
  ['stable', { flavor: parseFlavor('latest=true') }, true],
  ['type=semver', {}, true],
  ['type=semver', { version: '1.0.0', gitTag: { name: 'v1', commit: SHA } }, false],
  ['type=semver', { revision: SHA }, true],
  ['type=semver', { from: parseReference('registry.example.com/d/app:main') }, true],
  ['type=semver', { from: parseReference('registry.example.com/d/app:main'), version: '1.0.0' }, false],
  ['type=semver', { gitTag: { name: 'v1', commit: SHA } }, true],
  ['type=sha', {}, true],
  ['type=sha', { revision: SHA }, false],
  ['type=raw,value={{sha}}', {}, true],
  ['type=match,pattern=\\d', { version: '1.0.0' }, true],
] as const)('%s (%o) depends on labels: %s', (rules, changes, expected) => {
  const request = requestOf('registry.example.com', { ...changes, rules: parseTagRules(rules) });
  expect(needsLabels(taggedBy(request))).toBe(expected);
});
