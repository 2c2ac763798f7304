import type { Tag } from '../../oci/tag.ts';

/**
 * Tells whether a list has a tag, in whatever case: some registries keep all tags in lower case (Gitea).
 *
 * It is asked of tags that were just written; it never proves of another tag that it is there.
 */
export function listsTag(names: ReadonlySet<string>, tag: Tag): boolean {
  return names.has(tag) || names.has(tag.toLowerCase());
}
