import { z } from 'zod';
import type { ArchivedImageReport, ArchiveReport } from '../../src/report/archive.ts';
import type { CheckedEnvironment, CheckedImageReport, CheckReport } from '../../src/report/check.ts';
import type { ComparisonReport } from '../../src/report/comparison.ts';
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

const UNMATCHED = part<DestinationReport['unmatchedRules'][number]>({ line: count, rule: text, reason: text });

const ATTACHMENTS = part<DestinationReport['referrers']>({ copied: count, present: count });

const BLOBS = part<DestinationReport['blobs']>({ mounted: count, copied: count, present: count, leftOut: count });

const COMPARISON = part<ComparisonReport>({
  ...{ address: text, revision: text, commits: maybe(anything) },
  before: part<ComparisonReport['before']>({ digest, version: maybe(text), revision: text }),
});

const PLATFORM = part<ImageReport['platforms'][number]>({ platform: text, digest });

const REFERRER = part<ImageReport['referrers'][number]>({ digest, artifactType: text, subject: digest });

const DESTINATION = part<DestinationReport>({
  ...{ repository: text, route: maybe(ROUTE), checks: list(CHECK_ITEM), tags: list(PLAN_ITEM) },
  ...{ unmatchedRules: list(UNMATCHED), blobs: BLOBS, bytesCopied: count, manifestsWritten: count },
  ...{ referrers: ATTACHMENTS, cosignTags: ATTACHMENTS, previousDigest: maybe(digest), comparison: maybe(COMPARISON) },
  ...{ record: maybe(reference), recordForm: one('signed', 'unsigned', 'off'), logEntry: maybe(text) },
  ...{ admission: list(reference), changed: flag, written: list(one('image', 'referrers', 'record', 'tags')) },
});

const IMAGE = part<ImageReport>({
  ...{ source: text, digest, mediaType: text, platforms: list(PLATFORM), blobs: maybe(count), bytes: maybe(count) },
  ...{ labels: z.record(z.string(), z.string()), referrers: list(REFERRER), destinations: list(DESTINATION) },
});

const PROMOTE = part<Report>({ ...named('promote'), dryRun: flag, images: list(IMAGE), run: RUN, ...spent });

const TAGS = part<TagsReport>({
  ...{ ...named('tags'), images: texts, tags: list(PLAN_ITEM), unmatchedRules: list(UNMATCHED), version: text },
  ...{ labels: z.record(z.string(), z.string()), annotations: texts, requests: count, warnings: texts },
});

const RECORD = part<RecordReport>({
  ...{ reference, digest, signer: maybe(text), signedAt: maybe(time), predicateType: text, predicate: anything },
});

const DEBT = part<NonNullable<NotesReport['debt']>>({
  ...{ route: text, ends: time, millisecondsLeft: count, paidBy: maybe(digest) },
});

const NOTES = part<NotesReport>({ gates: list(anything), bypassed: list(anything), debt: maybe(DEBT) });

const LINK = part<LinkReport>({
  ...{ environment: text, kind: one('promoted', 'built', 'broken'), sentence: text, record: maybe(RECORD) },
  notes: maybe(NOTES),
});

const HOLD = part<HoldReport>({
  ...{ effect: one('quarantine', 'legal'), digest: maybe(digest), reason: maybe(text), until: maybe(text) },
  ...{ record: maybe(digest), signed: flag, since: maybe(text), by: maybe(text), line: maybe(count) },
});

const NAME = part<VerifiedImageReport['name']>({
  ...{ tag: maybe(text), proven: flag, record: maybe(digest), reason: maybe(text), unread: count },
});

const VERIFIED = part<VerifiedImageReport>({
  ...{ image: text, environment: text, reference: text, digest, verified: flag, name: NAME, links: list(LINK) },
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
  admission: list(
    part<CheckReport['admission'][number]>({
      ...{ does: one('withdraw', 'issue'), environment: text, repository: text, digest, statements: digests },
    }),
  ),
  ...{ policy: digest, ...spent },
});

const UNEXPLAINED = part<PlacementReport['unexplained'][number]>({ tag: text, reason: text });

const LEFT_OUT = part<RepositoryReport['leftOut']>({ tags: count, digests: count, refusedTags: count });

const CURRENT = part<NonNullable<RepositoryReport['current']>>({
  ...{ digest, tag: maybe(text), by: one('tag', 'latest', 'record', 'day', 'version') },
});

const PLACEMENT = part<PlacementReport>({
  ...{ digest, tags: texts, reasons: texts, record: maybe(RECORD), rollback: maybe(RECORD), holds: texts },
  status: one('signed', 'unsigned', 'unverified', 'rejected', 'unreadable', 'built', 'none'),
  ...{
    how: maybe(one('promoted', 'rolled back')),
    notes: maybe(NOTES),
    earlier: count,
    unexplained: list(UNEXPLAINED),
  },
});

const REPOSITORY = part<RepositoryReport>({
  ...{ repository: text, error: maybe(text), current: maybe(CURRENT), placements: list(PLACEMENT), leftOut: LEFT_OUT },
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

const BASE = part<NonNullable<PlatformReport['base']>>({
  ...{ repository: text, version: text, digest, created: maybe(text) },
});

const STAKE = part<NonNullable<PlatformReport['stake']>>({ findings: count, removes: count });

const LEDGER = part<NonNullable<OutdatedReport['ledger']>>({
  ...{ reference: maybe(reference), versions: count, added: count, written: flag },
});

const UNREAD = part<OutdatedReport['leftOut'][number]>({
  ...{ image: text, environment: text, repository: text, reason: text },
});

const OUTDATED = part<OutdatedReport>({
  ...{ ...named('outdated'), policy: digest, dryRun: flag, leftOut: list(UNREAD), ledger: maybe(LEDGER), ...spent },
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
          ...{ platform: text, base: maybe(BASE), denied: flag, behind: maybe(count), behindSince: maybe(text) },
          ...{ newest: maybe(BASE), stake: maybe(STAKE), reason: maybe(text) },
        }),
      ),
    }),
  ),
});

const CONTENT = part<RolledBackImage['content']>({
  ...{ platforms: list(PLATFORM), manifests: count, blobs: count, bytes: count },
});

const VERSIONS = part<RolledBackImage['versions']>({ from: maybe(text), to: maybe(text) });

const LINE = part<RolledBackRepository['lines'][number]>({ digest, tags: list(PLAN_ITEM) });

const SKIPPED = part<RolledBackRepository['skipped'][number]>({ digest, name: text, reason: text });

const ROLLED_BACK = part<RolledBackImage>({
  ...{ image: text, from: maybe(digest), to: digest, versions: VERSIONS, by: text, content: CONTENT },
  repositories: list(
    part<RolledBackRepository>({
      ...{ repository: text, tags: list(PLAN_ITEM), lines: list(LINE), record: maybe(reference) },
      ...{ hold: maybe(reference), skipped: list(SKIPPED), changed: flag },
    }),
  ),
  ...{ unreachable: list(anything), hints: list(anything) },
});

const ROLLBACK = part<RollbackReport>({
  ...{ ...named('rollback'), dryRun: flag, environment: text, ready: flag, changed: flag, images: list(ROLLED_BACK) },
  ...{ run: RUN, ...spent },
});

const BECAUSE = part<GoingReport['because'][number]>({ rule: text, detail: text });

const LIMIT = part<RetainReport['limits'][number]>({ environment: text, images: count, due: count, most: count });

const TOTALS = part<RetainReport['totals']>({ images: count, kept: count, due: count, frees: count });

const REFUSED = part<RetainReport['refused'][number]>({ environment: text, image: text, reason: text });

const PLANNED = part<NonNullable<RetainReport['plan']>>({ id: digest, file: text, time });

type Applied = NonNullable<RetainReport['applied']>;

const REMNANT = part<Applied['images'][number]['left'][number]>({ kind: text, name: text, reason: text });

const APPLIED = part<Applied>({
  ...{ plan: digest, by: maybe(text), run: maybe(text), approvedBy: texts, reason: maybe(text) },
  images: list(
    part<Applied['images'][number]>({
      ...{ environments: texts, repository: text, digest, tags: texts, action: text, left: list(REMNANT) },
      ...{ outcome: one('retired', 'rescued', 'destroyed', 'left'), reason: maybe(text), frees: count },
    }),
  ),
});

const GOING = part<GoingReport>({
  ...{ digest, tags: texts, action: text, because: list(BECAUSE), last: maybe(text), bytes: maybe(count) },
  ...{ frees: maybe(count), children: digests, retired: maybe(text) },
});

const RETAIN = part<RetainReport>({
  applied: maybe(APPLIED),
  ...{ ...named('retain'), policy: digest, plan: maybe(PLANNED), refused: list(REFUSED), totals: TOTALS },
  environments: list(
    part<RetainedReport>({
      ...{
        name: text,
        image: text,
        repository: text,
        archive: text,
        images: count,
        kept: count,
        rules: z.record(z.string(), count),
      },
      ...{ frees: count, going: list(GOING) },
    }),
  ),
  ...{ limits: list(LIMIT), excess: texts, ...spent },
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
