import { isReservedTag } from '../oci/reference.ts';

/** Text before and after a tag, as tags hold it: tags with the same affixes are one family (rule R2). */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

/** Nothing stands around a tag. */
export const NO_AFFIXES: Affixes = { prefix: '', suffix: '' };

/** A `v` that belongs to the version behind it, and not to a word: that of `app-v`, but not that of `dev`. */
const V = /(^|[^a-zA-Z0-9])[vV]$/;

/**
 * Lists the affixes by which the tags of a family are found: `v1.2.3` and `1.2.3` are one family, whether a prefix, a
 * pattern or a git tag writes the `v`.
 *
 * @example spellingsOf({ prefix: 'app-v', suffix: '' }).map(({ prefix }) => prefix) // ['app-v', 'app-']
 */
export function spellingsOf(family: Affixes): readonly Affixes[] {
  const { prefix, suffix } = family;
  return V.test(prefix) ? [family, { prefix: prefix.replace(V, '$1'), suffix }] : [family];
}

/** Identifies a family among others. */
export function familyKey({ prefix, suffix }: Affixes): string {
  return JSON.stringify([prefix, suffix]);
}

/** Lists families without those that are there twice. */
export function distinctFamilies(families: readonly Affixes[]): readonly Affixes[] {
  return [...new Map(families.map((family) => [familyKey(family), family])).values()];
}

/** Returns the part of a tag between a family's affixes, or undefined if it is not of the family. */
export function inFamily(name: string, { prefix, suffix }: Affixes): string | undefined {
  if (!name.startsWith(prefix) || !name.endsWith(suffix) || isReservedTag(name)) return undefined;
  // A prefix and a suffix that overlap leave nothing between them.
  if (name.length < prefix.length + suffix.length) return undefined;
  return name.slice(prefix.length, name.length - suffix.length);
}

/** Takes a prefix and a suffix off a tag, each only if it is there. */
export function takeOff({ prefix, suffix }: Affixes, tag: string): string {
  const text = tag.startsWith(prefix) ? tag.slice(prefix.length) : tag;
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}
