import { shortDigest } from '../../oci/digest.ts';
import { formatCount } from '../../text/format.ts';
import type { DestinationReport, ImageReport, Report } from '../report.ts';
import { markdownCode, markdownTable } from './markdown.ts';

function renderSetHeadline({ dryRun, images }: Report): string {
  const what = formatCount(images.length, 'image');
  const changed = images.filter(({ destinations }) => destinations.some((each) => each.changed)).length;
  if (dryRun) return `## 🔎 Dry run: would promote ${what} together; nothing was written`;
  if (changed === 0) return `## ⚓ Nothing to do: all ${what} are already there`;
  const there = images.length - changed;
  return `## ⚓ Promoted ${formatCount(changed, 'image')} together${there === 0 ? '' : `; ${there} already there`}`;
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
