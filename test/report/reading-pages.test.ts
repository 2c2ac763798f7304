import { describe, expect, it } from 'vitest';
import { makeCost } from '../../src/estimate/cost.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { makeResult } from '../../src/policy/gates/gate.ts';
import { type CheckedImage, reportCheck } from '../../src/report/check.ts';
import { renderCheckSummary } from '../../src/report/check-summary.ts';
import { reportImage } from '../../src/report/history.ts';
import { renderHistorySummary } from '../../src/report/history-summary.ts';
import type { OutdatedImageReport, OutdatedReport } from '../../src/report/outdated.ts';
import { renderOutdatedSummary } from '../../src/report/outdated-summary.ts';
import { type PlanReport, renderPlanSummary } from '../../src/report/plan.ts';
import { renderTagsSummary } from '../../src/report/tags.ts';
import type { VerifiedImage } from '../../src/report/verification.ts';
import { renderVerifySummary } from '../../src/report/verification-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { shopHistory } from '../history/histories.ts';
import { loadText } from '../pipeline/support.ts';
import { promotionTo } from '../policy/promotions.ts';
import { TAGS } from './reports.ts';
import { SHOP, shopReport } from './summary-samples.ts';

const ADDRESS = shopReport().run.address ?? '';
const RUN = { invocationId: ADDRESS, actor: { login: 'li' } };
const PIPELINE = await loadText(SHOP);

function proven(to: string, from: string, [login, day]: readonly [string, string]) {
  return promotionTo(to, {
    ...{ run: { invocationId: ADDRESS, actor: { login } }, time: new Date(`2026-11-${day}T10:11:00Z`) },
    source: { uri: `ghcr.io/acme/${from}/shop/app`, tags: ['1.2.4'], environment: from },
    ...(to === 'p' && {
      approvals: [{ login: 'wang', state: 'approved', environments: ['p'], comment: undefined }],
      reason: 'CHG-812',
    }),
  });
}

const CHAIN: readonly ReturnType<typeof proven>[] = [
  proven('p', 's2', ['li', '30']),
  proven('s2', 's1', ['chen', '29']),
  proven('s1', 't', ['li', '28']),
  proven('t', 'd', ['li', '28']),
];

function verified(changes: Partial<VerifiedImage> = {}): VerifiedImage {
  return {
    ...{ image: 'shop/app', environment: 'p', reference: 'ghcr.io/acme/p/shop/app:1.2.4', digest: digestOf('image') },
    ...{ verified: true, name: { tag: '1.2.4', proven: true, record: digestOf('record'), reason: null, unread: 0 } },
    chain: { promotions: CHAIN, origin: 'd', broken: undefined },
    ...{ remedy: null, attestations: [], attestationsLeftOut: 0, holds: [], ignoredHolds: [] },
    ...changes,
  };
}

function checked(name: string, reason?: string): CheckedImage {
  const [source, destination] = ['s2', 'p'].map((each) => PIPELINE.environments.find((one) => one.name === each));
  if (destination === undefined) throw new Error('there is no p');
  const settings = { mode: 'enforce', appliesTo: 'all', since: undefined } as const;
  const results = (['vulnerabilities', 'config', 'base'] as const).map((id) =>
    makeResult(id, settings, {
      faults: id === 'vulnerabilities' && reason !== undefined ? [{ verdict: 'fail', reason }] : [],
    }),
  );
  const checks = results.map(({ gate, verdict }) => {
    const summary = verdict === 'fail' ? (reason ?? '') : 'nothing to find fault with';
    return { id: gate, result: verdict, mode: 'enforce', summary };
  });
  return {
    ...{ image: name, reference: `ghcr.io/acme/s2/${name}:1.2.4`, digest: digestOf(name), tags: ['1.2.4'] },
    ...{ environment: 'p', repositories: [`ghcr.io/acme/p/${name}`], evidence: undefined, refusal: undefined },
    route: { image: name, source, destination, route: { kind: 'regular' } },
    gates: { name, results, checks },
  };
}

function outdated(name: string, behind: number, removes: number): OutdatedImageReport {
  const base = { repository: 'registry.example.com/base/os', created: '2026-10-01T00:00:00Z', digest: digestOf('os') };
  const environments = ['p', 's2'].map((environment) => ({
    ...{ environment, repository: `ghcr.io/acme/${environment}/${name}`, tag: '1.2.4' },
  }));
  const platform = {
    ...{ platform: 'linux/amd64', base: { ...base, version: behind === 0 ? '12.8' : '12.6' }, denied: false, behind },
    ...{ behindSince: behind === 0 ? null : '2026-10-20T00:00:00Z', newest: { ...base, version: '12.8' } },
    ...{ stake: { findings: 31, removes }, reason: null },
  };
  return {
    ...{ image: name, digest: digestOf(name), environments, owner: 'team-shop', platforms: [platform] },
    ...{ behind, error: null },
  };
}

const ESTIMATE: PlanReport['pushing'] = {
  cost: makeCost({ 'manifest-head': 240, 'manifest-write': 200 }, 734_003_200),
  time: { milliseconds: 48_000, boundBy: 'the link' },
};

const TAGGING: PlanReport['pushing'] = {
  cost: makeCost({ 'manifest-head': 600, 'manifest-write': 600 }),
  time: { milliseconds: 21_000, boundBy: 'time' },
};

const PLAN: PlanReport = {
  stored: { path: 'sealift-plan.json', id: digestOf('plan'), bytes: 81_000 },
  matrix: {
    include: [1, 2, 3].map((index) => ({
      ...{ shard: `${index}-of-3@${digestOf('plan')}`, plan: digestOf('plan'), images: 40, bytes: 734_003_200 },
    })),
  },
  images: 120,
  routes: [{ from: 's2', to: 'p', hotfix: null }],
  tagCounts: { create: 240, move: 360, keep: 0, skip: 0 },
  firstTags: ['shop/app', 'shop/web'].map((name) => ({
    source: `ghcr.io/acme/s2/${name}:1.2.4`,
    repository: `ghcr.io/acme/p/${name}`,
    tags: [
      { tag: parseTag('1.2.4'), action: 'create' },
      { tag: parseTag('latest'), action: 'move' },
    ],
  })),
  ...{ shards: [ESTIMATE, ESTIMATE, ESTIMATE], pushing: ESTIMATE, tagging: TAGGING, requests: 1043, warnings: [] },
};

const OUTDATED: OutdatedReport = {
  ...{ schema: 1, command: 'outdated', policy: digestOf('file'), dryRun: false, leftOut: [], warnings: [] },
  ...{ requests: 58, milliseconds: 3100, ledger: null },
  bases: [{ repository: 'registry.example.com/base/os', use: 'allowed', versions: 14, newest: '12.8', error: null }],
  images: [outdated('shop/app', 2, 17), outdated('shop/web', 1, 4), outdated('shop/mail', 0, 0)],
};

describe('the pages that docs/reference/summaries.md shows', () => {
  it('verify', () => {
    const page = { run: RUN, pipeline: PIPELINE };
    expectGolden('page-verify.md', renderVerifySummary([verified()], { requests: 41, milliseconds: 1900 }, page));
  });

  it('check', () => {
    const images = [
      checked('shop/app'),
      checked('shop/web', 'CVE-2026-31337 (critical) in openssl 3.0.1, fixed in 3.0.2'),
    ];
    const environments = [{ environment: 'p', gates: ['vulnerabilities', 'config', 'base'], notJudged: [] }] as const;
    const facts = { policy: digestOf('file'), requests: 63, milliseconds: 2700, warnings: [] };
    const report = reportCheck(images, { from: 's2', environments, admission: [], ...facts });
    expectGolden('page-check.md', renderCheckSummary(images, report, { run: RUN, pipeline: PIPELINE }));
  });

  it('plan', () => {
    expectGolden('page-plan.md', renderPlanSummary(PLAN, { run: RUN, pipeline: PIPELINE }));
  });

  it('tags', () => {
    const tags = TAGS.map((item) => ({ ...item, before: null, after: null }));
    const labels = { 'org.opencontainers.image.title': 'shop', 'org.opencontainers.image.version': '1.2.3' };
    const facts = { version: '1.2.3', annotations: [], requests: 1, unmatchedRules: [], warnings: [] };
    const report = { schema: 1, command: 'tags', images: ['ghcr.io/acme/d/shop/app'], tags, labels, ...facts } as const;
    expectGolden('page-tags.md', renderTagsSummary(report, RUN));
  });

  it('outdated', () => {
    expectGolden('page-outdated.md', renderOutdatedSummary(OUTDATED, RUN));
  });

  it('history', () => {
    const history = shopHistory();
    const facts = { policy: digestOf('file'), warnings: [], requests: 47, milliseconds: 1234 };
    const report = { schema: 1, command: 'history', images: [reportImage(history, null)], ...facts } as const;
    const page = { pipeline: PIPELINE, histories: [history], report, run: ADDRESS, facts: RUN };
    expectGolden('page-history.md', renderHistorySummary(page));
  });
});

describe('the picture of a chain', () => {
  it('marks where the proof breaks', () => {
    const chain = {
      promotions: CHAIN.slice(0, 1),
      origin: undefined,
      broken: { environment: 's2', reason: 'no record' },
    };
    const image = verified({ verified: false, chain });
    const text = renderVerifySummary([image], { requests: 1, milliseconds: 1 }, { pipeline: PIPELINE });
    expect(text).toContain('e3["s2<br/>not proven"]:::held');
    expect(text).toContain('e4["p<br/>2026-11-30, li<br/>signed"]:::now');
    expect(text).toContain('e3 ==> e4');
  });

  it('is drawn for a few images only', () => {
    const images = Array.from({ length: 20 }, () => verified());
    const text = renderVerifySummary(images, { requests: 1, milliseconds: 1 }, { pipeline: PIPELINE });
    expect(text.match(/```mermaid/g)).toHaveLength(5);
  });

  it('lets nobody who promoted break out of it', () => {
    const [first] = CHAIN;
    const evil = '"]; click e0 "javascript:x" <b>```';
    const promotions =
      first === undefined ? [] : [{ ...first, predicate: { ...first.predicate, run: { actor: { login: evil } } } }];
    const image = verified({ chain: { promotions, origin: 'd', broken: undefined } });
    const text = renderVerifySummary([image], { requests: 1, milliseconds: 1 }, { pipeline: PIPELINE });
    const [, picture = ''] = text.split('```');
    expect(picture).not.toMatch(/click e0 "|"\];/);
    expect(text.match(/```/g)).toHaveLength(2);
  });
});
