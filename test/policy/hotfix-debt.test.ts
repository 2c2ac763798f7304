import { describe, expect, it } from 'vitest';
import type { PromotionPredicate } from '../../src/attestation/predicates/promotion.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { describeDebt, findDebt, isExpired } from '../../src/policy/hotfix-debt.ts';
import type { VerifiedPromotion } from '../../src/policy/verify-promotion.ts';
import { loadText } from '../pipeline/support.ts';
import { KEYLESS, promotionTo } from './promotions.ts';

const FILE = `version: 1
signing: { signers: [{ key: .github/sealift.pub }] }
environments:
  d: { repository: "r.io/d/{image}" }
  s: { repository: "r.io/s/{image}", from: d }
  p: { repository: "r.io/p/{image}", from: s, gates: { labels: { maintainer: true, since: 2026-01-01 } } }
hotfix-routes:
  emergency: { from: d, to: p, skips: [labels], expires: 3d }
`;
const PIPELINE = await loadText(FILE);
const PASS = [{ id: 'labels', result: 'pass' }];

/** Days and hours of November 2026. */
function at(day: number, hour = 0): Date {
  return new Date(Date.UTC(2026, 10, day, hour));
}

interface Given {
  readonly claimed?: Date;
  readonly took?: readonly string[];
  readonly checks?: PromotionPredicate['checks'];
}

function promoted(
  time: Date,
  changes: Partial<PromotionPredicate>,
  { claimed = time, took = [], checks = PASS }: Given,
) {
  const replaced = new Map(took.map((tag) => [tag, digestOf('another image')]));
  const environment = environmentNamed(PIPELINE, 'p');
  if (environment === undefined) throw new Error('there is p');
  const destination = { uri: 'r.io/p/app', environment: 'p', tags: ['1.2.3'], replaced };
  const promotion = promotionTo(
    'p',
    { time: claimed, destination, checks, ...changes },
    { ...KEYLESS, signedAt: time },
  );
  return { ...promotion, stored: { ...promotion.stored, digest: digestOf(String(time.getTime())) }, environment };
}

function hotfix(time: Date, given: Given = {}): VerifiedPromotion {
  const source = { uri: 'r.io/d/app', tags: ['1.2.3'], environment: 'd' };
  return promoted(time, { source, route: { kind: 'hotfix', name: 'emergency' }, reason: 'INC-1' }, given);
}

function regular(time: Date, given: Given = {}): VerifiedPromotion {
  return promoted(time, {}, given);
}

function debtOf(
  promotion: VerifiedPromotion,
  now: Date,
  others: readonly VerifiedPromotion[] = [],
  file: Pipeline = PIPELINE,
) {
  const debt = findDebt(promotion, { pipeline: file, promotions: [promotion, ...others], now });
  if (debt === undefined) throw new Error('it owes something');
  return debt;
}

describe('a hotfix of a route that expires', () => {
  it.each([
    [at(10, 1), 'counts for 2 days more, unless a regular promotion follows'],
    [at(11), 'counts for 2 days more, unless a regular promotion follows'],
    [at(11, 1), 'counts for 47 h 0 min more, unless a regular promotion follows'],
    [new Date(at(13).getTime() - 1000), 'counts for 1 s more, unless a regular promotion follows'],
    [at(13), 'expired on 2026-11-13 00:00 UTC, and no regular promotion followed'],
    [at(20), 'expired on 2026-11-13 00:00 UTC, and no regular promotion followed'],
  ])('counts down: at %s', (now, text) => {
    const debt = debtOf(hotfix(at(10)), now);
    expect(describeDebt(debt)).toBe(`the hotfix by "emergency" ${text}`);
    expect(isExpired(debt)).toBe(text.startsWith('expired'));
  });

  it('counts from its witness, and not from what it claims', () => {
    expect(debtOf(hotfix(at(10), { claimed: at(2) }), at(11)).ends).toEqual(at(13));
  });

  it('is paid by a regular promotion of the same digest that follows, before it expires or after', () => {
    for (const paid of [regular(at(11)), regular(at(19))]) {
      const debt = debtOf(hotfix(at(10)), at(20), [paid]);
      expect(debt.paidBy).toBe(paid.stored.digest);
      expect(isExpired(debt)).toBe(false);
      expect(describeDebt(debt)).toBeUndefined();
    }
  });

  it('is paid by no regular promotion that came before it, or lacks a gate that it has to prove', () => {
    for (const other of [
      regular(at(9)),
      regular(at(11), { checks: [] }),
      regular(at(11), { claimed: at(11), checks: [{ id: 'labels', result: 'bypassed' }] }),
    ]) {
      expect(isExpired(debtOf(hotfix(at(10)), at(13), [other]))).toBe(true);
    }
  });

  it('is not prolonged by another hotfix of the same image', () => {
    expect(debtOf(hotfix(at(12)), at(13), [hotfix(at(10))]).ends).toEqual(at(13));
  });

  it('begins anew after a regular promotion, and after the image was replaced and came back', () => {
    expect(debtOf(hotfix(at(12)), at(13), [hotfix(at(10)), regular(at(11))]).ends).toEqual(at(15));
    expect(debtOf(hotfix(at(20), { took: ['1.2.3'] }), at(21), [hotfix(at(10))]).ends).toEqual(at(23));
  });

  it('is none without "expires", or once the file has the route no more', async () => {
    for (const text of [
      FILE.replace(', expires: 3d', ''),
      FILE.replace('emergency:', 'urgent:'),
      FILE.replace('from: s, gates', 'from: [s, d], gates').replace(/hotfix-routes:[\s\S]*/, ''),
    ]) {
      const pipeline = await loadText(text);
      expect(findDebt(hotfix(at(10)), { pipeline, promotions: [], now: at(20) })).toBeUndefined();
    }
    expect(findDebt(regular(at(10)), { pipeline: PIPELINE, promotions: [], now: at(20) })).toBeUndefined();
  });
});
