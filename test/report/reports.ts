import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { OCI_INDEX } from '../../src/oci/media-type.ts';
import type { DestinationReport, ImageReport, PlanItem, Report } from '../../src/report/promotion.ts';
import type { TagKind } from '../../src/tags/planned-tag.ts';

/** The promoted image. */
export const IMAGE: Digest = digestOf('image');
/** What the tags pointed at before. */
export const BEFORE: Digest = digestOf('before');
/** The record of the promotion. */
export const RECORD: Digest = digestOf('record');

const MUTABLE: ReadonlySet<TagKind> = new Set(['semver.minor', 'semver.major', 'latest', 'raw', 'source']);

/** A tag of a plan. */
export function planItem(
  tag: string,
  kind: TagKind,
  action: PlanItem['action'],
  changes: Partial<PlanItem> = {},
): PlanItem {
  const before = { create: null, move: BEFORE, keep: IMAGE, skip: BEFORE }[action];
  return {
    image: 'registry.example.com/p/app',
    tag,
    kind,
    mutable: MUTABLE.has(kind),
    action,
    reason: 'version 1.2.3 from the input "version"',
    exists: before !== null,
    before,
    after: action === 'skip' ? before : IMAGE,
    ...changes,
  };
}

/** The tags of a promotion that moves most of them. */
export const TAGS: readonly PlanItem[] = [
  planItem('1.2.3', 'semver.full', 'create'),
  planItem('1.2', 'semver.minor', 'move', { reason: '1.2.3 is the highest version of 1.2' }),
  planItem('1', 'semver.major', 'skip', { reason: '1.3.0 is higher' }),
  planItem('latest', 'latest', 'skip', { reason: '1.3.0 is higher' }),
  planItem('20260102_01', 'date_seq', 'create', { reason: 'the next number today in UTC' }),
];

/** What was done in one destination, with what a test changes about it. */
export function destinationReport(changes: Partial<DestinationReport> = {}): DestinationReport {
  return {
    repository: 'registry.example.com/p/app',
    route: null,
    checks: [],
    tags: TAGS,
    unmatchedRules: [{ line: 2, rule: 'type=sha', reason: 'no revision is known' }],
    blobs: { mounted: 6, copied: 0, present: 0, leftOut: 0 },
    bytesCopied: 0,
    manifestsWritten: 3,
    referrers: { copied: 0, present: 0 },
    cosignTags: { copied: 0, present: 0 },
    previousDigest: BEFORE,
    comparison: null,
    record: `registry.example.com/p/app@${RECORD}`,
    recordForm: 'unsigned',
    admission: [],
    logEntry: null,
    changed: true,
    written: ['image', 'record', 'tags'],
    ...changes,
  };
}

/** What was done with an image, with what a test changes about it. */
export function imageReport(changes: Partial<ImageReport> = {}): ImageReport {
  return {
    source: 'registry.example.com/s2/app:1.2.3',
    digest: IMAGE,
    mediaType: OCI_INDEX,
    platforms: [
      { platform: 'linux/amd64', digest: digestOf('amd64') },
      { platform: 'linux/arm64', digest: digestOf('arm64') },
    ],
    blobs: 6,
    bytes: 123_456_789,
    referrers: [],
    labels: {
      'org.opencontainers.image.source': 'https://github.com/acme/shop',
      'org.opencontainers.image.revision': '860c1904a1ce19322e91ac35af1ab07466440c37',
      'org.opencontainers.image.version': '1.2.3',
    },
    destinations: [destinationReport()],
    ...changes,
  };
}

/** The report of a promotion, with what a test changes about it. */
export function promotionReport(image: Partial<ImageReport> = {}, changes: Partial<Report> = {}): Report {
  return {
    schema: 1,
    command: 'promote',
    dryRun: false,
    images: [imageReport(image)],
    run: {
      address: 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1',
      actor: 'octocat',
      approvedBy: ['wang'],
      reason: 'CHG-812',
    },
    requests: 24,
    milliseconds: 2345,
    warnings: [],
    ...changes,
  };
}
