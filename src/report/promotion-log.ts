import type { CompanionPlan } from '../copy/attachments.ts';
import { countRequests } from '../estimate/estimate-cost.ts';
import { type Graph, graphBlobs, graphPlatforms, isWhole } from '../image/graph.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { PromotionEvent } from '../promotion/events.ts';
import type { Grant } from '../promotion/grant.ts';
import type { DestinationPlan, PromotionPlan } from '../promotion/promotion-plan.ts';
import type { IdleRule } from '../tags/planned-tag.ts';
import { formatBytes, formatCount, formatDuration, formatNumber, formatSeconds } from '../util/format.ts';
import { safeText } from '../util/text-safe-text.ts';
import type { Estimate, PlanReport } from './plan-report.ts';
import type { PlanItem } from './promotion.ts';

/** Writes planned tags as lines of text, columns aligned. */
export function narrateTags(tags: readonly Pick<PlanItem, 'tag' | 'action' | 'reason'>[]): readonly string[] {
  const width = Math.max(0, ...tags.map(({ tag }) => tag.length));
  return tags.map(({ tag, action, reason }) => `  ${action.padEnd(6)}  ${tag.padEnd(width)}  ${reason}`);
}

/** Writes the rules that gave no tag as lines of text. */
export function narrateIdleRules(rules: readonly IdleRule[]): readonly string[] {
  return rules.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`);
}

function narrateCompanions({ referrers, cosignTags }: CompanionPlan): readonly string[] {
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
function narratePassage(grant: Grant | undefined, { record }: DestinationPlan): readonly string[] {
  if (grant === undefined) return [];
  const { passage, evidence } = grant;
  const { source, destination, route } = passage;
  const way = source === undefined ? 'from where it was built' : `from ${source.name}`;
  const hotfix = route.kind === 'hotfix' ? ` by the hotfix route ${route.name}` : '';
  const right =
    evidence === undefined
      ? ''
      : `, allowed by the ${evidence.isSigned ? 'signed' : 'unsigned'} record ${shortDigest(evidence.digest)}`;
  return [`  into ${destination.name} ${way}${hotfix}${right}; its own record: ${record}`];
}

function narrateDestination(destination: DestinationPlan, grant: Grant | undefined): readonly string[] {
  const { copy, tags, computed, companions } = destination;
  const ways = copy.blobs[0]?.way === 'stream' ? 'to stream where they are missing' : 'to mount';
  const work =
    copy.manifests.length === 0
      ? 'the image is already there'
      : `${formatCount(copy.blobs.length, 'blob')} ${ways}, ${formatCount(copy.manifests.length, 'manifest')} to write`;
  return [
    `to ${formatRepository(destination.repository)}: ${work}`,
    ...narratePassage(grant, destination),
    ...narrateCompanions(companions),
    ...narrateTags(tags.tags),
    ...narrateIdleRules(computed.idle),
  ];
}

function describeBlobs(graph: Graph): string {
  if (!isWhole(graph)) return 'not read: every tag holds the image already';
  const blobs = graphBlobs(graph);
  return `${blobs.length}, ${formatBytes(blobs.reduce((sum, { size }) => sum + size, 0))}`;
}

/** Writes a plan as lines for the log. */
export function narratePlan(plan: PromotionPlan): readonly string[] {
  const platforms = graphPlatforms(plan.graph).map(({ platform }) => platform);
  return [
    `from ${plan.source.reference}`,
    `  digest    ${plan.image.digest}`,
    `  platforms ${platforms.length === 0 ? 'one, unnamed' : platforms.join(', ')}`,
    `  blobs     ${describeBlobs(plan.graph)}`,
    ...plan.destinations.flatMap((destination) =>
      narrateDestination(destination, plan.grants?.get(formatRepository(destination.repository))),
    ),
  ];
}

/** Writes an event as a line for the log; blobs are counted and not listed one by one. */
export function narrateEvent(event: PromotionEvent): string | undefined {
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
export function narrateEstimate(estimate: Estimate): string {
  return `Estimate: ${describeEstimate(estimate)}`;
}

/** Writes the shards of a plan as lines for the log. */
export function narrateShards({ matrix, shards, tagging }: PlanReport): readonly string[] {
  const lines = matrix.include.flatMap(({ shard, images, bytes }, index) => {
    const estimate = shards[index];
    const what = `${formatCount(images, 'image')}, ${formatBytes(bytes)} to copy`;
    return estimate === undefined ? [] : [`shard ${shard.split('@')[0]}: ${what}; ${describeEstimate(estimate)}`];
  });
  return [...lines, `the tags of all: ${describeEstimate(tagging)}`];
}
