import { PolicyError } from '../errors.ts';
import { orderForLookUp } from '../history/tag-names.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { placedAt } from '../policy/placed-at.ts';
import type { RollbackPlace } from './place.ts';
import type { ImageWish, RollbackRequest } from './request.ts';
import { isFixedName } from './version-line.ts';

/** So many tags are looked up to find the newest placements: somebody waits for the answer. */
const LOOKED_UP = 24;

/** So many placements are shown to choose from. */
const SHOWN = 3;

/** An image that was in the environment by right. */
export interface KnownPlacement {
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly time: Date;
  readonly by: string | undefined;
}

/** Finds the newest placements that records prove, but for one image. */
export async function findNewest(
  place: RollbackPlace,
  names: ReadonlySet<string>,
  now: Digest | undefined,
): Promise<readonly KnownPlacement[]> {
  const { client, repository } = place;
  const tags = orderForLookUp([...names].filter(isFixedName) as never[], new Set()).slice(0, LOOKED_UP);
  const held = await lookUpTags(client, repository, tags);
  const digests = [...new Set(held.values())].filter((digest) => digest !== now);
  const found = await Promise.all(
    digests.map(async (digest) => {
      const { placings } = await place.provenOf(digest);
      const newest = placings.toSorted((left, right) => right.time - left.time)[0];
      if (newest === undefined) return undefined;
      const { predicate } = newest.record;
      const { tags: given } = predicate.destination;
      return { digest, tags: given, time: placedAt(newest.record), by: predicate.run.actor?.login };
    }),
  );
  return found
    .filter((each) => each !== undefined)
    .toSorted((left, right) => right.time.getTime() - left.time.getTime())
    .slice(0, SHOWN);
}

/** Says what cannot be rolled back, in the words of an error: "roll back shop/app in p". */
export function nameAct(
  { environment }: Pick<RollbackRequest, 'environment'>,
  { name, tag, digest }: ImageWish,
): string {
  const named = digest === undefined ? tag : shortDigest(digest);
  return named === undefined
    ? `roll back ${name} in ${environment.name}`
    : `roll back ${name} to ${named} in ${environment.name}`;
}

/** A refusal of one image; nothing was written. */
export function refuse(
  request: Pick<RollbackRequest, 'environment'>,
  wish: ImageWish,
  {
    reason,
    remedy,
    lines,
  }: { readonly reason: string; readonly remedy: string; readonly lines?: readonly string[] | undefined },
): PolicyError {
  return new PolicyError({ what: nameAct(request, wish), reason, remedy, lines });
}
