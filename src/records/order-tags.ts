import type { Tag } from '../oci/tag.ts';

/** Versions and days: what begins with a number, with or without a `v` before it. */
const NUMBERED = /^[vV]?[0-9]/;

/** Orders names with numbers in them by these numbers. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/**
 * Orders tags so that those which most likely are the newest come first: names that begin with a number and all others
 * by turns, each from the highest on.
 *
 * By turns, so that a thousand branches do not hide the versions. It decides nothing but what is looked at where a
 * repository has more tags than are looked at.
 *
 * @example orderNewestFirst(['1.9', 'a', '1.10']) // ['1.10', 'a', '1.9']
 */
export function orderNewestFirst(tags: readonly Tag[]): readonly Tag[] {
  const highest = (lane: readonly Tag[]) => lane.toSorted((left, right) => COLLATOR.compare(right, left));
  const numbered = highest(tags.filter((tag) => NUMBERED.test(tag)));
  const others = highest(tags.filter((tag) => !NUMBERED.test(tag)));
  const longest = Math.max(numbered.length, others.length);
  return Array.from({ length: longest }, (_, index) => [numbered[index], others[index]])
    .flat()
    .filter((tag) => tag !== undefined);
}
