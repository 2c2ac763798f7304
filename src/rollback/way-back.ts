import type { RecordedPlacing } from '../history/placings.ts';
import { beginWalk, placementsBack, replay, type Stack, stepBack, type Walk, type WalkEnd } from '../history/stack.ts';
import type { Digest } from '../oci/digest.ts';
import type { ActiveHold } from '../policy/holds.ts';
import type { RollbackPlace } from './place.ts';

/** The way back from what a repository's marker holds, as far as it had to be followed. */
export interface WayBack {
  readonly now: Digest;
  readonly walk: Walk<RecordedPlacing>;
  /** The placement by which the marker holds what it holds; undefined if no record tells. */
  readonly latest: RecordedPlacing | undefined;
}

/** An image that ran before and is not gone back to. */
export interface PassedImage {
  readonly digest: Digest;
  readonly hold: ActiveHold;
}

/** The way back to what ran before, or why it is not known. */
export type WayToPrevious = WayBack & {
  /** Held images that ran later than what was found, the newest first. */
  readonly passed: readonly PassedImage[];
} & ({ readonly previous: Digest } | { readonly previous: undefined; readonly end: WalkEnd });

/** Finds the next image below the top that is not held; reads the holds of no other. */
async function findUsable(place: RollbackPlace, { images }: Stack) {
  const passed: PassedImage[] = [];
  for (const digest of images.slice(0, -1).toReversed()) {
    const [hold] = await place.holdsOf(digest);
    if (hold === undefined) return { previous: digest, passed };
    passed.push({ digest, hold });
  }
  return { previous: undefined, passed };
}

async function goBack(place: RollbackPlace, walk: Walk<RecordedPlacing>): Promise<Walk<RecordedPlacing>> {
  const { placings } = await place.provenOf(walk.cursor);
  return stepBack(walk, placings);
}

function toWayBack(now: Digest, walk: Walk<RecordedPlacing>): WayBack {
  return { now, walk, latest: walk.path.at(-1) };
}

/** Follows what replaced what until it is known what ran before and may run again. */
export async function findPreviousImage(place: RollbackPlace, now: Digest): Promise<WayToPrevious> {
  for (let walk = beginWalk<RecordedPlacing>(now); ; walk = await goBack(place, walk)) {
    const stack = replay(walk);
    const isKnown = stack.isWhole || walk.end === 'bottom';
    const { previous, passed } = isKnown ? await findUsable(place, stack) : { previous: undefined, passed: [] };
    if (previous !== undefined) return { ...toWayBack(now, walk), previous, passed };
    if (walk.end !== undefined) return { ...toWayBack(now, walk), previous: undefined, passed, end: walk.end };
  }
}

/** Follows what replaced what until it reaches an image, or its end. */
export async function findWayTo(
  place: RollbackPlace,
  now: Digest,
  target: Digest,
): Promise<WayBack & { readonly back: number | undefined }> {
  for (let walk = beginWalk<RecordedPlacing>(now); ; walk = await goBack(place, walk)) {
    const back = walk.path.length === 0 && walk.end === undefined ? undefined : placementsBack(walk, target);
    if (back !== undefined || walk.end !== undefined) return { ...toWayBack(now, walk), back };
  }
}
