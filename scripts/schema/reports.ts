import { z } from 'zod';
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
import type { GoingReport, RetainedReport, RetainReport } from '../../src/report/retain.ts';
import type { RollbackReport, RolledBackImage, RolledBackRepository } from '../../src/report/rollback.ts';
import { REPORT_SCHEMA } from '../../src/report/schema.ts';
import type { TagsReport } from '../../src/report/tags.ts';
import type { LinkReport, VerifiedImageReport, VerifyReport } from '../../src/report/verification.ts';
import {
  anything,
  count,
  digest,
  digests,
  flag,
  list,
  maybe,
  one,
  part,
  reference,
  text,
  texts,
  time,
} from './parts.ts';

const schema = z.literal(REPORT_SCHEMA);
const named = (...commands: readonly [string, ...string[]]) => ({ schema, command: one(...commands) });
const spent = { requests: count, milliseconds: count, warnings: texts };

const VERDICT = one('pass', 'warn', 'waived', 'bypassed', 'fail', 'error');

/** What a gate says of an image: an item of `checks`. */
export const CHECK_ITEM = z.looseObject({ id: text, result: text });

export const PLAN_ITEM = part<PlanItem>({
  ...{ image: text, tag: text, kind: text, mutable: flag, reason: text, exists: flag },
  action: one('create', 'move', 'keep', 'skip'),
  ...{ before: maybe(digest), after: maybe(digest) },
});

const RUN = part<RunReport>({ address: maybe(text), actor: maybe(text), approvedBy: texts, reason: maybe(text) });

const ROUTE = part<RouteReport>({
  ...{ image: text, environment: text, from: maybe(text), hotfix: maybe(text), evidence: maybe(reference) },
  isEvidenceSigned: maybe(flag),
});

const DESTINATION = part<DestinationReport>({
  ...{ repository: text, route: maybe(ROUTE), checks: list(CHECK_ITEM), tags: list(PLAN_ITEM) },
  ...{ unmatchedRules: list(anything), blobs: anything, bytesCopied: count, manifestsWritten: count },
  ...{ referrers: anything, cosignTags: anything, previousDigest: maybe(digest), comparison: maybe(anything) },
  ...{ record: maybe(reference), recordForm: one('signed', 'unsigned', 'off'), logEntry: maybe(text) },
  ...{ admission: list(reference), changed: flag, written: list(one('image', 'referrers', 'record', 'tags')) },
});

const IMAGE = part<ImageReport>({
  ...{ source: text, digest, mediaType: text, platforms: list(anything), blobs: maybe(count), bytes: maybe(count) },
  ...{ labels: z.record(z.string(), z.string()), referrers: list(anything), destinations: list(DESTINATION) },
});

const PROMOTE = part<Report>({ ...named('promote'), dryRun: flag, images: list(IMAGE), run: RUN, ...spent });

const TAGS = part<TagsReport>({
  ...{ ...named('tags'), images: texts, tags: list(PLAN_ITEM), unmatchedRules: list(anything), version: text },
  ...{ labels: z.record(z.string(), z.string()), annotations: texts, requests: count, warnings: texts },
});

const RECORD = part<RecordReport>({
  ...{ reference, digest, signer: maybe(text), signedAt: maybe(time), predicateType: text, predicate: anything },
});

const NOTES = part<NotesReport>({ gates: list(anything), bypassed: list(anything), debt: maybe(anything) });

const LINK = part<LinkReport>({
  ...{ environment: text, kind: one('promoted', 'built', 'broken'), sentence: text, record: maybe(RECORD) },
  notes: maybe(NOTES),
});

const HOLD = part<HoldReport>({
  ...{ effect: one('quarantine', 'legal'), digest: maybe(digest), reason: maybe(text), until: maybe(text) },
  ...{ record: maybe(digest), signed: flag, since: maybe(text), by: maybe(text), line: maybe(count) },
});

const VERIFIED = part<VerifiedImageReport>({
  ...{ image: text, environment: text, reference: text, digest, verified: flag, name: anything, links: list(LINK) },
  ...{ remedy: maybe(text), attestations: list(anything), attestationsLeftOut: count, holds: list(HOLD) },
  ignoredHolds: texts,
});

const VERIFY = part<VerifyReport>({
  ...named('verify'),
  ...{ verified: flag, images: list(VERIFIED), policy: digest, ...spent },
});

const CHECKED = part<CheckedImageReport>({
  ...{ image: text, reference: text, digest: maybe(digest), tags: texts, environment: maybe(text) },
  ...{ repositories: texts, from: maybe(text), hotfix: maybe(text), evidence: maybe(reference) },
  ...{ isEvidenceSigned: maybe(flag), verdict: VERDICT, refusal: maybe(text), checks: list(CHECK_ITEM) },
});

const CHECK = part<CheckReport>({
  ...{ ...named('check'), passed: flag, from: maybe(text), images: list(CHECKED) },
  environments: list(part<CheckedEnvironment>({ environment: text, gates: texts, notJudged: texts })),
  ...{ admission: list(anything), policy: digest, ...spent },
});

const PLACEMENT = part<PlacementReport>({
  ...{ digest, tags: texts, reasons: texts, record: maybe(RECORD), rollback: maybe(RECORD), holds: texts },
  status: one('signed', 'unsigned', 'unverified', 'rejected', 'unreadable', 'built', 'none'),
  ...{ how: maybe(one('promoted', 'rolled back')), notes: maybe(NOTES), earlier: count, unexplained: list(anything) },
});

const REPOSITORY = part<RepositoryReport>({
  ...{ repository: text, error: maybe(text), current: maybe(anything), placements: list(PLACEMENT), leftOut: anything },
});

const ENVIRONMENT = part<EnvironmentReport>({
  ...{ name: text, from: texts, current: maybe(anything), distance: maybe(anything), repositories: list(REPOSITORY) },
  differences: list(anything),
});

const HISTORY = part<HistoryReport>({
  ...{ ...named('history'), policy: digest, ...spent },
  images: list(
    part<ImageHistoryReport>({
      ...{ image: text, requested: maybe(anything), environments: list(ENVIRONMENT), comparison: maybe(anything) },
      ...{ past: maybe(anything), gone: list(anything) },
    }),
  ),
});

const HELD_IMAGE = part<HeldImageReport>({
  ...{ image: text, reference: text, digest, record: maybe(digest), signed: flag, changed: flag, ended: list(HOLD) },
  places: list(
    part<HeldPlaceReport>({
      ...{ repository: text, environments: texts, error: maybe(text) },
      state: one('written', 'planned', 'unchanged', 'absent', 'failed'),
    }),
  ),
});

const HOLD_RUN = part<HoldRunReport>({
  ...{ ...named('hold', 'unhold'), dryRun: flag, images: list(HELD_IMAGE), environments: texts },
  ...{ effect: maybe(one('quarantine', 'legal')), until: maybe(text), reason: text, changed: flag },
  ...{ admission: list(anything), by: maybe(text), approvedBy: texts, run: maybe(text), policy: digest, ...spent },
});

const OUTDATED = part<OutdatedReport>({
  ...{ ...named('outdated'), policy: digest, dryRun: flag, leftOut: list(anything), ledger: maybe(anything), ...spent },
  bases: list(
    part<NamedBaseReport>({
      ...{ repository: text, use: one('allowed', 'denied', 'asked'), versions: count, newest: maybe(text) },
      error: maybe(text),
    }),
  ),
  images: list(
    part<OutdatedImageReport>({
      ...{ image: text, digest, environments: list(anything), owner: maybe(text), behind: count, error: maybe(text) },
      platforms: list(
        part<PlatformReport>({
          ...{ platform: text, base: maybe(anything), denied: flag, behind: maybe(count), behindSince: maybe(text) },
          ...{ newest: maybe(anything), stake: maybe(anything), reason: maybe(text) },
        }),
      ),
    }),
  ),
});

const ROLLED_BACK = part<RolledBackImage>({
  ...{ image: text, from: maybe(digest), to: digest, versions: anything, by: text, content: anything },
  repositories: list(
    part<RolledBackRepository>({
      ...{ repository: text, tags: list(PLAN_ITEM), lines: list(anything), record: maybe(reference) },
      ...{ hold: maybe(reference), skipped: list(anything), changed: flag },
    }),
  ),
  ...{ unreachable: list(anything), hints: list(anything) },
});

const ROLLBACK = part<RollbackReport>({
  ...{ ...named('rollback'), dryRun: flag, environment: text, ready: flag, changed: flag, images: list(ROLLED_BACK) },
  ...{ run: RUN, ...spent },
});

const GOING = part<GoingReport>({
  ...{ digest, tags: texts, action: text, because: list(anything), last: maybe(text), bytes: maybe(count) },
  ...{ frees: maybe(count), children: digests, retired: maybe(text) },
});

const RETAIN = part<RetainReport>({
  applied: maybe(anything),
  ...{ ...named('retain'), policy: digest, plan: maybe(anything), refused: list(anything), totals: anything },
  environments: list(
    part<RetainedReport>({
      ...{ name: text, image: text, repository: text, archive: text, images: count, kept: count, rules: anything },
      ...{ frees: count, going: list(GOING) },
    }),
  ),
  ...{ limits: list(anything), excess: texts, ...spent },
});

const ARCHIVED = part<ArchivedImageReport>({
  ...{ image: text, reference: text, digest, repositories: texts, archive: text, archiveDigest: maybe(digest) },
  ...{ kind: one('repository', 'oci-layout', 'oci-layout-tar'), manifests: count, blobs: count, bytes: count },
  ...{ tags: texts, records: texts, changed: flag },
});

const ARCHIVE = part<ArchiveReport>({
  ...{ ...named('archive', 'restore'), dryRun: flag, policy: digest, environment: text, images: list(ARCHIVED) },
  ...{ changed: flag, reason: maybe(text), by: maybe(text), run: maybe(text), approvedBy: texts, ...spent },
});

/** The report of each command. */
export const REPORTS: Readonly<Record<string, z.ZodType>> = {
  ...{ promote: PROMOTE, tags: TAGS, verify: VERIFY, check: CHECK, history: HISTORY, hold: HOLD_RUN, unhold: HOLD_RUN },
  ...{ outdated: OUTDATED, rollback: ROLLBACK, retain: RETAIN, archive: ARCHIVE, restore: ARCHIVE },
};

/** The output `report`. */
export const REPORT = z.union([PROMOTE, TAGS, VERIFY, CHECK, HISTORY, HOLD_RUN, OUTDATED, ROLLBACK, RETAIN, ARCHIVE]);
