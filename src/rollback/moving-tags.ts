import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { PlannedTag, TagKind } from '../tags/planned-tag.ts';
import type { VersionLine } from './version-line.ts';

/** A tag that holds what ran until now, and what becomes of it. */
export type TagFollows =
  | { readonly tag: Tag; readonly to: 'target'; readonly line: VersionLine | undefined }
  /** What is rolled back to is no version of its line. */
  | { readonly tag: Tag; readonly to: 'line'; readonly line: VersionLine };

/**
 * Decides which moving tags may go where the marker goes: `1` to an image of the same major version, `1.3` of the same
 * minor one, a channel of the same channel; branches and all other names always.
 *
 * @param held the marker, and tags that are known to move.
 * @param lineOf which versions a tag follows; undefined if it follows none.
 * @param targetVersions the tags of full versions of what comes back.
 */
export function decideFollowers(
  held: readonly Tag[],
  marker: Tag,
  { lineOf, targetVersions }: { lineOf(tag: Tag): VersionLine | undefined; readonly targetVersions: readonly string[] },
): readonly TagFollows[] {
  return held.map((tag): TagFollows => {
    const line = tag === marker ? undefined : lineOf(tag);
    if (line === undefined || targetVersions.length === 0) return { tag, to: 'target', line };
    return targetVersions.some((each) => line.includes(each)) ? { tag, to: 'target', line } : { tag, to: 'line', line };
  });
}

/** The kind of a moving tag by its name, which is all that is known of it here. */
export function kindOfMoving(tag: string, line: VersionLine | undefined): TagKind {
  if (tag === 'latest' || tag.startsWith('latest-')) return 'latest';
  if (line === undefined) return 'raw';
  if (/\d+\.\d+/.test(tag)) return 'semver.minor';
  return /\d/.test(tag) ? 'semver.major' : 'channel';
}

/** Plans that a moving tag goes from one image to another. */
export function planMove(
  { tag, line }: Pick<TagFollows, 'tag' | 'line'>,
  before: Digest,
  { after, reason }: { readonly after: Digest; readonly reason: string },
): PlannedTag {
  return { tag, kind: kindOfMoving(tag, line), mutable: true, action: 'move', reason, before, after };
}
