import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/tag.ts';
import { enteredAt } from '../policy/entry.ts';
import { judgeName, type Rival } from '../policy/verify-name.ts';
import type { UnexplainedTag } from './image-history.ts';

/** An image that tags hold. */
interface TaggedImage {
  readonly digest: Digest;
  readonly tags: readonly Tag[];
}

/**
 * Finds the tags of an image that no record explains: somebody may have put them there by hand.
 *
 * @param entries the entries of all images of the repository that are known, into each environment that has it.
 */
export function findUnexplained({ digest, tags }: TaggedImage, entries: readonly Rival[]): readonly UnexplainedTag[] {
  const own = entries
    .filter((each) => each.digest === digest)
    .toSorted((left, right) => enteredAt(right.entry) - enteredAt(left.entry));
  const rivals = entries.filter((each) => each.digest !== digest);
  return tags.flatMap((tag) => {
    const faults = own.map(({ entry }) => judgeName(entry, { tag, digest, rivals }));
    if (faults.some((fault) => fault === undefined)) return [];
    return [{ tag, reason: faults[0]?.reason ?? 'no record of this image counts' }];
  });
}
