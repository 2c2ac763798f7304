import type {
  CurrentImage,
  EntryFacts,
  EnvironmentHistory,
  ImageHistory,
  Placement,
  PlacementRecord,
  RepositoryHistory,
} from '../history/image-history.ts';
import type {
  ComparisonReport,
  CurrentReport,
  EnvironmentReport,
  ImageHistoryReport,
  PlacementReport,
  RecordReport,
  RepositoryReport,
} from './history.ts';

const NO_RECORD: Omit<RecordReport, 'status' | 'reasons'> = {
  ...{ digest: null, signer: null, time: null, actor: null, from: null, source: null, route: null, routeName: null },
  ...{ reason: null, run: null, approvedBy: null, replaced: {}, earlier: 0 },
};

function reportEntry(entry: EntryFacts): Omit<RecordReport, 'status' | 'reasons' | 'earlier'> {
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
      const reasons = [...unverified, ...record.refusals];
      return { status: trust.kind, reasons, ...reportEntry(record.entry), earlier: record.earlier };
    }
    case 'refused':
      return { status: 'refused', reasons: record.refusals, ...NO_RECORD };
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
