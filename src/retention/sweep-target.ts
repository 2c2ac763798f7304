import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { ListedDigests } from './belongings.ts';
import type { KnownImage } from './look.ts';

/** Something that was not deleted, and why, as a clause. */
export interface LeftOver {
  readonly kind: 'tag' | 'manifest' | 'referrer' | 'list';
  readonly name: string;
  readonly reason: string;
}

/** An image that is destroyed, and what must not be harmed by it. */
export interface SweepTarget extends KnownImage {
  /** The other roots of the repository that stay, each with all manifests below it. */
  readonly staying: ReadonlyMap<Digest, ReadonlySet<Digest>>;
  /** Those of them that lacked a part already. */
  readonly incomplete?: ReadonlySet<Digest> | undefined;
  /** What a sweep that was cut off had to delete, by its tombstone; undefined if this is the first. */
  readonly unfinished?: ListedDigests | undefined;
}

/** What a tombstone says of a sweep. */
export interface SweptContents extends ListedDigests {
  readonly tags: readonly Tag[];
  readonly left: readonly LeftOver[];
}
