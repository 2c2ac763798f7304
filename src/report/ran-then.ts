import { type RanThen, ranSince } from '../history/at.ts';
import type { Digest } from '../oci/digest.ts';
import { shortDigest } from '../oci/digest.ts';
import { highestFirst, versionTagsOf } from '../rollback/version-line.ts';
import { safeText } from '../util/safe-text.ts';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';
import { formatTime } from './pipeline-diagram.ts';

/** What one repository ran at the time of the input `at`. */
export interface RanThenReport {
  readonly environment: string;
  readonly repository: string;
  /** Null if nothing ran, or it is unknown. */
  readonly digest: Digest | null;
  /** Its highest full version, by any of its records; null if they name none. */
  readonly version: string | null;
  /** The tags that its record gave it. */
  readonly tags: readonly string[];
  readonly since: string | null;
  readonly how: 'promoted' | 'rolled back' | null;
  /** Why there is no digest, as a clause; null if there is one. */
  readonly reason: string | null;
}

/** Turns what ran into plain data. */
export function reportThen(found: RanThen): RanThenReport {
  const { environment, repository, ran } = found;
  const common = { environment, repository, since: ranSince(found)?.toISOString() ?? null };
  if (ran.kind === 'image') {
    const version = highestFirst(versionTagsOf(ran.known))[0] ?? null;
    const { tags } = ran.record.predicate.destination;
    return { ...common, digest: ran.digest, version, tags, how: ran.how, reason: null };
  }
  const reason = ran.kind === 'nothing' ? 'nothing was there yet' : ran.reason;
  return { ...common, digest: null, version: null, tags: [], how: null, reason };
}

function nameImage({ digest, version, tags }: RanThenReport): string {
  if (digest === null) return '';
  const name = version ?? tags[0];
  return name === undefined ? shortDigest(digest) : `${name} (${shortDigest(digest)})`;
}

function formatSince({ since, how }: RanThenReport): string {
  return since === null ? '' : `${how} ${formatTime(new Date(since))}`;
}

/** Writes what ran as lines of text. */
export function thenLines(at: string, found: readonly RanThenReport[]): readonly string[] {
  return found.map((each) => {
    const { environment, digest, reason } = each;
    const what =
      digest === null ? safeText(reason ?? '', 500) : `ran ${safeText(nameImage(each), 300)}, ${formatSince(each)}`;
    return `  ${formatTime(new Date(at))}: ${environment} ${digest === null ? `– ${what}` : what}`;
  });
}

/** Renders what ran as a table. */
export function renderThen(at: string, found: readonly RanThenReport[]): string {
  const rows = found.map((each) => [
    `**${markdownText(each.environment)}**<br>${markdownCode(each.repository)}`,
    each.digest === null ? markdownText(each.reason ?? '', 500) : markdownCode(nameImage(each)),
    formatSince(each),
  ]);
  return `### What ran at ${formatTime(new Date(at))}\n\n${markdownTable(['Environment', 'Image', 'Since'], rows)}`;
}
