import { shortDigest } from '../../oci/digest.ts';
import { formatCount } from '../../text/format.ts';
import type { DestinationReport, ImageReport, Report } from '../report.ts';
import { markdownCode, markdownTable } from './markdown.ts';

function renderHeadline({ dryRun, images }: Report): string {
  const what = formatCount(images.length, 'image');
  const changed = images.filter(({ destinations }) => destinations.some((each) => each.changed)).length;
  if (dryRun) return `## 🔎 Dry run: ${what} would be lifted as one set, nothing was written`;
  if (changed === 0) return `## ⚓ Nothing to do: all ${what} of the set are there already`;
  const there = images.length - changed;
  return `## ⚓ ${formatCount(changed, 'image')} lifted as one set${there === 0 ? '' : `, ${there} there already`}`;
}

function renderTagNames({ tags }: DestinationReport): string {
  const standing = tags.filter(({ action }) => action !== 'skip');
  return standing.length === 0 ? 'none' : standing.map(({ tag }) => markdownCode(tag)).join(' ');
}

function toRows({ source, digest, destinations }: ImageReport): readonly (readonly string[])[] {
  return destinations.map((destination) => [
    // The digest has a column of its own.
    markdownCode(source.split('@', 1)[0] ?? source),
    markdownCode(destination.repository),
    renderTagNames(destination),
    markdownCode(shortDigest(digest)),
  ]);
}

/** Renders what a set of images came to: a line for each image and destination. */
export function renderSet(report: Report): string {
  const table = markdownTable(['From', 'To', 'Tags', 'Digest'], report.images.flatMap(toRows));
  return `${renderHeadline(report)}\n\n${table}`;
}
