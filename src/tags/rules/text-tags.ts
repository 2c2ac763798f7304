import { quote } from '../../text/safe-text.ts';
import { composeTag, reasonForEmpty, renderAffixes, renderComponents, renderText } from '../compose.ts';
import { shortSha } from '../language/expressions.ts';
import { matchGitTag } from '../language/git-tag-pattern.ts';
import type { MatchRule, RawRule, ScheduleRule, ShaRule, SourceRule, TagRule } from '../language/tag-rule.ts';
import { sanitizeComponent, sanitizePrefix } from '../sanitize.ts';
import type { TagKind, WantedTag } from '../tag-plan.ts';
import { versionTextOfGitTag } from '../versions/find-version.ts';
import { looksLikePreRelease } from '../versions/pre-release.ts';
import { splitVersion, tryParseVersionTag } from '../versions/version.ts';
import { onlyTag, priorityOf, type RuleOutcome, type RuleScope } from './rule-outcome.ts';

interface TextTag {
  readonly text: string;
  readonly original: string;
  readonly kind: TagKind;
  readonly reason: string;
}

/** Makes the tag of a text: immutable by nature only where the text is a full version. */
function textTag(rule: TagRule, scope: RuleScope, { text, original, kind, reason }: TextTag): WantedTag | string {
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const composed = composeTag({ text, original }, affixes, rule);
  if (typeof composed === 'string') return composed;
  const immutable = rule.immutable ?? tryParseVersionTag(text) !== undefined;
  return { ...composed, kind, mutable: !immutable, priority: priorityOf(rule), reason };
}

function toOutcome(tag: WantedTag | string): RuleOutcome | string {
  return typeof tag === 'string' ? tag : onlyTag(tag);
}

/** Returns the tag of a raw rule: its value, made legal. */
export function rawTags(rule: RawRule, scope: RuleScope): RuleOutcome | string {
  const { text, original, empty } = renderComponents(rule.value, scope);
  if (empty.length > 0) return reasonForEmpty(empty);
  if (text === '') return 'its value is empty';
  return toOutcome(textTag(rule, scope, { text, original, kind: 'raw', reason: `the tag rule on line ${rule.line}` }));
}

/** Returns the source's own tag. */
export function sourceTags(rule: SourceRule, scope: RuleScope): RuleOutcome | string {
  const { sourceTag, git } = scope.context;
  if (sourceTag === undefined) {
    return git === undefined
      ? 'the source was given by digest and has no tag'
      : 'a build has no source to take a tag from';
  }
  return toOutcome(
    textTag(rule, scope, { text: sourceTag, original: sourceTag, kind: 'source', reason: "the source's own tag" }),
  );
}

/** Returns the tag of a scheduled run. */
export function scheduleTags(rule: ScheduleRule, scope: RuleScope): RuleOutcome | string {
  if (scope.context.git?.event !== 'schedule') return 'the event is no schedule';
  const { text } = renderText(rule.pattern, scope);
  return toOutcome(textTag(rule, scope, { text, original: text, kind: 'schedule', reason: 'the run is scheduled' }));
}

/**
 * Returns the revision's tag.
 *
 * A short SHA that stands alone and reads as a number is made longer until it does not: tools would take `1234567` for
 * a version and YAML would take `12e4567` for a float.
 */
export function shaTags(rule: ShaRule, scope: RuleScope): RuleOutcome | string {
  const { revision } = scope.context;
  if (revision === undefined) return 'no revision is known';
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const isBare = affixes.prefix === '' && affixes.suffix === '';
  let digits = rule.format === 'long' ? revision.sha : shortSha(scope.context);
  while (isBare && /^[0-9]+(?:e[0-9]*)?$/.test(digits) && digits.length < revision.sha.length) {
    digits = revision.sha.slice(0, digits.length + 1);
  }
  const composed = composeTag({ text: digits, original: digits }, affixes);
  if (typeof composed === 'string') return composed;
  // Twelve digits tell commits apart, and the line still fits a terminal.
  const reason = `revision ${revision.sha.slice(0, 12)} from ${revision.origin}`;
  return onlyTag({ ...composed, kind: 'sha', mutable: rule.immutable === false, priority: priorityOf(rule), reason });
}

/** Returns what a regular expression finds in the git tag, and a vote for `latest` unless that is a pre-release. */
export function matchTags(rule: MatchRule, scope: RuleScope): RuleOutcome | string {
  const value = rule.value === undefined ? '' : renderText(rule.value, scope).text;
  const text = value === '' ? versionTextOfGitTag(scope.context.versions, undefined) : value;
  if (text === undefined) return 'the event has no git tag';
  const groups = matchGitTag(rule.pattern, text);
  if (groups === undefined) return `${quote(rule.pattern.source)} finds nothing in ${quote(text)}`;
  const found = groups[rule.group];
  if (found === undefined) return `${quote(rule.pattern.source)} has no group ${rule.group} in ${quote(text)}`;
  const reason = `${quote(rule.pattern.source)} finds it in ${quote(text)}`;
  const tag = textTag(rule, scope, { text: sanitizeComponent(found), original: found, kind: 'match', reason });
  if (typeof tag === 'string') return tag;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const { before, version } = splitVersion(found, '');
  const family = { prefix: `${affixes.prefix}${sanitizePrefix(before)}`, suffix: affixes.suffix };
  const asks = !looksLikePreRelease(found.slice(before.length)) && !looksLikePreRelease(text);
  return onlyTag(tag, { asks, version, family, reason: `${quote(text)} is the newest` });
}
