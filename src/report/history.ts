import type { Outputs } from '../action/outputs.ts';
import type { ImageDiff } from '../history/image-diff.ts';
import type {
  CurrentImage,
  EnvironmentHistory,
  ImageHistory,
  LeftOut,
  Placement,
  PlacementRecord,
  RecordFacts,
  RepositoryHistory,
} from '../history/image-history.ts';
import type { Digest } from '../oci/digest.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** What the record of an image says; what a record lacks is null. */
export interface RecordReport {
  /**
   * `signed` by a signer of the file; `unsigned`; `unverified`, where nobody could check the signature; `refused`, where
   * no record counts; `built`, where none is needed; `none`; or `unreadable`.
   */
  readonly status: 'signed' | 'unsigned' | 'unverified' | 'refused' | 'built' | 'none' | 'unreadable';
  /** Why records do not count, or could not be checked or read. */
  readonly reasons: readonly string[];
  readonly digest: Digest | null;
  readonly signer: string | null;
  readonly time: string | null;
  readonly actor: string | null;
  readonly from: string | null;
  readonly source: string | null;
  readonly route: 'regular' | 'hotfix' | null;
  readonly routeName: string | null;
  readonly reason: string | null;
  readonly run: string | null;
  readonly approvedBy: readonly string[] | null;
  readonly replaced: Readonly<Record<string, Digest>>;
  /** How many older records say that the image came here. */
  readonly earlier: number;
}

/** An image in a repository. */
interface PlacementReport {
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly record: RecordReport;
  /** Those of its tags that no record explains, and why. */
  readonly unexplained: readonly { readonly tag: string; readonly reason: string }[];
}

/** What is current, and what tells so. */
interface CurrentReport {
  readonly digest: Digest;
  /** The tag that says most of it. */
  readonly tag: string | null;
  readonly by: CurrentImage['by'];
}

/** One repository of an environment. */
export interface RepositoryReport {
  readonly repository: string;
  /** Why it could not be read; null if it was. */
  readonly missing: string | null;
  readonly current: CurrentReport | null;
  readonly placements: readonly PlacementReport[];
  readonly leftOut: LeftOut;
}

/** What is in one environment. */
export interface EnvironmentReport {
  readonly name: string;
  readonly from: readonly string[];
  readonly current: CurrentReport | null;
  /** How far it is from the last environment that runs something; null for that one, and where nothing is to compare. */
  readonly distance: { readonly kind: 'same' | 'ahead' | 'behind' | 'other'; readonly versions: number | null } | null;
  readonly repositories: readonly RepositoryReport[];
  /** Tags that its repositories differ on; null is where a tag is not there. */
  readonly differences: readonly {
    readonly tag: string;
    readonly holds: Readonly<Record<string, Digest | null>>;
  }[];
}

/** What differs between two environments, or why that cannot be told. */
export interface ComparisonReport {
  readonly from: string;
  readonly to: string;
  readonly missing: string | null;
  readonly diff: ImageDiff | null;
}

/** What is where of one image. */
export interface ImageHistoryReport {
  readonly image: string;
  /** What was asked beside the name, such as `:1.2.3`, and the digests that it stands for; null if nothing was. */
  readonly sought: { readonly pick: string; readonly digests: readonly Digest[] } | null;
  readonly environments: readonly EnvironmentReport[];
  readonly comparison: ComparisonReport | null;
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

/** Finds the one digest that a history is about: what was asked for, or else what the last environment runs. */
function mainDigest({ sought, environments }: ImageHistoryReport): string {
  if (sought !== null) return sought.digests.length === 1 ? (sought.digests[0] ?? '') : '';
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

const NO_RECORD: Omit<RecordReport, 'status' | 'reasons'> = {
  ...{ digest: null, signer: null, time: null, actor: null, from: null, source: null, route: null, routeName: null },
  ...{ reason: null, run: null, approvedBy: null, replaced: {}, earlier: 0 },
};

function reportEntry(entry: RecordFacts): Omit<RecordReport, 'status' | 'reasons' | 'earlier'> {
  return {
    digest: entry.record,
    signer: entry.trust.kind === 'signed' ? entry.trust.by : null,
    time: entry.time.toISOString(),
    actor: entry.actor ?? null,
    from: entry.source.environment ?? null,
    source: entry.source.uri,
    route: entry.route?.kind ?? null,
    routeName: entry.route?.name ?? null,
    reason: entry.reason ?? null,
    run: entry.run ?? null,
    approvedBy: entry.approvedBy ?? null,
    replaced: Object.fromEntries(entry.replaced),
  };
}

function reportRecord(record: PlacementRecord): RecordReport {
  switch (record.kind) {
    case 'entry': {
      const { trust } = record.entry;
      const unverified = trust.kind === 'unverified' ? [trust.reason] : [];
      const reasons = [...unverified, ...record.rejections];
      return { status: trust.kind, reasons, ...reportEntry(record.entry), earlier: record.earlier };
    }
    case 'refused':
      return { status: 'refused', reasons: record.rejections, ...NO_RECORD };
    case 'unreadable':
      return { status: 'unreadable', reasons: [record.reason], ...NO_RECORD };
    case 'built':
    case 'none':
      return { status: record.kind, reasons: [], ...NO_RECORD };
    default:
      return record satisfies never;
  }
}

function reportCurrent(current: CurrentImage | undefined): CurrentReport | null {
  if (current === undefined) return null;
  const { placement, by } = current;
  return { digest: placement.digest, tag: placement.tags[0] ?? null, by };
}

function reportPlacement({ digest, tags, record, unexplained }: Placement): PlacementReport {
  return { digest, tags, record: reportRecord(record), unexplained };
}

function reportRepository({ repository, missing, current, placements, leftOut }: RepositoryHistory): RepositoryReport {
  return {
    repository,
    missing: missing ?? null,
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
  { image, sought, environments }: ImageHistory,
  comparison: ComparisonReport | null,
): ImageHistoryReport {
  return { image, sought: sought ?? null, environments: environments.map(reportEnvironment), comparison };
}
