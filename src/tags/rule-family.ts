import { renderAffixes, sanitizePrefix, sanitizeSuffix } from './compose.ts';
import type { ExpressionScope } from './expressions.ts';
import { namesVersion } from './find-version.ts';
import type { Affixes } from './planned-tag.ts';
import type { TagRule } from './rule.ts';
import { familyOf } from './semver-rule.ts';

/** Nothing stands around a version. */
export const NO_AFFIXES: Affixes = { prefix: '', suffix: '' };

/** Returns the text that a raw rule writes before and after the version that it names. */
function textAround(rule: TagRule): Affixes {
  if (rule.type !== 'raw' || !namesVersion(rule.value)) return NO_AFFIXES;
  const [first] = rule.value.parts;
  const last = rule.value.parts.at(-1);
  return {
    prefix: typeof first === 'string' ? sanitizePrefix(first) : '',
    suffix: typeof last === 'string' ? sanitizeSuffix(last) : '',
  };
}

/**
 * Returns what a rule puts around versions, as tags hold it: its prefix and suffix or the flavor's, and the text of its
 * pattern.
 *
 * Affixes that are made of the version cannot be known before it is: they count as none.
 */
export function familyOfRule(rule: TagRule, scope: ExpressionScope): Affixes {
  const { flavor } = scope.context;
  if ([rule.prefix ?? flavor.prefix, rule.suffix ?? flavor.suffix].some(namesVersion)) return NO_AFFIXES;
  const affixes = renderAffixes(rule, scope);
  // An expression in them is empty here: the rule gives no tag.
  if (typeof affixes === 'string') return NO_AFFIXES;
  if ((rule.type === 'semver' || rule.type === 'pep440') && rule.pattern !== undefined) {
    return familyOf(rule.pattern, affixes);
  }
  const { prefix, suffix } = textAround(rule);
  return { prefix: `${affixes.prefix}${prefix}`, suffix: `${suffix}${affixes.suffix}` };
}
