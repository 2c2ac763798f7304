import { shortDigest } from '../oci/digest.ts';
import { formatCount } from '../util/format.ts';
import { markdownCode, markdownTable } from './markdown.ts';
import type { DestinationReport, ImageReport, Report } from './promotion.ts';
import { outcomeOf } from './written.ts';

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
export function renderSet(report: Report): readonly [headline: string, table: string] {
  return [renderSetHeadline(report), markdownTable(['From', 'To', 'Tags', 'Digest'], report.images.flatMap(toSetRows))];
}
