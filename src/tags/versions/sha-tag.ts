import { type Affixes, renderAffixes } from '../compose.ts';
import type { ExpressionScope } from '../language/expressions.ts';
import { parseTagRules } from '../language/rule-parser.ts';
import type { TagRule } from '../language/tag-rule.ts';
import { takeOff } from './find-version.ts';

/** A commit as SHA tags show it: git's shortest customary form up to a whole SHA-1. */
const DIGITS = /^[0-9a-f]{7,40}$/;

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

/**
 * Tells whether a tag is the SHA tag of a commit, by the prefix and suffix of the rules.
 *
 * @example isShaTagOf(commit, 'sha-860c190', { rules, scope }) // true for 860c1904a1ce19322e91ac35af1ab07466440c37
 */
export function isShaTagOf(
  commit: string,
  tag: string,
  { rules, scope }: { readonly rules: readonly TagRule[]; readonly scope: ExpressionScope },
): boolean {
  return familiesOf(rules, scope).some((family) => {
    const digits = takeOff(family, tag);
    const isWhole = `${family.prefix}${digits}${family.suffix}` === tag;
    return isWhole && DIGITS.test(digits) && commit.startsWith(digits);
  });
}
