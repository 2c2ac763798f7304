import type { AttachmentPlan } from '../copy/attachments.ts';
import { countRequests } from '../estimate/cost.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { PromotionEvent } from '../promotion/events.ts';
import type { DestinationPlan, PromotionPlan } from '../promotion/plan.ts';
import type { UnmatchedRule } from '../tags/planned-tag.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatList,
  formatNumber,
  formatSeconds,
  MAX_NAMES,
  nameOrCount,
} from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { checkLines } from './checks.ts';
import type { Estimate, PlanReport } from './plan.ts';
import { type DestinationReport, type PlanItem, type Report, reportImage } from './promotion.ts';
import { describeRoute, nameContent, type Outcome, outcomeOf, type Row, toRows } from './rows.ts';

/** Writes planned tags as lines of text, columns aligned. */
export function tagLines(tags: readonly Pick<PlanItem, 'tag' | 'action' | 'reason'>[]): readonly string[] {
  const width = Math.max(0, ...tags.map(({ tag }) => tag.length));
  return tags.map(({ tag, action, reason }) => `  ${action.padEnd(6)}  ${tag.padEnd(width)}  ${reason}`);
}

/** Writes the rules that gave no tag as lines of text. */
export function unmatchedRuleLines(rules: readonly UnmatchedRule[]): readonly string[] {
  return rules.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`);
}

function attachmentLines({ referrers, cosignTags }: AttachmentPlan): readonly string[] {
  const types = new Set(
    referrers.map(({ descriptor }) => safeText(descriptor.artifactType ?? descriptor.mediaType, 100)),
  );
  return [
    ...(referrers.length === 0
      ? []
      : [`  copies ${formatCount(referrers.length, 'referrer')}: ${[...types].join(', ')}`]),
    ...(cosignTags.length === 0 ? [] : [`  copies ${formatCount(cosignTags.length, 'cosign tag')}`]),
  ];
}

function destinationLines({ copy, attachments }: DestinationPlan, report: DestinationReport): readonly string[] {
  const ways = copy.blobs[0]?.way === 'stream' ? 'to stream if they are missing' : 'to mount';
  const work =
    copy.manifests.length === 0
      ? 'the image is already complete'
      : `${formatCount(copy.blobs.length, 'blob')} ${ways}, ${formatCount(copy.manifests.length, 'manifest')} to write`;
  return [
    `to ${report.repository}: ${work}`,
    ...(report.route === null ? [] : [`  ${describeRoute(report.route, String)}; new record: ${report.recordForm}`]),
    ...checkLines(report.checks),
    ...attachmentLines(attachments),
    ...tagLines(report.tags),
    ...unmatchedRuleLines(report.unmatchedRules),
  ];
}

/** Writes a plan as lines for the log. */
export function planLines(plan: PromotionPlan): readonly string[] {
  const { source, digest, platforms, blobs, bytes, destinations } = reportImage({ plan });
  return [
    `from ${source}`,
    `  digest    ${digest}`,
    `  platforms ${platforms.length === 0 ? 'not specified' : platforms.map(({ platform }) => platform).join(', ')}`,
    `  blobs     ${blobs === null ? 'not read: every tag already holds the image' : `${blobs}, ${formatBytes(bytes ?? 0)}`}`,
    ...plan.destinations.flatMap((destination, index) => {
      const report = destinations[index];
      return report === undefined ? [] : destinationLines(destination, report);
    }),
  ];
}

/** Writes an event as a line for the log; blobs have none, because there are many. */
export function eventLine(event: PromotionEvent): string | undefined {
  const to = formatRepository(event.to);
  switch (event.kind) {
    case 'blob':
    case 'bytes':
      return undefined;
    case 'manifest':
      return `wrote ${to}@${shortDigest(event.manifest.digest)}`;
    case 'referrer':
      return `copied referrer ${safeText(event.referrer.artifactType ?? event.referrer.mediaType, 100)} of ${shortDigest(event.subject)} to ${to}`;
    case 'cosign-tag':
      return `copied cosign tag ${to}:${event.tag}`;
    case 'source-moved':
      return `${to}:${event.tag} ${event.digest === undefined ? 'no longer exists' : `now holds ${event.digest}`}; Sealift promoted the image that it held at the start`;
    case 'verified':
      return `${to} has ${event.digest}`;
    case 'record':
      return `attached record ${to}@${shortDigest(event.digest)} (${event.signed === undefined ? 'unsigned' : `signed by ${safeText(event.signed.by, 200)}`})`;
    case 'admission':
      return `admitted ${to}@${shortDigest(event.subject)} to ${event.environment} (${event.digests.map(shortDigest).join(', ')})`;
    case 'tag':
      return `tagged ${to}:${event.tag}`;
    case 'waiting':
      return `settling the claim on ${event.tags.join(', ')} (${formatSeconds(event.milliseconds)})`;
    case 'warning':
      return event.sentence;
    case 'left':
      return `left ${to}:${event.tag} unchanged: ${safeText(event.reason, 500)}`;
    case 'lost-race':
      return event.wasTaken
        ? `another image, ${shortDigest(event.holds)}, already has ${event.tag}; trying ${event.next}`
        : `another run claimed ${event.tag} first; trying ${event.next}`;
    default:
      return event satisfies never;
  }
}

function describeEstimate({ cost, time }: Estimate): string {
  const requests = countRequests(cost);
  return `${formatNumber(requests)} request${requests === 1 ? '' : 's'} and ${formatBytes(cost.bytes)} through the runner, about ${formatDuration(time.milliseconds)}`;
}

/** Writes an estimate as a line for the log. */
export function estimateLines(estimate: Estimate): string {
  return `Estimate: ${describeEstimate(estimate)}`;
}

/** Writes the shards of a plan as lines for the log. */
export function shardLines({ matrix, shards, tagging }: PlanReport): readonly string[] {
  const lines = matrix.include.flatMap(({ shard, images, bytes }, index) => {
    const estimate = shards[index];
    const what = `${formatCount(images, 'image')}, ${formatBytes(bytes)} to copy`;
    return estimate === undefined ? [] : [`shard ${shard.split('@')[0]}: ${what}; ${describeEstimate(estimate)}`];
  });
  return [...lines, `all tags, in the last job: ${describeEstimate(tagging)}`];
}

/** `has` is the verb, singular or plural. */
function describeRow(row: Row, has: string, { dryRun, outcome }: { dryRun: boolean; outcome: Outcome }): string {
  const names = row.tags.map(({ tag }) => tag);
  const what = names.length === 0 ? 'the image, by digest only' : nameOrCount(names, 'tags');
  if (dryRun) return `would have ${what}`;
  const content = outcome === 'content' ? formatList(nameContent(row, row.isNew)) : '';
  if (row.isNew) return `now ${has} ${what}${content && `, and ${content}`}`;
  return `already ${has} ${what}${content && `, and now also ${content}`}`;
}

/** Counts what repositories have if too many differ. */
function describeRows(rows: readonly Row[], dryRun: boolean): string {
  const outcome = outcomeOf(rows);
  const groups = [...Map.groupBy(rows, (row) => describeRow(row, 'has', { dryRun, outcome }))].map(([text, same]) => {
    const repositories = [...new Set(same.map(({ destination }) => destination.repository))];
    const [first] = same;
    const end =
      repositories.length === 1 || first === undefined ? text : describeRow(first, 'have', { dryRun, outcome });
    return `${nameOrCount(repositories, 'repositories')} ${end}`;
  });
  if (groups.length <= MAX_NAMES) return groups.join('; ');
  const count = new Set(rows.map(({ destination }) => destination.repository)).size;
  const tags = formatCount(rows.flatMap((row) => row.tags).length, 'tag');
  const have = count === 1 ? 'has' : 'have';
  const has = dryRun ? 'would have' : outcome === 'tags' ? `now ${have}` : have;
  return `${count === 1 ? '1 repository' : `${count} repositories`} ${has} ${tags} in all`;
}

const LEADS = { tags: '', content: 'No tag was written: ', nothing: 'Nothing to do: ' } as const;

function describeTraffic(rows: readonly Row[], requests: number): string {
  const bytes = rows.reduce((sum, { destination }) => sum + destination.bytesCopied, 0);
  return `${formatBytes(bytes)} through the runner, ${formatCount(requests, 'request')}`;
}

/** Sums up a promotion in one line, what is new first. */
export function summaryLine({ images, dryRun, requests }: Report): string {
  const rows = toRows(images);
  const what = images.length === 1 ? (images[0]?.digest ?? '') : formatCount(images.length, 'image');
  const ends = describeRows(rows, dryRun);
  if (dryRun) return `Dry run: ${ends} (${what}); nothing was written`;
  return `${LEADS[outcomeOf(rows)]}${ends} (${what}, ${describeTraffic(rows, requests)})`;
}

/** Sums up a plan in one line. */
export function planSummaryLine({ images, shards, stored }: PlanReport): string {
  return `Planned ${formatCount(images, 'image')} in ${formatCount(shards.length, 'shard')}; nothing was written to a registry (plan ${stored.id}, ${formatBytes(stored.bytes)})`;
}

/** Sums up a shard in one line. */
export function shardSummaryLine({ images, dryRun, requests }: Report, shard: string): string {
  const what = formatCount(images.length, 'image');
  if (dryRun) return `Dry run: shard ${shard} would copy ${what}; nothing was written`;
  return `Shard ${shard} is complete: ${what}, whose tags the last job writes (${describeTraffic(toRows(images), requests)})`;
}
