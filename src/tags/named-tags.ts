import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { type Affixes, distinctFamilies, familyKey, spellingsOf } from './affixes.ts';
import { renderAffixes } from './compose.ts';
import type { KnownVersions } from './known-versions.ts';
import { refusalOf } from './latest.ts';
import type { TagCandidate } from './planned-tag.ts';
import { isOfLine, isReleaseOf, type Release, readTextLine, type TextLine } from './release.ts';
import type { TagRule } from './rule.ts';
import type { NamedTag, RuleOutcome, RuleScope, TextOrigin } from './rule-result.ts';
import { familyOf, patternMoves } from './semver-rule.ts';
import { isStable, type Version } from './version.ts';
import { decideLine, higherDotted, higherVersion } from './version-lines.ts';

/** What becomes of a tag whose text was taken as it is: given, held back by what exists, or not given at all. */
type NamedDecision =
  | { readonly kind: 'given'; readonly tag: TagCandidate }
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

/** What decides about tags whose texts were taken as they are. */
export interface NamedScope {
  readonly scope: RuleScope;
  readonly known: KnownVersions;
  /** Which releases the image is, its own version first. */
  readonly releases: readonly Release[];
  /** The families in which this run names a version. */
  readonly runFamilies: readonly Affixes[];
  /** The families in which the rules move lines, in this run or in another one of theirs. */
  readonly lineFamilies: readonly Affixes[];
  /** The `latest` of the flavor, which is decided with all that speaks for it. */
  readonly latest: Tag | undefined;
}

/** Whoever writes these texts names no version: they must not take the line of one. */
const STRANGERS: ReadonlySet<TextOrigin> = new Set<TextOrigin>(['branch', 'pull-request']);

/** Finds the families of the lines that rules move, those among them that give nothing in this run. */
export function findLineFamilies(rules: readonly TagRule[], scope: RuleScope): readonly Affixes[] {
  return rules.flatMap((rule) => {
    if (rule.type !== 'semver' && rule.type !== 'pep440') return [];
    if (rule.enable.source === 'false' || (rule.pattern !== undefined && !patternMoves(rule.pattern))) return [];
    const affixes = renderAffixes(rule, scope);
    if (typeof affixes === 'string') return [];
    return spellingsOf(rule.pattern === undefined ? affixes : familyOf(rule.pattern, affixes));
  });
}

/** Finds the families in which the rules of a run speak of versions. */
export function findRunFamilies(outcomes: readonly RuleOutcome[]): readonly Affixes[] {
  return distinctFamilies(
    outcomes.flatMap(({ lines, latest }) => [
      ...lines.map(({ family }) => family),
      ...(latest?.version === undefined ? [] : [latest.family]),
    ]),
  );
}

function includesIn({ parts }: TextLine): (version: Version) => boolean {
  return (version) => isReleaseOf({ version }, { parts });
}

/** Holds a line back while a higher release of it is there, whichever rule gives its tag (rule R3). */
function decideOwnLine(
  named: NamedTag,
  {
    line,
    release,
    families,
  }: { readonly line: TextLine; readonly release: Release; readonly families: readonly Affixes[] },
  { scope: { context }, known }: NamedScope,
): NamedDecision {
  const { tag } = named;
  const refusal = line.parts.length === 0 ? refusalOf(context) : undefined;
  if (refusal !== undefined) return { kind: 'held', reason: refusal };
  const { version, dotted } = release;
  if (version === undefined) {
    const objections = families.map((family) =>
      higherDotted(dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts)),
    );
    const reason = objections.find((objection) => objection !== undefined);
    return reason === undefined ? { kind: 'given', tag } : { kind: 'held', reason };
  }
  const [family = line.family, ...wider] = families;
  const { objection, sibling } = decideLine(
    { ...tag, version, family, wider, includes: includesIn(line) },
    context,
    known,
  );
  return objection === undefined ? { kind: 'given', tag: { ...tag, ...sibling } } : { kind: 'held', reason: objection };
}

/** Says which release a line belongs to that an image would take without being of it. */
function ownerOf(line: TextLine, families: readonly Affixes[], known: KnownVersions): string | undefined {
  const includes = includesIn(line);
  const versions = families.flatMap((family) => known.ofFamily(family));
  return versions.find((version) => isStable(version) && includes(version))?.text;
}

/** Refuses a name of which nobody says a version, if releases own the line that it reads as. */
function decideForeign(named: NamedTag, line: TextLine, { known, lineFamilies }: NamedScope): NamedDecision {
  const { tag, origin } = named;
  const owner = ownerOf(line, [line.family], known);
  if (owner !== undefined) {
    return { kind: 'none', reason: `${quote(tag.original)} would take the line of ${owner}` };
  }
  const key = familyKey(line.family);
  if (STRANGERS.has(origin) && lineFamilies.some((family) => familyKey(family) === key)) {
    return { kind: 'none', reason: `${quote(tag.original)} would take a line that a rule gives to versions` };
  }
  return { kind: 'given', tag };
}

/** Keeps a line from an image that is of another one, and lower: `1.2`, as it is written, for 1.1.0. */
function decideOtherLine(named: NamedTag, line: TextLine, { known, releases }: NamedScope): NamedDecision {
  const [release] = releases;
  if (release === undefined) return { kind: 'given', tag: named.tag };
  const includes = includesIn(line);
  const reasons = [line.family, named.affixes].map((family) =>
    release.dotted === undefined
      ? higherVersion(release.version, known.ofFamily(family), (other) => isStable(other) && includes(other))
      : higherDotted(release.dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts)),
  );
  const reason = reasons.find((each) => each !== undefined);
  return reason === undefined ? { kind: 'given', tag: named.tag } : { kind: 'held', reason };
}

/**
 * Decides about a tag whose text a rule takes as it finds it. If it reads as `latest` or as the first numbers of a
 * version, it is the line of one: it does not move back for a version of it, and no mere name takes it.
 */
export function decideNamed(named: NamedTag, work: NamedScope): NamedDecision {
  const { tag, text, affixes, origin } = named;
  const line = readTextLine(text, affixes);
  if (line === undefined || tag.kind === 'sha' || tag.tag === work.latest) return { kind: 'given', tag };
  const releases = named.release === undefined ? work.releases : [named.release, ...work.releases];
  const release = releases.find((each) => isReleaseOf(each, line));
  const isTaken = origin === 'author' || origin === 'git-tag';
  if (release !== undefined) {
    if (!tag.mutable) return { kind: 'given', tag };
    const families = isTaken ? distinctFamilies([line.family, affixes, ...work.runFamilies]) : [line.family];
    return decideOwnLine(named, { line, release, families }, work);
  }
  if (origin !== 'author') return decideForeign(named, line, work);
  return tag.mutable ? decideOtherLine(named, line, { ...work, releases }) : { kind: 'given', tag };
}
