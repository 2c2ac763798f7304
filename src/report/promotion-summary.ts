import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { UnmatchedRule } from '../tags/planned-tag.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../util/format.ts';
import { linkCommit, linkLogin, linkPackage, linkRun } from './links.ts';
import { limitSummary, markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { type DestinationReport, type ImageReport, mainTag, type PlanItem, type Report } from './promotion.ts';
import { drawPromotion } from './promotion-diagram.ts';
import { nameContent, outcomeOf } from './written.ts';

/** More types of referrers than these are counted and not named. */
const MAX_TYPES = 5;

const LABEL = 'org.opencontainers.image.';

function renderBytes(destination: DestinationReport): string {
  const { blobs, bytesCopied } = destination;
  const parts = [
    blobs.mounted > 0 ? `${formatCount(blobs.mounted, 'blob')} mounted` : '',
    blobs.copied > 0 ? `${formatCount(blobs.copied, 'blob')} copied` : '',
    blobs.present > 0 ? `${formatCount(blobs.present, 'blob')} already there` : '',
    blobs.leftOut > 0 ? `${formatCount(blobs.leftOut, 'blob')} left out because of their licence` : '',
  ].filter((part) => part !== '');
  const what = parts.length === 0 ? 'the image was already there' : formatList(parts);
  return `${what}, **${formatBytes(bytesCopied)}** through the runner`;
}

/** Says what was copied along with the image; empty if nothing was. */
function renderAttached(image: ImageReport, { referrers, cosignTags }: DestinationReport): string {
  const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
  const shown = types.slice(0, MAX_TYPES).map(markdownCode);
  if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
  const present = referrers.present + cosignTags.present;
  const parts = [
    referrers.copied > 0 ? `${formatCount(referrers.copied, 'referrer')} (${shown.join(', ')})` : '',
    cosignTags.copied > 0 ? formatCount(cosignTags.copied, 'cosign tag') : '',
    present > 0 ? `${present} already there` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `- **Copied along:** ${formatList(parts)}`;
}

/** Says by which route an image enters an environment, and what allows it. */
function renderRoute({ route }: DestinationReport): readonly string[] {
  if (route === null) return [];
  const { environment, from, hotfix, evidence, isEvidenceSigned } = route;
  const way = from === null ? 'from where it was built' : `from ${markdownCode(from)}`;
  const by = hotfix === null ? '' : ` by the hotfix route **${markdownText(hotfix)}**`;
  const right =
    evidence === null ? '' : `, allowed by ${markdownCode(evidence)} (${isEvidenceSigned ? 'signed' : '**unsigned**'})`;
  return [`Into ${markdownCode(environment)} ${way}${by}${right}`];
}

function renderRecord({ record, recordForm }: DestinationReport): string {
  return record === null ? 'none was asked for' : `${markdownCode(record)} (${recordForm})`;
}

/** Names a destination, unless the headline has: an image has a heading for each of several. */
function renderTitle({ repository }: DestinationReport, image: ImageReport, run: string | null): readonly string[] {
  const address = linkPackage(repository, run);
  if (image.destinations.length === 1)
    return address === undefined ? [] : [`In ${markdownCode(repository)}, ${address}`];
  return [`### → ${markdownCode(repository)}${address === undefined ? '' : ` · ${address}`}`];
}

function renderDestination(image: ImageReport, destination: DestinationReport, report: Report): string {
  const { repository, tags, previousDigest } = destination;
  const { dryRun } = report;
  const parts = [...renderTitle(destination, image, report.run.address), ...renderRoute(destination)];
  parts.push(
    tags.length === 0
      ? 'No rule gave a tag: the image is there by its digest only.'
      : renderTagsByAction(tags, !dryRun),
    `\`\`\`text\n${repository}@${image.digest}\n\`\`\``,
  );
  if (!dryRun) {
    const facts = [`- **Record:** ${renderRecord(destination)}`, `- **Image:** ${renderBytes(destination)}`];
    const attached = renderAttached(image, destination);
    if (attached !== '') facts.push(attached);
    if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
    parts.push(facts.join('\n'));
  }
  if (tags.length > 0) parts.push(markdownDetails('Why each tag', renderTags(tags, !dryRun)));
  if (destination.unmatchedRules.length > 0) parts.push(renderUnmatchedRules(destination.unmatchedRules));
  return parts.join('\n\n');
}

/** Says how large an image is; nothing if that is unknown. */
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
  const what = tag === '' ? 'the image' : markdownCode(tag);
  if (report.dryRun) return `## 🔎 Dry run: would promote ${what} to ${places}; nothing was written`;
  const outcome = outcomeOf(destinations);
  if (outcome === 'tags') return `## ⚓ Promoted ${what} to ${places}`;
  if (outcome === 'nothing') return `## ⚓ Nothing to do: ${what} is already in ${places}`;
  if (tag === '' && destinations.some(({ written }) => written.includes('image')))
    return `## ⚓ No tag was written: the image is now in ${places}, by digest only`;
  const parts = [...new Set(destinations.flatMap((each) => nameContent(each, false)))];
  return `## ⚓ No tag was written: ${what} is already in ${places}, and now has ${formatList(parts)}`;
}

/** Says who promoted, who approved, why, and by which run; what is unknown is left out. */
function renderRun({ run, requests, milliseconds }: Report): string {
  const { actor, address, approvedBy, reason } = run;
  const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
  const people = [
    actor === null ? '' : `${linkLogin(actor, address)} started it`,
    approvedBy.length === 0 ? '' : `${approvals} approved`,
  ].filter((part) => part !== '');
  const parts = [
    reason === null ? '' : `**${markdownText(reason)}**`,
    people.join(', '),
    address === null ? '' : linkRun(address, address),
    `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`,
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

function renderPicture({ images }: Report, pipeline: Pipeline | undefined): readonly string[] {
  if (pipeline === undefined) return [];
  const picture = drawPromotion(
    pipeline,
    images.flatMap(({ destinations }) => destinations),
  );
  return picture === undefined ? [] : [`\`\`\`mermaid\n${picture}\n\`\`\``];
}

function renderImages(report: Report, pipeline: Pipeline | undefined): readonly string[] {
  const { images } = report;
  const [only, ...others] = images;
  const picture = renderPicture(report, pipeline);
  if (only !== undefined && others.length === 0) {
    return [renderHeadline(report, only), renderRun(report), ...picture, renderImage(only, report)];
  }
  const [headline, table] = renderSet(report);
  return [
    ...[headline, renderRun(report), ...picture, table],
    ...images.map((image) =>
      markdownDetails(markdownText(image.source.split('@', 1)[0] ?? ''), renderImage(image, report)),
    ),
  ];
}

/** Renders the job summary of a promotion as Markdown: the result first, details folded. */
export function renderPromotionSummary(report: Report, pipeline?: Pipeline): string {
  const parts = [...renderImages(report, pipeline)];
  for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
  return limitSummary(`${parts.join('\n\n')}\n`);
}

function renderSetHeadline({ dryRun, images }: Report): string {
  const what = formatCount(images.length, 'image');
  if (dryRun) return `## 🔎 Dry run: would promote ${what} together; nothing was written`;
  const outcomes = images.map(({ destinations }) => outcomeOf(destinations));
  const [tagged, content, there] = (['tags', 'content', 'nothing'] as const).map(
    (outcome) => outcomes.filter((each) => each === outcome).length,
  );
  if (there === images.length) return `## ⚓ Nothing to do: all ${what} are already there`;
  const rest = there === 0 ? [] : [`${there} already there`];
  const alone = 'only copied or recorded';
  if (tagged === 0)
    return `## ⚓ No tag was written: ${[`${formatCount(content ?? 0, 'image')} ${alone}`, ...rest].join('; ')}`;
  const untagged = content === 0 ? [] : [`${content} ${alone}, without a new tag`];
  return `## ⚓ ${[`Promoted ${formatCount(tagged ?? 0, 'image')} together`, ...untagged, ...rest].join('; ')}`;
}

function renderTagNames({ tags }: DestinationReport): string {
  const standing = tags.filter(({ action }) => action !== 'skip');
  return standing.length === 0 ? 'none' : standing.map(({ tag }) => markdownCode(tag)).join(' ');
}

function toSetRows({ source, digest, destinations }: ImageReport): readonly (readonly string[])[] {
  return destinations.map((destination) => [
    // The digest has a column of its own.
    markdownCode(source.split('@', 1)[0] ?? source),
    markdownCode(destination.repository),
    renderTagNames(destination),
    markdownCode(shortDigest(digest)),
  ]);
}

/** Renders what a set of images came to: a headline, and a table with a line for each image and destination. */
function renderSet(report: Report): readonly [headline: string, table: string] {
  return [renderSetHeadline(report), markdownTable(['From', 'To', 'Tags', 'Digest'], report.images.flatMap(toSetRows))];
}

const SIGNS = { create: '🆕', move: '⏩', keep: '✅', skip: '⏸️' } as const;

const DONE = { create: 'new', move: 'moved', keep: 'kept', skip: 'skipped' } as const;

const PLANNED = { create: 'create', move: 'move', keep: 'keep', skip: 'skip' } as const;

/** Writes where a tag pointed before, and where it points now; a tag that is new or kept needs no digest of its own. */
function renderMove({ action, before, after }: PlanItem): string {
  if (before === null || (action !== 'move' && action !== 'skip')) return '';
  const from = markdownCode(shortDigest(before));
  if (action === 'skip') return `stays ${from}`;
  // Before a build nobody knows where a tag will point.
  return after === null ? `now ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
}

/** Renders a plan of tags as a table: what happens to each, and why. */
export function renderTags(tags: readonly PlanItem[], isDone: boolean): string {
  const words = isDone ? DONE : PLANNED;
  const moves = tags.map(renderMove);
  const hasMoves = moves.some((move) => move !== '');
  const header = ['Tag', isDone ? 'Done' : 'Plan', 'Why', ...(hasMoves ? ['Digest'] : [])];
  const rows = tags.map((item, index) => {
    // A space that does not break: the sign and its word stay on one line.
    const word = `${SIGNS[item.action]}&nbsp;${words[item.action]}`;
    const cells = [`**${markdownCode(item.tag)}**`, word, markdownText(item.reason)];
    return hasMoves ? [...cells, moves[index] ?? ''] : cells;
  });
  return markdownTable(header, rows);
}

/** Says what happens to all tags of a row, and from where they move. */
function renderRow(items: readonly PlanItem[], isDone: boolean): readonly string[] {
  const [first] = items;
  if (first === undefined) return [];
  const { action, before } = first;
  const word = `${SIGNS[action]}&nbsp;${(isDone ? DONE : PLANNED)[action]}`;
  const from = action === 'move' && before !== null ? ` from ${markdownCode(shortDigest(before))}` : '';
  const why = action === 'skip' ? `: ${[...new Set(items.map(({ reason }) => markdownText(reason)))].join('; ')}` : '';
  return [`${word}${from}`, `${items.map(({ tag }) => markdownCode(tag)).join(' ')}${why}`];
}

/** Renders a plan of tags in few lines: those that share what happens to them stand together. */
function renderTagsByAction(tags: readonly PlanItem[], isDone: boolean): string {
  const groups = new Map<string, PlanItem[]>();
  for (const item of tags) {
    const key = item.action === 'move' ? `move ${item.before}` : item.action;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return markdownTable(
    ['', 'Tags'],
    [...groups.values()].map((items) => renderRow(items, isDone)),
  );
}

/** Renders the rules that gave no tag, folded, each with its reason. */
export function renderUnmatchedRules(rules: readonly UnmatchedRule[]): string {
  const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
  return markdownDetails(`${formatCount(rules.length, 'rule')} gave no tag`, lines.join('\n'));
}

function describeBlobs({ blobs, bytesCopied }: DestinationReport): string {
  const { mounted, copied, present } = blobs;
  const parts = [
    mounted > 0 ? `${mounted} mounted` : '',
    copied > 0 ? `${copied} copied, ${formatBytes(bytesCopied)}` : '',
    present > 0 ? `${present} there` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'there already' : formatList(parts);
}

function toShardRows({ source, digest, destinations }: ImageReport): readonly (readonly string[])[] {
  return destinations.map((destination) => [
    markdownCode(source.split('@')[0] ?? source),
    markdownCode(destination.repository),
    describeBlobs(destination),
    markdownCode(shortDigest(digest)),
  ]);
}

function renderShardHeadline({ images, dryRun }: Report, shard: string): string {
  const [name, count] = [markdownCode(shard), formatCount(images.length, 'image')];
  if (dryRun) return `## 🔎 Dry run: shard ${name} would copy ${count}; nothing was written`;
  return `## ⚓ Shard ${name}: ${count} complete, their tags wait for the last job`;
}

/** Renders the job summary of a shard: its images are there by digest, and their tags wait for the last job. */
export function renderShardSummary(report: Report, shard: string): string {
  const { images } = report;
  const table = markdownTable(['From', 'To', 'Blobs', 'Digest'], images.flatMap(toShardRows));
  const parts = [
    renderShardHeadline(report, shard),
    markdownDetails('The images', table),
    ...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
    `<sub>${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}</sub>`,
  ];
  return limitSummary(`${parts.join('\n\n')}\n`);
}
