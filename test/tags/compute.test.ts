import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import {
  compute,
  contextOf,
  existingOf,
  heldBackOf,
  type Known,
  NOW,
  OURS,
  REVISION,
  SHA_TAG,
  THEIRS,
  wantedOf,
} from './support.ts';

describe('computeTags, the family of a version', () => {
  test.each<[string, string, Known, string, string]>([
    [
      '27: compared inside the suffix alone',
      'type=semver,suffix=-alpine',
      { version: '1.2.3' },
      '1.9.0 1.2.2-alpine',
      '1.2.3-alpine 1.2-alpine 1-alpine latest-alpine',
    ],
    [
      '27 with a higher one inside the suffix',
      'type=semver,suffix=-alpine',
      { version: '1.2.3' },
      '1.2.3 2.0.0-alpine',
      '1.2.3-alpine 1.2-alpine 1-alpine',
    ],
    [
      'prefix likewise',
      'type=semver,prefix=app-',
      { version: '1.2.3' },
      '9.0.0 app-1.3.0 app-2.0.0-rc.1',
      'app-1.2.3 app-1.2',
    ],
    [
      'two families',
      'type=semver,suffix=-alpine\ntype=semver',
      { version: '1.2.3' },
      '2.0.0',
      '1.2.3-alpine 1.2.3 1.2-alpine 1.2 1-alpine 1 latest-alpine',
    ],
    ['28: latest twice', 'type=semver\ntype=raw,value=latest', { version: '1.2.3' }, '', '1.2.3 1.2 1 latest'],
    ['28 in the other order', 'type=raw,value=latest\ntype=semver', { version: '1.2.3' }, '', '1.2.3 1.2 1 latest'],
    [
      'a raw latest does not move what a higher version holds',
      'type=raw,value=latest\ntype=semver',
      { version: '1.9.1' },
      '2.0.1',
      '1.9.1 1.9 1',
    ],
    ['nor a source tag', 'type=source\ntype=semver', { version: '1.9.1', sourceTag: '1.9' }, '1.9.2', '1.9.1'],
    ['31: GitHub pre-release', 'type=semver', { version: '4.0.5', preRelease: true }, '4.0.3', '4.0.5'],
    ['81: the input', 'type=semver', { version: 'v1.2.3' }, '2.0.0', '1.2.3 1.2 1'],
    ['a value of its own', 'type=semver,value=v3.1.0', { version: '1.2.3' }, '', '3.1.0 3.1 3 latest'],
    [
      'two versions at once',
      'type=semver,value=1.2.3\ntype=semver',
      { version: '2.0.0' },
      '',
      '1.2.3 2.0.0 1.2 2.0 1 2 latest',
    ],
    [
      'two versions at once in the other order',
      'type=semver\ntype=semver,value=1.2.3',
      { version: '2.0.0' },
      '',
      '2.0.0 1.2.3 2.0 1.2 2 1 latest',
    ],
  ])('%s', (_, rules, context, names, expected) => {
    expect(wantedOf(compute(rules, context, names))).toBe(expected);
  });

  test('says what holds a tag', () => {
    const computed = compute('type=semver', { version: '1.2.2' }, '1.2.3 1.4.0 2.0.1');
    expect(heldBackOf(computed)).toEqual(['1.2: 1.2.3 is higher', '1: 1.4.0 is higher', 'latest: 2.0.1 is higher']);
    expect(computed.candidates).toEqual([
      {
        tag: '1.2.2',
        kind: 'semver.full',
        mutable: false,
        reason: 'version 1.2.2 from the input "version"',
        original: '1.2.2',
        priority: 900,
        version: '1.2.2',
        family: '1.2.2',
      },
    ]);
  });

  test.each<[Known, string]>([
    [{ version: '2.0.0-rc.1' }, '2.0.0-rc.1 is a pre-release'],
    [{ version: '2.0.0', preRelease: true }, 'GitHub marks the release of 2.0.0 as a pre-release'],
  ])('says why a pre-release moves nothing', (context, reason) => {
    expect(heldBackOf(compute('type=semver', context, ''))).toEqual([
      `2.0: ${reason}`,
      `2: ${reason}`,
      `latest: ${reason}`,
    ]);
  });

  test('says why a tag moves, and knows its siblings', () => {
    const computed = compute('type=semver,suffix=-x', { version: '1.2.3' }, '');
    expect(computed.candidates.map(({ reason, family }) => `${family}: ${reason}`)).toEqual([
      '1.2.3-x: version 1.2.3 from the input "version"',
      '1.2.3-x: 1.2.3 is the highest version of 1.2',
      '1.2.3-x: 1.2.3 is the highest version of 1',
      '1.2.3-x: 1.2.3 is the highest version',
    ]);
  });
});

describe('computeTags, the other rules', () => {
  test.each<[string, string, Known, string]>([
    ['a short SHA', 'type=sha', { revision: REVISION }, SHA_TAG],
    ['a long SHA', 'type=sha,format=long', { revision: REVISION }, `sha-${REVISION}`],
    ['a SHA with its own prefix', 'type=sha,prefix=git-', { revision: REVISION }, 'git-860c190'],
    ['a SHA without prefix', 'type=sha,prefix=', { revision: REVISION }, '860c190'],
    ['a long SHA-256', 'type=sha,format=long', { revision: 'a'.repeat(64) }, `sha-${'a'.repeat(64)}`],
    ['the source tag', 'type=source,suffix=-x', { sourceTag: 'Feature-ABC' }, 'Feature-ABC-x'],
    ['54: case is kept', 'Feature-ABC', {}, 'Feature-ABC'],
    ['a day in the zone of the context', 'type=date_seq', { timeZone: 'America/New_York' }, '20200101_01'],
    ['a day in the zone of the rule', 'type=date_seq,tz=UTC', { timeZone: 'America/New_York' }, '20200102_01'],
  ])('%s', (_, rules, context, expected) => {
    expect(wantedOf(compute(rules, context, ''))).toBe(expected);
  });

  test.each<[string, Known, boolean]>([
    ['type=sha', { revision: REVISION }, false],
    ['type=sha,immutable=false', { revision: REVISION }, true],
    ['type=date_seq', {}, false],
    ['type=date_seq,immutable=false', {}, true],
    ['type=semver', { version: '1.2.3' }, false],
    ['type=semver,immutable=false', { version: '1.2.3' }, true],
    ['stable', {}, true],
    ['stable,immutable=true', {}, false],
    ['1.2', {}, true],
    ['1.2.3', {}, false],
    ['v1.2.3-rc.1_b', {}, false],
    ['1.2.3,suffix=-alpine', {}, false],
    ['1.2.3,immutable=false', {}, true],
    ['type=source', { sourceTag: '1.2.3' }, false],
    ['type=source', { sourceTag: 'main' }, true],
  ])('%s may move: %#', (rules, context, mutable) => {
    expect(compute(rules, context, '').candidates[0]?.mutable).toBe(mutable);
  });

  test('the one that may not move wins over the same tag that may', () => {
    const rules = ['type=semver,immutable=false', '1.2.3'];
    for (const text of [rules.join('\n'), rules.toReversed().join('\n')]) {
      const [full] = compute(text, { version: '1.2.3' }, '').candidates;
      expect(full).toMatchObject({ tag: '1.2.3', kind: 'semver.full', mutable: false, family: '1.2.3' });
    }
  });

  test('rules without what they need match nothing and say so', () => {
    const computed = compute('type=semver\ntype=sha\n\ntype=source', { notes: ['a note'] }, '');
    expect(computed).toEqual({
      candidates: [],
      heldBack: [],
      unmatched: [
        { line: 1, rule: 'type=semver', reason: 'no version is known' },
        { line: 2, rule: 'type=sha', reason: 'no revision is known' },
        { line: 4, rule: 'type=source', reason: 'a build has no source to take a tag from' },
      ],
      warnings: ['a note'],
      version: undefined,
      versionLabel: undefined,
    });
  });

  test('a number beyond the width warns once', () => {
    const { warnings, candidates } = compute('type=date_seq\ntype=date_seq', {}, '20200102_99');
    expect(candidates.map(({ tag }) => tag)).toEqual(['20200102_100']);
    expect(warnings).toEqual(['the daily build number 100 has more than 2 digits, so tags no longer sort by time']);
  });

  test('a number within the width does not warn', () => {
    expect(compute('type=date_seq', {}, '20200102_98').warnings).toEqual([]);
  });

  test('a number names the zone of its day', () => {
    const [tag] = compute('type=date_seq,tz=Asia/Tokyo', {}, '').candidates;
    expect(tag?.reason).toBe('the next number today in Asia/Tokyo');
  });

  test('an image finds its own number again', () => {
    const existing = existingOf([], { '20200102_01': OURS, '20200102_02': THEIRS });
    const computed = computeTags(parseTagRules('type=date_seq'), contextOf({ digest: OURS }), existing, NOW);
    expect(computed.candidates).toMatchObject([
      { tag: '20200102_01', reason: 'the number that this image has today in UTC', sequence: { number: 1 } },
    ]);
  });
});

describe('computeTags, the order', () => {
  const context = { version: '1.2.3', revision: REVISION, sourceTag: 'main' };

  test('is that of rule R10 and then that of the rules', () => {
    const computed = compute('zeta\ntype=source\ntype=date_seq\ntype=sha\ntype=semver\nalpha', context, '');
    expect(wantedOf(computed)).toBe(`1.2.3 1.2 1 latest ${SHA_TAG} 20200102_01 zeta main alpha`);
  });

  test.each([
    ['type=sha\ntype=date_seq\ntype=semver\nzeta', '1.2.3'],
    ['zeta\ntype=sha\ntype=date_seq', '20200102_01'],
    ['type=sha\nzeta', 'zeta'],
    ['zeta\ntype=source', 'main'],
    ['zeta\nalpha', 'zeta'],
    ['type=sha,priority=901\ntype=semver', SHA_TAG],
  ])('gives the main tag of %j', (rules, version) => {
    expect(compute(rules, context, '').version).toBe(version);
  });
});

describe('computeTags refuses', () => {
  test.each<[string, Known, string]>([
    [
      `sha256-${'a'.repeat(64)}`,
      {},
      `Cannot use tag "sha256-${'a'.repeat(64)}": such names are reserved for signatures and attestations; choose another prefix or value`,
    ],
    [
      'type=sha,format=long,prefix=sha256-',
      { revision: REVISION },
      `Cannot use tag "sha256-${REVISION}": such names are reserved for signatures and attestations; choose another prefix or value`,
    ],
    [
      `type=semver,suffix=${'x'.repeat(124)}`,
      { version: '1.2.3' },
      `Cannot use tag "1.2.3${'x'.repeat(124)}": it is longer than 128 characters, and a version cannot be cut; shorten its prefix or suffix`,
    ],
    [
      'type=semver,value={{branch}}',
      { ref: 'refs/heads/1.2' },
      'Cannot read tag rule on line 1, "type=semver,value={{branch}}": its value "1.2" is not a version, because it is not a semantic version MAJOR.MINOR.PATCH; write it in full, such as "1.2.0"',
    ],
    [
      'type=sha,enable={{branch}}',
      { ref: 'refs/heads/main' },
      'Cannot read tag rule on line 1, "type=sha,enable={{branch}}": enable comes to "main"; write an expression that comes to "true" or "false"',
    ],
  ])('%s', (rules, context, message) => {
    expect(() => compute(rules, context, '')).toThrow(new InputError(message));
  });
});

test('a hundred thousand existing tags are read in little time', () => {
  const names = Array.from({ length: 100_000 }, (_, index) =>
    index % 2 === 0 ? `${index % 97}.${index % 89}.${index}` : `sha-${index.toString(16).padStart(7, '0')}`,
  );
  const existing = existingOf(names);
  const rules = parseTagRules('type=semver\ntype=sha\ntype=date_seq\ntype=pep440,pattern={{major}}');
  const start = process.cpuUsage();
  const computed = computeTags(rules, contextOf({ ref: 'refs/tags/v1.2.3', revision: REVISION }), existing, NOW);
  // Under a second of a small machine: the limit only tells a list read per tag from one that is read per rule.
  expect(process.cpuUsage(start).user).toBeLessThan(3_000_000);
  expect(wantedOf(computed)).toBe(`1.2.3 ${SHA_TAG} 20200102_01`);
});
