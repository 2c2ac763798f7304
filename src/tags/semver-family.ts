import { fullVersions } from './existing.ts';
import type { FoundVersion } from './find-version.ts';
import { checkTag } from './rule-tag.ts';
import type { TagKind, WantedTag, WithheldTag } from './tag-plan.ts';
import type { SemverRule } from './tag-rule.ts';
import { compareVersions, formatVersionTag, isStable, type Version } from './version.ts';

/** What decides whether the moving tags of a version follow it. */
export interface FamilyContext {
  /** Whether GitHub marks the release as a pre-release, whatever its version says (rule R4). */
  readonly preRelease: boolean;
  /** The tags that exist and those that this run creates: what the version is compared with (rule R2). */
  readonly names: Iterable<string>;
}

/** A moving tag of a version, and which other versions it competes with. */
interface Line {
  readonly kind: TagKind;
  readonly text: string;
  readonly reason: string;
  readonly includes: (other: Version) => boolean;
}

/**
 * Returns the tag of a full version.
 *
 * @throws {InputError} where the tag breaks the grammar or is reserved.
 */
export function fullVersionTag(rule: SemverRule, { version, origin }: FoundVersion): WantedTag {
  const tag = checkTag(`${rule.prefix}${formatVersionTag(version)}${rule.suffix}`);
  return {
    tag,
    kind: 'semver.full',
    mutable: rule.immutable === false,
    reason: `version ${version.text} from ${origin}`,
    version: version.text,
    family: tag,
  };
}

/**
 * Returns the moving tags of a version: those that follow it, and those that a higher version holds (rules R3 and R4).
 *
 * @throws {InputError} where a tag breaks the grammar or is reserved.
 */
export function movingVersionTags(
  rule: SemverRule,
  found: FoundVersion,
  context: FamilyContext,
): { readonly wanted: readonly WantedTag[]; readonly withheld: readonly WithheldTag[] } {
  const { version } = found;
  const family = fullVersionTag(rule, found).tag;
  const stable = fullVersions(context.names, rule).filter(isStable);
  const wanted: WantedTag[] = [];
  const withheld: WithheldTag[] = [];
  for (const line of linesOf(version)) {
    const tag = checkTag(`${rule.prefix}${line.text}${rule.suffix}`);
    const base = { tag, kind: line.kind, mutable: rule.immutable !== true };
    const objection = objectionTo(version, { preRelease: context.preRelease, others: stable.filter(line.includes) });
    if (objection !== undefined) withheld.push({ ...base, reason: objection });
    else wanted.push({ ...base, reason: line.reason, version: version.text, family });
  }
  return { wanted, withheld };
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

/** Says why a version may not take a moving tag, or undefined where it may. */
function objectionTo(
  version: Version,
  { preRelease, others }: { readonly preRelease: boolean; readonly others: readonly Version[] },
): string | undefined {
  if (!isStable(version)) return `${version.text} is a pre-release`;
  if (preRelease) return `GitHub marks the release of ${version.text} as a pre-release`;
  const highest = others.reduce((left, right) => (compareVersions(left, right) < 0 ? right : left), version);
  return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : undefined;
}
