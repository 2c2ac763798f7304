import { PolicyError } from '../errors.ts';
import type { RecordedPlacing } from '../history/placings.ts';
import { orderForLookUp } from '../history/tag-names.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { isTag } from '../oci/reference.ts';
import { placedAt } from '../policy/placed-at.ts';
import type { RollbackPlace } from './place.ts';
import type { ImageWish, RollbackRequest } from './request.ts';
import { highestFirst, isFixedName, versionTagsOf } from './version-line.ts';

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

/** What an image was called, its version first. */
function namesOf(placings: readonly RecordedPlacing[]): readonly string[] {
  const tags = placings.flatMap(({ record }) => record.predicate.destination.tags);
  return [...new Set([...highestFirst(versionTagsOf(tags)), ...tags])];
}

/**
 * Finds the newest placements that records prove, but for one image, and for those that are held: naming one would be
 * refused. What only got another tag did not run.
 */
export async function findNewest(
  place: RollbackPlace,
  names: ReadonlySet<string>,
  { now, marker }: { readonly now: Digest | undefined; readonly marker: string },
): Promise<readonly KnownPlacement[]> {
  const { client, repository } = place;
  const tags = orderForLookUp([...names].filter(isTag).filter(isFixedName), new Set()).slice(0, LOOKED_UP);
  const held = await lookUpTags(client, repository, tags);
  const digests = [...new Set(held.values())].filter((digest) => digest !== now);
  const found = await Promise.all(
    digests.map(async (digest): Promise<KnownPlacement | undefined> => {
      const [{ placings }, holds] = await Promise.all([place.provenOf(digest), place.holdsOf(digest)]);
      const ran = placings.filter(({ record }) => record.predicate.destination.tags.includes(marker));
      const newest = ran.toSorted((left, right) => right.time - left.time)[0];
      if (newest === undefined || holds.length > 0) return undefined;
      const by = newest.record.predicate.run.actor?.login;
      return { digest, tags: namesOf(placings), time: placedAt(newest.record), by };
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
