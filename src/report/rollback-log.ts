import { graphBlobs } from '../image/graph.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { placedAt } from '../policy/placed-at.ts';
import { changesSite, type ImagePlan, type SitePlan } from '../rollback/plan.ts';
import type { RollbackRequest } from '../rollback/request.ts';
import { formatBytes, formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { formatTime } from './pipeline-diagram.ts';
import { tagLines } from './promotion-log.ts';
import type { RollbackReport } from './rollback.ts';

function describeLatest({ site: { latest }, owner }: SitePlan): string {
  if (owner !== undefined) return 'no record says how it came back here: see the warning';
  if (latest === undefined) return 'no record says how it came here';
  const { actor } = latest.record.predicate.run;
  const by = actor === undefined ? '' : ` by ${safeText(actor.login, 50)}`;
  return `${latest.kind === 'promote' ? 'promoted' : 'came back by a rollback on'} ${formatTime(placedAt(latest.record))}${by}`;
}

/** Names an image by its version and whole digest, as one is pasted from a log. */
function nameWhole(digest: Digest, version: string | undefined): string {
  return version === undefined ? digest : `${safeText(version, 200)} (${digest})`;
}

function nameShort(digest: Digest, version: string | undefined): string {
  return version === undefined ? shortDigest(digest) : `${safeText(version, 200)} (${shortDigest(digest)})`;
}

function siteLines(image: ImagePlan, site: SitePlan, request: RollbackRequest): readonly string[] {
  const { current } = image;
  const { uri } = site.site;
  if (current === undefined || (site.isDone && !changesSite(site))) return [`in ${uri}: it runs there already`];
  return [
    `in ${uri}:`,
    `  now     ${nameWhole(current, site.versions.current)}: ${describeLatest(site)}`,
    ...site.passed.map(({ name, reason }) => `  skip    ${name}, which ran later: ${reason}`),
    ...(request.hold ? [`  hold    ${nameShort(current, site.versions.current)}, wherever it is in the pipeline`] : []),
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
    `  to      ${nameWhole(target, first?.versions.target)}: ${by === 'previous' ? 'what ran before' : 'as named'}`,
    `  there   ${formatCount(first?.content.graph.nodes.size ?? 0, 'manifest')} and ${formatCount(blobs.length, 'blob')}, ${formatBytes(bytes)}, all found; its record is valid`,
    ...sites.flatMap((site) => siteLines(image, site, request)),
    ...unreachable.map(({ uri, reason }) => `left out ${uri}: ${reason}`),
  ];
}

function describeImage({ image, from, to, versions, repositories }: RollbackReport['images'][number]): string {
  const tags = [...new Set(repositories.flatMap((each) => each.tags.map(({ tag }) => tag)))];
  const was = from === null ? '' : ` from ${nameShort(from, versions.from ?? undefined)}`;
  return `${image}${was} to ${nameShort(to, versions.to ?? undefined)}${tags.length === 0 ? '' : ` (${tags.join(', ')})`}`;
}

/** Sums up a rollback in one line. */
export function rollbackSummaryLine({ dryRun, images, environment, changed, requests }: RollbackReport): string {
  const what = formatList(images.map(describeImage));
  const asked = formatCount(requests, 'request');
  if (dryRun) return `Drill: ready to roll back ${what} in ${environment}; nothing was written (${asked})`;
  if (!changed)
    return `Nothing to do: ${formatList(images.map(({ image, to, versions }) => `${image} runs ${nameShort(to, versions.to ?? undefined)}`))} in ${environment} already (${asked})`;
  return `Rolled back ${what} in ${environment} (${asked})`;
}
