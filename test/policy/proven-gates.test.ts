import { describe, expect, it } from 'vitest';
import type { PromotionPredicate } from '../../src/attestation/predicates/promotion.ts';
import { encodeDigest } from '../../src/attestation/statement.ts';
import type { JsonObject } from '../../src/oci/json.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import type { Requirements } from '../../src/pipeline/pipeline.ts';
import { hotfixTaken } from '../../src/policy/hotfix-debt.ts';
import { examineGates, listBypassed } from '../../src/policy/proven-gates.ts';
import { noteRecord } from '../../src/policy/record-notes.ts';
import { evaluateRequirements } from '../../src/policy/requirements.ts';
import { digestOfSettings } from '../../src/policy/settings-digest.ts';
import type { VerifiedPromotion } from '../../src/policy/verify-promotion.ts';
import { loadText } from '../pipeline/support.ts';
import { KEYLESS, promotionTo } from './promotions.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const EARLIER = '2026-11-01';

async function load(gates: string, route = 'skips: [labels]') {
  return loadText(`version: 1
signing: { signers: [{ key: .github/sealift.pub }] }
environments:
  d: { repository: "r.io/d/{image}" }
  s: { repository: "r.io/s/{image}", from: d }
  p: { repository: "r.io/p/{image}", from: s, gates: { ${gates} } }
hotfix-routes:
  emergency: { from: d, to: p, ${route} }
`);
}

const LABELS = `labels: { maintainer: true, since: ${EARLIER} }`;

interface Recorded {
  readonly checks?: readonly JsonObject[];
  readonly time?: string;
  /** When it was witnessed; undefined if nobody did. */
  readonly signedAt?: string | undefined;
  readonly isSigned?: boolean;
  readonly isHotfix?: boolean;
}

/** Makes a promotion into p of the file. */
async function promoted(
  pipeline: Awaited<ReturnType<typeof load>>,
  { checks = [], time = '2026-11-20T08:00:00Z', signedAt = time, isSigned = true, isHotfix = false }: Recorded = {},
): Promise<VerifiedPromotion> {
  const changes: Partial<PromotionPredicate> = {
    time: new Date(time),
    checks,
    ...(isHotfix
      ? {
          source: { uri: 'r.io/d/app', tags: ['1.2.3'], environment: 'd' },
          route: { kind: 'hotfix', name: 'emergency' },
          reason: 'INC-1',
        }
      : {}),
  };
  const signature = { ...KEYLESS, signedAt: signedAt === undefined ? undefined : new Date(signedAt) };
  const environment = environmentNamed(pipeline, 'p');
  if (environment === undefined) throw new Error('there is p');
  const promotion = promotionTo('p', changes, signature);
  return { ...promotion, environment, ...(isSigned ? {} : { signature: undefined }) };
}

async function findings(gates: string, recorded: Recorded, route?: string) {
  const pipeline = await load(gates, route);
  const promotion = await promoted(pipeline, recorded);
  return examineGates(promotion, hotfixTaken(promotion, pipeline)).map(({ gate, level, reason }) => [
    gate,
    level,
    reason,
  ]);
}

async function checkOf(gates: string, result = 'pass'): Promise<JsonObject> {
  const settings = environmentNamed(await load(gates), 'p')?.gates.labels;
  return { id: 'labels', result, settings: encodeDigest(digestOfSettings(settings ?? {})) };
}

describe('the gates of a record', () => {
  const lacks = 'it lacks the gate "labels"';
  const since = `p requires it since ${EARLIER}`;

  it('R1: break the chain if one has "since" earlier than the record, which lacks it', async () => {
    expect(await findings(LABELS, {})).toEqual([['labels', 'break', `${lacks}, and ${since}`]]);
  });

  it('are a warning without "since", so that a new gate makes nothing unprovable', async () => {
    expect(await findings('labels: { maintainer: true }', {})).toEqual([['labels', 'warning', lacks]]);
  });

  it.each([
    ['before that day', '2026-10-31T23:59:59.999Z', '2026-10-31T23:59:59.999Z', 0],
    ['as it begins', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', 1],
    ['later, whatever earlier time the record claims', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', 1],
    ['by nobody, so that the time of the record counts', '2026-10-31T23:59:59.999Z', undefined, 0],
  ])('are asked for by the witness: %s', async (_, time, signedAt, count) => {
    expect(await findings(LABELS, { time, signedAt })).toHaveLength(count);
  });

  it.each(['pass', 'warn', 'waived'])('prove what was asked for by the result %s', async (result) => {
    expect(await findings(LABELS, { checks: [await checkOf(LABELS, result)] })).toEqual([]);
  });

  it.each(['fail', 'error', 'passed', ''])('do not by the result "%s"', async (result) => {
    const found = await findings(LABELS, { checks: [await checkOf(LABELS, result)] });
    expect(found).toEqual([['labels', 'break', `its gate "labels" says "${result}", and ${since}`]]);
  });

  it('do not if one of two checks of a gate says no', async () => {
    const checks = [await checkOf(LABELS), await checkOf(LABELS, 'fail')];
    expect(await findings(LABELS, { checks })).toHaveLength(1);
    expect(await findings(LABELS, { checks: checks.toReversed() })).toHaveLength(1);
  });

  it('count as bypassed only on a hotfix route that skips them', async () => {
    const checks = [await checkOf(LABELS, 'bypassed')];
    const bypassed = 'it bypassed the gate "labels", which';
    expect(await findings(LABELS, { checks, isHotfix: true })).toEqual([]);
    expect(await findings(LABELS, { checks })).toEqual([
      ['labels', 'break', `${bypassed} a regular route does not skip, and ${since}`],
    ]);
    expect(await findings(LABELS, { checks, isHotfix: true }, 'expires: 3d')).toEqual([
      ['labels', 'break', `${bypassed} the hotfix route "emergency" does not skip, and ${since}`],
    ]);
  });

  it('are noted if they were judged by other settings, which breaks nothing', async () => {
    const checks = [await checkOf('labels: { maintainer: ops }')];
    const reason = 'its gate "labels" was judged by other settings than those of the pipeline file';
    expect(await findings(LABELS, { checks })).toEqual([['labels', 'note', reason]]);
    expect(await findings(LABELS, { checks: [{ id: 'labels', result: 'pass' }] })).toEqual([
      ['labels', 'note', reason],
    ]);
    expect(await findings(LABELS, { checks: [{ id: 'labels', result: 'pass', settings: 'x' }] })).toHaveLength(1);
  });

  it('are judged by the same settings after "since" was added', async () => {
    const checks = [await checkOf('labels: { maintainer: true }')];
    expect(await findings(LABELS, { checks })).toEqual([]);
  });

  it('may be more than those of the file', async () => {
    expect(await findings(LABELS, { checks: [await checkOf(LABELS), { id: 'other', result: 'fail' }] })).toEqual([]);
  });
});

describe('bypassed gates', () => {
  it.each([
    [{ 'linux/amd64': 'pass', 'linux/arm64': 'fail' }, 'fail'],
    [{ 'linux/amd64': 'warn', 'linux/arm64': 'pass' }, 'warn'],
    [{ 'linux/amd64': 'nonsense' }, undefined],
    ['nonsense', undefined],
    [undefined, undefined],
  ])('would have said the worst of their platforms: %j', async (platforms, verdict) => {
    const check = { id: 'labels', result: 'bypassed', summary: 'no maintainer', ...(platforms && { platforms }) };
    const { predicate } = await promoted(await load(LABELS), { checks: [check, { id: 'base', result: 'pass' }] });
    expect(listBypassed(predicate)).toEqual([{ gate: 'labels', verdict, summary: 'no maintainer' }]);
  });
});

describe('what a record lacks', () => {
  const NOTHING: Requirements = { signed: false, approvals: 0, age: 0, anotherActor: false };
  const DAY = 86_400_000;

  async function faultOf(gates: string, recorded: Recorded, requires: Partial<Requirements> = {}) {
    const pipeline = await load(gates);
    const promotion = await promoted(pipeline, recorded);
    return evaluateRequirements(promotion, {
      requires: { ...NOTHING, ...requires },
      next: { time: NOW, actor: 'li' },
      notes: noteRecord(promotion, { pipeline, promotions: [promotion], now: NOW }),
    });
  }

  it('is proven by no unsigned record, whatever it claims', async () => {
    const checks = [await checkOf(LABELS)];
    expect(await faultOf(LABELS, { checks })).toBeUndefined();
    expect(await faultOf(LABELS, { checks, isSigned: false, time: '2020-01-01T00:00:00Z' })).toEqual({
      reason: 'it is not signed, and does not prove the gate "labels"',
      remedy: 'promote it to p again, with a signed record',
    });
    expect(await faultOf('labels: { maintainer: true }', { checks, isSigned: false })).toBeUndefined();
  });

  it('is told whole, with all that helps', async () => {
    const requires = { approvals: 2, age: 2 * DAY, anotherActor: true };
    expect(await faultOf(LABELS, {}, requires)).toEqual({
      reason: [
        `it lacks the gate "labels", and p requires it since ${EARLIER}`,
        'its record names 0 of 2 required approvals by others',
        'the image has been in p for 28 h 0 min, but must be there for 48 h 0 min',
        'it is unknown who promoted it to p, and a different person is required',
      ].join(', and '),
      remedy:
        'promote it to p again, with all gates judged and in a run that is approved, and wait until it has been there for 48 h 0 min, and start a new run instead of a re-run',
    });
  });

  it('is a matter of waiting if it is only young', async () => {
    expect((await faultOf('labels: { maintainer: true }', {}, { age: 2 * DAY }))?.remedy).toBe('wait for 20 h 0 min');
  });
});
