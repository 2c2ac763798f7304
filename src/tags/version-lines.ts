import type { Tag } from '../oci/reference.ts';
import { type Affixes, distinctFamilies } from './affixes.ts';
import type { TagContext } from './context.ts';
import type { FromTag } from './existing.ts';
import type { KnownVersions } from './known-versions.ts';
import { type HeldBackTag, holdBack, type Objection, type TagCandidate, type TagSelection } from './planned-tag.ts';
import { compareBuilds, compareDotted, type DottedNumber, isComparable } from './release.ts';
import type { VersionLine } from './rule-result.ts';
import { compareVersions, isStable, type Version } from './version.ts';

/** The highest of a version and those of others that count. */
export function highestOf(
  version: FromTag<Version>,
  others: readonly FromTag<Version>[],
  counts: (other: Version) => boolean = () => true,
): FromTag<Version> {
  return others.reduce((left, right) => (counts(right) && compareVersions(left, right) < 0 ? right : left), version);
}

/** Says which other version keeps a moving tag from one; builds of one that cannot be ordered keep it, too. */
export function higherVersion(
  version: Version,
  others: readonly FromTag<Version>[],
  counts: (other: Version) => boolean = () => true,
): Objection | undefined {
  const highest = highestOf(version, others, counts);
  if (compareVersions(highest, version) > 0) return { reason: `${highest.text} is higher`, blocking: highest.tag };
  const all = others.filter((other) => counts(other) && compareVersions(other, version) === 0);
  const builds = all.filter((other) => !isVariant(other, [version, ...all]));
  const newer = builds.find((other) => (compareBuilds(other.build, version.build) ?? 0) > 0);
  if (newer !== undefined) return { reason: `${newer.text} is a newer build`, blocking: newer.tag };
  const unordered = builds.find((other) => compareBuilds(other.build, version.build) === undefined);
  if (unordered === undefined) return undefined;
  const reason = `${unordered.text} is another build of it, and nothing says which of the two is newer`;
  return { reason, blocking: unordered.tag };
}

/** Whether a build is another one with a family's suffix: `1.2.3_b.1-alpine` may be of `-alpine`, or a `b.1-alpine`. */
function isVariant({ build = '' }: Version, builds: readonly Version[]): boolean {
  return builds.some((other) => other.build !== undefined && build.startsWith(`${other.build}-`));
}

/** Says which other dotted number keeps a moving tag from one. */
export function higherDotted(
  dotted: DottedNumber,
  others: readonly FromTag<DottedNumber>[],
  counts: (other: DottedNumber) => boolean = () => true,
): Objection | undefined {
  const highest = others
    .filter((other) => counts(other) && isComparable(other, dotted))
    .reduce<FromTag<DottedNumber>>((left, right) => (compareDotted(left, right) < 0 ? right : left), dotted);
  if (compareDotted(highest, dotted) <= 0) return undefined;
  return { reason: `${highest.text} is higher`, blocking: highest.tag };
}

/**
 * A line is compared with the family of its own text, and with the rule's, too, if this run gives no full tag there: the
 * text then is a mere addition.
 */
function compareWith(
  { version, family, wider = [] }: Pick<VersionLine, 'version' | 'family' | 'wider'>,
  known: KnownVersions,
): { readonly families: readonly Affixes[]; readonly fullTag: Tag | undefined } {
  const nearest = known.fullTag(version, family);
  if (nearest !== undefined) return { families: [family], fullTag: nearest };
  const [fullTag] = wider.flatMap((each) => known.fullTag(version, each) ?? []);
  return { families: distinctFamilies([family, ...wider]), fullTag };
}

/** Says why a version may not take the moving tag of a line, or undefined if it may (rules R3 and R4). */
function objectionTo(
  line: VersionLine,
  families: readonly Affixes[],
  context: TagContext,
  known: KnownVersions,
): string | Objection | undefined {
  const { version } = line;
  const isChannel = line.kind === 'channel' && version.preRelease !== undefined;
  if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
  if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
  if (line.kind === 'latest') {
    if (context.flavor.latest === 'false') return 'the flavor says latest=false';
    if (context.makeLatest === 'unknown') return 'GitHub did not tell whether the release is the latest';
    if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
    if (!context.moves.allowed) return context.moves.reason;
  }
  const counts = (other: Version): boolean => (isChannel || isStable(other)) && line.includes(other);
  const objections = families.map((family) => higherVersion(version, known.ofFamily(family), counts));
  return objections.find((objection) => objection !== undefined);
}

interface LineDecision {
  readonly objection: string | Objection | undefined;
  /** The full tag of the version that this run gives: if that is another image's, so is the line. */
  readonly sibling: Pick<TagCandidate, 'version' | 'family'>;
}

/** Decides whether a version takes a line. */
export function decideLine(line: VersionLine, context: TagContext, known: KnownVersions): LineDecision {
  const { families, fullTag } = compareWith(line, known);
  return {
    objection: objectionTo(line, families, context, known),
    sibling: fullTag === undefined ? {} : { version: line.version.text, family: fullTag },
  };
}

/** Decides which lines a version takes. */
export function decideLines(lines: readonly VersionLine[], context: TagContext, known: KnownVersions): TagSelection {
  const candidates: TagCandidate[] = [];
  const heldBack: HeldBackTag[] = [];
  for (const line of lines) {
    const { tag, kind, mutable, reason, original, priority } = line;
    const { objection, sibling } = decideLine(line, context, known);
    // A rule that names `latest` by itself is not overruled by the flavor, as in docker/metadata-action.
    if (objection !== undefined && kind === 'latest' && context.flavor.latest === 'false' && known.isOwn(tag)) continue;
    if (objection !== undefined) heldBack.push(holdBack(line, objection));
    else candidates.push({ tag, kind, mutable, reason, original, priority, ...sibling });
  }
  return { candidates, heldBack };
}
