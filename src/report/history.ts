import type { Outputs } from '../action/outputs.ts';
import type { ImageDiff } from '../history/image-diff.ts';
import {
  type CurrentImage,
  type EnvironmentHistory,
  type GoneImage,
  type ImageHistory,
  type LeftOut,
  type Placement,
  type PlacementRecord,
  type RecordStatus,
  type RepositoryHistory,
  statusOf,
  type UnexplainedTag,
} from '../history/image-history.ts';
import type { Digest } from '../oci/digest.ts';
import { describeHold } from '../policy/describe-hold.ts';
import type { RanThenReport } from './ran-then.ts';
import { type RecordReport, reportRecord, reportRollback } from './record.ts';
import { type NotesReport, reportNotes } from './record-notes.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** An image in a repository. */
export interface PlacementReport extends Pick<Placement, 'digest' | 'tags'> {
  readonly status: RecordStatus;
  /** Why records do not count, or could not be verified or read. */
  readonly reasons: readonly string[];
  /** The newest record that counts, if any. */
  readonly record: RecordReport | null;
  /** How it came to be what it is there: by a promotion, or by a rollback; null without a record. */
  readonly how: 'promoted' | 'rolled back' | null;
  /** The record of the rollback; null if it was promoted. */
  readonly rollback: RecordReport | null;
  /** Why it may not be used, or not be destroyed: clauses; empty if nothing holds it. */
  readonly holds: readonly string[];
  /** What has to be known of that record beside what it says; null without one. */
  readonly notes: NotesReport | null;
  readonly earlier: number;
  readonly unexplained: readonly UnexplainedTag[];
}

interface CurrentReport {
  readonly digest: Digest;
  /** Its most telling tag. */
  readonly tag: string | null;
  readonly by: CurrentImage['by'];
}

/** One repository of an environment. */
export interface RepositoryReport {
  readonly repository: string;
  /** Why it could not be read; null if it was. */
  readonly error: string | null;
  readonly current: CurrentReport | null;
  readonly placements: readonly PlacementReport[];
  readonly leftOut: LeftOut;
}

/** What is in one environment. */
export interface EnvironmentReport {
  readonly name: string;
  readonly from: readonly string[];
  readonly current: CurrentReport | null;
  /** From the last environment that runs something; null for that one, and if there is nothing to compare. */
  readonly distance: { readonly kind: 'same' | 'ahead' | 'behind' | 'other'; readonly versions: number | null } | null;
  readonly repositories: readonly RepositoryReport[];
  /** Tags that its repositories differ on; null stands for a tag that is not there. */
  readonly differences: readonly {
    readonly tag: string;
    readonly holds: Readonly<Record<string, Digest | null>>;
  }[];
}

/** What differs between two environments. */
export interface ComparisonReport {
  readonly from: string;
  readonly to: string;
  /** Why they could not be compared; null if they were. */
  readonly error: string | null;
  readonly diff: ImageDiff | null;
}

/** An image that was retired or destroyed. */
export interface GoneReport extends Omit<GoneImage, 'time' | 'plan' | 'archive' | 'says'> {
  readonly time: string;
  readonly plan: Digest | null;
  readonly archive: string | null;
}

/** Where the versions of one image are. */
export interface ImageHistoryReport {
  readonly image: string;
  /** What was requested besides the name, such as `:1.2.3`, and the digests that it stands for; null if nothing was. */
  readonly requested: NonNullable<ImageHistory['requested']> | null;
  readonly environments: readonly EnvironmentReport[];
  /** What became of what was asked for, in the repositories that do not have it any more. */
  readonly gone: readonly GoneReport[];
  readonly comparison: ComparisonReport | null;
  /** What ran at the time of the input `at`; null without it. */
  readonly past: { readonly at: string; readonly ran: readonly RanThenReport[] } | null;
}

/** The whole run as data: the output `report`. */
export interface HistoryReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'history';
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly images: readonly ImageHistoryReport[];
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

/** Finds the one digest that a history is about: the requested one, or else what the last environment runs. */
function mainDigest({ requested, environments }: ImageHistoryReport): string {
  if (requested !== null) return requested.digests.length === 1 ? (requested.digests[0] ?? '') : '';
  return environments.at(-1)?.current?.digest ?? '';
}

/** Builds the outputs of a history; of several images there is no one digest. */
export function buildHistoryOutputs(report: HistoryReport): Outputs {
  const [only, ...others] = report.images;
  return new Map([
    ['digest', only === undefined || others.length > 0 ? '' : mainDigest(only)],
    ['report', JSON.stringify(report)],
  ]);
}

function reasonsOf(record: PlacementRecord): readonly string[] {
  switch (record.kind) {
    case 'recorded':
      return [...(record.unverified === undefined ? [] : [record.unverified]), ...record.rejections];
    case 'rejected':
      return record.rejections;
    case 'unreadable':
      return [record.reason];
    case 'built':
    case 'none':
      return [];
    default:
      return record satisfies never;
  }
}

function reportCurrent(current: CurrentImage | undefined): CurrentReport | null {
  if (current === undefined) return null;
  const { placement, by } = current;
  return { digest: placement.digest, tag: placement.tags[0] ?? null, by };
}

function reportPlacement({ digest, tags, record, holds = [], unexplained }: Placement): PlacementReport {
  const rollback = record.kind === 'recorded' ? record.rollback : undefined;
  return {
    digest,
    tags,
    status: statusOf(record),
    reasons: reasonsOf(record),
    record: record.kind === 'recorded' ? reportRecord(record.promotion) : null,
    how: record.kind !== 'recorded' ? null : rollback === undefined ? 'promoted' : 'rolled back',
    rollback: rollback === undefined ? null : reportRollback(rollback),
    holds: holds.map((hold) => describeHold(hold, digest)),
    notes: record.kind === 'recorded' ? reportNotes(record.notes) : null,
    earlier: record.kind === 'recorded' ? record.earlier : 0,
    unexplained,
  };
}

function reportRepository({ repository, error, current, placements, leftOut }: RepositoryHistory): RepositoryReport {
  return {
    repository,
    error: error ?? null,
    current: reportCurrent(current),
    placements: placements.map(reportPlacement),
    leftOut,
  };
}

function reportEnvironment(environment: EnvironmentHistory): EnvironmentReport {
  const { name, from, current, distance, repositories, differences } = environment;
  return {
    ...{ name, from },
    current: reportCurrent(current),
    distance:
      distance === undefined
        ? null
        : { kind: distance.kind, versions: 'versions' in distance ? (distance.versions ?? null) : null },
    repositories: repositories.map(reportRepository),
    differences: differences.map(({ tag, holds }) => ({
      tag,
      holds: Object.fromEntries([...holds].map(([repository, digest]) => [repository, digest ?? null])),
    })),
  };
}

/** Turns the history of an image into plain data. */
export function reportImage(
  { image, requested, environments, gone = [] }: ImageHistory,
  comparison: ComparisonReport | null,
  past: ImageHistoryReport['past'] = null,
): ImageHistoryReport {
  return {
    ...{ image, requested: requested ?? null, environments: environments.map(reportEnvironment), comparison, past },
    gone: gone.map(({ says: _, time, plan, archive, ...each }) => ({
      ...each,
      ...{ time: time.toISOString(), plan: plan ?? null, archive: archive ?? null },
    })),
  };
}
