import { formatBytes, formatCount, formatList, formatSeconds } from '../../text/format.ts';
import { type DestinationReport, type ImageReport, mainTag, type Report } from '../report.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { renderIdleRules, renderTags } from './summary-tags.ts';

/** GitHub drops a summary of more than 1 MiB; ours ends before (bytes). */
const MAX_SUMMARY = 900 * 1024;

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

function renderPull(repository: string, digest: string, tag: string): string {
  const byTag = tag === '' ? [] : [`docker pull ${repository}:${tag}`, '# the same image, for good:'];
  return ['```sh', ...byTag, `docker pull ${repository}@${digest}`, '```'].join('\n');
}

function renderDestination(image: ImageReport, destination: DestinationReport, dryRun: boolean): string {
  const { repository, tags, previousDigest, record } = destination;
  const parts = [`### → ${markdownCode(repository)}`];
  parts.push(
    tags.length === 0 ? 'No rule gave a tag: the image is there by its digest alone.' : renderTags(tags, !dryRun),
  );
  if (!dryRun) {
    const facts = [
      `- **Moved:** ${renderBytes(destination)}`,
      `- **Record:** ${record === null ? 'none was asked for' : `${markdownCode(record)} (unsigned)`}`,
    ];
    if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
    parts.push(
      facts.join('\n'),
      renderPull(repository, image.digest, mainTag(tags.filter(({ action }) => action !== 'skip'))),
    );
  }
  if (destination.idleRules.length > 0) parts.push(renderIdleRules(destination.idleRules));
  return parts.join('\n\n');
}

function renderDetails(image: ImageReport): string {
  const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
  const labels = Object.entries(image.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
  const parts = [
    `${formatCount(image.blobs, 'blob')}, ${formatBytes(image.bytes)} in all, ${markdownCode(image.mediaType)}`,
  ];
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

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= MAX_SUMMARY) return text;
  return `${bytes.subarray(0, MAX_SUMMARY).toString('utf8')}\n\nThe rest was cut.\n`;
}

/** Renders the job summary of a promotion as Markdown: the result first, details folded. */
export function renderPromotionSummary(report: Report): string {
  const parts: string[] = [];
  for (const image of report.images) {
    parts.push(
      renderHeadline(report, image),
      `- **From:** ${markdownCode(image.source)}\n- **Digest:** ${markdownCode(image.digest)}${report.dryRun ? '' : ', the same in source and destination'}`,
      ...image.destinations.map((destination) => renderDestination(image, destination, report.dryRun)),
      renderDetails(image),
    );
  }
  for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
  parts.push(`<sub>${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}</sub>`);
  return cut(`${parts.join('\n\n')}\n`);
}
