import type { CurrentImage, Placement } from './image-history.ts';
import { compareNewness, type Newness, readNewness } from './tag-names.ts';

/** The newest of both counts: a rollback has brought the image back. */
function promotedAt({ record }: Placement): number | undefined {
  return record.kind === 'recorded' ? (record.rollback ?? record.promotion).predicate.time.getTime() : undefined;
}

/** Orders images as they are shown: the latest record first, then by their tags. */
export function comparePlacements(left: Placement, right: Placement): number {
  const [early, late] = [promotedAt(right), promotedAt(left)];
  if (early !== late) return (early ?? Number.NEGATIVE_INFINITY) < (late ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
  return compareNewness(readNewness(left.tags), readNewness(right.tags)) || (left.digest < right.digest ? -1 : 1);
}

function newestBy(placements: readonly Placement[], key: keyof Newness): Placement | undefined {
  return placements
    .map((placement) => ({ placement, newness: readNewness(placement.tags) }))
    .filter(({ newness }) => newness[key] !== undefined)
    .sort((left, right) => compareNewness(left.newness, right.newness))[0]?.placement;
}

/**
 * Finds what a repository's environment runs, of all its known images: what its own tag points at, if anything, if the
 * pipeline file names one. Otherwise `latest` decides, then the newest record of an image that still has a tag, then
 * the highest daily build number, then the highest version.
 */
export function findCurrent(placements: readonly Placement[], tag: string | undefined): CurrentImage | undefined {
  const taggedBy = (name: string) => placements.find(({ tags }) => tags.some((each) => each === name));
  const current = (by: CurrentImage['by'], placement: Placement | undefined) => placement && { placement, by };
  if (tag !== undefined) return current('tag', taggedBy(tag));
  const recorded = placements.filter((each) => each.tags.length > 0 && promotedAt(each) !== undefined);
  return (
    current('latest', taggedBy('latest')) ??
    current('record', recorded.sort(comparePlacements)[0]) ??
    current('day', newestBy(placements, 'day')) ??
    current('version', newestBy(placements, 'version'))
  );
}
