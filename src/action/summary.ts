import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../text/format.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import type { DestinationReport, ImageReport, PlanItem, Report } from './report.ts';

/** GitHub drops a summary of more than 1 MiB; ours ends before (characters). */
const MAX_SUMMARY = 900 * 1024;

const MARKS = { create: '🆕 created', move: '⏩ moved', keep: '✅ kept', skip: '⏸️ left' } as const;
const PLANNED = { create: '🆕 create', move: '⏩ move', keep: '✅ keep', skip: '⏸️ leave' } as const;

/** Writes what a tag pointed at, and what it points at now, as short as it can be told apart. */
function renderMove({ action, before, after }: PlanItem): string {
  const from = before === null ? '' : markdownCode(shortDigest(before));
  const to = after === null ? '' : markdownCode(shortDigest(after));
  if (action === 'move') return `${from} → ${to}`;
  return action === 'skip' ? from || '–' : to || '–';
}

/** Renders a plan of tags as a table: what happens to each, and why. */
export function renderTags(tags: readonly PlanItem[], isDone: boolean): string {
  const marks = isDone ? MARKS : PLANNED;
  const rows = tags.map((item) => [
    `<strong>${markdownCode(item.tag)}</strong>`,
    marks[item.action],
    markdownText(item.reason),
    renderMove(item),
  ]);
  return markdownTable(['Tag', isDone ? 'Done' : 'Would', 'Why', 'Digest'], rows);
}

function renderBytes(destination: DestinationReport): string {
  const { blobs, bytesCopied } = destination;
  const parts = [
    blobs.mounted > 0 ? `${formatCount(blobs.mounted, 'blob')} mounted by the registry` : '',
    blobs.copied > 0 ? `${formatCount(blobs.copied, 'blob')} streamed` : '',
    blobs.present > 0 ? `${formatCount(blobs.present, 'blob')} there already` : '',
    blobs.leftOut > 0 ? `${formatCount(blobs.leftOut, 'blob')} left where their licence keeps them` : '',
  ].filter((part) => part !== '');
  const what = parts.length === 0 ? 'the image was there already' : formatList(parts);
  return `<strong>${formatBytes(bytesCopied)}</strong> through the runner: ${what}`;
}

function renderDestination(image: ImageReport, destination: DestinationReport, dryRun: boolean): string {
  const { repository, tags } = destination;
  const main = tags.find(({ action }) => action !== 'skip');
  const pull = main === undefined ? `${repository}@${image.digest}` : `${repository}:${main.tag}`;
  const parts = [`### → ${markdownCode(repository)}`];
  parts.push(
    tags.length === 0 ? '_No rule gave a tag: the image is there by its digest alone._' : renderTags(tags, !dryRun),
  );
  if (!dryRun) {
    parts.push(
      [
        `- **Moved:** ${renderBytes(destination)}`,
        destination.record === null
          ? '- **Record:** none was asked for'
          : `- **Record** (unsigned): ${markdownCode(destination.record)}`,
        ...(destination.previousDigest === null
          ? []
          : [`- **Before:** ${markdownCode(`${repository}@${destination.previousDigest}`)}`]),
      ].join('\n'),
    );
    parts.push(
      `\`\`\`sh\ndocker pull ${pull}\n# the same image, for good:\ndocker pull ${repository}@${image.digest}\n\`\`\``,
    );
  }
  const idle = destination.idleRules.map(
    ({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`,
  );
  if (idle.length > 0) parts.push(markdownDetails(`${formatCount(idle.length, 'rule')} gave no tag`, idle.join('\n')));
  return parts.join('\n\n');
}

function renderDetails(image: ImageReport): string {
  const platforms = image.platforms.map(({ platform, digest }) => [markdownText(platform), markdownCode(digest)]);
  const labels = Object.entries(image.labels).map(([key, value]) => [markdownCode(key), markdownText(value)]);
  const parts = [
    `${formatCount(image.blobs, 'blob')}, ${formatBytes(image.bytes)} in all, ${markdownCode(image.mediaType)}`,
  ];
  if (platforms.length > 0) parts.push(markdownTable(['Platform', 'Digest'], platforms));
  if (labels.length > 0) parts.push(markdownTable(['Label', 'Value'], labels));
  const title = platforms.length === 0 ? 'The image' : `The image: ${formatCount(platforms.length, 'platform')}`;
  return markdownDetails(title, parts.join('\n\n'));
}

function headline(report: Report, image: ImageReport): string {
  const places = formatCount(image.destinations.length, 'repository').replace('repositorys', 'repositories');
  if (report.dryRun) return `## 🔎 Dry run: nothing was written to ${places}`;
  const changed = image.destinations.some((destination) => destination.changed);
  return changed ? `## ⚓ Lifted to ${places}` : '## ⚓ Nothing to do: everything is in place';
}

/** Renders the job summary of a promotion as Markdown: the result first, details folded. */
export function renderPromotionSummary(report: Report): string {
  const parts: string[] = [];
  for (const image of report.images) {
    parts.push(headline(report, image));
    parts.push(
      markdownTable(
        ['', ''],
        [
          ['**From**', markdownCode(image.source)],
          ['**Digest**', `${markdownCode(image.digest)} (the same in source and destination)`],
        ],
      ),
    );
    for (const destination of image.destinations) parts.push(renderDestination(image, destination, report.dryRun));
    parts.push(renderDetails(image));
  }
  for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
  parts.push(`<sub>${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}</sub>`);
  const text = `${parts.join('\n\n')}\n`;
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY)}\n\n_The rest was cut._\n` : text;
}
