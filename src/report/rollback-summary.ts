import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../util/format.ts';
import { linkLogin, linkRun } from './links.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import type { RollbackReport, RolledBackImage } from './rollback.ts';
import { renderTags } from './tag-tables.ts';

function nameImages({ images }: RollbackReport): string {
  return formatList(images.map(({ image }) => markdownCode(image)));
}

function renderHeadline(report: RollbackReport): string {
  const { dryRun, changed, environment, images } = report;
  const [only, ...others] = images;
  const to = only === undefined || others.length > 0 ? '' : ` to ${markdownCode(shortDigest(only.to))}`;
  const where = `in ${markdownCode(environment)}`;
  if (dryRun)
    return `## 🧯 Drill passed: ${nameImages(report)} ${where} could be rolled back${to}; nothing was written`;
  if (!changed) return `## ↩️ Nothing to do: ${nameImages(report)} ${where} is rolled back${to} already`;
  return `## ↩️ Rolled back ${nameImages(report)} ${where}${to}`;
}

function renderRun({ run, requests, milliseconds }: RollbackReport): string {
  const { actor, address, approvedBy, reason } = run;
  const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
  const parts = [
    reason === null ? '' : `**${markdownText(reason)}**`,
    actor === null ? '' : `started by ${linkLogin(actor, address)}`,
    approvedBy.length === 0 ? '' : `approved by ${approvals}`,
    address === null ? '' : linkRun(address, address),
    `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`,
  ].filter((part) => part !== '');
  return `> ${parts.join(' · ')}`;
}

function renderHints({ hints }: RolledBackImage): string {
  const rows = hints.map(({ updater, follows, advice }) => [
    `${follows ? '✅' : '⚠️'} ${markdownText(updater)}`,
    markdownText(advice),
  ]);
  return markdownTable(['Updater', 'After this rollback'], rows);
}

function renderImage(image: RolledBackImage, dryRun: boolean): string {
  const { from, to, by, content, repositories, unreachable } = image;
  const rows = [
    ['Ran until now', from === null ? 'this image' : markdownCode(from)],
    [by === 'previous' ? 'Ran before' : 'Named', markdownCode(to)],
    [
      'There',
      `${formatCount(content.manifests, 'manifest')} and ${formatCount(content.blobs, 'blob')}, ${formatBytes(content.bytes)}, all found`,
    ],
  ];
  const parts = [markdownTable(['Image', 'Digest'], rows)];
  for (const { repository, tags, lines, record, hold } of repositories) {
    parts.push(`### ${markdownCode(repository)}`);
    parts.push(tags.length === 0 ? 'No tag moves.' : renderTags(tags, !dryRun));
    for (const line of lines) parts.push(`To ${markdownCode(line.digest)}:`, renderTags(line.tags, !dryRun));
    const facts = [
      ...(record === null ? [] : [`- **Record:** ${markdownCode(record)}`]),
      ...(hold === null ? [] : [`- **Hold:** ${markdownCode(hold)}`]),
    ];
    if (facts.length > 0) parts.push(facts.join('\n'));
  }
  if (unreachable.length > 0) {
    const left = unreachable.map(({ uri, reason }) => `- ${markdownCode(uri)}: ${markdownText(reason, 1000)}`);
    parts.push(`### ⛔ Not rolled back`, left.join('\n'));
  }
  if (from !== null) parts.push(markdownDetails('What updaters do now', renderHints(image)));
  return parts.join('\n\n');
}

/** Renders the job summary of a rollback or a drill: the result first, details folded. */
export function renderRollbackSummary(report: RollbackReport): string {
  const [only, ...others] = report.images;
  const images =
    only !== undefined && others.length === 0
      ? [renderImage(only, report.dryRun)]
      : report.images.map((image) => markdownDetails(markdownText(image.image), renderImage(image, report.dryRun)));
  return markdownPage([renderHeadline(report), renderRun(report), ...images], report.warnings);
}
