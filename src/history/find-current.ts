import { compareNewness, type Newness, readNewness } from './current.ts';
import type { CurrentImage, Placement } from './image-history.ts';

function entryTime({ record }: Placement): number | undefined {
  return record.kind === 'entry' ? record.entry.time.getTime() : undefined;
}

/** Orders images as they are shown: the latest record first, then by what tags say of a day, then of a version. */
export function comparePlacements(left: Placement, right: Placement): number {
  const [early, late] = [entryTime(right), entryTime(left)];
  if (early !== late) return (early ?? Number.NEGATIVE_INFINITY) < (late ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
  return compareNewness(readNewness(left.tags), readNewness(right.tags)) || (left.digest < right.digest ? -1 : 1);
}

function newestBy(placements: readonly Placement[], has: (newness: Newness) => boolean): Placement | undefined {
  const dated = placements
    .map((placement) => ({ placement, newness: readNewness(placement.tags) }))
    .filter(({ newness }) => has(newness));
  return dated.sort((left, right) => compareNewness(left.newness, right.newness))[0]?.placement;
}

/**
 * Finds what a repository's environment runs.
 *
 * The environment's own tag says it where it has one, even by not being there. Otherwise `latest` does, then the newest
 * record of an image that still has a tag, then the highest number of a day, and then the highest version.
 *
 * @param placements all images of the environment that are known.
 */
export function findCurrent(placements: readonly Placement[], tag: string | undefined): CurrentImage | undefined {
  const holding = (name: string) => placements.find(({ tags }) => tags.some((each) => each === name));
  const tagged = placements.filter(({ tags }) => tags.length > 0);
  const candidates: readonly (readonly [CurrentImage['by'], () => Placement | undefined])[] =
    tag !== undefined
      ? [['tag', () => holding(tag)]]
      : [
          ['latest', () => holding('latest')],
          ['record', () => tagged.filter((each) => entryTime(each) !== undefined).sort(comparePlacements)[0]],
          ['day', () => newestBy(placements, ({ day }) => day !== undefined)],
          ['version', () => newestBy(placements, ({ version }) => version !== undefined)],
        ];
  for (const [by, find] of candidates) {
    const placement = find();
    if (placement !== undefined) return { placement, by };
  }
  return undefined;
}
