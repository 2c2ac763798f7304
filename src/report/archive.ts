import type { Outputs } from '../action/outputs.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList, formatSeconds } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { markdownCode, markdownPage, markdownTable } from './markdown.ts';
import { renderRunLine } from './run-line.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** One image of the output `report`. */
export interface ArchivedImageReport {
  readonly image: string;
  /** As it was written. */
  readonly reference: string;
  readonly digest: Digest;
  /** Its repositories in the environment. */
  readonly repositories: readonly string[];
  /** A repository, or the path of a layout. */
  readonly archive: string;
  readonly kind: 'repository' | 'oci-layout' | 'oci-layout-tar';
  /** Of a tar file, its hash; of a folder, that of its index; else that of the image. Null in a dry run. */
  readonly archiveDigest: Digest | null;
  readonly manifests: number;
  readonly blobs: number;
  readonly bytes: number;
  /** In the archive, or those that were put back. */
  readonly tags: readonly string[];
  /** References of the records that were written, or were there. */
  readonly records: readonly string[];
  readonly changed: boolean;
}

/** The whole run as data: the output `report`. */
export interface ArchiveReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'archive' | 'restore';
  readonly dryRun: boolean;
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly environment: string;
  readonly images: readonly ArchivedImageReport[];
  readonly changed: boolean;
  readonly reason: string | null;
  readonly by: string | null;
  readonly run: string | null;
  readonly approvedBy: readonly string[];
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

/** Builds the outputs. */
export function buildArchiveOutputs(report: ArchiveReport): Outputs {
  const lines = (of: (image: ArchivedImageReport) => readonly string[]) => report.images.flatMap(of).join('\n');
  const tags = lines(({ repositories, tags: names, archive, kind }) => {
    const places = report.command === 'restore' ? repositories : kind === 'repository' ? [archive] : [];
    return places.flatMap((place) => names.map((name) => `${place}:${name}`));
  });
  return new Map([
    ['digest', lines(({ digest }) => [digest])],
    ['tags', tags],
    ['record', lines(({ records }) => records)],
    ['changed', String(report.changed)],
    ['report', JSON.stringify(report)],
  ]);
}

function amount({ manifests, blobs, bytes }: ArchivedImageReport): string {
  return `${formatCount(manifests, 'manifest')} and ${formatCount(blobs, 'blob')}, ${formatBytes(bytes)}`;
}

/** Lines for the log: each image. */
export function archiveLines({ command, dryRun, images }: ArchiveReport): readonly string[] {
  return images.flatMap((image) => {
    const name = `${safeText(image.image, 300)}@${shortDigest(image.digest)}`;
    const where = safeText(image.archive, 300);
    const verb =
      command === 'archive'
        ? dryRun
          ? 'would be archived to'
          : 'is archived at'
        : dryRun
          ? 'could be restored from'
          : 'is restored from';
    const tags = image.tags.length === 0 ? [] : [`  tags: ${formatList(image.tags)}`];
    return [`${name} ${verb} ${where}: ${amount(image)}`, ...tags];
  });
}

/** Says in a line what the run came to. */
export function archiveSummaryLine(report: ArchiveReport): string {
  const { command, dryRun, images, environment, changed, requests } = report;
  const what = formatCount(images.length, 'image');
  const is = images.length === 1 ? 'is' : 'are';
  const done = command === 'archive' ? `${is} archived from` : `${is} restored to`;
  const would = command === 'archive' ? 'would be archived from' : 'could be restored to';
  const before = changed || dryRun ? '' : ', as before';
  return `${what} ${dryRun ? would : done} ${environment}${before} (${formatCount(requests, 'request')})`;
}

/** Renders the job summary of `command: archive` and `command: restore`. */
export function renderArchiveSummary(report: ArchiveReport): string {
  const { command, dryRun, environment, by, run, approvedBy, reason, requests, milliseconds, changed } = report;
  const [only, ...others] = report.images;
  const what =
    only !== undefined && others.length === 0
      ? markdownCode(only.reference)
      : formatCount(report.images.length, 'image');
  const is = report.images.length === 1 ? 'is' : 'are';
  const says =
    command === 'archive'
      ? `## 📦 ${what} ${dryRun ? 'would be' : is} archived from ${markdownCode(environment)}`
      : `## ♻️ ${what} ${dryRun ? 'could be' : is} restored to ${markdownCode(environment)}`;
  const effort = `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`;
  const did = command === 'archive' ? 'archived it' : 'restored it';
  const rows = report.images.map((image) => [
    markdownCode(`${image.image}@${shortDigest(image.digest)}`),
    markdownCode(image.archive),
    image.tags.map(markdownCode).join(', '),
    amount(image),
  ]);
  const meaning =
    command === 'archive'
      ? 'All of it was read back from the archive. It holds the image with its signatures, SBOMs and records.'
      : 'Its records are back with it. Moving tags are where they were: promote or roll back to run it.';
  return markdownPage(
    [
      says,
      renderRunLine({ address: run, actor: by, approvedBy, reason }, effort, changed && !dryRun ? did : undefined),
      ...(dryRun ? [] : [meaning]),
      markdownTable(['Image', 'Archive', 'Tags', ''], rows),
    ],
    report.warnings,
  );
}
