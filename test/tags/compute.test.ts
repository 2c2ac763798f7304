import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { findVersion } from '../../src/tags/find-version.ts';
import { parseTagRules } from '../../src/tags/rule-parser.ts';
import type { TagContext } from '../../src/tags/tag-context.ts';
import { contextOf, existingOf, NOW, OURS, REVISION, THEIRS, wantedOf, withheldOf } from './support.ts';

const SHA_TAG = 'sha-860c190';

function compute(rules: string, context: TagContext, names: string) {
  return computeTags(parseTagRules(rules), context, existingOf(names.split(' ').filter(Boolean)), NOW);
}

/** The vectors of reference/tags.md, section 2, that begin with a git tag: rules type=semver and type=sha. */
interface Vector {
  readonly vector: string;
  readonly gitTag: string;
  readonly tagPrefix?: string;
  readonly existing: string;
  readonly expected: string;
}

const VECTORS: readonly Vector[] = [
  { vector: '1', gitTag: 'v1.2.3', existing: '', expected: '1.2.3 1.2 1 latest' },
  {
    vector: '2: an old line is maintained',
    gitTag: 'v1.9.1',
    existing: '2.0.1 2.0 2 1.9.0 1.9 1 latest',
    expected: '1.9.1 1.9 1',
  },
  { vector: '3: an older minor line', gitTag: 'v1.2.4', existing: '1.3.0 1.2.3', expected: '1.2.4 1.2' },
  { vector: '5: a late rebuild', gitTag: 'v1.2.2', existing: '1.2.3', expected: '1.2.2' },
  { vector: '6: a pre-release', gitTag: 'v2.0.0-rc.1', existing: '1.9.1', expected: '2.0.0-rc.1' },
  {
    vector: '8: pre-releases hold nothing',
    gitTag: 'v2.0.0',
    existing: '2.0.0-rc.1 3.0.0-beta.1 1.9.1',
    expected: '2.0.0 2.0 2 latest',
  },
  { vector: '12: major 0', gitTag: 'v0.1.2', existing: '', expected: '0.1.2 0.1 latest' },
  { vector: '13: build metadata', gitTag: 'v1.2.3+build.5', existing: '', expected: '1.2.3_build.5 1.2 1 latest' },
  { vector: '19: an upper-case V', gitTag: 'V1.2.3', existing: '', expected: '1.2.3 1.2 1 latest' },
  {
    vector: '21: a monorepo',
    gitTag: 'app/v1.2.3',
    tagPrefix: 'app/',
    existing: '',
    expected: '1.2.3 1.2 1 latest',
  },
  {
    vector: '23: two digits',
    gitTag: 'app/v1.10.0',
    tagPrefix: 'app/',
    existing: '1.9.0',
    expected: '1.10.0 1.10 1 latest',
  },
  {
    vector: '25: a path as prefix',
    gitTag: 'sdk/azcore/v1.4.0',
    tagPrefix: 'sdk/azcore/',
    existing: '',
    expected: '1.4.0 1.4 1 latest',
  },
  { vector: 'the same version again', gitTag: 'v1.2.3', existing: '1.2.3', expected: '1.2.3 1.2 1 latest' },
  { vector: 'equal but for build metadata', gitTag: 'v1.2.3+a', existing: '1.2.3_b', expected: '1.2.3_a 1.2 1 latest' },
  { vector: 'a higher version by build tag', gitTag: 'v1.2.3', existing: '1.2.4_b.1', expected: '1.2.3' },
  { vector: 'a higher version with a v', gitTag: 'v1.2.3', existing: 'v1.3.0', expected: '1.2.3 1.2' },
  { vector: 'a patch of two digits', gitTag: 'v1.2.9', existing: '1.2.10', expected: '1.2.9' },
  {
    vector: 'moving tags alone prove nothing',
    gitTag: 'v1.2.3',
    existing: '2 2.0 latest',
    expected: '1.2.3 1.2 1 latest',
  },
  { vector: 'other families', gitTag: 'v1.2.3', existing: '9.0.0-alpine app-9.0.0', expected: '1.2.3 1.2 1 latest' },
  { vector: 'major 0 below 1', gitTag: 'v0.2.0', existing: '1.0.0', expected: '0.2.0 0.2' },
];

describe('computeTags, the family of a version', () => {
  test.each(VECTORS)('vector $vector', ({ gitTag, tagPrefix = '', existing, expected }) => {
    const version = findVersion({
      input: undefined,
      gitTag: { name: gitTag, commit: REVISION },
      tagPrefix,
      imageRevision: REVISION,
      sourceTag: undefined,
      label: undefined,
    });
    const context = { ...contextOf({ revision: REVISION }), version };
    const computed = compute('type=semver\ntype=sha', context, existing);
    expect(wantedOf(computed)).toBe(`${expected} ${SHA_TAG}`);
    expect(computed.version).toBe(expected.split(' ')[0]);
  });

  test.each<[string, string, TagContext, string, string]>([
    [
      '27: compared inside the suffix alone',
      'type=semver,suffix=-alpine',
      contextOf({ version: '1.2.3' }),
      '1.9.0 1.2.2-alpine',
      '1.2.3-alpine 1.2-alpine 1-alpine latest-alpine',
    ],
    [
      '27 with a higher one inside the suffix',
      'type=semver,suffix=-alpine',
      contextOf({ version: '1.2.3' }),
      '1.2.3 2.0.0-alpine',
      '1.2.3-alpine 1.2-alpine 1-alpine',
    ],
    [
      'prefix likewise',
      'type=semver,prefix=app-',
      contextOf({ version: '1.2.3' }),
      '9.0.0 app-1.3.0 app-2.0.0-rc.1',
      'app-1.2.3 app-1.2',
    ],
    [
      'two families',
      'type=semver,suffix=-alpine\ntype=semver',
      contextOf({ version: '1.2.3' }),
      '2.0.0',
      '1.2.3-alpine 1.2.3 1.2-alpine 1.2 1-alpine 1 latest-alpine',
    ],
    [
      '28: latest twice',
      'type=semver\ntype=raw,value=latest',
      contextOf({ version: '1.2.3' }),
      '',
      '1.2.3 1.2 1 latest',
    ],
    [
      '28 in the other order',
      'type=raw,value=latest\ntype=semver',
      contextOf({ version: '1.2.3' }),
      '',
      '1.2.3 1.2 1 latest',
    ],
    [
      'a raw latest does not move what a higher version holds',
      'type=raw,value=latest\ntype=semver',
      contextOf({ version: '1.9.1' }),
      '2.0.1',
      '1.9.1 1.9 1',
    ],
    [
      'nor a source tag',
      'type=source\ntype=semver',
      contextOf({ version: '1.9.1', sourceTag: '1.9' }),
      '1.9.2',
      '1.9.1',
    ],
    ['31: GitHub pre-release', 'type=semver', contextOf({ version: '4.0.5', preRelease: true }), '4.0.3', '4.0.5'],
    ['81: the input', 'type=semver', contextOf({ version: 'v1.2.3' }), '2.0.0', '1.2.3 1.2 1'],
    ['a value of its own', 'type=semver,value=v3.1.0', contextOf({ version: '1.2.3' }), '', '3.1.0 3.1 3 latest'],
    [
      'two versions at once',
      'type=semver,value=1.2.3\ntype=semver',
      contextOf({ version: '2.0.0' }),
      '',
      '1.2.3 2.0.0 1.2 2.0 1 2 latest',
    ],
    [
      'two versions at once in the other order',
      'type=semver\ntype=semver,value=1.2.3',
      contextOf({ version: '2.0.0' }),
      '',
      '2.0.0 1.2.3 2.0 1.2 2 1 latest',
    ],
  ])('%s', (_, rules, context, names, expected) => {
    expect(wantedOf(compute(rules, context, names))).toBe(expected);
  });

  test('says what holds a tag', () => {
    const computed = compute('type=semver', contextOf({ version: '1.2.2' }), '1.2.3 1.4.0 2.0.1');
    expect(withheldOf(computed)).toEqual(['1.2: 1.2.3 is higher', '1: 1.4.0 is higher', 'latest: 2.0.1 is higher']);
    expect(computed.wanted).toEqual([
      {
        tag: '1.2.2',
        kind: 'semver.full',
        mutable: false,
        reason: 'version 1.2.2 from the input "version"',
        version: '1.2.2',
        family: '1.2.2',
      },
    ]);
  });

  test.each<[TagContext, string]>([
    [contextOf({ version: '2.0.0-rc.1' }), '2.0.0-rc.1 is a pre-release'],
    [contextOf({ version: '2.0.0', preRelease: true }), 'GitHub marks the release of 2.0.0 as a pre-release'],
  ])('says why a pre-release moves nothing', (context, reason) => {
    expect(withheldOf(compute('type=semver', context, ''))).toEqual([
      `2.0: ${reason}`,
      `2: ${reason}`,
      `latest: ${reason}`,
    ]);
  });

  test('says why a tag moves, and knows its siblings', () => {
    const computed = compute('type=semver,suffix=-x', contextOf({ version: '1.2.3' }), '');
    expect(computed.wanted.map(({ reason, family }) => `${family}: ${reason}`)).toEqual([
      '1.2.3-x: version 1.2.3 from the input "version"',
      '1.2.3-x: 1.2.3 is the highest version of 1.2',
      '1.2.3-x: 1.2.3 is the highest version of 1',
      '1.2.3-x: 1.2.3 is the highest version',
    ]);
  });
});

describe('computeTags, the other rules', () => {
  test.each<[string, string, TagContext, string]>([
    ['a short SHA', 'type=sha', contextOf({ revision: REVISION }), SHA_TAG],
    ['a long SHA', 'type=sha,format=long', contextOf({ revision: REVISION }), `sha-${REVISION}`],
    ['a SHA with its own prefix', 'type=sha,prefix=git-', contextOf({ revision: REVISION }), 'git-860c190'],
    ['a SHA without prefix', 'type=sha,prefix=', contextOf({ revision: REVISION }), '860c190'],
    ['a long SHA-256', 'type=sha,format=long', contextOf({ revision: 'a'.repeat(64) }), `sha-${'a'.repeat(64)}`],
    ['the source tag', 'type=source,suffix=-x', contextOf({ sourceTag: 'Feature-ABC' }), 'Feature-ABC-x'],
    ['54: case is kept', 'Feature-ABC', contextOf({}), 'Feature-ABC'],
    ['a day in the zone of the context', 'type=date_seq', contextOf({ timeZone: 'America/New_York' }), '20200101_01'],
    [
      'a day in the zone of the rule',
      'type=date_seq,tz=UTC',
      contextOf({ timeZone: 'America/New_York' }),
      '20200102_01',
    ],
  ])('%s', (_, rules, context, expected) => {
    expect(wantedOf(compute(rules, context, ''))).toBe(expected);
  });

  test.each<[string, TagContext, boolean]>([
    ['type=sha', contextOf({ revision: REVISION }), false],
    ['type=sha,immutable=false', contextOf({ revision: REVISION }), true],
    ['type=date_seq', contextOf({}), false],
    ['type=date_seq,immutable=false', contextOf({}), true],
    ['type=semver', contextOf({ version: '1.2.3' }), false],
    ['type=semver,immutable=false', contextOf({ version: '1.2.3' }), true],
    ['stable', contextOf({}), true],
    ['stable,immutable=true', contextOf({}), false],
    ['1.2', contextOf({}), true],
    ['1.2.3', contextOf({}), false],
    ['v1.2.3-rc.1_b', contextOf({}), false],
    ['1.2.3,suffix=-alpine', contextOf({}), false],
    ['1.2.3,immutable=false', contextOf({}), true],
    ['type=source', contextOf({ sourceTag: '1.2.3' }), false],
    ['type=source', contextOf({ sourceTag: 'main' }), true],
  ])('%s may move: %#', (rules, context, mutable) => {
    expect(compute(rules, context, '').wanted[0]?.mutable).toBe(mutable);
  });

  test('the one that may not move wins over the same tag that may', () => {
    const rules = ['type=semver,immutable=false', '1.2.3'];
    for (const text of [rules.join('\n'), rules.toReversed().join('\n')]) {
      const [full] = compute(text, contextOf({ version: '1.2.3' }), '').wanted;
      expect(full).toMatchObject({ tag: '1.2.3', kind: 'semver.full', mutable: false, family: '1.2.3' });
    }
  });

  test('rules without what they need are idle and say so', () => {
    const computed = compute('type=semver\ntype=sha\n\ntype=source', contextOf({ notes: ['a note'] }), '');
    expect(computed).toEqual({
      wanted: [],
      withheld: [],
      idle: [
        { line: 1, rule: 'type=semver', reason: 'no version is known' },
        { line: 2, rule: 'type=sha', reason: 'no revision is known' },
        { line: 4, rule: 'type=source', reason: 'the source was given by digest and has no tag' },
      ],
      warnings: ['a note'],
      version: undefined,
    });
  });

  test('a number beyond the width warns once', () => {
    const { warnings, wanted } = compute('type=date_seq\ntype=date_seq', contextOf({}), '20200102_99');
    expect(wanted.map(({ tag }) => tag)).toEqual(['20200102_100']);
    expect(warnings).toEqual([
      'the number 100 of the day has more than 2 digits, so that tags no longer sort in order of time',
    ]);
  });

  test('a number within the width does not warn', () => {
    expect(compute('type=date_seq', contextOf({}), '20200102_98').warnings).toEqual([]);
  });

  test('a number names the zone of its day', () => {
    const [tag] = compute('type=date_seq,tz=Asia/Tokyo', contextOf({}), '').wanted;
    expect(tag?.reason).toBe('the next number today in Asia/Tokyo');
  });

  test('an image finds its own number again', () => {
    const existing = existingOf([], { '20200102_01': OURS, '20200102_02': THEIRS });
    const computed = computeTags(parseTagRules('type=date_seq'), contextOf({ digest: OURS }), existing, NOW);
    expect(computed.wanted).toMatchObject([
      { tag: '20200102_01', reason: 'the number that this image has today in UTC', sequence: { number: 1 } },
    ]);
  });
});

describe('computeTags, the order', () => {
  const context = contextOf({ version: '1.2.3', revision: REVISION, sourceTag: 'main' });

  test('is that of rule R10 and then that of the rules', () => {
    const computed = compute('zeta\ntype=source\ntype=date_seq\ntype=sha\ntype=semver\nalpha', context, '');
    expect(wantedOf(computed)).toBe(`1.2.3 1.2 1 latest ${SHA_TAG} 20200102_01 zeta main alpha`);
  });

  test.each([
    ['type=sha\ntype=date_seq\ntype=semver\nzeta', '1.2.3'],
    ['zeta\ntype=sha\ntype=date_seq', '20200102_01'],
    ['zeta\ntype=sha', SHA_TAG],
    ['zeta\ntype=source', 'zeta'],
  ])('gives the main tag of %j', (rules, version) => {
    expect(compute(rules, context, '').version).toBe(version);
  });
});

describe('computeTags refuses', () => {
  test.each<[string, TagContext, string]>([
    [
      `sha256-${'a'.repeat(64)}`,
      contextOf({}),
      `Cannot use tag "sha256-${'a'.repeat(64)}": such names are reserved for signatures and attestations; choose another prefix or value`,
    ],
    [
      'type=sha,format=long,prefix=sha256-',
      contextOf({ revision: REVISION }),
      `Cannot use tag "sha256-${REVISION}": such names are reserved for signatures and attestations; choose another prefix or value`,
    ],
    [
      `type=semver,suffix=${'x'.repeat(127)}`,
      contextOf({ version: '1.2.3' }),
      `Cannot use tag "1.2.3${'x'.repeat(127)}": a tag is 1 to 128 letters, digits, "_", "." and "-", and begins with none of the last two; choose another`,
    ],
  ])('%s', (rules, context, message) => {
    expect(() => compute(rules, context, '')).toThrow(new InputError(message));
  });

  test('a value that no parser has seen', () => {
    const [rule] = parseTagRules('type=semver');
    if (rule?.type !== 'semver') throw new Error('no semver rule');
    expect(() => computeTags([{ ...rule, value: '1.2' }], contextOf({}), existingOf([]), NOW)).toThrow(
      'Cannot read version "1.2" of the tag rule on line 1',
    );
  });
});
