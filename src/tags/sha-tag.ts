import { type Affixes, takeOff } from './affixes.ts';
import { renderAffixes } from './compose.ts';
import type { ExpressionScope } from './expressions.ts';
import { parseTagRules } from './parse-rules.ts';
import type { TagRule } from './rule.ts';

/** A commit as SHA tags show it: git's shortest customary form up to a whole SHA-1. */
const DIGITS = /^[0-9a-f]{7,40}$/;

/** Returns the digits of `sha-` and a commit, in any case, as some registries keep tags; undefined if a text is none. */
export function digitsOfShaTag(text: string): string | undefined {
  return /^sha-([0-9a-f]{7,64})$/i.exec(text)?.[1]?.toLowerCase();
}

/** Whether digits of a commit read as a number: tools take `1234567` for a version, and YAML `12e4567` for a float. */
export function isNumberLike(digits: string): boolean {
  return /^[0-9]+(?:e[0-9]*)?$/i.test(digits);
}

/** Lists what stands around the digits of SHA tags: by each rule for them, else `sha-` and what the others put behind. */
function familiesOf(rules: readonly TagRule[], scope: ExpressionScope): readonly Affixes[] {
  const own = rules.filter(({ type }) => type === 'sha');
  const [usual] = parseTagRules('type=sha');
  const asked = own.length > 0 || usual === undefined ? own : rules.map(({ suffix }) => ({ ...usual, suffix }));
  return asked.flatMap((rule) => {
    const affixes = renderAffixes(rule, scope);
    return typeof affixes === 'string' ? [] : [affixes];
  });
}

/** What decides which tags are SHA tags. */
interface ShaTagScope {
  readonly rules: readonly TagRule[];
  readonly scope: ExpressionScope;
}

/**
 * Reads the digits of a SHA tag, by the prefix and suffix of the rules.
 *
 * @returns more than one reading where the rules allow that; empty if it is no SHA tag.
 */
export function readShaTag(tag: string, { rules, scope }: ShaTagScope): readonly string[] {
  return familiesOf(rules, scope).flatMap((family) => {
    const digits = takeOff(family, tag);
    const isWhole = `${family.prefix}${digits}${family.suffix}` === tag;
    return isWhole && DIGITS.test(digits) ? [digits] : [];
  });
}

/**
 * Whether a tag is the SHA tag of a commit, by the prefix and suffix of the rules.
 *
 * @example isShaTagOf(commit, 'sha-860c190', { rules, scope }) // true for 860c1904a1ce19322e91ac35af1ab07466440c37
 */
export function isShaTagOf(commit: string, tag: string, sources: ShaTagScope): boolean {
  return readShaTag(tag, sources).some((digits) => commit.startsWith(digits));
}

/** Digits that a day or a count may be, without anything around them. */
const NUMBER = /^[0-9]+$/;

/** Lists the commits that a tag may mean to name: by the rules, and by `sha-` whatever they say. */
export function commitsNamedBy(tag: string, sources: ShaTagScope): readonly string[] {
  const read = readShaTag(tag, sources).filter((digits) => digits !== tag || !NUMBER.test(digits));
  return [...new Set([digitsOfShaTag(tag) ?? [], read].flat())];
}
