import type { Outputs } from '../action/outputs.ts';
import { graphBlobs, graphPlatforms, isWhole } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import type { RecordForm } from '../pipeline/pipeline.ts';
import type { DestinationPlan, PromotionPlan } from '../promotion/plan.ts';
import type { DestinationResult } from '../promotion/promote.ts';
import type { BlobCounts } from '../promotion/record.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import {
  type PlannedTag,
  previousDigest,
  type TagAction,
  type TagKind,
  type UnmatchedRule,
} from '../tags/planned-tag.ts';
import { type ComparisonReport, type Comparisons, nameReplacement } from './comparison.ts';
import { REPORT_SCHEMA } from './schema.ts';

/** One tag of the output `plan`. */
export interface PlanItem {
  readonly image: string;
  readonly tag: string;
  readonly kind: TagKind;
  readonly mutable: boolean;
  readonly action: TagAction;
  readonly reason: string;
  readonly exists: boolean;
  readonly before: Digest | null;
  readonly after: Digest | null;
}

/** Attachments that were, or would be, copied, and those that already existed. */
interface AttachmentCounts {
  readonly copied: number;
  readonly present: number;
}

/** The environment that an image enters, and what allows it. */
export interface RouteReport {
  /** The image, as the environments name it. */
  readonly image: string;
  readonly environment: string;
  /** Null if it comes from none. */
  readonly from: string | null;
  /** Null if it took a regular route. */
  readonly hotfix: string | null;
  /** `repository@digest`; null if none was needed. */
  readonly evidence: string | null;
  /** Null if none was needed. */
  readonly isEvidenceSigned: boolean | null;
}

/** What a run wrote in a destination: manifests of the image, what refers to it, its record, or its tags. */
export type WrittenPart = 'image' | 'referrers' | 'record' | 'tags';

/** What was, or would be, done in one destination. */
export interface DestinationReport {
  readonly repository: string;
  /** Null if no environment of a pipeline file has the destination. */
  readonly route: RouteReport | null;
  /** What the gates of the environment said, as the record holds it; empty without gates. */
  readonly checks: readonly JsonObject[];
  readonly tags: readonly PlanItem[];
  readonly unmatchedRules: readonly UnmatchedRule[];
  readonly blobs: Omit<BlobCounts, 'bytesCopied'>;
  /** Layer and config bytes that passed through the runner. */
  readonly bytesCopied: number;
  readonly manifestsWritten: number;
  /** What refers to the image: signatures, SBOMs, attestations, records. */
  readonly referrers: AttachmentCounts;
  readonly cosignTags: AttachmentCounts;
  readonly previousDigest: Digest | null;
  /** What came since then; null if not both images say what they were built from, or nothing was replaced. */
  readonly comparison: ComparisonReport | null;
  /** `repository@digest`. */
  readonly record: string | null;
  readonly recordForm: RecordForm;
  /** The page of its signature in the public transparency log; null if it is in none, or an earlier run wrote it. */
  readonly logEntry: string | null;
  /** The statements of admission that were written, `repository@digest`; empty if there were none to write. */
  readonly admission: readonly string[];
  readonly changed: boolean;
  /** Empty if nothing was written, as in a dry run. */
  readonly written: readonly WrittenPart[];
}

/** One image of the output `report`. */
export interface ImageReport {
  readonly source: string;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly platforms: readonly { readonly platform: string; readonly digest: Digest }[];
  /** Null if its manifests were not read, because all of its tags were there. */
  readonly blobs: number | null;
  /** All blobs of all platforms, each once; null if not known. */
  readonly bytes: number | null;
  readonly labels: Readonly<Record<string, string>>;
  /** What refers to the image or to one of its manifests; none if `referrers` is false. */
  readonly referrers: readonly { readonly digest: Digest; readonly artifactType: string; readonly subject: Digest }[];
  readonly destinations: readonly DestinationReport[];
}

/** Who started a run, why, and its page on GitHub. */
export interface RunReport {
  /** Null outside of GitHub. */
  readonly address: string | null;
  readonly actor: string | null;
  /** Logins; empty if nobody approved, or GitHub did not say. */
  readonly approvedBy: readonly string[];
  readonly reason: string | null;
}

/** The whole run as data: the output `report`, from which summary and outputs are made. */
export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'promote';
  readonly dryRun: boolean;
  readonly images: readonly ImageReport[];
  readonly run: RunReport;
  readonly requests: number;
  readonly milliseconds: number;
  readonly warnings: readonly string[];
}

/** Describes the run of a promotion; approvals that cannot be read are left to the record, which warns. */
export async function reportRun(request: PromotionRequest | undefined): Promise<RunReport> {
  const { actor, invocationId } = request?.run.facts ?? {};
  const approvals = await request?.policy?.approvals?.catch(() => undefined);
  return {
    address: invocationId ?? null,
    actor: actor?.login ?? null,
    approvedBy: (approvals ?? []).flatMap(({ login, state }) => (state === 'approved' ? [login] : [])),
    reason: request?.run.reason ?? null,
  };
}

/** Finds the tag that stands for the image (rule R10): the full version, else date_seq, else sha, else the first. */
export function mainTag(standing: readonly PlanItem[]): string {
  const kinds: readonly TagKind[] = ['semver.full', 'date_seq', 'sha'];
  const main = kinds.map((kind) => standing.find((item) => item.kind === kind)).find((item) => item !== undefined);
  return (main ?? standing[0])?.tag ?? '';
}

/** Selects the tags that the image has afterwards: all but the skipped ones. */
export function standingTags(tags: readonly PlanItem[]): readonly PlanItem[] {
  return tags.filter(({ action }) => action !== 'skip');
}

/** Turns planned tags into items of the output `plan`. */
export function toPlanItems(
  image: string,
  tags: readonly PlannedTag[],
  names: ReadonlySet<string>,
): readonly PlanItem[] {
  return tags.map(({ tag, kind, mutable, action, reason, before, after }) => ({
    ...{ image, tag, kind, mutable, action, reason },
    exists: before !== undefined || names.has(tag),
    before: before ?? null,
    after: after ?? null,
  }));
}

function countAttachments(all: readonly unknown[], planned: readonly unknown[]): AttachmentCounts {
  return { copied: planned.length, present: all.length - planned.length };
}

function reportRoute({ source }: PromotionPlan, { route: resolved, evidence }: DestinationPlan): RouteReport | null {
  if (resolved === undefined) return null;
  const { route } = resolved;
  return {
    image: resolved.image,
    environment: resolved.destination.name,
    from: resolved.source?.name ?? null,
    hotfix: route.kind === 'hotfix' ? (route.name ?? '') : null,
    evidence: evidence === undefined ? null : `${formatRepository(source.repository)}@${evidence.digest}`,
    isEvidenceSigned: evidence?.isSigned ?? null,
  };
}

/** A run that wrote only an image without tags, or only a record, does not count as unchanged. */
function listWritten(
  { graph }: PromotionPlan,
  { copy, attachments }: DestinationPlan,
  result: DestinationResult | undefined,
): readonly WrittenPart[] {
  if (result === undefined) return [];
  const own = copy.manifests.filter(({ node }) => graph.nodes.has(node.descriptor.digest));
  // A manifest that the destination has but does not list is written again only to be listed.
  const isLacking = own.some(({ node }) => !attachments.unlisted.has(node.descriptor.digest));
  const attached = attachments.referrers.length + attachments.cosignTags.length + attachments.unlisted.size;
  return [
    ...(isLacking ? (['image'] as const) : []),
    ...(attached > 0 ? (['referrers'] as const) : []),
    ...(result.hasNewRecord ? (['record'] as const) : []),
    ...(result.changed ? (['tags'] as const) : []),
  ];
}

function reportDestination(
  image: PromotionPlan,
  plan: DestinationPlan,
  {
    result,
    comparisons,
    logEntries,
  }: { readonly result: DestinationResult | undefined } & Pick<ReportedImage, 'comparisons' | 'logEntries'>,
): DestinationReport {
  const { attachments: all } = image;
  const repository = formatRepository(plan.repository);
  const tags = result?.tags ?? plan.tags.tags;
  const before = previousDigest(tags);
  const { mounted = 0, copied = 0, present = 0, leftOut = 0, bytesCopied = 0 } = result?.counts ?? {};
  return {
    repository,
    route: reportRoute(image, plan),
    checks: plan.gates?.checks ?? [],
    tags: toPlanItems(repository, tags, plan.existing.names),
    unmatchedRules: plan.computed.unmatched,
    blobs: { mounted, copied, present, leftOut },
    bytesCopied,
    manifestsWritten: result?.manifestsWritten ?? 0,
    referrers: countAttachments(all.referrers, plan.attachments.referrers),
    cosignTags: countAttachments(all.cosignTags, plan.attachments.cosignTags),
    previousDigest: before ?? null,
    comparison: (before && comparisons?.get(nameReplacement(repository, before, image.image.digest))) ?? null,
    record: result?.record === undefined ? null : `${repository}@${result.record}`,
    recordForm: plan.record,
    logEntry: (result?.record && logEntries?.get(result.record)) ?? null,
    admission: (result?.admission ?? []).map((digest) => `${repository}@${digest}`),
    changed: result?.changed ?? false,
    written: listWritten(image, plan, result),
  };
}

/** The results are there once it is promoted. */
interface ReportedImage {
  readonly plan: PromotionPlan;
  readonly results?: readonly DestinationResult[] | undefined;
  readonly comparisons?: Comparisons | undefined;
  /** Pages of signatures, by the digests of their records. */
  readonly logEntries?: ReadonlyMap<Digest, string> | undefined;
}

/** Reports an image from its plan and the results. */
export function reportImage({ plan, results, ...found }: ReportedImage): ImageReport {
  const blobs = isWhole(plan.graph) ? graphBlobs(plan.graph) : undefined;
  return {
    source: plan.source.reference,
    digest: plan.image.digest,
    mediaType: plan.image.mediaType,
    platforms: graphPlatforms(plan.graph).map(({ platform, digest }) => ({ platform, digest })),
    blobs: blobs?.length ?? null,
    bytes: blobs?.reduce((sum, { size }) => sum + size, 0) ?? null,
    labels: Object.fromEntries(plan.labels),
    referrers: plan.attachments.referrers.map(({ descriptor, subject }) => ({
      digest: descriptor.digest,
      artifactType: descriptor.artifactType ?? '',
      subject,
    })),
    destinations: plan.destinations.map((destination, index) =>
      reportDestination(plan, destination, { result: results?.[index], ...found }),
    ),
  };
}

/** Builds the report of a promotion. */
export function buildReport(
  images: readonly ReportedImage[],
  facts: Omit<Report, 'schema' | 'command' | 'images'>,
): Report {
  return { schema: REPORT_SCHEMA, command: 'promote', images: images.map(reportImage), ...facts };
}

/** Writes what all gates said as JSON: an object for each image, repository and gate; empty without gates. */
export function encodeChecks(images: readonly Pick<ImageReport, 'source' | 'digest' | 'destinations'>[]): string {
  const all = images.flatMap(({ source, digest, destinations }) =>
    destinations.flatMap(({ repository, route, checks }) =>
      checks.map((check) => ({ image: source, digest, repository, environment: route?.environment, ...check })),
    ),
  );
  return all.length === 0 ? '' : JSON.stringify(all);
}

/** Builds the outputs of a promotion, as action.yml names them. */
export function buildPromotionOutputs(report: Report): Outputs {
  const destinations = report.images.flatMap((each) => each.destinations);
  const items = destinations.flatMap(({ tags }) => tags);
  const standing = standingTags(items);
  return new Map([
    ['digest', report.images.map(({ digest }) => digest).join('\n')],
    ['tags', standing.map(({ image: repository, tag }) => `${repository}:${tag}`).join('\n')],
    ['tag-names', [...new Set(standing.map(({ tag }) => tag))].join('\n')],
    ['version', mainTag(standing)],
    ['date-seq', standing.find(({ kind }) => kind === 'date_seq')?.tag ?? ''],
    ['plan', JSON.stringify(items)],
    ['previous-digest', destinations.find(({ previousDigest }) => previousDigest !== null)?.previousDigest ?? ''],
    ['compare-url', [...new Set(destinations.flatMap(({ comparison }) => comparison?.address ?? []))].join('\n')],
    ['record', destinations.flatMap(({ record }) => record ?? []).join('\n')],
    ['checks', encodeChecks(report.images)],
    ['changed', String(destinations.some(({ changed }) => changed))],
    ['report', JSON.stringify(report)],
  ]);
}

/** Builds the outputs of a shard: no tags, because the last job writes them. */
export function buildShardOutputs(report: Report): Outputs {
  const named = new Set(['digest', 'record', 'checks', 'changed', 'report']);
  return new Map([...buildPromotionOutputs(report)].filter(([name]) => named.has(name)));
}
