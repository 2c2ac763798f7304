import type { Digest } from '../oci/digest.ts';
import { formatCount, formatList } from '../util/format.ts';
import { type DestinationReport, type ImageReport, mainTag, type PlanItem, standingTags } from './promotion.ts';

/** What a run wrote: tags, only content that is found by digest, or nothing. */
export type Outcome = 'tags' | 'content' | 'nothing';

/** An image in one destination. Log, summary and diagram are rendered from these. */
export interface Row {
  /** The source, without its digest. */
  readonly from: string;
  readonly digest: Digest;
  readonly destination: DestinationReport;
  /** The tags that the image has, or would have. */
  readonly tags: readonly PlanItem[];
  /** Empty without tags. */
  readonly mainTag: string;
  /** Whether the run wrote its tags or, if it has none, the image. */
  readonly isNew: boolean;
}

/** Makes a row for each image and destination. */
export function toRows(images: readonly Pick<ImageReport, 'source' | 'digest' | 'destinations'>[]): readonly Row[] {
  return images.flatMap(({ source, digest, destinations }) =>
    destinations.map((destination) => {
      const tags = standingTags(destination.tags);
      const isNew = destination.written.includes(tags.length === 0 ? 'image' : 'tags');
      return { from: source.split('@', 1)[0] ?? source, digest, destination, tags, mainTag: mainTag(tags), isNew };
    }),
  );
}

/** Combines what a run wrote in several rows. */
export function outcomeOf(rows: readonly Row[]): Outcome {
  const written = rows.flatMap(({ destination }) => destination.written);
  if (written.includes('tags')) return 'tags';
  return written.length === 0 ? 'nothing' : 'content';
}

/**
 * Names what a destination has now that no tag shows, to be read after "now has".
 *
 * @param namesImage whether the sentence names the image itself.
 */
export function nameContent({ destination: { written } }: Row, namesImage: boolean): readonly string[] {
  return [
    ...(written.includes('image') && !namesImage ? ['manifests that were missing'] : []),
    ...(written.includes('referrers') ? ['attachments'] : []),
    ...(written.includes('record') ? ['a record of this promotion'] : []),
  ];
}

/** Describes by which route an image enters an environment, and what allows it; `code` marks names. */
export function describeRoute(
  { environment, from, hotfix, evidence, isEvidenceSigned }: NonNullable<DestinationReport['route']>,
  code: (name: string) => string,
): string {
  const start = from === null ? 'from where it was built' : `from ${code(from)}`;
  const by = hotfix === null ? '' : ` by the hotfix route ${code(hotfix)}`;
  const form = isEvidenceSigned ? 'signed' : 'unsigned';
  return `into ${code(environment)} ${start}${by}${evidence === null ? '' : `, allowed by the ${form} record ${code(evidence)}`}`;
}

/** Counts blobs by what happened to them, without zeros. */
export function countBlobs({ mounted, copied, present, leftOut }: DestinationReport['blobs']): readonly string[] {
  const counts = [
    [mounted, 'mounted'],
    [copied, 'copied'],
    [present, 'already there'],
    [leftOut, 'not copied for licence reasons'],
  ] as const;
  return counts.flatMap(([count, fate]) => (count > 0 ? [`${formatCount(count, 'blob')} ${fate}`] : []));
}

/** More names than these are counted. */
export const MAX_NAMES = 12;

/** Lists names, or counts them if there are many. */
export function nameOrCount(names: readonly string[], plural: string): string {
  return names.length > MAX_NAMES ? `${names.length} ${plural}` : formatList(names);
}
