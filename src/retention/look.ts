import { lookUpTags } from '../image/existing-tags.ts';
import type { Digest } from '../oci/digest.ts';
import { isReservedTag, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Deleter } from '../registry/deletion/deleter.ts';
import { listTags } from '../registry/tag-list.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { listAnnounced, timesOf } from './announced.ts';

/** A repository that images are swept from. */
export interface SweepPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly deleter: Deleter;
}

/** What was known of an image when it was decided to destroy it. */
export interface KnownImage {
  readonly digest: Digest;
  /** Those that it had before it was retired or has still, without the mark. */
  readonly tags: readonly Tag[];
  readonly mark: Tag | undefined;
  /** When it was retired (ms). */
  readonly retiredAt: number;
  /** All tags that the repository had then. */
  readonly names: ReadonlySet<string>;
}

/** What a look at an image found. */
export interface Look {
  /** Why it must stay, as a clause; undefined if nothing has changed. */
  readonly reason: string | undefined;
  /** All tags of the repository. */
  readonly names: ReadonlySet<Tag>;
  /** Those that hold the image. */
  readonly holding: readonly Tag[];
  /** When it was complete, by the clock of the client (ms). */
  readonly at: number;
}

function describeChange(known: KnownImage, holding: readonly Tag[], newest: number | undefined): string | undefined {
  const expected = new Set<string>([...known.tags, ...(known.mark === undefined ? [] : [known.mark])]);
  const other = holding.find((tag) => !expected.has(tag));
  if (other !== undefined) return `the tag ${other} holds it now`;
  if (newest === undefined || newest <= known.retiredAt - CLOCK_SKEW) return undefined;
  return 'it has a record that is newer than its retirement';
}

/**
 * Looks anew at an image that is about to go: which tags hold it, its own and those that came since, and whether it has a
 * record that is newer than its retirement. A promotion that found it here has written that record before its tags.
 */
export async function lookAt({ client, repository }: SweepPlace, known: KnownImage): Promise<Look> {
  const [names, announced] = await Promise.all([
    listTags(client, repository),
    listAnnounced(client, { repository, subject: known.digest }),
  ]);
  const own = new Set<string>([...known.tags, ...(known.mark === undefined ? [] : [known.mark])]);
  const asked = [...names].filter((tag) => own.has(tag) || (!isReservedTag(tag) && !known.names.has(tag)));
  const holds = await lookUpTags(client, repository, asked);
  const holding = asked.filter((tag) => holds.get(tag) === known.digest);
  const times = timesOf(announced);
  const newest = times.length === 0 ? undefined : Math.max(...times);
  return { names, holding, reason: describeChange(known, holding, newest), at: client.clock.now() };
}
