import { digestOf } from '../../src/oci/digest.ts';
import type { ComparisonReport } from '../../src/report/comparison.ts';
import type { DestinationReport, ImageReport, Report, RouteReport } from '../../src/report/promotion.ts';
import { BEFORE, destinationReport, IMAGE, imageReport, planItem, promotionReport } from './reports.ts';

/** The pipeline of a shop, through which the samples go. */
export const SHOP = `version: 1
environments:
  d: { repository: "ghcr.io/acme/d/{image}" }
  t: { repository: "ghcr.io/acme/t/{image}", from: d }
  s1: { repository: "ghcr.io/acme/s1/{image}", from: t }
  s2: { repository: "ghcr.io/acme/s2/{image}", from: s1 }
  p: { repository: "ghcr.io/acme/p/{image}", from: s2 }
hotfix-routes:
  emergency: { from: t, to: p }
`;

const AFTER = 'b7c3f9e1904a1ce19322e91ac35af1ab07466440';
const SOURCE = 'https://github.com/acme/shop';

/** What came since 1.2.3. */
export function comparison(changes: Partial<ComparisonReport> = {}): ComparisonReport {
  const revision = '860c1904a1ce19322e91ac35af1ab07466440c37';
  const newest = [
    ['b7c3f9e1904a1ce19322e91ac35af1ab07466440', 'Release 1.2.4 (#812)', 'octocat'],
    ['4ac3d2e1904a1ce19322e91ac35af1ab07466440', 'Close the basket when a payment fails', 'mona'],
    ['12f3a4e1904a1ce19322e91ac35af1ab07466440', 'Update the base image', 'dependabot[bot]'],
  ] as const;
  return {
    address: `${SOURCE}/compare/${revision}...${AFTER}`,
    before: { digest: BEFORE, version: '1.2.3', revision },
    revision: AFTER,
    commits: {
      ...{ total: 9, lost: 0, people: 3 },
      newest: newest.map(([sha, subject, author]) => ({ sha, subject, author })),
    },
    ...changes,
  };
}

const ROUTE: RouteReport = {
  ...{ image: 'shop/app', environment: 'p', from: 's2', hotfix: null },
  ...{ evidence: `ghcr.io/acme/s2/shop/app@${digestOf('s2')}`, isEvidenceSigned: true },
};

const CHECKS = [
  {
    ...{ id: 'vulnerabilities', result: 'waived' },
    summary: 'linux/amd64: CVE-2026-1111 in openssl 3.0.1 is waived until 2026-12-31 (RISK-812)',
  },
  { id: 'base', result: 'pass', summary: 'registry.example.com/base/prod-osbase 12.8, the newest' },
  { id: 'tests', result: 'pass', summary: '214 passed' },
  { id: 'windows', result: 'pass', summary: 'closes 23:30' },
];

/** A destination that an image of the shop enters. */
export function shopDestination(changes: Partial<DestinationReport> = {}): DestinationReport {
  const repository = 'ghcr.io/acme/p/shop/app';
  const tag = (...[name, kind, action, more]: Parameters<typeof planItem>) =>
    planItem(name, kind, action, { image: repository, ...more });
  return destinationReport({
    ...{ repository, route: ROUTE, checks: CHECKS, recordForm: 'signed', comparison: comparison() },
    tags: [
      tag('1.2.4', 'semver.full', 'create', { reason: 'version 1.2.4 from the source tag' }),
      tag('sha-b7c3f9e', 'sha', 'create', { reason: "the image's revision" }),
      tag('20261130_02', 'date_seq', 'create', { reason: 'the next number today in UTC' }),
      ...(['1.2', '1', 'latest'] as const).map((name) =>
        tag(name, 'latest', 'move', { reason: '1.2.4 is the highest version' }),
      ),
    ],
    unmatchedRules: [],
    record: `${repository}@${digestOf('record')}`,
    logEntry: 'https://search.sigstore.dev/?logIndex=612345678',
    ...changes,
  });
}

/** An image of the shop. */
export function shopImage(changes: Partial<ImageReport> = {}): ImageReport {
  const labels = { source: SOURCE, revision: AFTER, version: '1.2.4', 'base.name': 'registry.example.com/base/os' };
  return imageReport({
    source: `ghcr.io/acme/s2/shop/app:1.2.4@${IMAGE}`,
    labels: Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
    ),
    destinations: [shopDestination()],
    ...changes,
  });
}

/** A promotion in the shop. */
export function shopReport(changes: Partial<Report> = {}): Report {
  const run = {
    address: `${SOURCE}/actions/runs/1658821493/attempts/1`,
    ...{ actor: 'li', approvedBy: ['wang'], reason: 'CHG-812' },
  };
  return promotionReport({}, { images: [shopImage()], run, requests: 61, milliseconds: 2900, ...changes });
}

/** A set of images of the shop. */
export function shopSet(count: number, changes: Partial<DestinationReport> = {}): readonly ImageReport[] {
  const names = ['app', 'web', 'worker', 'mail', 'search', 'pay'];
  return Array.from({ length: count }, (_, index) => {
    const name = `shop/${names[index] ?? `service-${index}`}`;
    const digest = digestOf(name);
    const repository = `ghcr.io/acme/p/${name}`;
    const { tags } = shopDestination();
    return shopImage({
      ...{ source: `ghcr.io/acme/s2/${name}:1.2.4@${digest}`, digest },
      destinations: [
        shopDestination({
          ...{ repository, route: { ...ROUTE, image: name }, record: `${repository}@${digestOf(repository)}` },
          tags: tags.map((each) => ({ ...each, image: repository, after: digest })),
          ...changes,
        }),
      ],
    });
  });
}
