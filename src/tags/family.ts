import type { Affixes } from './planned-tag.ts';

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
