import { describe, expect, it } from 'vitest';
import type { Approval, RunFacts } from '../../src/attestation/predicates/promotion.ts';
import type { BundleVerifier, Signature } from '../../src/attestation/verify/verifier.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import type { Requirements } from '../../src/pipeline/pipeline.ts';
import { NO_NOTES } from '../../src/policy/record-notes.ts';
import { evaluateRequirements, type NextStep, starterOf } from '../../src/policy/requirements.ts';
import { type VerifiedPromotion, verifyPromotion } from '../../src/policy/verify-promotion.ts';
import type { StoredRecord } from '../../src/records/stored-record.ts';
import { statementOf } from '../attestation/promotion.ts';
import { loadText } from '../pipeline/support.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const IMAGE = digestOf('the image');
const PIPELINE = await loadText(`version: 1
signing: { signers: [{ key: .github/sealift.pub }] }
environments:
  d: { repository: "r.io/d/{image}" }
  t: { repository: "r.io/all/{image}", from: d, tag: t, record: signed }
  s: { repository: "r.io/all/{image}", from: d, tag: s, record: signed }
`);

function statement(environment: string, time = NOW): Uint8Array {
  return statementOf({
    subjects: [{ digest: IMAGE }],
    time,
    source: { uri: 'r.io/d/app', tags: [], environment: 'd' },
    destination: { uri: 'r.io/all/app', environment, tags: [], replaced: new Map() },
    run: {},
  });
}

function bundleOf(payload: Uint8Array): StoredRecord {
  const bytes = Buffer.from(JSON.stringify({ dsseEnvelope: { payload: Buffer.from(payload).toString('base64') } }));
  return {
    digest: digestOf(bytes),
    repository: parseRepository('r.io/all/app'),
    subject: IMAGE,
    form: 'bundle',
    bytes,
  };
}

function judge(record: StoredRecord, verify: BundleVerifier) {
  const environment = environmentNamed(PIPELINE, 's');
  if (environment === undefined) throw new Error('there is s');
  return verifyPromotion(record, { pipeline: PIPELINE, environment, image: 'app', digest: IMAGE, verify, now: NOW });
}

function signing(payload: Uint8Array, signedAt?: Date): BundleVerifier {
  return () => ({ kind: 'signed', signature: { by: { kind: 'key', name: 'k', pem: '' }, signedAt, payload } });
}

describe('a record', () => {
  it('is believed for what was signed, and not for what its envelope shows', () => {
    expect(judge(bundleOf(statement('s')), signing(statement('s'))).kind).toBe('valid');
    // Both environments share the repository: nothing else tells them apart.
    expect(judge(bundleOf(statement('s')), signing(statement('t')))).toMatchObject({
      kind: 'rejected',
      reason: 'what was signed is of another environment',
    });
  });

  it('is not looked at where it is of another environment', () => {
    const verify: BundleVerifier = () => {
      throw new Error('it is not verified');
    };
    expect(judge(bundleOf(statement('t')), verify)).toEqual({ kind: 'other' });
  });

  it.each<readonly [string, Uint8Array, string]>([
    [
      'another predicate',
      Buffer.from(
        JSON.stringify({
          ...JSON.parse(Buffer.from(statement('s')).toString()),
          predicateType: 'https://slsa.dev/provenance/v1',
        }),
      ),
      'its statement cannot be used: it is of the type "https://slsa.dev/provenance/v1"',
    ],
    ['no statement', Buffer.from('{}'), 'its statement cannot be used: it is not an in-toto statement'],
  ])('is refused where %s was signed', (_, payload, reason) => {
    expect(judge(bundleOf(statement('s')), signing(payload))).toMatchObject({ kind: 'rejected', reason });
  });

  it.each([
    [5 * 60_000, undefined],
    [5 * 60_000 + 1, 'in the future'],
  ])('may claim a time of a clock that is %i ms ahead, and no later one', (ahead, bound) => {
    const time = new Date(NOW.getTime() + ahead);
    const finding = judge(bundleOf(statement('s', time)), signing(statement('s', time)));
    const reason = bound && `it claims the time ${time.toISOString()}, which is ${bound}`;
    expect(finding.kind === 'rejected' ? finding.reason : undefined).toBe(reason);
  });
});

describe('what is required of a record', () => {
  const NOTHING = { signed: false, approvals: 0, age: 0, anotherActor: false };

  function entryAt(claimed: number, signedAt?: number) {
    const time = new Date(NOW.getTime() + claimed);
    const payload = statement('s', time);
    const witnessed = signedAt === undefined ? undefined : new Date(NOW.getTime() + signedAt);
    const finding = judge(bundleOf(payload), signing(payload, witnessed));
    if (finding.kind !== 'valid') throw new Error('it is valid');
    return finding.record;
  }

  function evaluate(requires: Requirements, promotion: VerifiedPromotion, step: NextStep) {
    return evaluateRequirements(promotion, { requires, next: step, notes: NO_NOTES });
  }

  const next = { time: NOW, actor: 'li' };

  it('is met without any age by a record whose witness is a second ahead', () => {
    expect(evaluate(NOTHING, entryAt(-1000, 1000), next)).toBeUndefined();
  });

  it.each([
    [-60_000, undefined, undefined],
    [-59_999, undefined, 'the image has been in s for 1 min 0 s, but must be there for 1 min 0 s'],
    [-120_000, -30_000, 'the image has been in s for 30 s, but must be there for 1 min 0 s'],
    [1000, undefined, 'the image has been in s for 0 s, but must be there for 1 min 0 s'],
  ])('is an age that counts from the later of %i ms and %s ms', (claimed, signedAt, reason) => {
    expect(evaluate({ ...NOTHING, age: 60_000 }, entryAt(claimed, signedAt), next)?.reason).toBe(reason);
  });

  it('is a signature', () => {
    const signature: Signature | undefined = undefined;
    const requires = { ...NOTHING, signed: true };
    expect(evaluate(requires, entryAt(0), next)).toBeUndefined();
    expect(evaluate(requires, { ...entryAt(0), signature }, next)).toEqual({
      reason: 'the record of s is not signed',
      remedy: 'promote it to s again, with a signed record',
    });
  });

  const approval = (login: string, ...environments: string[]): Approval => ({
    ...{ login, environments, state: 'approved', comment: undefined },
  });

  it.each<readonly [string, readonly Approval[], string | undefined, number]>([
    ['of several people', [approval('wang'), approval('chen')], undefined, 2],
    ['of one who did it twice', [approval('wang'), approval('Wang')], undefined, 1],
    ['of the actor', [approval('LI'), approval('wang')], undefined, 1],
    ["for another of GitHub's environments", [approval('wang', 'test'), approval('chen', 'stage')], 'stage', 1],
    ['where the file names no environment of GitHub', [approval('wang', 'test')], undefined, 1],
  ])('counts approvals %s', (_, approvals, gitHubEnvironment, count) => {
    const valid = entryAt(0);
    const entry = {
      ...valid,
      environment: { ...valid.environment, gitHubEnvironment },
      predicate: { ...valid.predicate, approvals, run: { actor: { login: 'li' } } },
    };
    const asked = (needed: number) => evaluate({ ...NOTHING, approvals: needed }, entry, next);
    expect(asked(count)).toBeUndefined();
    expect(asked(count + 1)?.reason).toBe(`its record names ${count} of ${count + 1} required approvals by others`);
  });

  const RUN = 'https://github.com/acme/app/actions/runs/1/attempts/';

  it.each<readonly [string, RunFacts, string | undefined]>([
    ['the actor', { actor: { login: 'li' } }, 'li'],
    ['the actor of a first attempt', { invocationId: `${RUN}1`, actor: { login: 'li' }, isFromToken: true }, 'li'],
    [
      'nobody, where a token is of a later one',
      { invocationId: `${RUN}2`, actor: { login: 'li' }, isFromToken: true },
      undefined,
    ],
    [
      'who did it again, where variables say',
      { invocationId: `${RUN}12`, actor: { login: 'li', triggeringLogin: 'wang' } },
      'wang',
    ],
    ['nobody, where nothing is known', {}, undefined],
  ])('finds who started a run: %s', (_, run, login) => {
    expect(starterOf(run)).toBe(login);
  });

  it('is somebody else, and not whoever starts the run of another again', () => {
    const valid = entryAt(0);
    const run = { actor: { login: 'wang' }, invocationId: `${RUN}2`, isFromToken: true };
    const requires = { ...NOTHING, anotherActor: true };
    expect(evaluate(requires, { ...valid, predicate: { ...valid.predicate, run } }, next)).toEqual({
      reason: 'it is unknown who promoted it to s, and a different person is required',
      remedy: 'start a new run instead of a re-run',
    });
    const first = { ...valid, predicate: { ...valid.predicate, run: { actor: { login: 'wang' } } } };
    expect(evaluate(requires, first, next)).toBeUndefined();
    expect(evaluate(requires, first, { ...next, actor: undefined })?.reason).toContain('who promotes it on');
  });
});
