import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { NO_AFFIXES } from './affixes.ts';
import {
  composeTag,
  type NameInTag,
  reasonForEmpty,
  renderAffixes,
  renderComponents,
  renderText,
  sanitizeComponent,
  sanitizePrefix,
} from './compose.ts';
import type { TagContext } from './context.ts';
import { shortSha } from './expressions.ts';
import { versionTextOfGitTag } from './find-version.ts';
import type { TagKind } from './planned-tag.ts';
import { isReleaseOf, isVersionLike, parseRelease, type Release, readTextLine, splitRelease } from './release.ts';
import {
  type ChannelRule,
  type MatchRule,
  matchGitTag,
  type RawRule,
  type ScheduleRule,
  type ShaRule,
  type SourceRule,
  type TagRule,
} from './rule.ts';
import {
  isMutable,
  type NamedTag,
  NOTHING,
  onlyNamed,
  onlyTag,
  priorityOf,
  type RuleOutcome,
  type RuleScope,
  type TextOrigin,
  type VersionLine,
} from './rule-result.ts';
import { findRuleVersion } from './rule-version.ts';
import { isNumberLike } from './sha-tag.ts';
import { namesIn, type Template } from './template.ts';
import { looksLikePreRelease, splitVersion, tryParseVersionTag, type Version } from './version.ts';

interface TextTag {
  readonly text: string;
  readonly original: string;
  readonly kind: TagKind;
  readonly reason: string;
  readonly origin: TextOrigin;
  readonly release?: Release | undefined;
  readonly names?: readonly NameInTag[];
}

const ORIGINS: readonly (readonly [TextOrigin, readonly string[]])[] = [
  ['author', ['version', 'major', 'minor', 'patch']],
  ['branch', ['branch', 'base_ref']],
  ['git-tag', ['tag']],
  ['date', ['date', 'commit_date']],
];

/** Finds who names a tag: a text that holds a version is the author's, whatever else is in it. */
function originOf(rule: TagRule, { flavor }: TagContext, value?: Template<string>): TextOrigin {
  const templates = [value ?? [], rule.prefix ?? flavor.prefix, rule.suffix ?? flavor.suffix].flat();
  const names = templates.flatMap((each) => [...namesIn<string>(each)]);
  return ORIGINS.find(([, ofOrigin]) => ofOrigin.some((name) => names.includes(name)))?.[0] ?? 'author';
}

/** A tag that a branch may give by a value, as long as no release has that line. */
const LINE = /^[vV]?[0-9]+(?:\.[0-9]+)?$/;

/** Says why a name that is no version's must not become a tag, or undefined if what exists is to decide. */
function shadowOf({ text, original, origin }: TextTag, tag: Tag): string | undefined {
  const texts = [text, tag];
  if (origin === 'git-tag' && texts.includes('latest')) return 'the name "latest" is reserved for the highest version';
  if (origin !== 'branch' || !texts.some((each) => isVersionLike(each) && !LINE.test(each))) return undefined;
  return `the branch ${quote(original)} would shadow a version`;
}

/** Makes the tag of a text: immutable by nature only where the text is a full version, or holds the commit. */
function textTag(rule: TagRule, scope: RuleScope, given: TextTag): NamedTag | string {
  const { text, original, kind, reason, origin, release, names } = given;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const composed = composeTag({ text, original, names }, affixes, rule);
  if (typeof composed === 'string') return composed;
  const shadow = shadowOf(given, composed.tag);
  if (shadow !== undefined) return shadow;
  const mutable = isMutable(rule, scope, tryParseVersionTag(text) === undefined);
  return {
    tag: { ...composed, kind, mutable, priority: priorityOf(rule), reason },
    ...{ text: sanitizeComponent(text), affixes, origin, release },
  };
}

function toOutcome(named: NamedTag | string): RuleOutcome | string {
  return typeof named === 'string' ? named : onlyNamed(named);
}

/** Returns the tag of a raw rule: its value, made legal. */
export function rawTags(rule: RawRule, scope: RuleScope): RuleOutcome | string {
  const { text, original, empty, names } = renderComponents(rule.value, scope);
  if (empty.length > 0) return reasonForEmpty(empty);
  if (text === '') return 'its value is empty';
  const origin = originOf(rule, scope.context, rule.value);
  const reason = `the tag rule on line ${rule.line}`;
  return toOutcome(textTag(rule, scope, { text, original, names, kind: 'raw', reason, origin }));
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
    textTag(rule, scope, {
      ...{ text: sourceTag, original: sourceTag, kind: 'source' as const, origin: 'author' as const },
      reason: "the source's own tag",
    }),
  );
}

/** Returns the tag of a scheduled run. */
export function scheduleTags(rule: ScheduleRule, scope: RuleScope): RuleOutcome | string {
  if (scope.context.git?.event !== 'schedule') return 'the event is not a schedule';
  const { text } = renderText(rule.pattern, scope);
  const origin = originOf(rule, scope.context, rule.pattern);
  const reason = 'the run is scheduled';
  return toOutcome(textTag(rule, scope, { text, original: text, kind: 'schedule', reason, origin }));
}

/**
 * Returns the revision's tag.
 *
 * A short SHA that stands alone and reads as a number is made longer until it does not.
 */
export function shaTags(rule: ShaRule, scope: RuleScope): RuleOutcome | string {
  const { revision } = scope.context;
  if (revision === undefined) return 'no revision is known';
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const isBare = affixes.prefix === '' && affixes.suffix === '';
  let digits = rule.format === 'long' ? revision.sha : shortSha(scope.context);
  while (isBare && isNumberLike(digits) && digits.length < revision.sha.length) {
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
  // What a pattern cuts out of a name is the author's choice; the whole name is that of whoever gave it.
  const origin = value !== '' && found === text ? originOf(rule, scope.context, rule.value) : 'git-tag';
  const release = parseRelease(splitRelease(text, '').release);
  const composed = textTag(rule, scope, {
    ...{ text: sanitizeComponent(found), original: found, kind: 'match', reason, origin, release },
  });
  if (typeof composed === 'string') return composed;
  const namedBy = value === '' ? origin : originOf(rule, scope.context, rule.value);
  const named: NamedTag = { ...composed, namedBy, isCut: found !== text };
  const { before } = splitVersion(found, '');
  const { affixes } = named;
  const own = parseRelease(found.slice(before.length));
  const isPart = release !== undefined && own?.version === undefined && isPartOf(named.text, release);
  const { version, dotted } = (isPart ? release : own) ?? {};
  const family = { prefix: `${affixes.prefix}${sanitizePrefix(before)}`, suffix: affixes.suffix };
  const isRelease = !looksLikePreRelease(found.slice(before.length)) && !looksLikePreRelease(text);
  const asks = isRelease && origin !== 'branch';
  return onlyNamed(named, {
    ...{ asks, version, dotted, family, name: text, isComponent: before !== '' },
    reason: `${quote(text)} is the newest`,
  });
}

/** Whether a text is the first numbers of a release: `1.2` of `v1.2.3`. */
function isPartOf(text: string, release: Release): boolean {
  const line = readTextLine(text, NO_AFFIXES);
  return line !== undefined && line.parts.length > 0 && isReleaseOf(release, line);
}

/** Returns the name of a pre-release's line: `rc` of `2.0.0-rc.10`; undefined if it has none. */
function channelOf({ preRelease }: Version): string | undefined {
  return /^[a-zA-Z]+/.exec(preRelease ?? '')?.[0];
}

/**
 * Returns the moving tag of a pre-release's line, such as `rc` or `beta`: it follows the highest version of that line.
 *
 * @returns a clause where the version is stable or its line has no name.
 */
export function channelTags(rule: ChannelRule, scope: RuleScope): RuleOutcome | string {
  const found = findRuleVersion(rule, scope);
  if (typeof found === 'string') return found;
  const { version } = found;
  const channel = channelOf(version);
  if (channel === undefined) {
    return version.preRelease === undefined
      ? `${version.text} is not a pre-release`
      : `${version.text} names no line such as "rc"`;
  }
  if (channel === 'latest') return `the line of ${version.text} would look like the highest version`;
  const family = renderAffixes(rule, scope);
  if (typeof family === 'string') return family;
  const composed = composeTag({ text: channel, original: channel }, family, { isVersion: true });
  if (typeof composed === 'string') return composed;
  const line: VersionLine = {
    ...composed,
    ...{ kind: 'channel', version, family, priority: priorityOf(rule) },
    mutable: rule.immutable !== true,
    reason: `${version.text} is the highest of ${channel}`,
    includes: (other) => channelOf(other) === channel,
  };
  const latest = { asks: false, version, family, reason: line.reason };
  return { ...NOTHING, lines: [line], latest };
}
