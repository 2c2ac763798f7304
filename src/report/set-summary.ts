import { shortDigest } from '../oci/digest.ts';
import { formatCount } from '../util/format.ts';
import { renderBytes } from './destination-summary.ts';
import { linkComparison } from './links.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import type { DestinationReport, ImageReport, Report } from './promotion.ts';
import { outcomeOf, type Row, toRows } from './rows.ts';
import { renderNames } from './tag-tables.ts';

/** More images than these are folded, and only those are shown in full. */
const MAX_SHOWN = 25;

/** Rows of a table that are shown. */
const MAX_ROWS = 500;

/** Where a set went, if all of it went to one environment. */
function nameEnvironments(images: readonly ImageReport[]): string {
  const names = new Set(images.flatMap(({ destinations }) => destinations.map(({ route }) => route?.environment)));
  const known = [...names].flatMap((name) => name ?? []);
  return known.length === 0 || known.length < names.size || known.length > 3
    ? ''
    : ` to ${known.map((name) => `**${markdownText(name)}**`).join(' and ')}`;
}

/** The headline of a set of images. */
export function renderSetHeadline({ dryRun, images }: Report): string {
  const what = formatCount(images.length, 'image');
  const where = nameEnvironments(images);
  if (dryRun) return `## 🔎 Dry run: would promote ${what}${where}; nothing was written`;
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
  return `## ⚓ ${[`Promoted ${formatCount(tagged ?? 0, 'image')}${where}`, ...others, ...rest].join('; ')}`;
}

function renderRows(header: readonly string[], rows: readonly Row[], render: (row: Row) => readonly string[]): string {
  const shown = rows.slice(0, MAX_ROWS);
  const table = markdownTable(header, shown.map(render));
  const more = rows.length - shown.length;
  return more > 0 ? `${table}\n\nand ${more} more, in the output "report"` : table;
}

function renderTable(rows: readonly Row[], column: string, render: (row: Row) => string): string {
  return renderRows(['From', 'To', column, 'Digest'], rows, (row) => [
    markdownCode(row.from),
    markdownCode(row.destination.repository),
    render(row),
    markdownCode(shortDigest(row.digest)),
  ]);
}

/** Names an image as the environments do, with its repository where it has several. */
function nameEntrant({ destination: { route, repository } }: Row, isAlone: boolean): string {
  return `**${markdownCode(route?.image ?? repository)}**${isAlone ? '' : `<br>${markdownCode(repository)}`}`;
}

/** In a pipeline, names of images and versions say more than references. */
function renderEntrants(rows: readonly Row[]): string {
  const copies = Map.groupBy(rows, ({ destination: { route } }) => `${route?.image} ${route?.environment}`);
  return renderRows(['Image', 'Before', 'Tags', 'New'], rows, (row) => {
    const { route, comparison, previousDigest } = row.destination;
    const before = comparison?.before.version ?? (previousDigest && shortDigest(previousDigest));
    const isAlone = copies.get(`${route?.image} ${route?.environment}`)?.length === 1;
    return [
      nameEntrant(row, isAlone),
      before === null ? '' : markdownCode(before),
      row.tags.length === 0 ? markdownCode(shortDigest(row.digest)) : renderNames(row.tags),
      renderNew(row.destination),
    ];
  });
}

/** Such as `12 commits since 1.2.3`, in a cell. */
function renderNew({ comparison }: DestinationReport): string {
  if (comparison === null) return '';
  const { address, before, revision, commits } = comparison;
  const words = commits === null || commits.total === 0 ? undefined : formatCount(commits.total, 'commit');
  const link = { owner: '', repo: '', before: before.revision, after: revision, address };
  return linkComparison(link, words);
}

/**
 * Renders a set of images: a line for each image and destination, and each image folded below.
 *
 * @param renderImage shows one image in full.
 */
export function renderSet(
  rows: readonly Row[],
  images: readonly ImageReport[],
  renderImage: (image: ImageReport) => string,
): readonly string[] {
  const table = rows.every(({ destination }) => destination.route !== null)
    ? renderEntrants(rows)
    : renderTable(rows, 'Tags', ({ tags }) => renderNames(tags) || 'none');
  const shown = images.slice(0, MAX_SHOWN);
  const more = images.length - shown.length;
  return [
    rows.length > MAX_SHOWN ? markdownDetails(`All ${formatCount(images.length, 'image')}`, table) : table,
    ...shown.map((image) => markdownDetails(markdownText(image.source.split('@', 1)[0] ?? ''), renderImage(image))),
    ...(more > 0 ? [`The other ${formatCount(more, 'image')} are in the table, and in the output "report".`] : []),
  ];
}

function renderShardHeadline({ images, dryRun }: Report, shard: string): string {
  const [name, count] = [markdownCode(shard), formatCount(images.length, 'image')];
  if (dryRun) return `## 🔎 Dry run: shard ${name} would copy ${count}; nothing was written`;
  return `## ⚓ Shard ${name}: ${count} complete; the last job writes their tags`;
}

/** Renders the job summary of a shard: its images are complete, and the last job writes their tags. */
export function renderShardSummary(report: Report, shard: string, above: readonly string[]): string {
  const table = renderTable(toRows(report.images), 'Blobs', ({ destination }) => renderBytes(destination));
  const parts = [renderShardHeadline(report, shard), ...above, markdownDetails('The images', table)];
  return markdownPage(parts, report.warnings);
}
