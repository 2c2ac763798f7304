import { formatBytes, formatCount, formatList, formatSeconds } from '../../text/format.ts';
import { type DestinationReport, type ImageReport, mainTag, type Report } from '../report.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { limitSummary } from './summary-limit.ts';
import { renderSet } from './summary-set.ts';
import { renderIdleRules, renderTags } from './summary-tags.ts';

/** More types of referrers than these are counted and not named. */
const MAX_TYPES = 5;

function renderBytes(destination: DestinationReport): string {
  const { blobs, bytesCopied } = destination;
  const parts = [
    blobs.mounted > 0 ? `${formatCount(blobs.mounted, 'blob')} linked inside the registry` : '',
    blobs.copied > 0 ? `${formatCount(blobs.copied, 'blob')} streamed` : '',
    blobs.present > 0 ? `${formatCount(blobs.present, 'blob')} there already` : '',
    blobs.leftOut > 0 ? `${formatCount(blobs.leftOut, 'blob')} left where their licence keeps them` : '',
  ].filter((part) => part !== '');
  const what = parts.length === 0 ? 'it was there already' : formatList(parts);
  return `**${formatBytes(bytesCopied)}** of the image went through the runner: ${what}`;
}

/** Says what was taken along with the image; empty where it has nothing beside it. */
function renderTakenAlong(image: ImageReport, { referrers, cosignTags }: DestinationReport): string {
  const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
  const shown = types.slice(0, MAX_TYPES).map(markdownCode);
  if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
  const present = referrers.present + cosignTags.present;
  const parts = [
    referrers.takenAlong > 0 ? `${formatCount(referrers.takenAlong, 'referrer')} (${shown.join(', ')})` : '',
    cosignTags.takenAlong > 0 ? formatCount(cosignTags.takenAlong, 'cosign tag') : '',
    present > 0 ? `${present} there already` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `- **Taken along:** ${formatList(parts)}`;
}

function renderPull(repository: string, digest: string, tag: string): string {
  const byTag = tag === '' ? [] : [`docker pull ${repository}:${tag}`, '# the same image, for good:'];
  return ['```sh', ...byTag, `docker pull ${repository}@${digest}`, '```'].join('\n');
}

/** Says which way an image takes into an environment, and what lets it. */
function renderPassage({ passage }: DestinationReport): readonly string[] {
  if (passage === null) return [];
  const { environment, from, hotfix, evidence, isEvidenceSigned } = passage;
  const way = from === null ? 'from where it was built' : `from ${markdownCode(from)}`;
  const route = hotfix === null ? '' : ` by the hotfix route **${markdownText(hotfix)}**`;
  const right =
    evidence === null ? '' : `, allowed by ${markdownCode(evidence)} (${isEvidenceSigned ? 'signed' : '**unsigned**'})`;
  return [`Into ${markdownCode(environment)} ${way}${route}${right}`];
}

function renderRecord({ record, recordForm }: DestinationReport): string {
  return record === null ? 'none was asked for' : `${markdownCode(record)} (${recordForm})`;
}

function renderDestination(image: ImageReport, destination: DestinationReport, dryRun: boolean): string {
  const { repository, tags, previousDigest } = destination;
  const parts = [`### → ${markdownCode(repository)}`, ...renderPassage(destination)];
  parts.push(
    tags.length === 0 ? 'No rule gave a tag: the image is there by its digest alone.' : renderTags(tags, !dryRun),
  );
  if (!dryRun) {
    const facts = [`- **Moved:** ${renderBytes(destination)}`, `- **Record:** ${renderRecord(destination)}`];
    const takenAlong = renderTakenAlong(image, destination);
    if (takenAlong !== '') facts.splice(1, 0, takenAlong);
    if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
    parts.push(
      facts.join('\n'),
      renderPull(repository, image.digest, mainTag(tags.filter(({ action }) => action !== 'skip'))),
    );
  }
  if (destination.idleRules.length > 0) parts.push(renderIdleRules(destination.idleRules));
  return parts.join('\n\n');
}

/** Says how large an image is; nothing where that was not found out. */
function describeSize({ blobs, bytes }: ImageReport): string {
  return blobs === null || bytes === null ? '' : `${formatCount(blobs, 'blob')}, ${formatBytes(bytes)} in all, `;
}

function renderDetails(image: ImageReport): string {
  const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
  const labels = Object.entries(image.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
  const parts = [`${describeSize(image)}${markdownCode(image.mediaType)}`];
  if (platforms.length > 0) parts.push(markdownTable(['Platform', 'Digest'], platforms));
  if (labels.length > 0) parts.push(markdownTable(['Label', 'Value'], labels));
  const title = platforms.length === 0 ? 'The image' : `The image: ${formatCount(platforms.length, 'platform')}`;
  return markdownDetails(title, parts.join('\n\n'));
}

function renderHeadline(report: Report, image: ImageReport): string {
  const { destinations } = image;
  const [first] = destinations;
  const places =
    destinations.length === 1 ? markdownCode(first?.repository ?? '') : `${destinations.length} repositories`;
  const tag = mainTag((first?.tags ?? []).filter(({ action }) => action !== 'skip'));
  const what = tag === '' ? 'The image' : markdownCode(tag);
  if (report.dryRun) return `## 🔎 Dry run: ${what} would be lifted to ${places}, nothing was written`;
  if (!destinations.some(({ changed }) => changed)) return `## ⚓ Nothing to do: ${what} is in ${places} already`;
  return `## ⚓ ${what} lifted to ${places}`;
}

function renderImage(image: ImageReport, dryRun: boolean): string {
  const kept = dryRun ? '' : ', the same in source and destination';
  return [
    `- **From:** ${markdownCode(image.source)}\n- **Digest:** ${markdownCode(image.digest)}${kept}`,
    ...image.destinations.map((destination) => renderDestination(image, destination, dryRun)),
    renderDetails(image),
  ].join('\n\n');
}

function renderImages(report: Report): readonly string[] {
  const { images, dryRun } = report;
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) return [renderHeadline(report, only), renderImage(only, dryRun)];
  return [
    renderSet(report),
    ...images.map((image) =>
      markdownDetails(markdownText(image.source.split('@', 1)[0] ?? ''), renderImage(image, dryRun)),
    ),
  ];
}

/** Renders the job summary of a promotion as Markdown: the result first, details folded. */
export function renderPromotionSummary(report: Report): string {
  const parts = [...renderImages(report)];
  for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
  parts.push(`<sub>${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}</sub>`);
  return limitSummary(`${parts.join('\n\n')}\n`);
}
