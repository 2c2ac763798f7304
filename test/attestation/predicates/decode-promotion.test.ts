import { describe, expect, it } from 'vitest';
import { PROMOTION, type PromotionPredicate } from '../../../src/attestation/predicates/promotion.ts';
import { readClaim, readStatement } from '../../../src/attestation/statement.ts';
import { type Digest, digestOf } from '../../../src/oci/digest.ts';
import { FormatError } from '../../../src/oci/json.ts';
import { fc, runs } from '../../support/property.ts';
import { BARE, buildStatement, FULL, type Promotion } from '../promotion.ts';

function read(statement: object): PromotionPredicate {
  return readClaim(PROMOTION, readStatement(Buffer.from(JSON.stringify(statement)))).predicate;
}

/** What a promotion says, once it was written and read. */
function readBack({ subjects: _, ...promotion }: Promotion): PromotionPredicate {
  const { isFromToken, ...facts } = promotion.run;
  return { ...promotion, run: isFromToken === true ? promotion.run : facts };
}

const EVERYTHING: Promotion = {
  ...FULL,
  source: { ...FULL.source, environment: 's2' },
  destination: { ...FULL.destination, environment: 'p' },
  route: { kind: 'hotfix', name: 'urgent' },
  policy: { uri: 'git+https://github.com/acme/app#.github/sealift.yml', digest: digestOf('policy') },
  evidence: digestOf('record before'),
  approvals: [{ login: 'wang', state: 'approved', environments: ['p'], comment: undefined }],
  run: { ...FULL.run, ref: 'refs/heads/main', environment: 'p', isFromToken: true },
};

describe('the claims of a promotion', () => {
  it.each([
    ['everything that can be known', EVERYTHING],
    ['what records without environments say', FULL],
    ['as little as possible', BARE],
  ])('are read as they were written: %s', (_, promotion) => {
    expect(read(buildStatement(promotion))).toEqual(readBack(promotion));
  });

  const text = fc.string({ unit: 'binary' });
  const digest: fc.Arbitrary<Digest> = fc.oneof(
    fc.string().map((each) => digestOf(each)),
    fc.string().map((each) => digestOf(each, 'sha512')),
  );
  const option = <T>(name: string, of: fc.Arbitrary<T>) =>
    fc.option(of, { nil: undefined }).map((value) => (value === undefined ? {} : { [name]: value }));
  /** An object with some of these properties. */
  const some = (properties: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
    fc
      .tuple(...Object.entries(properties).map(([name, of]) => option(name, of)))
      .map((parts) => Object.assign({}, ...parts));
  const tag = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'latest'));
  const promotions: fc.Arbitrary<Promotion> = fc
    .tuple(
      fc.record({
        subjects: fc.array(fc.record({ digest }), { minLength: 1, maxLength: 4 }),
        time: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        copied: fc.record({ bytesUploaded: fc.nat(), mounted: fc.nat() }),
        toolVersion: text,
      }),
      fc.tuple(fc.record({ uri: text, tags: fc.array(tag) }), some({ environment: text })),
      fc.tuple(
        fc.record({
          uri: text,
          tags: fc.array(tag),
          replaced: fc.array(fc.tuple(tag, digest)).map((each) => new Map(each)),
        }),
        some({ environment: text }),
      ),
      fc.tuple(
        some({ invocationId: text, workflow: text, event: text, ref: text, environment: text }),
        some({
          isFromToken: fc.constant(true),
          actor: fc
            .tuple(fc.record({ login: text }), some({ id: text, triggeringLogin: text }))
            .map((parts) => Object.assign({}, ...parts)),
        }),
      ),
      some({
        route: fc
          .tuple(fc.record({ kind: fc.constantFrom('regular', 'hotfix') }), some({ name: text }))
          .map((parts) => Object.assign({}, ...parts)),
        policy: fc.record({ uri: text, digest }),
        evidence: digest,
        approvals: fc.array(
          fc.record({
            login: text,
            state: fc.constantFrom('approved', 'rejected', 'pending'),
            environments: fc.array(text),
            comment: fc.option(text, { nil: undefined }),
          }),
        ),
        reason: text,
      }),
    )
    .map(([bare, source, destination, run, others]) => ({
      ...bare,
      source: Object.assign({}, ...source),
      destination: Object.assign({}, ...destination),
      run: Object.assign({}, ...run),
      ...others,
    }));

  it('are read as they were written, whatever they are', () => {
    fc.assert(
      fc.property(promotions, (promotion) => {
        expect(read(buildStatement(promotion))).toEqual(readBack(promotion));
      }),
      { numRuns: runs(500) },
    );
  });
});

/** Writes a statement of which a part of the predicate is another one. */
function changed(part: object): object {
  const statement = buildStatement(EVERYTHING);
  return { ...statement, predicate: { ...Object(statement['predicate']), ...part } };
}

describe('a statement of a promotion', () => {
  it('may say more than is known, and null for what it does not say', () => {
    const later = { later: 1, run: { later: {}, event: null }, route: null, checks: [{ id: 'x', later: [] }] };
    expect(read(changed(later))).toMatchObject({ route: undefined, evidence: undefined, checks: undefined, run: {} });
  });

  it('that a tool other than ours wrote may have a time without milliseconds', () => {
    expect(read(changed({ time: '2026-11-21T01:20:00Z' })).time).toEqual(new Date('2026-11-21T01:20:00Z'));
  });

  it('does not take the word of variables for that of a token', () => {
    const claims = { ...EVERYTHING, run: { ...EVERYTHING.run, isFromToken: false } };
    expect(read(buildStatement(claims)).run.isFromToken).toBeUndefined();
    expect(read(changed({ run: { claims: true } })).run.isFromToken).toBeUndefined();
  });

  const destination = { uri: 'r/p', tags: [] };
  it.each<readonly [string, object, string]>([
    ['another action', { action: 'destroy' }, 'it records the action "destroy", which is not a promotion'],
    ['no action', { action: undefined }, 'it lacks "action"'],
    ['no time', { time: undefined }, 'it lacks "time"'],
    ['a time that is a number', { time: 1 }, 'its "time" is of the wrong type'],
    ['a time in words', { time: 'Nov 21, 2026' }, 'its time "Nov 21, 2026" is not a time in UTC'],
    [
      'a time in a zone',
      { time: '2026-11-21T01:20:00+01:00' },
      'its time "2026-11-21T01:20:00+01:00" is not a time in UTC',
    ],
    [
      'a day that there is not',
      { time: '2026-13-21T01:20:00Z' },
      'its time "2026-13-21T01:20:00Z" is not a time in UTC',
    ],
    ['no source', { source: undefined }, 'it lacks "source"'],
    ['a source without address', { source: { tags: [] } }, 'it lacks "uri"'],
    ['no destination', { destination: undefined }, 'it lacks "destination"'],
    ['a destination that is a list', { destination: [] }, 'its "destination" is of the wrong type'],
    ['an environment that is a number', { destination: { ...destination, environment: 1 } }, 'its "environment" is of'],
    ['an environment that is a list', { source: { uri: 'x', environment: ['s2'] } }, 'its "environment" is of'],
    ['tags that are a text', { destination: { uri: 'r/p', tags: 'latest' } }, 'its "tags" is of the wrong type'],
    ['a tag that is a number', { destination: { uri: 'r/p', tags: [1] } }, 'its "tags" is of the wrong type'],
    [
      'a replaced digest that is none',
      { destination: { ...destination, replaced: { x: 'y' } } },
      'it has no digest of what the tag "x" was',
    ],
    ['a route of another kind', { route: { kind: 'secret' } }, 'its "kind" is of the wrong type'],
    ['a route without kind', { route: {} }, 'it lacks "kind"'],
    ['a policy without digest', { policy: { uri: 'x' } }, 'it lacks "digest"'],
    [
      'a policy with a digest of none',
      { policy: { digest: { md5: 'x' } } },
      'a reference in it does not have one digest',
    ],
    [
      'evidence with two digests',
      {
        checks: [
          {
            id: 'came-from',
            evidence: [{ digest: { sha256: digestOf('a').slice(7), sha512: digestOf('a', 'sha512').slice(7) } }],
          },
        ],
      },
      'a reference in it does not have one digest',
    ],
    ['checks that are no list', { checks: {} }, 'its "checks" is of the wrong type'],
    ['approvals of texts', { approvals: ['li'] }, 'its "approvals" is of the wrong type'],
    [
      'an approval of another state',
      { approvals: [{ login: 'li', state: 'yes' }] },
      'its "state" is of the wrong type',
    ],
    ['an approval by nobody', { approvals: [{ state: 'approved' }] }, 'it lacks "login"'],
    ['a reason that is a list', { change: { reason: ['x'] } }, 'its "reason" is of the wrong type'],
    ['an actor without login', { actor: {} }, 'it lacks "login"'],
    [
      'a count that is a text',
      { copied: { bytesUploaded: '1', mounted: 0 } },
      'its "bytesUploaded" is of the wrong type',
    ],
    ['a tool that is a text', { tool: 'sealift' }, 'its "tool" is of the wrong type'],
    ['a run that is a text', { run: 'x' }, 'its "run" is of the wrong type'],
  ])('with %s is refused', (_, part, reason) => {
    expect(() => read(changed(part))).toThrow(FormatError);
    expect(() => read(changed(part))).toThrow(reason);
  });

  it('of another predicate is refused', () => {
    const predicateType = 'https://k8s.io/promo-tools/promotion/v1';
    expect(() => read({ ...buildStatement(FULL), predicateType })).toThrow(`it is of the type "${predicateType}"`);
  });

  it('of nothing that a registry knows is refused', () => {
    const subject = [{ name: 'x', digest: { gitCommit: 'abc' } }];
    expect(() => read({ ...buildStatement(FULL), subject })).toThrow('it names no image by a digest');
  });
});
