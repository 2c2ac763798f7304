import { composeTag, type RuleAffixes, renderAffixes } from './compose.ts';
import type { FoundVersion } from './find-version.ts';
import type { WantedTag } from './planned-tag.ts';
import type { SemverRule } from './rule.ts';
import { isMutable, priorityOf, type RuleOutcome, type RuleScope, type VersionLine } from './rule-result.ts';
import { findRuleVersion } from './rule-version.ts';
import { semverPatternTags } from './semver-rule.ts';
import { formatVersionTag, type Version } from './version.ts';

/**
 * Returns what a semver rule gives: the family of a version, or the one tag of its pattern.
 *
 * @returns a clause where it gives none.
 * @throws {InputError} where what should be a version is none.
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
  const tag: WantedTag = {
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
