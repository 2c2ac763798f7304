import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import type { RetentionRules } from '../../src/pipeline/retention.ts';
import { assess, type PipelineFacts } from '../../src/retention/assess.ts';
import { measureFreed, scopeOf } from '../../src/retention/contents.ts';
import type { RetainedImage, RetainedLocation } from '../../src/retention/facts.ts';
import { agreeOn, findExcess, listGoing, planRetention, type RetentionPlan } from '../../src/retention/plan.ts';
import { fc } from '../support/property.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const DAY = 86_400_000;
const POLICY = digestOf('the pipeline file');

const RULES: RetentionRules = {
  ...{ last: 2, days: undefined, tags: [], moving: 'all', downstream: 'current', archive: 'no' },
};

const name = (index: number): Digest => digestOf(`image ${index}`);

interface Given {
  readonly tags: readonly string[];
  readonly age: number;
  readonly held: boolean;
  readonly missing: boolean;
}

function imageOf(index: number, { tags, age, held, missing }: Given): RetainedImage {
  return {
    ...{ digest: name(index), tags: tags.map(parseTag), parts: [digestOf(`part ${index % 3}`)], isImage: true },
    mark: undefined,
    details: {
      recordedAt: NOW - age * DAY,
      missingTags: missing ? ['1.0.0'] : [],
      holds: held ? ['it is held'] : [],
      retirement: undefined,
    },
  };
}

const given = fc.record({
  tags: fc.uniqueArray(fc.constantFrom('1.0.0', '1.2', 'latest-alpine', '20261101_01', '20261102_01', 'sha-0123456'), {
    minLength: 1,
    maxLength: 3,
  }),
  age: fc.integer({ min: 0, max: 90 }),
  held: fc.boolean(),
  missing: fc.boolean(),
});

const rules: fc.Arbitrary<RetentionRules> = fc.record({
  last: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  days: fc.option(
    fc.integer({ min: 1, max: 60 }).map((days) => days * DAY),
    { nil: undefined },
  ),
  tags: fc.constantFrom([], ['*.0.0'], ['1.*', '!1.2']),
  moving: fc.constantFrom('all', 'current'),
  downstream: fc.constantFrom('current', 'kept', 'none'),
  archive: fc.constant('no'),
});

/** A pipeline of two environments with some images in each. */
const pipelines = fc
  .record({
    t: fc.array(given, { maxLength: 8 }),
    p: fc.array(given, { maxLength: 8 }),
    ofT: rules,
    ofP: rules,
    running: fc.integer({ min: 0, max: 7 }),
    used: fc.integer({ min: 0, max: 9 }),
    order: fc.option(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), { nil: undefined }),
  })
  .map(({ t, p, ofT, ofP, running, used, order }): PipelineFacts => {
    const location = (environment: string, images: readonly Given[], retention: RetentionRules): RetainedLocation => ({
      environment: { name: environment, tag: undefined, retention },
      image: 'app',
      uri: `r.io/${environment}/app`,
      names: new Set(),
      images: images.map((each, index) => imageOf(index, each)),
      ran: order && {
        stack: { images: order.map(name), popped: [], isWhole: true },
        ...{ isComplete: true, held: new Set(), placedAt: new Map() },
      },
    });
    return {
      locations: [location('t', t, ofT), location('p', p, ofP)],
      running: new Map([['p', new Set([name(running)])]]),
      later: new Map([['t', ['p']]]),
      inUse: new Map([[used < 8 ? name(used) : digestOf('part 1'), 'dc1 runs it']]),
      ...{ failed: new Set(), now: NOW, isFinal: true },
    };
  });

function planOf(facts: PipelineFacts, policy = POLICY): RetentionPlan {
  return planRetention({
    ...{ policy, now: NOW, locations: facts.locations, assessment: assess(facts), contents: new Map() },
    retention: { maxDelete: { images: 50, percent: 100 }, grace: 7 * DAY, capacity: undefined },
  });
}

const approvedOf = (plan: RetentionPlan) => ({ policy: plan.policy, going: listGoing(plan) });

const keyOf = (going: readonly unknown[]) => going.map((each) => JSON.stringify(each)).toSorted();

describe('a plan', () => {
  it('never lets go what is protected, whatever the rules', () => {
    fc.assert(
      fc.property(pipelines, (facts) => {
        const going = new Set(keyOf(listGoing(planOf(facts))));
        for (const { uri, images, environment, ran } of facts.locations) {
          for (const { digest, details, parts } of images) {
            if (!going.has(JSON.stringify([uri, digest, 'retire']))) continue;
            expect(details?.holds).toEqual([]);
            expect(details?.missingTags).toEqual([]);
            expect(NOW - (details?.recordedAt ?? NOW)).toBeGreaterThanOrEqual(2 * DAY);
            for (const each of [digest, ...parts]) expect(facts.inUse.has(each)).toBe(false);
            const { last = 0, downstream } = environment.retention ?? {};
            if (ran !== undefined && last > 0) expect(ran.stack.images.slice(-last)).not.toContain(digest);
            if (environment.name === 't' && downstream !== 'none') expect(facts.running.get('p')).not.toContain(digest);
          }
        }
      }),
    );
  });

  it('keeps more, and never less, when more is known', () => {
    fc.assert(
      fc.property(pipelines, fc.nat(7), (facts, index) => {
        const held = facts.locations.map((location) => ({
          ...location,
          images: location.images.map((image, at) =>
            at === index && image.details !== undefined
              ? { ...image, details: { ...image.details, holds: ['it is held'] } }
              : image,
          ),
        }));
        const before = new Set(keyOf(listGoing(planOf(facts))));
        for (const each of keyOf(listGoing(planOf({ ...facts, locations: held })))) expect(before).toContain(each);
      }),
    );
  });

  it('is named by what goes and by the file, and by nothing else', () => {
    fc.assert(
      fc.property(pipelines, (facts) => {
        const plan = planOf(facts);
        const turned = facts.locations.map((each) => ({ ...each, images: each.images.toReversed() })).toReversed();
        expect(planOf({ ...facts, locations: turned }).id).toBe(plan.id);
        expect(planOf(facts, digestOf('another file')).id).not.toBe(plan.id);
      }),
    );
    const empty = planOf({ ...facts0(), locations: [] });
    expect(empty.id).toBe(digestOf(`{"going":[],"policy":"${POLICY}"}`));
  });

  it('41, 42: what is done is what was approved and is still due, and no more', () => {
    fc.assert(
      fc.property(pipelines, pipelines, (one, other) => {
        const [approved, fresh] = [planOf(one), planOf(other)];
        const agreed = keyOf(agreeOn(approvedOf(approved), fresh));
        expect(keyOf(listGoing(approved))).toEqual(expect.arrayContaining(agreed));
        expect(keyOf(listGoing(fresh))).toEqual(expect.arrayContaining(agreed));
        expect(keyOf(agreeOn(approvedOf(approved), approved))).toEqual(keyOf(listGoing(approved)));
        expect(agreeOn(approvedOf(approved), planOf(other, digestOf('another file')))).toEqual([]);
      }),
    );
  });

  it('57: does not name what got another tag meanwhile', () => {
    const old = { age: 60, held: false, missing: false };
    const before = factsOf([{ ...old, tags: ['20261001_01'] }]);
    const after = factsOf([{ ...old, tags: ['20261001_01', 'hotfix'] }]);
    expect(listGoing(planOf(before))).toHaveLength(1);
    expect(agreeOn(approvedOf(planOf(before)), planOf(after))).toEqual([]);
  });

  it('says of what goes which rule would have kept it', () => {
    const plan = planOf(factsOf([{ tags: ['20261001_01'], age: 60, held: false, missing: false }], { days: 30 * DAY }));
    const [image] = plan.environments[0]?.images ?? [];
    expect(image?.because).toEqual([
      { rule: 'last', detail: '3rd of the last 2 that ran' },
      { rule: 'days', detail: '59 days old, and 30 days are kept' },
    ]);
  });

  it('refuses to leave nothing', () => {
    const plan = planOf(factsOf([{ tags: ['20261001_01'], age: 60, held: false, missing: false }]));
    expect(findExcess(plan).map(({ reason }) => reason)).toContain('nothing would be left in r.io/p/app');
  });
});

function facts0(): Omit<PipelineFacts, 'locations'> {
  return {
    ...{ running: new Map(), later: new Map(), inUse: new Map(), failed: new Set<string>(), now: NOW, isFinal: true },
  };
}

/** One environment, in which two others ran after the first image. */
function factsOf(images: readonly Given[], more: Partial<RetentionRules> = {}): PipelineFacts {
  const location: RetainedLocation = {
    environment: { name: 'p', tag: undefined, retention: { ...RULES, ...more } },
    ...{ image: 'app', uri: 'r.io/p/app', names: new Set(), images: images.map((each, index) => imageOf(index, each)) },
    ran: {
      stack: { images: [name(0), name(8), name(9)], popped: [], isWhole: true },
      ...{ isComplete: true, held: new Set(), placedAt: new Map() },
    },
  };
  return { ...facts0(), locations: [location] };
}

describe('what images free', () => {
  const [base, one, two] = [digestOf('base'), digestOf('one'), digestOf('two')];
  const contents = new Map([
    [
      name(1),
      new Map([
        [base, 100],
        [one, 10],
      ]),
    ],
    [
      name(2),
      new Map([
        [base, 100],
        [two, 20],
      ]),
    ],
  ]);

  it('counts what stays with another image not at all, and what goes with several once', () => {
    const place = (digest: Digest, isKept: boolean, uri = 'r.io/p/app') => ({ uri, digest, isKept });
    const shared = measureFreed([place(name(1), false), place(name(2), true)], contents, 'registry');
    expect([shared.total, shared.used, shared.of({ uri: 'r.io/p/app', digest: name(1) })]).toEqual([10, 120, 10]);
    const both = measureFreed([place(name(1), false), place(name(2), false)], contents, 'registry');
    expect([both.total, both.used]).toEqual([130, 0]);
    const apart = [place(name(1), false), place(name(2), true, 'r.io/t/app')];
    expect(measureFreed(apart, contents, 'repository').total).toBe(110);
    expect(measureFreed(apart, contents, 'registry').total).toBe(10);
  });

  it('knows where equal content takes space once', () => {
    expect(scopeOf('r.io/shop/p/app', 'registry')).toBe('r.io');
    expect(scopeOf('r.io/shop/p/app', 'project')).toBe('r.io/shop');
    expect(scopeOf('r.io/shop/p/app', 'repository')).toBe('r.io/shop/p/app');
  });
});
