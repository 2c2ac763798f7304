import { digestOf } from '../../src/oci/digest.ts';
import type { HoldReport } from '../../src/report/hold.ts';
import type { HoldRunReport } from '../../src/report/hold-run.ts';
import type { PlanItem } from '../../src/report/promotion.ts';
import type { RollbackReport, RolledBackImage } from '../../src/report/rollback.ts';
import { REPORT_SCHEMA } from '../../src/report/schema.ts';
import { findUpdaterHints } from '../../src/report/updater-hints.ts';
import { planItem } from './reports.ts';

const BAD = digestOf('shop/app 1.3.0');
const GOOD = digestOf('shop/app 1.2.4');
const RUN = 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1';
const P = 'ghcr.io/acme/p/shop/app';

/** An image that was taken back from 1.3.0 to 1.2.4. */
export function rolledBackImage(changes: Partial<RolledBackImage> = {}): RolledBackImage {
  const moved = (tag: string, kind: PlanItem['kind'], reason: string) =>
    planItem(tag, kind, 'move', { image: P, before: BAD, after: GOOD, reason });
  return {
    ...{ image: 'shop/app', from: BAD, to: GOOD, by: 'previous', unreachable: [] },
    versions: { from: '1.3.0', to: '1.2.4' },
    content: {
      platforms: ['linux/amd64', 'linux/arm64'].map((platform) => ({ platform, digest: digestOf(platform) })),
      ...{ manifests: 3, blobs: 12, bytes: 123_456_789 },
    },
    repositories: [
      {
        repository: P,
        tags: [
          planItem('20261201_02', 'date_seq', 'create', {
            ...{ image: P, mutable: false, after: GOOD, reason: 'the next number today in UTC' },
          }),
          moved('1', 'semver.major', 'it was on the image that is rolled back'),
          moved('latest', 'latest', 'it was on the image that is rolled back'),
          moved('p', 'raw', 'it marks what runs'),
        ],
        lines: [],
        record: `${P}@${digestOf('record')}`,
        hold: `${P}@${digestOf('hold')}`,
        skipped: [],
        changed: true,
      },
    ],
    hints: findUpdaterHints({ tags: ['1.3.0', '1.3', '1', 'latest', 'p'], marker: 'p', number: '20261201_02' }),
    ...changes,
  };
}

export function rollbackReport(changes: Partial<RollbackReport> = {}): RollbackReport {
  return {
    ...{ schema: REPORT_SCHEMA, command: 'rollback', dryRun: false, environment: 'p', ready: true, changed: true },
    images: [rolledBackImage()],
    run: { address: RUN, actor: 'li', approvedBy: ['wang'], reason: 'INC-4711: payments fail' },
    ...{ requests: 43, milliseconds: 4200 },
    warnings: ['"1.3" of ghcr.io/acme/p/shop/app stays on a held image: no other 1.3 is in p'],
    ...changes,
  };
}

/** A drill of the same. */
export function drillReport(): RollbackReport {
  const [repository] = rolledBackImage().repositories;
  const repositories = repository === undefined ? [] : [{ ...repository, record: null, hold: null, changed: false }];
  const run = { address: RUN, actor: 'github-actions[bot]', approvedBy: [], reason: 'nightly drill' };
  return rollbackReport({
    ...{ dryRun: true, changed: false, run, requests: 24, milliseconds: 1300 },
    images: [rolledBackImage({ repositories })],
  });
}

/** 1.3.0 held in all environments but one that does not have it. */
export function holdRunReport(changes: Partial<HoldRunReport> = {}): HoldRunReport {
  const place = (name: string, state: 'written' | 'absent') => ({
    ...{ repository: `ghcr.io/acme/${name}/shop/app`, environments: [name], state, error: null },
  });
  return {
    ...{ schema: REPORT_SCHEMA, command: 'hold', dryRun: false, environments: ['*'], effect: 'quarantine' },
    ...{ until: null, reason: 'CVE-2026-1111', changed: true, admission: [], by: 'li', approvedBy: [], run: RUN },
    ...{ policy: digestOf('file'), warnings: [], requests: 21, milliseconds: 1900 },
    images: [
      {
        ...{ image: 'shop/app', reference: 'shop/app:1.3.0', digest: BAD, record: digestOf('hold'), signed: true },
        ...{ changed: true, ended: [] },
        places: [...['d', 't', 's1', 's2'].map((name) => place(name, 'written')), place('p', 'absent')],
      },
    ],
    ...changes,
  };
}

/** The end of that hold. */
export function unholdRunReport(): HoldRunReport {
  const held = holdRunReport();
  const ended: HoldReport = {
    effect: 'quarantine',
    ...{ digest: BAD, reason: 'CVE-2026-1111', until: null, record: digestOf('hold') },
    ...{ signed: true, since: '2026-12-01T03:12:00.000Z', by: 'li', line: null },
  };
  return {
    ...held,
    ...{ command: 'unhold', effect: null, reason: 'not affected: the package is not used', approvedBy: ['wang'] },
    images: held.images.map((image) => ({ ...image, ended: [ended] })),
  };
}
