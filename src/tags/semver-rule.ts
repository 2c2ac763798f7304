import type { Affixes } from './affixes.ts';
import {
  composeTag,
  type RuleAffixes,
  renderAffixes,
  sanitizeComponent,
  sanitizePrefix,
  sanitizeSuffix,
} from './compose.ts';
import type { FoundVersion } from './find-version.ts';
import type { TagCandidate, TagKind } from './planned-tag.ts';
import { readTextLine } from './release.ts';
import type { SemverRule } from './rule.ts';
import {
  isMutable,
  type LatestCandidate,
  NOTHING,
  onlyTag,
  priorityOf,
  type RuleOutcome,
  type RuleScope,
  type VersionLine,
} from './rule-result.ts';
import { findRuleVersion } from './rule-version.ts';
import {
  isLiteral,
  literalTemplate,
  namesIn,
  parseTemplate,
  renderTemplate,
  VERSION_LANGUAGE,
  type VersionTemplate,
} from './template.ts';
import { formatVersionTag, isStable, type Version } from './version.ts';

/**
 * Returns what a semver rule gives: the family of a version, or the one tag of its pattern.
 *
 * @returns a clause where it gives none.
 * @throws {InputError} if what should be a version is none.
 */
export function semverTags(rule: SemverRule, scope: RuleScope): RuleOutcome | string {
  const found = findRuleVersion(rule, scope);
  if (typeof found === 'string') return found;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  return rule.pattern === undefined
    ? familyTags(rule, { found, affixes }, scope)
    : semverPatternTags(rule, { found, affixes }, scope);
}

/** The tag that shows a version whole, which never moves unless the rule says so. */
function fullTag(
  rule: SemverRule,
  { version, origin }: FoundVersion,
  composed: Pick<TagCandidate, 'tag' | 'original'>,
): TagCandidate {
  return {
    ...composed,
    kind: 'semver.full',
    mutable: rule.immutable === false,
    priority: priorityOf(rule),
    reason: `version ${version.text} from ${origin}`,
    version: version.text,
    family: composed.tag,
  };
}

function familyTags(
  rule: SemverRule,
  { found, affixes }: { readonly found: FoundVersion; readonly affixes: RuleAffixes },
  scope: RuleScope,
): RuleOutcome | string {
  const { version } = found;
  const full = composeTag({ text: formatVersionTag(version), original: version.text }, affixes, { isVersion: true });
  if (typeof full === 'string') return full;
  const tag = fullTag(rule, found, full);
  const lines = linesOf(version).flatMap(({ kind, text }): VersionLine[] => {
    const composed = composeTag({ text, original: text }, affixes);
    if (typeof composed === 'string') return [];
    return [
      {
        ...composed,
        ...{ kind, version, family: affixes, priority: priorityOf(rule) },
        mutable: isMutable(rule, scope, true),
        reason: `${version.text} is the highest version${kind === 'latest' ? '' : ` of ${text}`}`,
        includes: includesOf(kind, version),
      },
    ];
  });
  const latest = { asks: false, version, family: affixes, reason: `${version.text} is the highest version` };
  return { ...NOTHING, candidates: [tag], lines, latest };
}

/** Lists the moving tags of a version; major 0 has none, for any 0.Y may break what 0.X promised (semver.org, section 4). */
function linesOf({ major, minor }: Version): readonly { readonly kind: TagKind; readonly text: string }[] {
  return [
    { kind: 'semver.minor', text: `${major}.${minor}` },
    ...(major === 0 ? [] : [{ kind: 'semver.major' as const, text: `${major}` }]),
    { kind: 'latest', text: 'latest' },
  ];
}

/** What a pre-release gets if its pattern does not show the whole version: lines are for stable versions (docker/metadata-action). */
const WHOLE_VERSION: VersionTemplate = parseTemplate('{{version}}', VERSION_LANGUAGE);

type Field = (typeof VERSION_LANGUAGE.names)[number];

/**
 * Whether a pattern shows a version whole, so that a pre-release may keep the text around it: without it,
 * `v{{version}}` would leave its family for every pre-release.
 */
export function showsWhole(pattern: VersionTemplate): boolean {
  const fields = namesIn(pattern);
  return fields.has('version') || (fields.has('raw') && pattern.parts.length === 1);
}

/** Whether the tags of a pattern move, and so are lines of versions. */
export function patternMoves(pattern: VersionTemplate): boolean {
  return kindOf(namesIn(pattern)) !== 'semver.full';
}

/** Tells from the parts of a version that a pattern shows whether its tag moves, and along which line. */
function kindOf(fields: ReadonlySet<Field>): TagKind {
  if (['raw', 'version', 'patch', 'prerelease', 'build'].some((field) => fields.has(field as Field)))
    return 'semver.full';
  if (fields.has('minor')) return 'semver.minor';
  return fields.has('major') ? 'semver.major' : 'channel';
}

/** Writes a version by a pattern, as it is or as a tag may hold it. */
function write(
  pattern: VersionTemplate,
  version: Version,
  raw: string,
): { readonly text: string; readonly original: string } {
  const values: Record<Field, string> = {
    raw,
    version: version.text,
    major: `${version.major}`,
    minor: `${version.minor}`,
    patch: `${version.patch}`,
    prerelease: version.preRelease ?? '',
    build: version.build ?? '',
  };
  const original = renderTemplate(pattern, ({ name }) => values[name]).text;
  const text = renderTemplate(pattern, ({ name }) =>
    name === 'version' ? formatVersionTag(version) : values[name].replace('+', '_'),
  ).text;
  return { text, original };
}

/** Returns the affixes of the full tags that a pattern's line is compared with: a lone `v` is part of the version. */
export function familyOf(pattern: VersionTemplate, affixes: Affixes): Affixes {
  // A pattern without expressions says nothing of the full tags, unless it reads as a line with words around it.
  if (isLiteral(pattern)) return readTextLine(sanitizeComponent(pattern.parts.join('')), affixes)?.family ?? affixes;
  const [first] = pattern.parts;
  const last = pattern.parts.at(-1);
  const before = typeof first === 'string' && !/^v$/i.test(first) ? sanitizePrefix(first) : '';
  const after = typeof last === 'string' ? sanitizeSuffix(last) : '';
  return { prefix: `${affixes.prefix}${before}`, suffix: `${after}${affixes.suffix}` };
}

function includesOf(kind: TagKind, { major, minor }: Version): VersionLine['includes'] {
  if (kind === 'semver.minor') return (other) => other.major === major && other.minor === minor;
  return kind === 'semver.major' ? (other) => other.major === major : () => true;
}

/**
 * Returns what a pattern gives for a version: a full tag, which never moves, or one along a line of versions.
 *
 * @returns a clause where nothing legal comes of it.
 */
function semverPatternTags(
  rule: SemverRule,
  { found, affixes }: { readonly found: FoundVersion; readonly affixes: RuleAffixes },
  scope: RuleScope,
): RuleOutcome | string {
  const { version } = found;
  const asked = rule.pattern ?? literalTemplate('');
  const pattern = isStable(version) || showsWhole(asked) ? asked : WHOLE_VERSION;
  const composed = composeTag(write(pattern, version, found.raw), affixes, { isVersion: true });
  if (typeof composed === 'string') return composed;
  const kind = kindOf(namesIn(pattern));
  const family = familyOf(pattern, affixes);
  const reasonForLatest = `${version.text} is the highest version`;
  const latest: LatestCandidate = { asks: isStable(version), version, family, wider: affixes, reason: reasonForLatest };
  if (kind === 'semver.full') return onlyTag(fullTag(rule, found, composed), latest);
  const line: VersionLine = {
    ...composed,
    ...{ kind, version, family, wider: [affixes], priority: priorityOf(rule) },
    mutable: isMutable(rule, scope, true),
    reason: `${version.text} is the highest version${kind === 'channel' ? '' : ` of ${composed.tag}`}`,
    includes: includesOf(kind, version),
  };
  return { ...NOTHING, lines: [line], latest };
}
