import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import type { DestinationReport, ImageReport, Report } from './promotion.ts';
import { limitSummary } from './summary-limit.ts';

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
