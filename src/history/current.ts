import type { CurrentImage, Placement } from './image-history.ts';
import { compareNewness, type Newness, readNewness } from './tag-names.ts';

function promotedAt({ record }: Placement): number | undefined {
  return record.kind === 'recorded' ? record.promotion.predicate.time.getTime() : undefined;
}

/** Orders images as they are shown: the latest record first, then by the days and the versions of their tags. */
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
 * Finds what a repository's environment runs.
 *
 * The environment's own tag decides if the pipeline file names one, even by not being there. Otherwise `latest` does,
 * then the newest record of an image that still has a tag, then the highest daily build number, then the highest version.
 *
 * @param placements all images of the environment that are known.
 */
export function findCurrent(placements: readonly Placement[], tag: string | undefined): CurrentImage | undefined {
  const taggedBy = (name: string) => placements.find(({ tags }) => tags.some((each) => each === name));
  const recorded = () => placements.filter((each) => each.tags.length > 0 && promotedAt(each) !== undefined);
  const candidates: readonly (readonly [CurrentImage['by'], () => Placement | undefined])[] =
    tag !== undefined
      ? [['tag', () => taggedBy(tag)]]
      : [
          ['latest', () => taggedBy('latest')],
          ['record', () => recorded().sort(comparePlacements)[0]],
          ['day', () => newestBy(placements, 'day')],
          ['version', () => newestBy(placements, 'version')],
        ];
  for (const [by, find] of candidates) {
    const placement = find();
    if (placement !== undefined) return { placement, by };
  }
  return undefined;
}
