import type { Digest } from '../../oci/digest.ts';
import type { Tag } from '../../oci/reference.ts';

/** What became of something that was to be deleted. */
export type Deletion =
  | { readonly kind: 'deleted' }
  /** It was gone already. */
  | { readonly kind: 'absent' }
  /** The registry keeps it; `reason` is a clause. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The registry deletes nothing of this kind. */
  | { readonly kind: 'unsupported'; readonly reason: string };

/** How the manifests and tags of one repository are deleted. */
export interface Deleter {
  /** Whether a tag can go without what it holds; asks the registry once. */
  canDeleteTags(): Promise<boolean>;
  /** @param holds what the tag was seen to hold: registries that compare are told. */
  deleteTag(tag: Tag, holds: Digest): Promise<Deletion>;
  /**
   * @param sendBefore by when the request must go out, by the clock of the client (ms).
   * @throws {LateRequestError} if that time has passed: then nothing was sent.
   */
  deleteManifest(digest: Digest, sendBefore?: number): Promise<Deletion>;
}
