import { graphBlobs } from '../image/graph.ts';
import { shortDigest } from '../oci/digest.ts';
import { placedAt } from '../policy/placed-at.ts';
import { changesSite, type ImagePlan, type SitePlan } from '../rollback/plan.ts';
import type { RollbackRequest } from '../rollback/request.ts';
import { formatBytes, formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { formatTime } from './pipeline-diagram.ts';
import { tagLines } from './promotion-log.ts';
import type { RollbackReport } from './rollback.ts';

function describeLatest({ site: { latest } }: SitePlan): string {
  if (latest === undefined) return 'no record says how it came here';
  const { actor } = latest.record.predicate.run;
  const by = actor === undefined ? '' : ` by ${safeText(actor.login, 50)}`;
  return `${latest.kind === 'promote' ? 'promoted' : 'rolled back to'} ${formatTime(placedAt(latest.record))}${by}`;
}

function siteLines(image: ImagePlan, site: SitePlan, request: RollbackRequest): readonly string[] {
  const { current } = image;
  const { uri } = site.site;
  if (current === undefined || (site.isDone && !changesSite(site))) return [`in ${uri}: it runs there already`];
  return [
    `in ${uri}:`,
    `  now     ${current} (${describeLatest(site)})`,
    ...(request.hold ? [`  hold    ${shortDigest(current)}, wherever it is in the pipeline`] : []),
    ...tagLines(site.tags),
    ...site.lines.flatMap((line) => [`  to ${line.digest}:`, ...tagLines(line.tags)]),
  ];
}

/** Says what is about to be done, before anything is written. */
export function rollbackPlanLines(image: ImagePlan, request: RollbackRequest): readonly string[] {
  const { wish, target, by, sites, unreachable } = image;
  const [first] = sites;
  const blobs = first === undefined ? [] : graphBlobs(first.content.graph);
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  return [
    `roll ${wish.name} back in ${request.environment.name}`,
    `  to      ${target} (${by === 'previous' ? 'what ran before' : 'as named'})`,
    `  there   ${formatCount(first?.content.graph.nodes.size ?? 0, 'manifest')} and ${formatCount(blobs.length, 'blob')}, ${formatBytes(bytes)}, all found; its record is valid`,
    ...sites.flatMap((site) => siteLines(image, site, request)),
    ...unreachable.map(({ uri, reason }) => `left out ${uri}: ${reason}`),
  ];
}

function describeImage({ image, from, to, repositories }: RollbackReport['images'][number]): string {
  const tags = [...new Set(repositories.flatMap((each) => each.tags.map(({ tag }) => tag)))];
  const was = from === null ? '' : ` from ${shortDigest(from)}`;
  return `${image}${was} to ${shortDigest(to)}${tags.length === 0 ? '' : ` (${tags.join(', ')})`}`;
}

/** Sums up a rollback in one line. */
export function rollbackSummaryLine({ dryRun, images, environment, changed, requests }: RollbackReport): string {
  const what = formatList(images.map(describeImage));
  const asked = formatCount(requests, 'request');
  if (dryRun) return `Drill: ready to roll back ${what} in ${environment}; nothing was written (${asked})`;
  if (!changed)
    return `Nothing to do: ${formatList(images.map(({ image, to }) => `${image} runs ${shortDigest(to)}`))} in ${environment} already (${asked})`;
  return `Rolled back ${what} in ${environment} (${asked})`;
}
