import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { KnownTags } from '../../src/rollback/known-tags.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { fc, runs } from '../support/property.ts';

const SHA = '860c1904a1ce19322e91ac35af1ab07466440c37';
const NOW = new Date('2026-12-01T12:00:00Z');

/** A rule, and what it gives the image of 1.3.0 that was built from {@link SHA}: written by hand, not computed. */
interface KnownRule {
  readonly rule: string;
  readonly moving: readonly string[];
  readonly immutable: readonly string[];
}

const RULES: readonly KnownRule[] = [
  { rule: 'type=semver', moving: ['1.3', '1', 'latest'], immutable: ['1.3.0'] },
  { rule: 'type=semver,pattern=v{{major}}.{{minor}}', moving: ['v1.3', 'latest'], immutable: [] },
  { rule: 'type=semver,pattern=line-{{major}}', moving: ['line-1', 'latest'], immutable: [] },
  { rule: 'type=semver,pattern=v{{version}}', moving: ['latest'], immutable: ['v1.3.0'] },
  { rule: 'type=sha,prefix=git-', moving: [], immutable: ['git-860c190'] },
  { rule: 'type=sha,prefix=rev.,format=long', moving: [], immutable: [`rev.${SHA}`] },
  { rule: 'type=raw,value=cm-{{sha}}', moving: [], immutable: ['cm-860c190'] },
  { rule: 'type=raw,value=chg-130,immutable=true', moving: [], immutable: ['chg-130'] },
  { rule: 'type=raw,value=stable', moving: ['stable'], immutable: [] },
  { rule: 'type=raw,value=blue', moving: ['blue'], immutable: [] },
];

/** What no rule of the pool gives, and no name tells. */
const UNKNOWN = [
  ...['build-4711', 'PROJ-123', 'pr-17', '42', 'r42', '1.3.0.1', 'prod-2026-11-29', 'backup-before-migration', 'main'],
  ...['git-0123456', 'v2.4', '2', 'rc', 'edge', '1.3-alpine'],
];

/** What never moves by its name, whatever records say. */
const FIXED = ['1.3.0', '1.3.1-rc.1', 'sha-860c190', '20261201_02', SHA];

function knownBy(rules: readonly string[], moved: readonly string[]): KnownTags {
  return new KnownTags({
    rules: parseTagRules(rules.join('\n')),
    ...{ timeZone: 'UTC', now: NOW, moved: new Set(moved) },
    current: {
      repository: parseRepository('registry.example.com/p/app'),
      digest: digestOf('1.3.0'),
      labels: new Map([
        ['org.opencontainers.image.version', '1.3.0'],
        ['org.opencontainers.image.revision', SHA],
      ]),
      versions: ['1.3.0'],
    },
  });
}

describe('what is known of tags', () => {
  it('lets no tag move that the rules or its name call immutable, nor any that neither rules nor records know', () => {
    const all = [
      ...new Set([...RULES.flatMap(({ moving, immutable }) => [...moving, ...immutable]), ...UNKNOWN, ...FIXED]),
    ];
    fc.assert(
      fc.property(fc.subarray([...RULES], { minLength: 1 }), fc.subarray(all), (rules, moved) => {
        const known = knownBy(
          rules.map(({ rule }) => rule),
          moved,
        );
        const immutable = new Set([...FIXED, ...rules.flatMap((each) => each.immutable)]);
        const moving = new Set(rules.flatMap((each) => each.moving));
        const hasShaRule = rules.some(({ rule }) => rule.startsWith('type=sha,prefix=git-'));
        // Names of the forms that a rule writes are immutable too, whichever commit or version they name.
        const isFormOf = (tag: string) => (hasShaRule && /^git-[0-9a-f]{7}$/.test(tag)) || /^v\d+\.\d+\.\d+$/.test(tag);
        for (const tag of all) {
          const expected = !immutable.has(tag) && !isFormOf(tag) && (moving.has(tag) || moved.includes(tag));
          expect([tag, known.isMoving(tag)]).toEqual([tag, expected]);
        }
      }),
      { numRuns: runs(400) },
    );
  });

  it.each([
    ['v1.3', ['1.3.9', '1.3.1'], ['1.2.9', '2.3.0']],
    ['line-1', ['1.0.0', '1.9.9'], ['2.0.0']],
    ['1.3', ['1.3.9'], ['1.2.9']],
  ])('the line of %s is that of the rule that gives it', (tag, members, others) => {
    const known = knownBy(
      RULES.map(({ rule }) => rule),
      [],
    );
    const line = known.lineOf(tag);
    expect(members.map((each) => line?.includes(each))).toEqual(members.map(() => true));
    expect(others.map((each) => line?.includes(each))).toEqual(others.map(() => false));
  });

  it.each(['stable', 'blue', 'main'])('%s follows no line of versions', (tag) => {
    const known = knownBy(
      RULES.map(({ rule }) => rule),
      ['main'],
    );
    expect(known.lineOf(tag)).toBeUndefined();
  });
});
