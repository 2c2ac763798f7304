import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { type Affixes, distinctFamilies, familyKey, spellingsOf } from './affixes.ts';
import { renderAffixes } from './compose.ts';
import type { KnownVersions } from './known-versions.ts';
import { refusalOf } from './latest.ts';
import type { Objection, TagCandidate } from './planned-tag.ts';
import { isOfLine, isReleaseOf, type Release, readTextLine, type TextLine } from './release.ts';
import type { TagRule } from './rule.ts';
import type { NamedTag, RuleOutcome, RuleScope, TextOrigin } from './rule-result.ts';
import { familyOf, patternMoves } from './semver-rule.ts';
import type { VersionTemplate } from './template.ts';
import { isStable, type Version } from './version.ts';
import { decideLine, higherDotted, higherVersion } from './version-lines.ts';

/** The fate of a tag whose text is verbatim. */
type NamedDecision =
  | { readonly kind: 'given'; readonly tag: TagCandidate }
  | { readonly kind: 'held'; readonly objection: string | Objection }
  | { readonly kind: 'none'; readonly reason: string };

/** The facts that decide about tags whose texts are verbatim. */
export interface NamedScope {
  readonly scope: RuleScope;
  readonly known: KnownVersions;
  readonly releases: readonly Release[];
  readonly runFamilies: readonly Affixes[];
  /** The families in which rules move lines, in this run or another. */
  readonly lineFamilies: readonly Affixes[];
  /** The `latest` of the flavor, which is decided elsewhere. */
  readonly latest: Tag | undefined;
}

/** Authors of these texts do not name versions: they must not take a line of one. */
const STRANGERS: ReadonlySet<TextOrigin> = new Set<TextOrigin>(['branch', 'pull-request']);

/** The pattern of a rule that moves lines of versions; undefined for other rules, and `{}` without one. */
function findLinePattern(rule: TagRule): { readonly pattern?: VersionTemplate | undefined } | undefined {
  switch (rule.type) {
    case 'semver':
    case 'pep440':
      return rule;
    case 'match':
    case 'channel':
    case 'schedule':
    case 'edge':
    case 'ref':
    case 'sha':
    case 'date_seq':
    case 'source':
    case 'raw':
      return undefined;
    default:
      return rule satisfies never;
  }
}

/** The families of the lines that rules move, including rules that give nothing in this run. */
export function findLineFamilies(rules: readonly TagRule[], scope: RuleScope): readonly Affixes[] {
  return rules.flatMap((rule) => {
    const line = findLinePattern(rule);
    if (line === undefined || rule.enable.source === 'false') return [];
    const { pattern } = line;
    if (pattern !== undefined && !patternMoves(pattern)) return [];
    const affixes = renderAffixes(rule, scope);
    if (typeof affixes === 'string') return [];
    return spellingsOf(pattern === undefined ? affixes : familyOf(pattern, affixes));
  });
}

/** The families in which the rules of this run name versions. */
export function findRunFamilies(outcomes: readonly RuleOutcome[]): readonly Affixes[] {
  return distinctFamilies(
    outcomes.flatMap(({ lines, latest }) =>
      [...lines, latest].flatMap((each) => (each?.version === undefined ? [] : each.family)),
    ),
  );
}

function includesIn({ parts }: TextLine): (version: Version) => boolean {
  return (version) => isReleaseOf({ version }, { parts });
}

/** Holds a line back if a higher release of it exists, whichever rule gives its tag (rule R3). */
function decideOwnLine(
  named: NamedTag,
  { line, release, families }: Readonly<{ line: TextLine; release: Release; families: readonly Affixes[] }>,
  { scope: { context }, known }: NamedScope,
): NamedDecision {
  const { tag } = named;
  const refusal = line.parts.length === 0 ? refusalOf(context) : undefined;
  if (refusal !== undefined) return { kind: 'held', objection: refusal };
  const { version, dotted } = release;
  if (version === undefined) {
    const objections = families.map((family) =>
      higherDotted(dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts)),
    );
    const found = objections.find((each) => each !== undefined);
    return found === undefined ? { kind: 'given', tag } : { kind: 'held', objection: found };
  }
  const [family = line.family, ...wider] = families;
  const { objection, sibling } = decideLine(
    { ...tag, version, family, wider, includes: includesIn(line) },
    context,
    known,
  );
  return objection === undefined ? { kind: 'given', tag: { ...tag, ...sibling } } : { kind: 'held', objection };
}

function ownerOf(line: TextLine, families: readonly Affixes[], known: KnownVersions): string | undefined {
  const includes = includesIn(line);
  const versions = families.flatMap((family) => known.ofFamily(family));
  return versions.find((version) => isStable(version) && includes(version))?.text;
}

/** Refuses a name that is not a version, if releases own the line that it reads as. */
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

/** Keeps a line from an image of another one that is lower: `1.2`, verbatim, for 1.1.0. */
function decideOtherLine(named: NamedTag, line: TextLine, { known, releases }: NamedScope): NamedDecision {
  const [release] = releases;
  if (release === undefined) return { kind: 'given', tag: named.tag };
  const includes = includesIn(line);
  const objections = [line.family, named.affixes].map((family) =>
    release.dotted === undefined
      ? higherVersion(release.version, known.ofFamily(family), (other) => isStable(other) && includes(other))
      : higherDotted(release.dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts)),
  );
  const objection = objections.find((each) => each !== undefined);
  return objection === undefined ? { kind: 'given', tag: named.tag } : { kind: 'held', objection };
}

/**
 * Decides about a tag whose text is verbatim. If it reads as `latest` or the first numbers of a version, it is a line: it
 * does not move back for a version of it, and mere names do not take it.
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
