import { composeTag } from './compose.ts';
import type { TagContext } from './context.ts';
import { findEventNeeds } from './event-needs.ts';
import type { ExistingTags } from './existing.ts';
import { FixedNames } from './immutable-names.ts';
import { KnownPep440 } from './known-pep440.ts';
import { decideLatest, renderLatestAffixes } from './latest.ts';
import { mainTag } from './main-tag.ts';
import { decideNamed, findLineFamilies, findRunFamilies, type NamedScope } from './named-tags.ts';
import { pep440Tags } from './pep440-rule.ts';
import type { ComputedTags, IdleRule, WantedTag } from './planned-tag.ts';
import { warningsOfBranch } from './ref-rules.ts';
import { requireOneVersion, scopeOfRule } from './required-version.ts';
import type { TagRule } from './rule.ts';
import type { RuleOutcome, RuleScope } from './rule-result.ts';
import { ruleTags } from './rule-tags.ts';
import { findStandings } from './standing.ts';
import { orderTags, settleTags } from './tag-order.ts';
import { decideLines, KnownVersions } from './version-lines.ts';

interface Given {
  readonly rule: TagRule;
  readonly outcome: RuleOutcome;
}

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
  const first: Given[] = [];
  const fixed = new FixedNames(rules, scope);
  for (const rule of rules) {
    const made = ruleTags(rule, scopeOfRule(rule, scope));
    const outcome = typeof made === 'string' ? made : fixed.settle(rule, made);
    if (typeof outcome === 'string') idle.push(idleRule(rule, outcome));
    else first.push({ rule, outcome });
  }
  const given = comparePep440Rules(first, scope);
  const all = given.map(({ outcome }) => outcome);
  const known = new KnownVersions(
    existing,
    all.flatMap(({ tags }) => tags),
  );
  const standings = findStandings(
    given.map(({ rule }) => scopeOfRule(rule, scope).context),
    { context, outcomes: all },
  );
  const named = settleNamed(given, {
    ...{ scope, known, standings },
    runFamilies: findRunFamilies(all),
    lineFamilies: findLineFamilies(rules, scope),
    latest: latestTag(scope),
  });
  const outcomes = named.given.map(({ outcome }) => outcome);
  const own = outcomes.flatMap(({ tags }) => tags);
  const lines = fixed.hold(
    decideLines(
      outcomes.flatMap((outcome) => outcome.lines),
      context,
      known,
    ),
  );
  const latest = decideLatest(outcomes, scope, { known, standing: standings[0] });
  const latestTags = fixed.hold(latest);
  const settled = settleTags({
    wanted: [...own, ...lines.wanted, ...latestTags.wanted],
    withheld: [...outcomes.flatMap(({ withheld }) => withheld), ...lines.withheld, ...latestTags.withheld],
  });
  const main = mainTag(settled.wanted);
  const warnings = [
    ...(context.notes ?? []),
    ...notes,
    ...unknownDate(rules, context),
    ...warningsOfBranch(rules, scope),
    ...latest.warnings,
    ...longNumbers(own),
  ];
  return {
    ...orderTags(settled, main),
    idle: [...idle, ...named.idle].toSorted((left, right) => left.line - right.line),
    warnings: [...new Set(warnings)],
    version: main?.tag,
    versionLabel: main?.version ?? main?.original,
  };
}

function idleRule({ line, text }: TagRule, reason: string): IdleRule {
  return { line, rule: text, reason };
}

/** Lets the rules for PEP 440 decide again, now that all tags of the run are known. */
function comparePep440Rules(given: readonly Given[], scope: RuleScope): readonly Given[] {
  const own = given.flatMap(({ outcome }) => [...outcome.tags, ...outcome.lines]);
  const knownPep440 = new KnownPep440(scope.existing, own);
  return given.map(({ rule, outcome }) => {
    const again = rule.type === 'pep440' ? pep440Tags(rule, { ...scopeOfRule(rule, scope), knownPep440 }) : outcome;
    return { rule, outcome: typeof again === 'string' ? outcome : again };
  });
}

/** Names the `latest` of the flavor. */
function latestTag(scope: RuleScope): NamedScope['latest'] {
  const affixes = renderLatestAffixes(scope);
  const composed = typeof affixes === 'string' ? affixes : composeTag({ text: 'latest', original: 'latest' }, affixes);
  return typeof composed === 'string' ? undefined : composed.tag;
}

/** Decides about the tags whose texts were taken as they are. */
function settleNamed(
  given: readonly Given[],
  work: NamedScope,
): { readonly given: readonly Given[]; readonly idle: readonly IdleRule[] } {
  const idle: IdleRule[] = [];
  const settled = given.flatMap((each): readonly Given[] => {
    const { rule, outcome } = each;
    if (outcome.named === undefined) return [each];
    const decision = decideNamed(outcome.named, work);
    if (decision.kind === 'given') return [{ rule, outcome: { ...outcome, tags: [decision.tag] } }];
    if (decision.kind === 'held') {
      const { tag, kind, mutable } = outcome.named.tag;
      const withheld = [...outcome.withheld, { tag, kind, mutable, reason: decision.reason }];
      return [{ rule, outcome: { ...outcome, tags: [], withheld } }];
    }
    idle.push(idleRule(rule, decision.reason));
    return [];
  });
  return { given: settled, idle };
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
