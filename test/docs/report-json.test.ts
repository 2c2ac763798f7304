import { describe, expect, it } from 'vitest';
import type { ArchivedImageReport, ArchiveReport } from '../../src/report/archive.ts';
import type { CheckedEnvironment, CheckedImageReport, CheckReport } from '../../src/report/check.ts';
import type {
  EnvironmentReport,
  HistoryReport,
  ImageHistoryReport,
  PlacementReport,
  RepositoryReport,
} from '../../src/report/history.ts';
import type { HoldReport } from '../../src/report/hold.ts';
import type { HeldImageReport, HeldPlaceReport, HoldRunReport } from '../../src/report/hold-run.ts';
import type {
  NamedBaseReport,
  OutdatedImageReport,
  OutdatedReport,
  PlatformReport,
} from '../../src/report/outdated.ts';
import type {
  DestinationReport,
  ImageReport,
  PlanItem,
  Report,
  RouteReport,
  RunReport,
} from '../../src/report/promotion.ts';
import type { RecordReport } from '../../src/report/record.ts';
import type { NotesReport } from '../../src/report/record-notes.ts';
import type {
  AppliedImageReport,
  AppliedReport,
  GoingReport,
  RetainedReport,
  RetainReport,
} from '../../src/report/retain.ts';
import type { RollbackReport, RolledBackImage, RolledBackRepository } from '../../src/report/rollback.ts';
import type { TagsReport } from '../../src/report/tags.ts';
import type { LinkReport, VerifiedImageReport, VerifyReport } from '../../src/report/verification.ts';
import { readDocument } from './documents.ts';
import { codes } from './markdown-tables.ts';

/** Every field of a report; tsc refuses one too few and one too many. */
type Fields<Part> = Readonly<Record<keyof Part, true>>;

const PROMOTE: Fields<Report> = {
  ...{
    schema: true,
    command: true,
    dryRun: true,
    images: true,
    run: true,
    requests: true,
    milliseconds: true,
    warnings: true,
  },
};
const IMAGES: Fields<ImageReport> = {
  ...{ source: true, digest: true, mediaType: true, platforms: true, blobs: true, bytes: true, labels: true },
  ...{ referrers: true, destinations: true },
};
const DESTINATIONS: Fields<DestinationReport> = {
  ...{ repository: true, route: true, checks: true, tags: true, unmatchedRules: true, blobs: true, bytesCopied: true },
  ...{ manifestsWritten: true, referrers: true, cosignTags: true, previousDigest: true, comparison: true },
  ...{ record: true, recordForm: true, logEntry: true, admission: true, changed: true, written: true },
};
const ROUTE: Fields<RouteReport> = {
  ...{ image: true, environment: true, from: true, hotfix: true, evidence: true, isEvidenceSigned: true },
};
const TAGS: Fields<PlanItem> = {
  ...{ image: true, tag: true, kind: true, mutable: true, action: true, reason: true, exists: true },
  ...{ before: true, after: true },
};
const RUN: Fields<RunReport> = { address: true, actor: true, approvedBy: true, reason: true };
const BUILD: Fields<TagsReport> = {
  ...{
    schema: true,
    command: true,
    images: true,
    tags: true,
    unmatchedRules: true,
    version: true,
    labels: true,
    annotations: true,
  },
  ...{ requests: true, warnings: true },
};
const VERIFY: Fields<VerifyReport> = {
  ...{ schema: true, command: true, verified: true, images: true, policy: true, warnings: true },
  ...{ requests: true, milliseconds: true },
};
const VERIFIED: Fields<VerifiedImageReport> = {
  ...{ image: true, environment: true, reference: true, digest: true, verified: true, name: true, links: true },
  ...{ remedy: true, attestations: true, attestationsLeftOut: true, holds: true, ignoredHolds: true },
};
const LINKS: Fields<LinkReport> = { environment: true, kind: true, sentence: true, record: true, notes: true };
const CHECK: Fields<CheckReport> = {
  ...{ schema: true, command: true, passed: true, from: true, images: true, environments: true, policy: true },
  ...{ admission: true, requests: true, milliseconds: true, warnings: true },
};
const CHECKED: Fields<CheckedImageReport> = {
  ...{ image: true, reference: true, digest: true, tags: true, environment: true, repositories: true, from: true },
  ...{ hotfix: true, evidence: true, isEvidenceSigned: true, verdict: true, refusal: true, checks: true },
};
const CHECKED_ENVIRONMENTS: Fields<CheckedEnvironment> = { environment: true, gates: true, notJudged: true };
const HISTORY: Fields<HistoryReport> = {
  ...{ schema: true, command: true, policy: true, images: true, warnings: true, requests: true, milliseconds: true },
};
const HISTORY_IMAGE: Fields<ImageHistoryReport> = {
  image: true,
  requested: true,
  environments: true,
  comparison: true,
  past: true,
  gone: true,
};
const ENVIRONMENTS: Fields<EnvironmentReport> = {
  ...{ name: true, from: true, current: true, distance: true, repositories: true, differences: true },
};
const REPOSITORIES: Fields<RepositoryReport> = {
  ...{ repository: true, error: true, current: true, placements: true, leftOut: true },
};
const PLACEMENTS: Fields<PlacementReport> = {
  ...{ digest: true, tags: true, status: true, reasons: true, record: true, how: true, rollback: true },
  ...{ holds: true, notes: true, earlier: true, unexplained: true },
};
const NOTES: Fields<NotesReport> = { gates: true, bypassed: true, debt: true };
const OUTDATED: Fields<OutdatedReport> = {
  ...{ schema: true, command: true, policy: true, dryRun: true, bases: true, images: true, leftOut: true },
  ...{ ledger: true, warnings: true, requests: true, milliseconds: true },
};
const BASES: Fields<NamedBaseReport> = { repository: true, use: true, versions: true, newest: true, error: true };
const OUTDATED_IMAGES: Fields<OutdatedImageReport> = {
  ...{ image: true, digest: true, environments: true, owner: true, platforms: true, behind: true, error: true },
};
const STANDING: Fields<PlatformReport> = {
  ...{ platform: true, base: true, denied: true, behind: true, behindSince: true, newest: true, stake: true },
  reason: true,
};
const HOLD: Fields<HoldRunReport> = {
  ...{ schema: true, command: true, dryRun: true, policy: true, environments: true, effect: true, until: true },
  ...{ reason: true, changed: true, images: true, admission: true, by: true, run: true, approvedBy: true },
  ...{ warnings: true, requests: true, milliseconds: true },
};
const HELD_IMAGES: Fields<HeldImageReport> = {
  ...{ image: true, reference: true, digest: true, record: true, signed: true, changed: true, ended: true },
  places: true,
};
const HELD_PLACES: Fields<HeldPlaceReport> = { repository: true, environments: true, state: true, error: true };
const HOLDS: Fields<HoldReport> = {
  ...{ effect: true, digest: true, reason: true, until: true, record: true, signed: true, since: true, by: true },
  line: true,
};
const ROLLBACK: Fields<RollbackReport> = {
  ...{ schema: true, command: true, dryRun: true, environment: true, ready: true, changed: true, images: true },
  ...{ run: true, requests: true, milliseconds: true, warnings: true },
};
const ROLLED_BACK: Fields<RolledBackImage> = {
  ...{
    image: true,
    from: true,
    to: true,
    versions: true,
    by: true,
    content: true,
    repositories: true,
    unreachable: true,
    hints: true,
  },
};
const ROLLED_BACK_IN: Fields<RolledBackRepository> = {
  ...{ repository: true, tags: true, lines: true, record: true, hold: true, skipped: true, changed: true },
};
const RETAIN: Fields<RetainReport> = {
  ...{ schema: true, command: true, policy: true, plan: true, environments: true, refused: true, totals: true },
  ...{ limits: true, applied: true, excess: true, warnings: true, requests: true, milliseconds: true },
};
const APPLIED: Fields<AppliedReport> = {
  ...{ plan: true, by: true, run: true, approvedBy: true, reason: true, images: true },
};
const APPLIED_IMAGES: Fields<AppliedImageReport> = {
  ...{ environments: true, repository: true, digest: true, tags: true, action: true, outcome: true, reason: true },
  ...{ left: true, frees: true },
};
const RETAINED: Fields<RetainedReport> = {
  ...{ name: true, image: true, repository: true, archive: true, images: true, kept: true, rules: true, frees: true },
  going: true,
};
const GOING: Fields<GoingReport> = {
  ...{ digest: true, tags: true, action: true, because: true, last: true, bytes: true, frees: true, children: true },
  retired: true,
};
const RECORDS: Fields<RecordReport> = {
  ...{ reference: true, digest: true, signer: true, signedAt: true, predicateType: true, predicate: true },
};

const ARCHIVE: Fields<ArchiveReport> = {
  ...{ schema: true, command: true, dryRun: true, policy: true, environment: true, images: true, changed: true },
  ...{ reason: true, by: true, run: true, approvedBy: true, warnings: true, requests: true, milliseconds: true },
};

const ARCHIVED: Fields<ArchivedImageReport> = {
  ...{ image: true, reference: true, digest: true, repositories: true, archive: true, kind: true },
  ...{ archiveDigest: true, manifests: true, blobs: true, bytes: true, tags: true, records: true, changed: true },
};

/** The headings of the page, each with what its table describes. */
const TABLES = Object.entries({
  promote: PROMOTE,
  Images: IMAGES,
  Destinations: DESTINATIONS,
  Route: ROUTE,
  Tags: TAGS,
  Run: RUN,
  tags: BUILD,
  verify: VERIFY,
  'Verified images': VERIFIED,
  Links: LINKS,
  check: CHECK,
  'Checked images': CHECKED,
  'Checked environments': CHECKED_ENVIRONMENTS,
  history: HISTORY,
  'History of an image': HISTORY_IMAGE,
  Environments: ENVIRONMENTS,
  Repositories: REPOSITORIES,
  Placements: PLACEMENTS,
  hold: HOLD,
  'Held images': HELD_IMAGES,
  'Held places': HELD_PLACES,
  outdated: OUTDATED,
  Bases: BASES,
  'Outdated images': OUTDATED_IMAGES,
  'Standing platforms': STANDING,
  rollback: ROLLBACK,
  'Rolled back images': ROLLED_BACK,
  'Rolled back repositories': ROLLED_BACK_IN,
  Holds: HOLDS,
  retain: RETAIN,
  'Retained repositories': RETAINED,
  'Images that go': GOING,
  'Applied plan': APPLIED,
  'Applied images': APPLIED_IMAGES,
  archive: ARCHIVE,
  'Archived images': ARCHIVED,
  Records: RECORDS,
  Notes: NOTES,
});

const SECTIONS = readDocument('docs/reference/report-json.md').split(/\n#{2,3} /);

/** Reads the names in the first column of the table below a heading. */
function fieldsBelow(heading: string): readonly string[] {
  const section = SECTIONS.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| (`\w+`) \|/gm)].flatMap(([, cell]) => codes(cell));
}

describe('docs/reference/report-json.md', () => {
  it.each(TABLES)('has every field of "%s", in the order of the report', (heading, fields) => {
    expect(fieldsBelow(heading)).toEqual(Object.keys(fields));
  });

  it('has no other tables', () => {
    const described = SECTIONS.slice(1).filter((text) => text.includes('| Field |'));
    expect(described.map((text) => text.split('\n')[0])).toEqual(TABLES.map(([heading]) => heading));
  });
});
