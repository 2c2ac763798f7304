import { describe, expect, test } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import { type Digest, shortDigest } from '../../src/oci/digest.ts';
import { computeTags } from '../../src/tags/compute.ts';
import type { CommitRelation, ExistingTags } from '../../src/tags/existing.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { namesToLookUp, planTags, requireNoConflict, type TagPlan } from '../../src/tags/plan.ts';
import { contextOf, existingOf, NOW, OURS, REVISION, THEIRS } from './support.ts';

const REPOSITORY = 'registry.example.com/p/app';

interface Run {
  readonly rules?: string;
  readonly version?: string;
  readonly existing: ExistingTags;
  readonly digest?: Digest | undefined;
  readonly ifTagExists?: 'fail' | 'skip';
}

function plan({ rules = 'type=semver', version = '1.2.3', existing, digest, ifTagExists = 'fail' }: Run): TagPlan {
  const known = { version, revision: REVISION, ...(digest === undefined ? {} : { digest }) };
  const computed = computeTags(parseTagRules(rules), contextOf(known), existing, NOW);
  return planTags(computed, existing, digest, { ifTagExists });
}

/** Shows each tag as `tag action before→after`. */
function shown({ tags }: TagPlan): readonly string[] {
  const name = (digest: Digest | undefined) => (digest === undefined ? '-' : digest === OURS ? 'ours' : 'theirs');
  return tags.map(({ tag, action, before, after }) => `${tag} ${action} ${name(before)}→${name(after)}`);
}

describe('planTags with a digest', () => {
  test.each<[string, Run, readonly string[]]>([
    [
      'creates what is absent',
      { existing: existingOf([]) },
      ['1.2.3 create -→ours', '1.2 create -→ours', '1 create -→ours', 'latest create -→ours'],
    ],
    [
      'keeps what is right and moves what may',
      { existing: existingOf([], { '1.2.3': OURS, '1.2': OURS, '1': THEIRS, latest: THEIRS }) },
      ['1.2.3 keep ours→ours', '1.2 keep ours→ours', '1 move theirs→ours', 'latest move theirs→ours'],
    ],
    [
      'moves a moving tag that was not looked up',
      { existing: existingOf(['latest']) },
      ['1.2.3 create -→ours', '1.2 create -→ours', '1 create -→ours', 'latest move -→ours'],
    ],
    [
      'leaves what a higher version holds',
      { existing: existingOf(['1.3.0'], { latest: THEIRS }) },
      ['1.2.3 create -→ours', '1.2 create -→ours', '1 skip -→-', 'latest skip theirs→theirs'],
    ],
    [
      'vector 34: skips an immutable tag and its family',
      { existing: existingOf([], { '1.2.3': THEIRS, '1.2': THEIRS, latest: OURS }), ifTagExists: 'skip' },
      ['1.2.3 skip theirs→theirs', '1.2 skip theirs→theirs', '1 skip -→-', 'latest keep ours→ours'],
    ],
    [
      'keeps what holds the image, though a higher version exists',
      { existing: existingOf(['9.9.9'], { '1.2.3': OURS, '1.2': OURS, '1': OURS, latest: OURS }) },
      ['1.2.3 keep ours→ours', '1.2 keep ours→ours', '1 keep ours→ours', 'latest keep ours→ours'],
    ],
    [
      'does not skip another family',
      {
        rules: 'type=semver,suffix=-alpine\ntype=semver',
        existing: existingOf([], { '1.2.3': THEIRS }),
        ifTagExists: 'skip',
      },
      [
        '1.2.3-alpine create -→ours',
        '1.2.3 skip theirs→theirs',
        '1.2-alpine create -→ours',
        '1.2 skip -→-',
        '1-alpine create -→ours',
        '1 skip -→-',
        'latest-alpine create -→ours',
        'latest skip -→-',
      ],
    ],
    [
      'skips no family for another immutable tag',
      {
        rules: 'type=semver\ntype=sha\ntype=date_seq',
        existing: existingOf([], { 'sha-860c190': THEIRS }),
        ifTagExists: 'skip',
      },
      [
        '1.2.3 create -→ours',
        '1.2 create -→ours',
        '1 create -→ours',
        'latest create -→ours',
        'sha-860c190 skip theirs→theirs',
        '20200102_01 create -→ours',
      ],
    ],
    [
      'moves a full version that is declared to move',
      { rules: 'type=semver,immutable=false', existing: existingOf([], { '1.2.3': THEIRS }) },
      ['1.2.3 move theirs→ours', '1.2 create -→ours', '1 create -→ours', 'latest create -→ours'],
    ],
    [
      'keeps the number of a re-run',
      { rules: 'type=date_seq', existing: existingOf([], { '20200102_01': OURS, '20200102_02': THEIRS }) },
      ['20200102_01 keep ours→ours'],
    ],
  ])('%s', (_, run, expected) => {
    const planned = plan({ digest: OURS, ...run });
    expect(shown(planned)).toEqual(expected);
    expect(planned.conflicts).toEqual([]);
  });

  test('decides alike in any order of rules where two versions differ in build metadata alone', () => {
    const lines = ['type=semver,value=1.2.3', 'type=semver,value=1.2.3+b'];
    const existing = existingOf([], { '1.2.3': THEIRS });
    for (const rules of [lines.join('\n'), lines.toReversed().join('\n')]) {
      expect(shown(plan({ rules, existing, digest: OURS, ifTagExists: 'skip' })).toSorted()).toEqual([
        '1 create -→ours',
        '1.2 create -→ours',
        '1.2.3 skip theirs→theirs',
        '1.2.3_b create -→ours',
        'latest create -→ours',
      ]);
    }
  });

  test('gives the reasons', () => {
    const reasons = (run: Run) => plan({ digest: OURS, ...run }).tags.map(({ tag, reason }) => `${tag}: ${reason}`);
    expect(reasons({ existing: existingOf(['2.0.0'], { '1.2.3': OURS }) })).toEqual([
      '1.2.3: it holds this image already',
      '1.2: 1.2.3 is the highest version of 1.2',
      '1: 1.2.3 is the highest version of 1',
      'latest: 2.0.0 is higher',
    ]);
    expect(reasons({ existing: existingOf([], { '1.2.3': THEIRS }) })).toEqual([
      `1.2.3: it holds another image, ${shortDigest(THEIRS)}`,
      `1.2: 1.2.3 is another image, ${shortDigest(THEIRS)}`,
      `1: 1.2.3 is another image, ${shortDigest(THEIRS)}`,
      `latest: 1.2.3 is another image, ${shortDigest(THEIRS)}`,
    ]);
  });

  test('passes the numbering on', () => {
    const [tag] = plan({ rules: 'type=date_seq', existing: existingOf([]), digest: OURS }).tags;
    expect(tag?.sequence).toEqual({ stem: '20200102_', suffix: '', width: 2, number: 1 });
  });

  test('lists an immutable tag that was not looked up as a conflict', () => {
    expect(plan({ existing: existingOf(['1.2.3']), digest: OURS }).conflicts).toEqual([
      { tag: '1.2.3', holds: undefined },
    ]);
  });

  test('sees what was looked up though no list was read', () => {
    const existing = { names: new Set<string>(), digests: new Map([['1.2.3', THEIRS]]) };
    expect(plan({ existing, digest: OURS }).conflicts).toEqual([{ tag: '1.2.3', holds: THEIRS }]);
  });
});

describe('planTags before a build', () => {
  test.each<[string, Run, readonly string[]]>([
    [
      'creates and moves',
      { existing: existingOf(['1.2'], { latest: THEIRS }) },
      ['1.2.3 create -→-', '1.2 move -→-', '1 create -→-', 'latest move theirs→-'],
    ],
    [
      'skips an immutable tag that exists, and its family',
      { existing: existingOf(['1.2.3'], { latest: THEIRS }), ifTagExists: 'skip' },
      ['1.2.3 skip -→-', '1.2 skip -→-', '1 skip -→-', 'latest skip theirs→theirs'],
    ],
  ])('%s', (_, run, expected) => {
    const planned = plan(run);
    expect(shown(planned)).toEqual(expected);
    expect(planned.conflicts).toEqual([]);
  });

  test('says that the version exists', () => {
    expect(plan({ existing: existingOf(['1.2.3']) }).tags.map(({ reason }) => reason)).toEqual([
      'it exists already',
      '1.2.3 exists already',
      '1.2.3 exists already',
      '1.2.3 exists already',
    ]);
  });
});

describe('planTags with the relations of commits', () => {
  function planned(rule: string, relation: CommitRelation, options: { readonly ifTagExists: 'fail' | 'skip' }) {
    const existing = { ...existingOf([], { main: THEIRS }), relations: new Map([['main', relation]]) };
    const computed = computeTags(parseTagRules(rule), contextOf({ ref: 'refs/heads/main' }), existing, NOW);
    return planTags(computed, existing, OURS, options);
  }

  const RULE = 'type=ref,event=branch';
  const STRICT = `${RULE},strict=true`;
  const DIVERGED =
    'The tag "main" moves to a commit that does not follow the one that it holds, as after a forced push';
  const UNKNOWN = `The tag "main" moves, although its commit's age is unknown: the image that it holds has no revision that can be compared; set the label org.opencontainers.image.revision when building`;

  test.each<[string, CommitRelation, string, readonly string[]]>([
    [RULE, 'ahead', 'move: the branch "main"', []],
    [RULE, 'identical', 'move: the branch "main"', []],
    [RULE, 'behind', 'skip: its commit is newer', []],
    [RULE, 'diverged', 'move: the branch "main"', [DIVERGED]],
    [RULE, 'unknown', 'move: the branch "main"', [UNKNOWN]],
    [STRICT, 'ahead', 'move: the branch "main"', []],
    [STRICT, 'behind', 'skip: its commit is newer', []],
    [STRICT, 'diverged', 'move: the branch "main"', [DIVERGED]],
    [STRICT, 'unknown', 'skip: its commit is unknown, and the rule is strict', []],
  ])('%s, where our commit is %s: %s', (rule, relation, action, warnings) => {
    const plan = planned(rule, relation, { ifTagExists: 'skip' });
    expect(plan.tags.map((each) => `${each.action}: ${each.reason}`)).toEqual([action]);
    expect(plan.warnings).toEqual(warnings);
    expect(plan.conflicts).toEqual([]);
  });

  test('a strict rule refuses to move blindly', () => {
    const plan = planned(STRICT, 'unknown', { ifTagExists: 'fail' });
    expect(plan.conflicts).toEqual([{ tag: 'main', holds: THEIRS, isStrict: true }]);
    expect(() => requireNoConflict(plan, REPOSITORY)).toThrow(
      new PolicyError(
        `Cannot tag ${REPOSITORY}: the rule of the tag "main" is strict, and its commit is unknown; give the image the label org.opencontainers.image.revision, or leave out "strict=true" once, or set if-tag-exists to "skip" to leave it`,
      ),
    );
    expect(planned(STRICT, 'behind', { ifTagExists: 'fail' }).conflicts).toEqual([]);
  });

  test('a tag that holds this image already moves nowhere and warns of nothing', () => {
    const existing = { ...existingOf([], { main: OURS }), relations: new Map([['main', 'unknown' as const]]) };
    const computed = computeTags(parseTagRules(RULE), contextOf({ ref: 'refs/heads/main' }), existing, NOW);
    const { tags, warnings } = planTags(computed, existing, OURS, { ifTagExists: 'fail' });
    expect(tags).toMatchObject([{ action: 'keep' }]);
    expect(warnings).toEqual([]);
  });
});

describe('planTags with patterns', () => {
  const rules = ['{{version}}', '{{major}}.{{minor}}', '{{major}}'].map((each) => `type=semver,pattern=${each}`);

  test('skips the lines and latest of a version that is another image', () => {
    const existing = existingOf([], { '1.2.3': THEIRS, '1.2': THEIRS });
    for (const text of [rules.join('\n'), rules.toReversed().join('\n')]) {
      expect(shown(plan({ rules: text, existing, digest: OURS, ifTagExists: 'skip' }))).toEqual([
        '1.2.3 skip theirs→theirs',
        '1.2 skip theirs→theirs',
        '1 skip -→-',
        'latest skip -→-',
      ]);
    }
  });
});

describe('namesToLookUp', () => {
  const existing = existingOf(['1.2.3', '1.3.0', 'latest', '1', '20200102_01', '20200102_02', '20200101_01', 'main']);
  const computed = computeTags(
    parseTagRules('type=semver\ntype=date_seq\ntype=date_seq,width=3'),
    contextOf({ version: '1.2.3' }),
    existing,
    NOW,
  );

  test('lists what exists of the candidates, the held back and the day, once each', () => {
    expect(namesToLookUp(computed, existing)).toEqual(['1.2.3', '1', 'latest', '20200102_01', '20200102_02']);
  });

  test('leaves the day out where there is no digest to find', () => {
    expect(namesToLookUp(computed, existing, { withSequences: false })).toEqual(['1.2.3', '1', 'latest']);
  });
});

describe('requireNoConflict', () => {
  test('lets a plan without conflict pass', () => {
    expect(() => requireNoConflict(plan({ existing: existingOf([]), digest: OURS }), REPOSITORY)).not.toThrow();
  });

  test.each<[string, Run, string]>([
    [
      'vector 34',
      { existing: existingOf([], { '1.2.3': THEIRS }), digest: OURS },
      `the immutable tag "1.2.3" holds ${shortDigest(THEIRS)} and not ${shortDigest(OURS)}; release a new version, or set if-tag-exists to "skip" to leave it`,
    ],
    [
      'two tags',
      { rules: 'type=semver\ntype=sha', existing: existingOf(['sha-860c190'], { '1.2.3': THEIRS }), digest: OURS },
      `the immutable tag "1.2.3" holds ${shortDigest(THEIRS)} and not ${shortDigest(OURS)}, and the immutable tag "sha-860c190" exists already and its content is unknown; release a new version, or set if-tag-exists to "skip" to leave them`,
    ],
    [
      'a tag before a build',
      { existing: existingOf(['1.2.3']) },
      'the immutable tag "1.2.3" exists already and a new build would overwrite it; promote the image that is there, release a new version, or set if-tag-exists to "skip" to leave it',
    ],
  ])('refuses %s', (_, run, reason) => {
    expect(() => requireNoConflict(plan(run), REPOSITORY)).toThrow(
      new PolicyError(`Cannot tag ${REPOSITORY}: ${reason}`),
    );
  });
});
