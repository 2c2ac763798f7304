import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../util/format.ts';
import { renderDestination } from './destination-summary.ts';
import { markdownPicture } from './environments-diagram.ts';
import {
  markdownCode,
  markdownDetails,
  markdownLabels,
  markdownPage,
  markdownTable,
  markdownText,
} from './markdown.ts';
import type { ImageReport, Report } from './promotion.ts';
import { drawPromotion } from './promotion-diagram.ts';
import { nameContent, outcomeOf, type Row, toRows } from './rows.ts';
import { renderRunLine } from './run-line.ts';
import { renderSet, renderSetHeadline, renderShardSummary as renderShard } from './set-summary.ts';

function describeSize({ blobs, bytes }: ImageReport): string {
  return blobs === null || bytes === null ? '' : `${formatCount(blobs, 'blob')}, ${formatBytes(bytes)} in total, `;
}

function renderDetails(image: ImageReport): string {
  const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
  const labels = Object.keys(image.labels).length;
  const parts = [`${describeSize(image)}${markdownCode(image.mediaType)}`];
  if (platforms.length > 0) parts.push(markdownTable(['Platform', 'Digest'], platforms));
  if (labels > 0) parts.push(markdownLabels(image.labels));
  const counts = [
    platforms.length === 0 ? '' : formatCount(platforms.length, 'platform'),
    labels === 0 ? '' : formatCount(labels, 'label'),
  ].filter((part) => part !== '');
  return markdownDetails(counts.length === 0 ? 'The image' : `The image: ${formatList(counts)}`, parts.join('\n\n'));
}

/** Names where an image went: environments in bold, other repositories as they are. */
function nameDestinations(rows: readonly Row[]): string {
  const [first] = rows;
  const names = new Set(rows.map(({ destination: { route } }) => route?.environment));
  const [name] = names;
  const count = rows.length === 1 ? '' : `${rows.length} repositories`;
  if (names.size === 1 && name !== undefined) return `**${markdownText(name)}**${count === '' ? '' : ` (${count})`}`;
  return count === '' ? markdownCode(first?.destination.repository ?? '') : count;
}

/** Names an image by its name in the environments and its version; `otherwise` if it has neither. */
function nameImage(row: Row | undefined, otherwise: string): string {
  const image = row?.destination.route?.image ?? '';
  const tag = row?.mainTag ?? '';
  const names = [image, tag].filter((part) => part !== '').map(markdownCode);
  return names.length === 0 ? otherwise : names.join(' ');
}

function renderHeadline(image: ImageReport, dryRun: boolean): string {
  const rows = toRows([image]);
  const [first] = rows;
  const to = nameDestinations(rows);
  const what = nameImage(first, 'the image');
  if (dryRun) return `## 🔎 Dry run: would promote ${what} to ${to}; nothing was written`;
  const outcome = outcomeOf(rows);
  if (outcome === 'tags') return `## ⚓ Promoted ${what} to ${to}`;
  if (outcome === 'nothing') return `## ⚓ Nothing to do: ${what} is already in ${to}`;
  if (first?.mainTag === '' && rows.some(({ destination }) => destination.written.includes('image')))
    return `## ⚓ No tag was written: the image is now in ${to}, by digest only`;
  const parts = [...new Set(rows.flatMap((row) => nameContent(row, false)))];
  return `## ⚓ No tag was written: ${what} is already in ${to}, and now has ${formatList(parts)}`;
}

function describeEffort({ requests, milliseconds }: Report): string {
  return `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`;
}

function renderRun(report: Report): string {
  const isWritten = report.images.some(({ destinations }) => destinations.some(({ written }) => written.length > 0));
  return renderRunLine(report.run, describeEffort(report), isWritten ? 'promoted' : undefined);
}

function renderImage(image: ImageReport, report: Report): string {
  const destinations = image.destinations.map((destination) => renderDestination(image, destination, report));
  return [...destinations, renderDetails(image)].join('\n\n');
}

/** Renders the job summary of a promotion as Markdown: the result first, details folded. */
export function renderPromotionSummary(report: Report, pipeline?: Pipeline): string {
  const { images, dryRun, warnings } = report;
  const rows = toRows(images);
  const [only, ...others] = images;
  const isOne = only !== undefined && others.length === 0;
  const parts = [
    isOne ? renderHeadline(only, dryRun) : renderSetHeadline(report),
    renderRun(report),
    ...markdownPicture(pipeline && drawPromotion(pipeline, rows, dryRun)),
    ...(isOne ? [renderImage(only, report)] : renderSet(rows, images, (image) => renderImage(image, report))),
  ];
  return markdownPage(parts, warnings);
}

/** Renders the job summary of a shard. */
export function renderShardSummary(report: Report, shard: string, pipeline?: Pipeline): string {
  const picture = pipeline && drawPromotion(pipeline, toRows(report.images), true);
  const runLine = renderRunLine(report.run, describeEffort(report));
  return renderShard(report, shard, [runLine, ...markdownPicture(picture)]);
}
