import {
  composeTag,
  type RuleAffixes,
  renderAffixes,
  sanitizeComponent,
  sanitizePrefix,
  sanitizeSuffix,
} from './compose.ts';
import type { FoundVersion } from './find-version.ts';
import type { Affixes, TagCandidate, TagKind } from './planned-tag.ts';
import type { SemverRule } from './rule.ts';
import {
  isMutable,
  type LatestCandidate,
  priorityOf,
  type RuleOutcome,
  type RuleScope,
  type VersionLine,
} from './rule-result.ts';
import { findRuleVersion } from './rule-version.ts';
import {
  isLiteral,
  literalTemplate,
  parseTemplate,
  renderTemplate,
  VERSION_LANGUAGE,
  type VersionTemplate,
} from './template.ts';
import { readTextLine } from './text-line.ts';
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

function familyTags(
  rule: SemverRule,
  { found: { version, origin }, affixes }: { readonly found: FoundVersion; readonly affixes: RuleAffixes },
  scope: RuleScope,
): RuleOutcome | string {
  const full = composeTag({ text: formatVersionTag(version), original: version.text }, affixes, { isVersion: true });
  if (typeof full === 'string') return full;
  const tag: TagCandidate = {
    ...full,
    kind: 'semver.full',
    mutable: rule.immutable === false,
    priority: priorityOf(rule),
    reason: `version ${version.text} from ${origin}`,
    version: version.text,
    family: full.tag,
  };
  const lines = linesOf(version).flatMap(({ kind, text, reason, includes }): VersionLine[] => {
    const composed = composeTag({ text, original: text }, affixes);
    if (typeof composed === 'string') return [];
    const mutable = isMutable(rule, scope, true);
    return [
      {
        ...composed,
        kind,
        mutable,
        reason,
        includes,
        version,
        family: affixes,
        priority: priorityOf(rule),
      },
    ];
  });
  const latest = { asks: false, version, family: affixes, reason: `${version.text} is the highest version` };
  return { tags: [tag], withheld: [], lines, latest };
}

interface Line extends Pick<VersionLine, 'kind' | 'reason' | 'includes'> {
  readonly text: string;
}

/** Lists the moving tags of a version; major 0 has none, for any 0.Y may break what 0.X promised (semver.org, section 4). */
function linesOf({ text, major, minor }: Version): readonly Line[] {
  const minorLine = `${major}.${minor}`;
  const lines: Line[] = [
    {
      kind: 'semver.minor',
      text: minorLine,
      reason: `${text} is the highest version of ${minorLine}`,
      includes: (other) => other.major === major && other.minor === minor,
    },
    {
      kind: 'semver.major',
      text: `${major}`,
      reason: `${text} is the highest version of ${major}`,
      includes: (other) => other.major === major,
    },
    { kind: 'latest', text: 'latest', reason: `${text} is the highest version`, includes: () => true },
  ];
  return major === 0 ? lines.filter(({ kind }) => kind !== 'semver.major') : lines;
}

/** What a pre-release gets if its pattern does not show the whole version: lines are for stable versions (docker/metadata-action). */
const WHOLE_VERSION: VersionTemplate = parseTemplate('{{version}}', VERSION_LANGUAGE);

type Field = (typeof VERSION_LANGUAGE.names)[number];

function fieldsOf(pattern: VersionTemplate): ReadonlySet<Field> {
  return new Set(pattern.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])));
}

/**
 * Whether a pattern shows a version whole, so that a pre-release may keep the text around it: without it,
 * `v{{version}}` would leave its family for every pre-release.
 */
export function showsWhole(pattern: VersionTemplate): boolean {
  const fields = fieldsOf(pattern);
  return fields.has('version') || (fields.has('raw') && pattern.parts.length === 1);
}

/** Whether the tags of a pattern move, and so are lines of versions. */
export function patternMoves(pattern: VersionTemplate): boolean {
  return kindOf(fieldsOf(pattern)) !== 'semver.full';
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
  const { version, origin } = found;
  const asked = rule.pattern ?? literalTemplate('');
  const pattern = isStable(version) || showsWhole(asked) ? asked : WHOLE_VERSION;
  const composed = composeTag(write(pattern, version, found.raw), affixes, { isVersion: true });
  if (typeof composed === 'string') return composed;
  const kind = kindOf(fieldsOf(pattern));
  const family = familyOf(pattern, affixes);
  const priority = priorityOf(rule);
  const reasonForLatest = `${version.text} is the highest version`;
  const latest: LatestCandidate = { asks: isStable(version), version, family, wider: affixes, reason: reasonForLatest };
  if (kind === 'semver.full') {
    const reason = `version ${version.text} from ${origin}`;
    const tag = {
      ...composed,
      kind,
      mutable: rule.immutable === false,
      priority,
      reason,
      version: version.text,
      family: composed.tag,
    };
    return { tags: [tag], withheld: [], lines: [], latest };
  }
  const line: VersionLine = {
    ...composed,
    ...{ kind, version, family, wider: [affixes], priority },
    mutable: isMutable(rule, scope, true),
    reason: `${version.text} is the highest version ${kind === 'channel' ? '' : `of ${composed.tag}`}`.trim(),
    includes: includesOf(kind, version),
  };
  return { tags: [], withheld: [], lines: [line], latest };
}
