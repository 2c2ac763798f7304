import type { Digest } from '../oci/digest.ts';
import { CLOCK_SKEW } from '../util/time.ts';

/** An image that a moving tag got by right, as a valid record says. */
export interface Placing {
  readonly kind: 'promote' | 'rollback';
  readonly to: Digest;
  /** What the tag held before; undefined if the record created the tag, or kept it. */
  readonly from: Digest | undefined;
  /** In ms since 1970: the witness's word, or else the claim. */
  readonly time: number;
}

/** More placements are not taken back. */
const MOST_STEPS = 20;

/**
 * Why a walk went no further: nothing came before (`bottom`), the image has no record that counts (`unknown`), records
 * contradict each other (`ambiguous`), or there are more than 20 placements (`limit`).
 */
export type WalkEnd = 'bottom' | 'unknown' | 'ambiguous' | 'limit';

/** The way back from what a tag holds, along what each placement replaced. */
export interface Walk<Event extends Placing = Placing> {
  /** The image whose placements are looked at next, or where the walk ended. */
  readonly cursor: Digest;
  /** Placements are no later than this (ms), but for what clocks differ. */
  readonly bound: number;
  /** The oldest first. */
  readonly path: readonly Event[];
  /** Undefined while it goes on. */
  readonly end: WalkEnd | undefined;
}

/** Begins at the image that the tag holds now. */
export function beginWalk<Event extends Placing>(now: Digest): Walk<Event> {
  return { cursor: now, bound: Number.POSITIVE_INFINITY, path: [], end: undefined };
}

/** A rollback is later than the promotion of the image that it went back to, whatever clocks say. */
function mayBeLater({ kind, time }: Placing, newest: Placing): boolean {
  return newest.time - time <= CLOCK_SKEW && !(newest.kind === 'rollback' && kind === 'promote');
}

/**
 * Goes one placement back. What was replaced decides and not the time, because a run that died before its tags has left
 * a record that nothing leads to.
 *
 * @param placings all of the image that the walk is at.
 */
export function stepBack<Event extends Placing>(walk: Walk<Event>, placings: readonly Event[]): Walk<Event> {
  const { cursor, bound, path } = walk;
  if (path.length === MOST_STEPS) return { ...walk, end: 'limit' };
  const eligible = placings
    .filter((each) => each.to === cursor && each.from !== undefined && each.from !== cursor)
    .filter((each) => each.time <= bound + CLOCK_SKEW && !path.includes(each))
    .toSorted((left, right) => right.time - left.time);
  const [newest] = eligible;
  if (newest?.from === undefined) return { ...walk, end: placings.length === 0 ? 'unknown' : 'bottom' };
  const isAmbiguous = eligible.some((each) => each.from !== newest.from && mayBeLater(each, newest));
  if (isAmbiguous) return { ...walk, end: 'ambiguous' };
  return { cursor: newest.from, bound: newest.time, path: [newest, ...path], end: undefined };
}

/** What ran, undone step by step: a promotion pushes, a rollback pops. */
export interface Stack {
  /** The lowest first; the last is what the tag holds. */
  readonly images: readonly Digest[];
  /** What a rollback took away; it is never what ran before. */
  readonly popped: readonly Digest[];
  /** Whether each rollback went to an image that was in the stack: otherwise more of the past has to be known. */
  readonly isWhole: boolean;
}

/** Plays the placements of a walk again, from the lowest image that it reached. */
export function replay({ cursor, path }: Pick<Walk, 'cursor' | 'path'>): Stack {
  let images: readonly Digest[] = [cursor];
  let popped: readonly Digest[] = [];
  let isWhole = true;
  for (const { kind, to } of path) {
    const at = images.indexOf(to);
    if (kind === 'promote') {
      images = [...images.filter((each) => each !== to), to];
      popped = popped.filter((each) => each !== to);
    } else if (at < 0) {
      isWhole = false;
      images = [...images, to];
    } else {
      popped = [...popped, ...images.slice(at + 1)];
      images = images.slice(0, at + 1);
    }
  }
  return { images, popped, isWhole };
}

/** Finds the next image below the top that is not held. */
export function findPrevious({ images }: Stack, isHeld: (digest: Digest) => boolean): Digest | undefined {
  return images.slice(0, -1).findLast((digest) => !isHeld(digest));
}

/**
 * How many placements back an image is: in the stack, or, of one that was taken away, along all that ran. Undefined if
 * it is not there as far as the walk went.
 */
export function placementsBack(walk: Pick<Walk, 'cursor' | 'path'>, digest: Digest): number | undefined {
  const { images } = replay(walk);
  const ran = [walk.cursor, ...walk.path.map(({ to }) => to)];
  const distances = [images, ran].flatMap((all) => {
    const at = all.lastIndexOf(digest);
    return at < 0 ? [] : [all.length - 1 - at];
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}

/** Whether the way back is known far enough to say what ran before. */
export function isSettled(walk: Pick<Walk, 'cursor' | 'path'>, isHeld: (digest: Digest) => boolean): boolean {
  const stack = replay(walk);
  return stack.isWhole && findPrevious(stack, isHeld) !== undefined;
}
