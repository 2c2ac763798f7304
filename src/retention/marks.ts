import { type Digest, digestHex } from '../oci/digest.ts';
import { isMarkTag, parseTag, type Tag } from '../oci/reference.ts';

/** Names the mark of an image: a tag that keeps it alive, and says when it was retired. @example '0-retired-20261130-0123456789ab' */
export function markName(digest: Digest, time: Date): Tag {
  const day = time.toISOString().slice(0, 'YYYY-MM-DD'.length).replaceAll('-', '');
  return parseTag(`0-retired-${day}-${digestHex(digest).slice(0, 12)}`);
}

/** Whether a tag is the mark of an image. */
export function isMarkOf(tag: string, digest: Digest): boolean {
  return isMarkTag(tag) && tag.endsWith(`-${digestHex(digest).slice(0, 12)}`);
}
