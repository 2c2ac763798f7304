import { InputError } from '../errors.ts';
import { type Asking, chooseVersion } from './choose-version.ts';
import { asksVersion, type VersionReading } from './find-version.ts';
import type { Affixes } from './planned-tag.ts';
import type { TagRule } from './rule.ts';
import { familyOfRule } from './rule-family.ts';
import { isEnabled, type RuleScope } from './rule-result.ts';

/** What a rule reads a version by, beside what stands around it. */
function readingOf(rule: TagRule): VersionReading & Pick<Asking, 'kind'> {
  if (rule.type === 'match') return { kind: 'match' };
  if (rule.type === 'pep440') return { kind: 'pep440', match: rule.match };
  if (rule.type === 'channel') return { kind: 'semver', match: rule.match };
  return rule.type === 'semver' ? { kind: 'semver', match: rule.match, coerce: rule.coerce } : { kind: 'semver' };
}

/** Lets a rule read the source tag without what the rule puts around versions; a build has no source. */
export function scopeOfRule(rule: TagRule, scope: RuleScope): RuleScope {
  const { versions } = scope.context;
  if (versions.promoted === undefined) return scope;
  return { ...scope, context: { ...scope.context, versions: { ...versions, affixes: familyOfRule(rule, scope) } } };
}

/**
 * Makes sure that all that may say the version of a promoted image can be right at once, for every rule that asks.
 *
 * @returns what people should know: sentences, each once.
 * @throws {InputError} that names all that cannot be, with the cures.
 */
export function requireOneVersion(rules: readonly TagRule[], scope: RuleScope): readonly string[] {
  const { promoted } = scope.context.versions;
  if (promoted === undefined) return [];
  const asking = rules.filter((rule) => asksVersion(rule) && isEnabled(rule, scopeOfRule(rule, scope)));
  const families: readonly Affixes[] = asking.map((rule) => familyOfRule(rule, scope));
  const judgements = asking.map((rule) =>
    chooseVersion(scopeOfRule(rule, scope).context.versions, { ...readingOf(rule), families }),
  );
  const rejections = new Set(judgements.flatMap(({ refusal }) => refusal ?? []));
  if (rejections.size === 0) return [...new Set(judgements.flatMap(({ notes }) => notes))];
  throw new InputError(`Cannot tell the version of ${promoted.reference}: ${[...rejections].join('; also, ')}`);
}
