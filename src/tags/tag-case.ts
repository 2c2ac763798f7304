import { isTag, type Tag } from '../oci/reference.ts';
import type { Affixes } from './affixes.ts';
import type { PlannedTag, TagCandidate } from './planned-tag.ts';
import { formatVersionTag, tryParseVersion } from './version.ts';

/**
 * Whether a list has a tag that was just written, in whatever case: some registries keep all tags in lower case
 * (Gitea).
 */
export function listsTag(names: ReadonlySet<string>, tag: Tag): boolean {
  return names.has(tag) || names.has(tag.toLowerCase());
}

/** The texts around versions and numbers of the day that tags of a run have. */
export function familiesOf(candidates: readonly TagCandidate[]): readonly Affixes[] {
  return candidates.flatMap(({ sequence, family, version }): readonly Affixes[] => {
    if (sequence !== undefined) return [{ prefix: sequence.stem, suffix: sequence.suffix }];
    const parsed = version === undefined ? undefined : tryParseVersion(version);
    if (family === undefined || parsed === undefined) return [];
    const text = formatVersionTag(parsed);
    const at = family.indexOf(text);
    return at < 0 ? [] : [{ prefix: family.slice(0, at), suffix: family.slice(at + text.length) }];
  });
}

/** Writes a name with the prefix and suffix of a family, where it has them in another case. */
function withCaseOf(name: string, { prefix, suffix }: Affixes): string | undefined {
  if (name.length < prefix.length + suffix.length) return undefined;
  if (name.startsWith(prefix) && name.endsWith(suffix)) return undefined;
  const low = name.toLowerCase();
  if (!low.startsWith(prefix.toLowerCase()) || !low.endsWith(suffix.toLowerCase())) return undefined;
  return `${prefix}${name.slice(prefix.length, name.length - suffix.length)}${suffix}`;
}

/**
 * Finds the tags of a run that a list has in another case and not in their own, and the numbers of the day beside them.
 *
 * Only a look at each tells whether the registry knows it by both names.
 */
export function tagsInAnotherCase(names: ReadonlySet<string>, candidates: readonly TagCandidate[]): readonly Tag[] {
  const unlisted = candidates.filter(({ tag }) => !names.has(tag));
  if (unlisted.length === 0) return [];
  const low = new Set([...names].map((name) => name.toLowerCase()));
  const tags = unlisted.filter(({ tag }) => low.has(tag.toLowerCase())).map(({ tag }) => tag);
  const days = familiesOf(unlisted.filter(({ sequence }) => sequence !== undefined));
  const numbers = [...names].flatMap((name) => days.flatMap((day) => withCaseOf(name, day) ?? []));
  return [...new Set([...tags, ...numbers.filter(isTag).filter((tag) => !names.has(tag))])];
}

/**
 * Writes the names of a list as this run writes its tags, where the registry does not tell the cases apart: else its
 * own tags would count as those of others, and its families would have no other versions.
 *
 * @param found the tags of this run that exist, though the list may have them in another case.
 */
export function inOwnCase(
  names: ReadonlySet<string>,
  found: Iterable<string>,
  families: readonly Affixes[],
): ReadonlySet<string> {
  const own = new Map([...found].filter((tag) => !names.has(tag)).map((tag) => [tag.toLowerCase(), tag]));
  const listed = new Set([...names].map((name) => name.toLowerCase()));
  // A tag that the list lacks in any case proves nothing: lists lag.
  if (![...own.keys()].some((low) => listed.has(low))) return names;
  return new Set(
    [...names].map((name) => {
      const tag = own.get(name.toLowerCase());
      return tag ?? families.flatMap((family) => withCaseOf(name, family) ?? [])[0] ?? name;
    }),
  );
}

/** Lists the planned tags that exist by now. */
export function standingTags(tags: readonly PlannedTag[]): readonly Tag[] {
  return tags
    .filter(({ before, mutable, after }) => before !== undefined || (!mutable && after !== undefined))
    .map(({ tag }) => tag);
}
