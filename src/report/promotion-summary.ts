import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../util/format.ts';
import { renderGates } from './checks.ts';
import { linkCommit, linkLogin, linkPackage, linkRun } from './links.ts';
import {
  markdownCode,
  markdownDetails,
  markdownLabels,
  markdownPage,
  markdownTable,
  markdownText,
} from './markdown.ts';
import type { DestinationReport, ImageReport, Report } from './promotion.ts';
import { drawPromotion } from './promotion-diagram.ts';
import { countBlobs, describeRoute, nameContent, outcomeOf, type Row, toRows } from './rows.ts';
import { renderNames, renderTags, renderTagsByAction, renderUnmatchedRules } from './tag-tables.ts';

/** More types of referrers than these are counted. */
const MAX_TYPES = 5;

const LABEL = 'org.opencontainers.image.';

function renderBytes({ blobs, bytesCopied }: DestinationReport): string {
  const counts = countBlobs(blobs);
  const what = counts.length === 0 ? 'the image was already complete' : formatList(counts);
  return `${what}, **${formatBytes(bytesCopied)}** through the runner`;
}

function renderAttached(image: ImageReport, { referrers, cosignTags }: DestinationReport): string {
  const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
  const shown = types.slice(0, MAX_TYPES).map(markdownCode);
  if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
  const present = referrers.present + cosignTags.present;
  const parts = [
    referrers.copied > 0 ? `${formatCount(referrers.copied, 'referrer')} copied (${shown.join(', ')})` : '',
    cosignTags.copied > 0 ? `${formatCount(cosignTags.copied, 'cosign tag')} copied` : '',
    present > 0 ? `${present} already there` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `- **Attachments:** ${formatList(parts)}`;
}

function renderRecord({ record, recordForm }: DestinationReport): string {
  return record === null ? 'none requested' : `${markdownCode(record)} (${recordForm})`;
}

/** Says by which statements an image may run from now on. */
function renderAdmission({ admission, route }: DestinationReport): readonly string[] {
  if (admission.length === 0) return [];
  const statements = `${formatCount(admission.length, 'statement')} written: ${formatList(admission.map(markdownCode))}`;
  return [`- **Admitted** to ${markdownCode(route?.environment ?? '')}: ${statements}`];
}

/** Names a destination in a heading, unless it is the only one, which the headline names. */
function renderTitle({ repository }: DestinationReport, image: ImageReport, run: string | null): readonly string[] {
  const address = linkPackage(repository, run);
  if (image.destinations.length === 1)
    return address === undefined ? [] : [`In ${markdownCode(repository)}, ${address}`];
  return [`### → ${markdownCode(repository)}${address === undefined ? '' : ` · ${address}`}`];
}

function renderDestination(image: ImageReport, destination: DestinationReport, report: Report): string {
  const { repository, route, tags, previousDigest } = destination;
  const { dryRun } = report;
  const parts = [...renderTitle(destination, image, report.run.address)];
  if (route !== null) parts.push(`**Route:** ${describeRoute(route, markdownCode)}`);
  parts.push(
    tags.length === 0
      ? 'No rule gave a tag: the image is available by digest only.'
      : renderTagsByAction(tags, !dryRun),
    ...renderGates(destination.checks),
    `\`\`\`text\n${repository}@${image.digest}\n\`\`\``,
  );
  if (!dryRun) {
    const facts = [`- **Record:** ${renderRecord(destination)}`, `- **Image:** ${renderBytes(destination)}`];
    facts.push(...renderAdmission(destination));
    const attached = renderAttached(image, destination);
    if (attached !== '') facts.push(attached);
    if (previousDigest !== null)
      facts.push(`- **Previous digest:** ${markdownCode(`${repository}@${previousDigest}`)}`);
    parts.push(facts.join('\n'));
  }
  if (tags.length > 0) parts.push(markdownDetails('Why each tag', renderTags(tags, !dryRun)));
  if (destination.unmatchedRules.length > 0) parts.push(renderUnmatchedRules(destination.unmatchedRules));
  return parts.join('\n\n');
}

function describeSize({ blobs, bytes }: ImageReport): string {
  return blobs === null || bytes === null ? '' : `${formatCount(blobs, 'blob')}, ${formatBytes(bytes)} in total, `;
}

function renderDetails(image: ImageReport): string {
  const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
  const parts = [`${describeSize(image)}${markdownCode(image.mediaType)}`];
  if (platforms.length > 0) parts.push(markdownTable(['Platform', 'Digest'], platforms));
  if (Object.keys(image.labels).length > 0) parts.push(markdownLabels(image.labels));
  const title = platforms.length === 0 ? 'The image' : `The image: ${formatCount(platforms.length, 'platform')}`;
  return markdownDetails(title, parts.join('\n\n'));
}

function renderHeadline(image: ImageReport, dryRun: boolean): string {
  const rows = toRows([image]);
  const [first] = rows;
  const to = rows.length === 1 ? markdownCode(first?.destination.repository ?? '') : `${rows.length} repositories`;
  const tag = first?.mainTag ?? '';
  const what = tag === '' ? 'the image' : markdownCode(tag);
  if (dryRun) return `## 🔎 Dry run: would promote ${what} to ${to}; nothing was written`;
  const outcome = outcomeOf(rows);
  if (outcome === 'tags') return `## ⚓ Promoted ${what} to ${to}`;
  if (outcome === 'nothing') return `## ⚓ Nothing to do: ${what} is already in ${to}`;
  if (tag === '' && rows.some(({ destination }) => destination.written.includes('image')))
    return `## ⚓ No tag was written: the image is now in ${to}, by digest only`;
  const parts = [...new Set(rows.flatMap((row) => nameContent(row, false)))];
  return `## ⚓ No tag was written: ${what} is already in ${to}, and now has ${formatList(parts)}`;
}

function describeEffort({ requests, milliseconds }: Report): string {
  return `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`;
}

function renderRun(report: Report): string {
  const { actor, address, approvedBy, reason } = report.run;
  const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
  const people = [
    actor === null ? '' : `started by ${linkLogin(actor, address)}`,
    approvedBy.length === 0 ? '' : `approved by ${approvals}`,
  ].filter((part) => part !== '');
  const parts = [
    reason === null ? '' : `**${markdownText(reason)}**`,
    people.join(', '),
    address === null ? '' : linkRun(address, address),
    describeEffort(report),
  ].filter((part) => part !== '');
  return `> ${parts.join(' · ')}`;
}

function renderSource({ source, labels }: ImageReport, run: string | null): string {
  const commit = linkCommit(labels[`${LABEL}source`], labels[`${LABEL}revision`], run);
  return `From ${markdownCode(source)}${commit === undefined ? '' : `, built from ${commit}`}`;
}

function renderImage(image: ImageReport, report: Report): string {
  return [
    renderSource(image, report.run.address),
    ...image.destinations.map((destination) => renderDestination(image, destination, report)),
    renderDetails(image),
  ].join('\n\n');
}

/** Renders the job summary of a promotion as Markdown: the result first, details folded. */
export function renderPromotionSummary(report: Report, pipeline?: Pipeline): string {
  const { images, dryRun, warnings } = report;
  const rows = toRows(images);
  const picture = pipeline && drawPromotion(pipeline, rows);
  const [only, ...others] = images;
  const isOne = only !== undefined && others.length === 0;
  const parts = [
    isOne ? renderHeadline(only, dryRun) : renderSetHeadline(report),
    renderRun(report),
    ...(picture === undefined ? [] : [`\`\`\`mermaid\n${picture}\n\`\`\``]),
    ...(isOne ? [renderImage(only, report)] : renderSet(rows, report)),
  ];
  return markdownPage(parts, warnings);
}

function renderSetHeadline({ dryRun, images }: Report): string {
  const what = formatCount(images.length, 'image');
  if (dryRun) return `## 🔎 Dry run: would promote ${what}; nothing was written`;
  const outcomes = images.map((image) => outcomeOf(toRows([image])));
  const [tagged, content, there] = (['tags', 'content', 'nothing'] as const).map(
    (outcome) => outcomes.filter((each) => each === outcome).length,
  );
  if (there === images.length) return `## ⚓ Nothing to do: all ${what} are already up to date`;
  const rest = there === 0 ? [] : [`${there} already up to date`];
  const untagged = 'only copied or recorded';
  if (tagged === 0)
    return `## ⚓ No tag was written: ${[`${formatCount(content ?? 0, 'image')} ${untagged}`, ...rest].join('; ')}`;
  const others = content === 0 ? [] : [`${content} ${untagged}, without a new tag`];
  return `## ⚓ ${[`Promoted ${formatCount(tagged ?? 0, 'image')}`, ...others, ...rest].join('; ')}`;
}

function renderTable(rows: readonly Row[], column: string, render: (row: Row) => string): string {
  const cells = rows.map((row) => [
    markdownCode(row.from),
    markdownCode(row.destination.repository),
    render(row),
    markdownCode(shortDigest(row.digest)),
  ]);
  return markdownTable(['From', 'To', column, 'Digest'], cells);
}

/** Renders a set of images: a line for each image and destination, and each image folded below. */
function renderSet(rows: readonly Row[], report: Report): readonly string[] {
  return [
    renderTable(rows, 'Tags', ({ tags }) => renderNames(tags) || 'none'),
    ...report.images.map((image) =>
      markdownDetails(markdownText(image.source.split('@', 1)[0] ?? ''), renderImage(image, report)),
    ),
  ];
}

function renderShardHeadline({ images, dryRun }: Report, shard: string): string {
  const [name, count] = [markdownCode(shard), formatCount(images.length, 'image')];
  if (dryRun) return `## 🔎 Dry run: shard ${name} would copy ${count}; nothing was written`;
  return `## ⚓ Shard ${name}: ${count} complete; the last job writes their tags`;
}

/** Renders the job summary of a shard: its images are complete, and the last job writes their tags. */
export function renderShardSummary(report: Report, shard: string): string {
  const table = renderTable(toRows(report.images), 'Blobs', ({ destination }) => renderBytes(destination));
  const parts = [renderShardHeadline(report, shard), markdownDetails('The images', table)];
  return markdownPage(parts, report.warnings, describeEffort(report));
}
