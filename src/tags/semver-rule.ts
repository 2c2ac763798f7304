import { type Affixes, composeTag, type RuleAffixes } from './compose.ts';
import type { FoundVersion } from './find-version.ts';
import { isLiteral, literalTemplate, parseTemplate, renderTemplate, VERSION_LANGUAGE } from './language-template.ts';
import type { TagKind } from './planned-tag.ts';
import type { SemverRule } from './rule.ts';
import {
  isMutable,
  type LatestCandidate,
  priorityOf,
  type RuleOutcome,
  type RuleScope,
  type VersionLine,
} from './rule-result.ts';
import { sanitizeComponent, sanitizePrefix, sanitizeSuffix } from './sanitize.ts';
import type { VersionTemplate } from './tag-language.ts';
import { readTextLine } from './text-line.ts';
import { formatVersionTag, isStable, type Version } from './version.ts';

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
export function semverPatternTags(
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
