import { findEventNeeds } from './event-needs.ts';
import type { ExistingTags } from './existing.ts';
import type { TagRule } from './language/tag-rule.ts';
import { mainTag } from './main-tag.ts';
import { decideLatest } from './rules/latest.ts';
import { pep440Tags } from './rules/pep440-tags.ts';
import type { RuleOutcome, RuleScope } from './rules/rule-outcome.ts';
import { ruleTags } from './rules/rule-tags.ts';
import type { TagContext } from './tag-context.ts';
import { orderTags, settleTags } from './tag-order.ts';
import type { ComputedTags, IdleRule, WantedTag } from './tag-plan.ts';
import { requireOneVersion, scopeOfRule } from './versions/ask-versions.ts';
import { KnownPep440 } from './versions/known-pep440.ts';
import { decideLines, KnownVersions } from './versions/version-lines.ts';

/**
 * Computes the tags of an image from the rules and the tags that exist (rules R1 to R11).
 *
 * Without existing names (`existing-tags: none`) it is a function of the context alone. It reads no clock, no
 * environment, no file and no network.
 *
 * @param now the instant of the run, taken once.
 * @throws {InputError} where a rule speaks of what cannot be used, such as a version that is none.
 */
export function computeTags(
  rules: readonly TagRule[],
  context: TagContext,
  existing: ExistingTags,
  now: Date,
): ComputedTags {
  const scope: RuleScope = { context, existing, now };
  const notes = requireOneVersion(rules, scope);
  const idle: IdleRule[] = [];
  const given: { readonly rule: TagRule; readonly outcome: RuleOutcome }[] = [];
  for (const rule of rules) {
    const outcome = ruleTags(rule, scopeOfRule(rule, scope));
    if (typeof outcome === 'string') idle.push({ line: rule.line, rule: rule.text, reason: outcome });
    else given.push({ rule, outcome });
  }
  const knownPep440 = new KnownPep440(
    existing,
    given.flatMap(({ outcome }) => [...outcome.tags, ...outcome.lines]),
  );
  const outcomes = given.map(({ rule, outcome }) => {
    const again = rule.type === 'pep440' ? pep440Tags(rule, { ...scopeOfRule(rule, scope), knownPep440 }) : outcome;
    return typeof again === 'string' ? outcome : again;
  });
  const own = outcomes.flatMap(({ tags }) => tags);
  const known = new KnownVersions(existing, own);
  const lines = decideLines(
    outcomes.flatMap((outcome) => outcome.lines),
    context,
    known,
  );
  const latest = decideLatest(outcomes, scope, known);
  const settled = settleTags({
    wanted: [...own, ...lines.wanted, ...latest.wanted],
    withheld: [...outcomes.flatMap(({ withheld }) => withheld), ...lines.withheld, ...latest.withheld],
  });
  const main = mainTag(settled.wanted);
  return {
    ...orderTags(settled, main),
    idle,
    warnings: [...new Set([...(context.notes ?? []), ...notes, ...unknownDate(rules, context), ...longNumbers(own)])],
    version: main?.tag,
    versionLabel: main?.version ?? main?.original,
  };
}

/** Warns that a promotion has no commit's date: its tags describe the image, and no label tells that date. */
function unknownDate(rules: readonly TagRule[], { git, flavor }: TagContext): readonly string[] {
  if (git !== undefined || !findEventNeeds(rules, flavor).commitDate) return [];
  return [
    'A promotion does not know the date of the commit, so that of this run stands for "{{commit_date}}", and a second run has another; take the tag of the source by "type=source", or write "{{date}}" if the day of the run is meant',
  ];
}

/** Warns of numbers that outgrew their width, because tags then no longer sort in order of time (rule R7). */
function longNumbers(tags: readonly WantedTag[]): readonly string[] {
  return tags.flatMap(({ sequence }) => {
    if (sequence === undefined || `${sequence.number}`.length <= sequence.width) return [];
    return [
      `the number ${sequence.number} of the day has more than ${sequence.width} digits, so that tags no longer sort in order of time`,
    ];
  });
}
