import { describe, expect, it } from 'vitest';
import { type JudgedImage, refusalOf } from '../../src/admission/refusal.ts';
import { digestOf } from '../../src/oci/digest.ts';
import type { Fault, GateResult, Verdict } from '../../src/policy/gates/gate.ts';
import { checkLines, renderGates } from '../../src/report/checks.ts';
import { renderFailureSummary } from '../../src/report/markdown.ts';
import { renderPromotionSummary } from '../../src/report/promotion-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { loadText } from '../pipeline/support.ts';
import { SHOP, shopDestination, shopImage, shopReport } from './summary-samples.ts';

const EVIDENCE = { evidence: [{ digest: { sha256: digestOf('report').slice(7) }, uri: 'x' }] };

/** In the order of a pipeline file, which is not that in which people need them. */
const CHECKS = [
  { id: 'config', result: 'pass', summary: '' },
  {
    ...{ id: 'base', result: 'warn', ...EVIDENCE },
    summary:
      'linux/amd64 and linux/arm64: it stands on prod-osbase 12.6, 2 versions behind; rebuild on prod-osbase 12.8',
  },
  {
    ...{ id: 'licences', result: 'waived', ...EVIDENCE },
    summary: 'linux/amd64: GPL-3.0-only of readline 8.2 is waived until 2026-12-31 (RISK-812)',
  },
  {
    ...{ id: 'vulnerabilities', result: 'bypassed', ...EVIDENCE },
    summary:
      'linux/arm64: 1 critical, CVE-2026-1111 in openssl 3.0.1 (fixed in 3.0.2), from prod-osbase 12.6; rebuild on prod-osbase 12.8, which has the fix',
  },
  { id: 'people', result: 'pass', summary: 'approved by wang' },
  { id: 'windows', result: 'bypassed', summary: 'closed until Mon 2026-11-23 20:00 Asia/Shanghai; wait' },
];

const ORDERED = ['vulnerabilities', 'windows', 'base', 'licences', 'config', 'people'];

function placesOf(text: string): readonly number[] {
  return ORDERED.map((gate) => text.search(new RegExp(`\\b${gate}\\b`)));
}

function result(gate: GateResult['gate'], verdict: Verdict, faults: readonly Fault[] = [], notes: string[] = []) {
  return { gate, verdict, mode: 'enforce', faults, notes, evidence: [], waivers: [] } as const;
}

const REFUSED: JudgedImage = {
  name: 'shop/app:1.2.4',
  results: [
    result('config', 'pass'),
    result('labels', 'bypassed', [{ verdict: 'fail', reason: 'it has no label maintainer' }]),
    result('vulnerabilities', 'fail', [
      {
        ...{ verdict: 'fail', platform: 'linux/arm64' },
        reason: '1 critical, CVE-2026-1111 in openssl 3.0.1 (fixed in 3.0.2), from prod-osbase 12.6',
        remedy: 'rebuild on prod-osbase 12.8, which has the fix',
      },
    ]),
    result('tests', 'error', [
      {
        verdict: 'error',
        reason: 'cannot read the checks of the commit: GitHub answers 403',
        remedy: 'give the job "checks: read"',
      },
    ]),
    result('base', 'warn', [{ verdict: 'warn', reason: '2 versions behind' }]),
    result('windows', 'pass', [], ['closes 23:30']),
  ],
};

function failureOf(images: readonly JudgedImage[]): string {
  const refusal = refusalOf('p', images);
  if (refusal === undefined) throw new Error('nothing is refused');
  return renderFailureSummary(refusal.message, refusal.lines);
}

describe('gates', () => {
  it('are as they were: of a hotfix that bypasses two', async () => {
    const destination = shopDestination({ checks: CHECKS });
    const route = destination.route && { ...destination.route, from: 't', hotfix: 'emergency' };
    const images = [shopImage({ destinations: [{ ...destination, route }] })];
    expectGolden('gates-bypassed.md', renderPromotionSummary(shopReport({ images }), await loadText(SHOP)));
  });

  it('are as they were: of an image that is refused', () => {
    expectGolden('gates-refused.md', failureOf([REFUSED]));
  });

  it('are as they were: of a set of which two images are refused', () => {
    const alike = [REFUSED, { ...REFUSED, name: 'shop/web:1.2.4' }];
    const other = { name: 'shop/pay:2.0.0', results: REFUSED.results.slice(0, 3) };
    const passed = { name: 'shop/mail:1.0.0', results: [result('config', 'pass')] };
    expectGolden('gates-refused-set.md', failureOf([...alike, other, passed]));
  });

  it('that a route bypassed come before those that passed, and behind those that refuse', () => {
    const [line = '', table = ''] = renderGates(CHECKS);
    for (const text of [line, table, checkLines(CHECKS).join('\n')]) {
      expect(placesOf(text)).toEqual(placesOf(text).toSorted((left, right) => left - right));
    }
    expect(refusalOf('p', [REFUSED])?.lines?.map((each) => each.slice(0, 8))).toEqual([
      '✗ vulner',
      '? tests ',
      '» labels',
      '! base (',
      '✓ config',
    ]);
  });
});
