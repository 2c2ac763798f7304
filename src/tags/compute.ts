import { InputError } from '../errors.ts';
import { MAX_TAG_LENGTH } from '../oci/reference.ts';
import type { Affixes } from './affixes.ts';
import { requireOneVersion, scopeOfRule } from './choose-version.ts';
import { composeTag, type RuleAffixes, renderAffixes, shortenNames } from './compose.ts';
import type { TagContext } from './context.ts';
import { numberTag } from './daily-number.ts';
import type { ExistingTags } from './existing.ts';
import { findReleases } from './image-release.ts';
import { FixedNames } from './immutable-names.ts';
import { KnownPep440, KnownVersions } from './known-versions.ts';
import { composeLatest, decideLatest } from './latest.ts';
import { decideNamed, findLineFamilies, findRunFamilies, type NamedScope } from './named-tags.ts';
import { pep440Tags } from './pep440-rule.ts';
import { type ComputedTags, holdBack, type TagCandidate, type UnmatchedRule } from './planned-tag.ts';
import { edgeTags, refTags, warningsOfBranch } from './ref-rules.ts';
import type { DateSeqRule, TagRule } from './rule.ts';
import { warnOfBareTypes } from './rule-line.ts';
import { findEventNeeds } from './rule-needs.ts';
import { isEnabled, onlyTag, priorityOf, type RuleOutcome, type RuleScope } from './rule-result.ts';
import { semverTags } from './semver-rule.ts';
import { mainTag, orderTags, settleTags } from './tag-order.ts';
import { channelTags, matchTags, rawTags, scheduleTags, shaTags, sourceTags } from './text-rules.ts';
import { decideLines } from './version-lines.ts';

interface Given {
  readonly rule: TagRule;
  readonly outcome: RuleOutcome;
}

/** Computes the tags of an image (rules R1 to R11), purely. @throws {InputError} if a rule names something unusable. */
export function computeTags(
  rules: readonly TagRule[],
  context: TagContext,
  existing: ExistingTags,
  now: Date,
): ComputedTags {
  const scope: RuleScope = { context, existing, now };
  const notes = requireOneVersion(rules, scope);
  const unmatched: UnmatchedRule[] = [];
  const first: Given[] = [];
  const fixed = new FixedNames(rules, scope);
  for (const rule of rules) {
    const made = ruleTags(rule, scopeOfRule(rule, scope));
    const outcome = typeof made === 'string' ? made : fixed.settle(rule, made);
    if (typeof outcome === 'string') unmatched.push(unmatchedRule(rule, outcome));
    else first.push({ rule, outcome });
  }
  const given = comparePep440Rules(first, scope);
  const all = given.map(({ outcome }) => outcome);
  const known = new KnownVersions(
    existing,
    all.flatMap(({ candidates }) => candidates),
  );
  const releases = findReleases(
    given.map(({ rule }) => scopeOfRule(rule, scope).context),
    { context, outcomes: all },
  );
  const named = settleNamed(given, {
    ...{ scope, known, releases },
    runFamilies: findRunFamilies(all),
    lineFamilies: findLineFamilies(rules, scope),
    latest: composeLatest(scope)?.tag,
  });
  const outcomes = named.given.map(({ outcome }) => outcome);
  const own = outcomes.flatMap(({ candidates }) => candidates);
  const lines = fixed.hold(
    decideLines(
      outcomes.flatMap((outcome) => outcome.lines),
      context,
      known,
    ),
  );
  const latest = decideLatest(outcomes, scope, { known, release: releases[0] });
  const latestTags = fixed.hold(latest);
  const settled = settleTags({
    candidates: [...own, ...lines.candidates, ...latestTags.candidates],
    heldBack: [...outcomes, lines, latestTags].flatMap(({ heldBack }) => heldBack),
  });
  const main = mainTag(settled.candidates);
  const warnings = [
    ...(context.notes ?? []),
    ...notes,
    ...unknownDate(rules, context),
    ...warningsOfBranch(rules, scope),
    ...warnOfBareTypes(rules),
    ...latest.warnings,
    ...longNumbers(own),
  ];
  return {
    ...orderTags(settled, main),
    unmatched: [...unmatched, ...named.unmatched].toSorted((left, right) => left.line - right.line),
    warnings: [...new Set(warnings)],
    version: main?.tag,
    versionLabel: main?.version ?? main?.original,
  };
}

function unmatchedRule({ line, text }: TagRule, reason: string): UnmatchedRule {
  return { line, rule: text, reason };
}

/** Decides PEP 440 rules again, now that all tags of the run are known. */
function comparePep440Rules(given: readonly Given[], scope: RuleScope): readonly Given[] {
  const own = given.flatMap(({ outcome }) => [...outcome.candidates, ...outcome.lines]);
  const knownPep440 = new KnownPep440(scope.existing, own);
  return given.map(({ rule, outcome }) => {
    const again = rule.type === 'pep440' ? pep440Tags(rule, { ...scopeOfRule(rule, scope), knownPep440 }) : outcome;
    return { rule, outcome: typeof again === 'string' ? outcome : again };
  });
}

function settleNamed(
  given: readonly Given[],
  work: NamedScope,
): { readonly given: readonly Given[]; readonly unmatched: readonly UnmatchedRule[] } {
  const unmatched: UnmatchedRule[] = [];
  const settled = given.flatMap((each): readonly Given[] => {
    const { rule, outcome } = each;
    if (outcome.named === undefined) return [each];
    const decision = decideNamed(outcome.named, work);
    if (decision.kind === 'given') return [{ rule, outcome: { ...outcome, candidates: [decision.tag] } }];
    if (decision.kind === 'held') {
      const heldBack = [...outcome.heldBack, holdBack(outcome.named.tag, decision.objection)];
      return [{ rule, outcome: { ...outcome, candidates: [], heldBack } }];
    }
    unmatched.push(unmatchedRule(rule, decision.reason));
    return [];
  });
  return { given: settled, unmatched };
}

/** A promotion has no commit's date: its tags describe the image, and no label has that date. */
function unknownDate(rules: readonly TagRule[], { git, flavor }: TagContext): readonly string[] {
  if (git !== undefined || !findEventNeeds(rules, flavor).commitDate) return [];
  return [
    'A promotion does not know the date of the commit, so "{{commit_date}}" is the date of this run, and a re-run will differ; take the tag of the source by "type=source", or write "{{date}}" if the day of the run is meant',
  ];
}

function longNumbers(tags: readonly TagCandidate[]): readonly string[] {
  return tags.flatMap(({ sequence }) => {
    if (sequence === undefined || `${sequence.number}`.length <= sequence.width) return [];
    return [
      `the daily build number ${sequence.number} has more than ${sequence.width} digits, so tags no longer sort by time`,
    ];
  });
}

function ruleTags(rule: TagRule, scope: RuleScope): RuleOutcome | string {
  if (!isEnabled(rule, scope)) return 'it is not enabled';
  const { gives } = scope.context;
  if (!gives.allowed) return gives.reason;
  if (scope.context.git?.tag === 'latest' && readsGitTag(rule, scope)) {
    throw new InputError(
      'Cannot use the git tag "latest": the name is reserved for the highest version; push a version such as "v1.2.3"',
    );
  }
  switch (rule.type) {
    case 'semver':
      return semverTags(rule, scope);
    case 'pep440':
      return pep440Tags(rule, scope);
    case 'match':
      return matchTags(rule, scope);
    case 'channel':
      return channelTags(rule, scope);
    case 'schedule':
      return scheduleTags(rule, scope);
    case 'edge':
      return edgeTags(rule, scope);
    case 'ref':
      return refTags(rule, scope);
    case 'sha':
      return shaTags(rule, scope);
    case 'date_seq':
      return dateSeqTags(rule, scope);
    case 'source':
      return sourceTags(rule, scope);
    case 'raw':
      return rawTags(rule, scope);
    default:
      return rule satisfies never;
  }
}

function readsGitTag(rule: TagRule, { context }: RuleScope): boolean {
  if (rule.type === 'ref') return rule.event === 'tag';
  if (rule.type === 'match') return rule.value === undefined;
  const isVersioned = rule.type === 'semver' || rule.type === 'pep440' || rule.type === 'channel';
  return isVersioned && rule.value === undefined && !context.versions.input;
}

function dateSeqTags(rule: DateSeqRule, scope: RuleScope): RuleOutcome | string {
  const { context, existing, now } = scope;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const timeZone = rule.timeZone ?? context.timeZone;
  // The date, the separator and a number that may outgrow its width.
  const room = MAX_TAG_LENGTH - affixes.prefix.length - affixes.suffix.length - (9 + Math.max(rule.width, 4));
  const { prefix, suffix } = room < 0 ? shortenAffixes(affixes, room) : affixes;
  const numbering = { separator: rule.separator, width: rule.width, timeZone, prefix, suffix };
  const { tag, sequence, isOwn } = numberTag(numbering, { now, digest: context.digest, existing });
  const composed = composeTag(
    { text: tag.slice(prefix.length, tag.length - suffix.length), original: tag },
    { ...affixes, prefix, suffix },
  );
  if (typeof composed === 'string') return composed;
  const reason = isOwn ? `the number that this image has today in ${timeZone}` : `the next number today in ${timeZone}`;
  const mutable = rule.immutable === false;
  return onlyTag({ tag, original: tag, kind: 'date_seq', mutable, priority: priorityOf(rule), reason, sequence });
}

/** Cuts the names in affixes equally in each run of a day, so that its numbers stay one sequence. */
function shortenAffixes({ prefix, suffix, names }: RuleAffixes, room: number): Affixes {
  const short = shortenNames(prefix, names, Math.max(0, prefix.length + room));
  const left = room + prefix.length - short.length;
  return { prefix: short, suffix: left < 0 ? shortenNames(suffix, names, Math.max(0, suffix.length + left)) : suffix };
}
