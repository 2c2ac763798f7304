import type { AttachmentPlan } from '../copy/attachments.ts';
import { countRequests } from '../estimate/cost.ts';
import { type Graph, graphBlobs, graphPlatforms, isWhole } from '../image/graph.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { PromotionEvent } from '../promotion/events.ts';
import type { DestinationPlan, PromotionPlan } from '../promotion/plan.ts';
import type { UnmatchedRule } from '../tags/planned-tag.ts';
import { formatBytes, formatCount, formatDuration, formatList, formatNumber, formatSeconds } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import type { Estimate, PlanReport } from './plan.ts';
import type { DestinationReport, PlanItem, Report } from './promotion.ts';
import { nameContent, outcomeOf } from './written.ts';

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

/** Says which way an image takes into an environment, and what lets it. */
function routeLines({ route: resolved, evidence, record }: DestinationPlan): readonly string[] {
  if (resolved === undefined) return [];
  const { source, destination, route } = resolved;
  const way = source === undefined ? 'from where it was built' : `from ${source.name}`;
  const hotfix = route.kind === 'hotfix' ? ` by the hotfix route ${route.name}` : '';
  const right =
    evidence === undefined
      ? ''
      : `, allowed by the ${evidence.isSigned ? 'signed' : 'unsigned'} record ${shortDigest(evidence.digest)}`;
  return [`  into ${destination.name} ${way}${hotfix}${right}; its own record: ${record}`];
}

function destinationLines(destination: DestinationPlan): readonly string[] {
  const { copy, tags, computed, attachments } = destination;
  const ways = copy.blobs[0]?.way === 'stream' ? 'to stream where they are missing' : 'to mount';
  const work =
    copy.manifests.length === 0
      ? 'the image is already there'
      : `${formatCount(copy.blobs.length, 'blob')} ${ways}, ${formatCount(copy.manifests.length, 'manifest')} to write`;
  return [
    `to ${formatRepository(destination.repository)}: ${work}`,
    ...routeLines(destination),
    ...attachmentLines(attachments),
    ...tagLines(tags.tags),
    ...unmatchedRuleLines(computed.idle),
  ];
}

function describeBlobs(graph: Graph): string {
  if (!isWhole(graph)) return 'not read: every tag holds the image already';
  const blobs = graphBlobs(graph);
  return `${blobs.length}, ${formatBytes(blobs.reduce((sum, { size }) => sum + size, 0))}`;
}

/** Writes a plan as lines for the log. */
export function planLines(plan: PromotionPlan): readonly string[] {
  const platforms = graphPlatforms(plan.graph).map(({ platform }) => platform);
  return [
    `from ${plan.source.reference}`,
    `  digest    ${plan.image.digest}`,
    `  platforms ${platforms.length === 0 ? 'one, unnamed' : platforms.join(', ')}`,
    `  blobs     ${describeBlobs(plan.graph)}`,
    ...plan.destinations.flatMap(destinationLines),
  ];
}

/** Writes an event as a line for the log; blobs are counted and not listed one by one. */
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
      return `copied ${to}:${event.tag}`;
    case 'source-moved':
      return `${to}:${event.tag} ${event.digest === undefined ? 'is gone' : `holds ${event.digest}`} by now; what was promoted is what it held at the beginning`;
    case 'verified':
      return `${to} has ${event.digest}`;
    case 'record':
      return `attached record ${to}@${shortDigest(event.digest)} (${event.signed === undefined ? 'unsigned' : `signed by ${safeText(event.signed.by, 200)}`})`;
    case 'tag':
      return `tagged ${to}:${event.tag}`;
    case 'waiting':
      return `waiting ${formatSeconds(event.milliseconds)} to be sure that no other run claims ${event.tags.join(', ')}`;
    case 'warning':
      return event.sentence;
    case 'left':
      return `left ${to}:${event.tag} as it is: ${safeText(event.reason, 500)}`;
    case 'lost-race':
      return event.wasTaken
        ? `another image has ${event.tag} already, trying ${event.next}`
        : `another run took ${event.tag} first, trying ${event.next}`;
    default:
      return event satisfies never;
  }
}

function describeEstimate({ cost, time }: Estimate): string {
  const requests = countRequests(cost);
  return `${formatNumber(requests)} request${requests === 1 ? '' : 's'} and ${formatBytes(cost.bytes)} through the runner, about ${formatDuration(time.milliseconds)}`;
}

/** Writes what is estimated as a line for the log. */
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
  return [...lines, `the tags of all: ${describeEstimate(tagging)}`];
}

/** More places or tags than these are counted and not named. */
const MAX_NAMES = 12;

function nameOrCount(names: readonly string[], plural: string): string {
  return names.length > MAX_NAMES ? `${names.length} ${plural}` : formatList(names);
}

function standingTags({ tags }: DestinationReport): readonly string[] {
  return tags.filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
}

/** Destinations that came to the same. */
interface SameEnd {
  readonly places: readonly string[];
  readonly tags: readonly string[];
  /** Whether they have now what they did not have before. */
  readonly isNew: boolean;
  /** What was written beside that. */
  readonly extras: readonly string[];
}

function groupByEnd(report: Report): readonly SameEnd[] {
  const destinations = report.images.flatMap((image) => image.destinations);
  const outcome = outcomeOf(destinations);
  const ends = destinations.map((each) => {
    const tags = standingTags(each);
    const isNew = each.written.includes('tags') || (tags.length === 0 && each.written.includes('image'));
    const extras = outcome === 'content' ? nameContent(each, isNew) : [];
    return { repository: each.repository, tags, isNew, extras };
  });
  const groups = Map.groupBy(ends, ({ tags, isNew, extras }) => JSON.stringify([tags, isNew, extras]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, places: [...new Set(group.map(({ repository }) => repository))] }];
  });
}

function describeEnd({ places, tags, isNew, extras }: SameEnd, dryRun: boolean): string {
  const has = dryRun ? 'would have' : `${isNew ? 'now ' : ''}${places.length === 1 ? 'has' : 'have'}`;
  const what = tags.length === 0 ? 'the image, by digest only' : nameOrCount(tags, 'tags');
  const start = `${nameOrCount(places, 'repositories')} ${has} ${what}`;
  if (dryRun) return start;
  const already = isNew ? '' : `${tags.length === 0 ? ',' : ''} already`;
  return `${start}${already}${extras.length === 0 ? '' : `, and ${isNew ? '' : 'now '}${formatList(extras)}`}`;
}

/** Says which repositories have which tags; if too many differ, they are counted together. */
function describeEnds(report: Report): string {
  const groups = groupByEnd(report);
  if (groups.length <= MAX_NAMES) return groups.map((group) => describeEnd(group, report.dryRun)).join('; ');
  const destinations = report.images.flatMap((image) => image.destinations);
  const places = new Set(destinations.map(({ repository }) => repository)).size;
  const tags = destinations.reduce((sum, each) => sum + standingTags(each).length, 0);
  const has = report.dryRun
    ? 'would have'
    : `${outcomeOf(destinations) === 'tags' ? 'now ' : ''}${places === 1 ? 'has' : 'have'}`;
  return `${places === 1 ? '1 repository' : `${places} repositories`} ${has} ${formatCount(tags, 'tag')} in all`;
}

const LEADS = { tags: '', content: 'No tag was written: ', nothing: 'Nothing to do: ' } as const;

/** Says in a line what a promotion came to, the news first. */
export function summaryLine(report: Report): string {
  const destinations = report.images.flatMap((image) => image.destinations);
  const what =
    report.images.length === 1 ? (report.images[0]?.digest ?? '') : formatCount(report.images.length, 'image');
  const ends = describeEnds(report);
  if (report.dryRun) return `Dry run: ${ends} (${what}); nothing was written`;
  const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  return `${LEADS[outcomeOf(destinations)]}${ends} (${what}, ${formatBytes(bytes)} through the runner, ${formatCount(report.requests, 'request')})`;
}

/** Says in a line what a plan came to. */
export function planSummaryLine({ images, shards, stored }: PlanReport): string {
  return `Planned ${formatCount(images, 'image')} in ${formatCount(shards.length, 'shard')}; nothing was written to a registry (plan ${stored.id}, ${formatBytes(stored.bytes)})`;
}

/** Says in a line what a shard came to. */
export function shardSummaryLine(report: Report, shard: string): string {
  const what = formatCount(report.images.length, 'image');
  if (report.dryRun) return `Dry run: shard ${shard} would copy ${what}; nothing was written`;
  const destinations = report.images.flatMap((image) => image.destinations);
  const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  return `Shard ${shard} is complete: ${what}, whose tags wait for the last job (${formatBytes(bytes)} through the runner, ${formatCount(report.requests, 'request')})`;
}
