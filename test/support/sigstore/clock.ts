/** How many milliseconds a second has. */
const SECOND = 1000;

/**
 * Moves a time on to the next one that three digits after the second write in full.
 *
 * The time-stamping authority of `@sigstore/mock` leaves out zeros at the end of a fraction and at its start, and
 * `@sigstore/core` reads fractions of three digits alone. It moves on by 100 ms at most.
 */
export function writableTime(time: number): number {
  let writable = Math.ceil(time);
  if (writable % SECOND < SECOND / 10) writable += SECOND / 10 - (writable % SECOND);
  return writable % 10 === 0 ? writable + 1 : writable;
}
