import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import { formatList } from '../util/format.ts';
import type { TagFollows } from './moving-tags.ts';

/** More tags that stay are only counted. */
const MOST_SHOWN = 10;

interface Uri {
  /** `registry/name`. */
  readonly uri: string;
}

/** Says how many tags were not looked up. */
export function explainLeftOut(
  { uri }: Uri,
  { current, leftOut, most }: { readonly current: Digest; readonly leftOut: number; readonly most: number },
): readonly string[] {
  if (leftOut === 0) return [];
  return [
    `${uri} has ${leftOut} tags more than the ${most} that are looked up: look whether one of them is on ${shortDigest(current)}`,
  ];
}

/** Tags that are immutable by the rules, and names that neither they nor the records know. */
export function explainStaying({ uri }: Uri, tags: readonly Tag[]): readonly string[] {
  if (tags.length === 0) return [];
  const more = tags.length > MOST_SHOWN ? [`${tags.length - MOST_SHOWN} more`] : [];
  const listed = formatList([...tags.slice(0, MOST_SHOWN), ...more]);
  return [
    `These tags of ${uri} stay on the image that is rolled back: ${listed}; neither the tag rules nor the records say that they move`,
  ];
}

/** Says that a tag stays because no other version of its line may have it. */
export function explainLeft(
  { tag }: TagFollows,
  { environment, hold, uri }: { readonly environment: string; readonly hold: boolean; readonly uri: string },
): string {
  const what = hold ? 'a held image' : 'the image that is rolled back';
  return `"${tag}" of ${uri} stays on ${what}: no other ${tag} is in ${environment}`;
}
