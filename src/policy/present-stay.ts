import { type Entry, enteredAt } from './entry.ts';

/**
 * Finds the entry that the present stay of an image in an environment began with.
 *
 * An image that another one replaced and that came back is new there: its record then says that a tag which the image
 * had before stood on another image. Until then every further record of it, with more tags or after a re-run, belongs to
 * the stay that it is in.
 *
 * @param entries the valid entries of one image into one repository.
 */
export function presentStay(entries: readonly Entry[]): Entry | undefined {
  const ordered = entries.toSorted((left, right) => enteredAt(left) - enteredAt(right));
  const had = new Set<string>();
  let stay = ordered[0];
  for (const entry of ordered) {
    const { tags, replaced } = entry.claims.destination;
    if ([...replaced.keys()].some((tag) => had.has(tag))) stay = entry;
    for (const tag of tags) had.add(tag);
  }
  return stay;
}
