import { quote } from '../util/safe-text.ts';
import { type Affixes, distinctFamilies, familyKey, NO_AFFIXES } from './affixes.ts';
import { composeTag, type RuleAffixes, renderAffixes } from './compose.ts';
import type { TagContext } from './context.ts';
import { versionTextOfGitTag } from './find-version.ts';
import type { KnownVersions } from './known-versions.ts';
import { holdBack, type Objection, type TagCandidate, type TagSelection } from './planned-tag.ts';
import { compareDotted, newestFirst, type Release } from './release.ts';
import type { LatestCandidate, RuleOutcome, RuleScope } from './rule-result.ts';
import { literalTemplate } from './template.ts';
import { isStable } from './version.ts';
import { higherDotted, higherVersion } from './version-lines.ts';

interface LatestDecision extends TagSelection {
  readonly warnings: readonly string[];
}

const NOTHING: LatestDecision = { candidates: [], heldBack: [], warnings: [] };

/** Says why an image may not be the latest whatever its version is, or undefined if it may. */
export function refusalOf({ preRelease, makeLatest, moves }: TagContext): string | undefined {
  if (preRelease) return 'GitHub marks the release as a pre-release';
  if (makeLatest === false) return 'GitHub does not mark the release as the latest';
  if (makeLatest === 'unknown') return 'GitHub did not tell whether the release is the latest';
  return moves.allowed ? undefined : moves.reason;
}

/** Renders the affixes of `latest`, none without `onlatest=true`; a clause if an expression in them is empty. */
export function renderLatestAffixes(scope: RuleScope): RuleAffixes | string {
  const { prefix, suffix, prefixLatest, suffixLatest } = scope.context.flavor;
  return renderAffixes(
    { prefix: prefixLatest ? prefix : literalTemplate(''), suffix: suffixLatest ? suffix : literalTemplate('') },
    scope,
  );
}

/** The `latest` of the flavor with its affixes, if it can be composed. */
export function composeLatest(scope: RuleScope) {
  const affixes = renderLatestAffixes(scope);
  const composed = typeof affixes === 'string' ? affixes : composeTag({ text: 'latest', original: 'latest' }, affixes);
  return typeof composed === 'string' || typeof affixes === 'string' ? undefined : { ...composed, affixes };
}

/** A candidate competes in its own families and that of `latest`, which another one may hold. */
function familiesOf(candidate: LatestCandidate, ofLatest: Affixes, known: KnownVersions): readonly Affixes[] {
  const { family, version, wider, isComponent } = candidate;
  if (isComponent === true) return [family];
  const isNamed = version !== undefined && known.fullTag(version, family) !== undefined;
  return wider === undefined || isNamed ? [family, ofLatest] : [family, wider, ofLatest];
}

/** Says which higher release exists, in any of the families that the candidates speak of. */
function findHigher(
  candidates: readonly LatestCandidate[],
  ofLatest: Affixes,
  known: KnownVersions,
): Objection | undefined {
  for (const family of distinctFamilies(candidates.flatMap((each) => familiesOf(each, ofLatest, known)))) {
    const key = familyKey(family);
    const here = candidates.filter((each) =>
      familiesOf(each, ofLatest, known).some((other) => familyKey(other) === key),
    );
    const objection = higherInFamily(here, family, known);
    if (objection !== undefined) return objection;
  }
  const objections = candidates.flatMap(({ compared }) => compared ?? []).map(({ objection }) => objection);
  return objections.includes(undefined) ? undefined : objections[0];
}

function higherInFamily(
  candidates: readonly LatestCandidate[],
  family: Affixes,
  known: KnownVersions,
): Objection | undefined {
  const versions = candidates.flatMap(({ version }) => version ?? []);
  const stable = versions.filter(isStable);
  const [ours] = newestFirst(stable.length > 0 ? stable : versions);
  if (ours !== undefined) {
    // A pre-release that is made the latest by force competes with other pre-releases too.
    const higher = higherVersion(ours, known.ofFamily(family), (other) => isStable(other) || !isStable(ours));
    if (higher !== undefined) return higher;
  }
  const [dotted] = candidates
    .flatMap((each) => each.dotted ?? [])
    .toSorted((left, right) => compareDotted(right, left));
  return dotted && higherDotted(dotted, known.dottedOf(family));
}

/** Candidates of releases, or all if there are none: a pre-release beside a release does not count. */
function releasesAmong(candidates: readonly LatestCandidate[]): readonly LatestCandidate[] {
  const releases = candidates.filter(({ asks, version }) => asks || (version !== undefined && isStable(version)));
  return releases.length > 0 ? releases : candidates;
}

function isOrdered({ version, dotted, compared }: LatestCandidate): boolean {
  return version !== undefined || dotted !== undefined || compared !== undefined;
}

/** Adds the image's own release if no rule has a version: `latest` does not go back for such rules either. */
function withImage(
  candidates: readonly LatestCandidate[],
  outcomes: readonly RuleOutcome[],
  release: Release | undefined,
): readonly LatestCandidate[] {
  if (release === undefined || candidates.some(isOrdered)) return candidates;
  const { version, dotted } = release;
  const families = distinctFamilies([NO_AFFIXES, ...outcomes.flatMap(({ named }) => named?.affixes ?? [])]);
  const image = families.map((family): LatestCandidate => ({ asks: false, version, dotted, family, reason: '' }));
  return [...candidates, ...image];
}

/** The full tag of the version that asks for `latest`: if that tag is another image's, so is `latest`. */
function siblingOf(
  candidates: readonly LatestCandidate[],
  known: KnownVersions,
): Pick<TagCandidate, 'version' | 'family'> {
  const [newest] = newestFirst(candidates.flatMap(({ version }) => version ?? []));
  const best = candidates.find(({ version }) => version !== undefined && version.text === newest?.text);
  const full = newest && best && known.fullTag(newest, best.family);
  return newest === undefined || full === undefined ? {} : { version: newest.text, family: full };
}

/** Warns if `latest` moves to an image whose name cannot be compared with anything. */
function warnOfMove(
  tag: string,
  compared: readonly LatestCandidate[],
  { context, existing }: RuleScope,
): readonly string[] {
  // If commits were compared, they say whether it moves forward (rule R6).
  if (!existing.names.has(tag) || existing.relations?.has(tag) === true || compared.some(isOrdered)) return [];
  const name = compared.flatMap((each) => each.name ?? [])[0] ?? versionTextOfGitTag(context.versions, undefined);
  if (name === undefined) return [];
  return [
    `The tag "${tag}" moves to ${quote(name)}, although its age is unknown: the name is neither a version nor dotted numbers, and cannot be compared; name releases like "v1.2.3", or set latest=false in the flavor`,
  ];
}

/**
 * Decides whether the flavor gives `latest`: with `auto` if any rule asks for it, with `true` if any tag is given. It
 * stays if a higher version exists, in that version's family or in that of `latest`, whichever rule names it.
 */
export function decideLatest(
  outcomes: readonly RuleOutcome[],
  scope: RuleScope,
  { known, release }: { readonly known: KnownVersions; readonly release: Release | undefined },
): LatestDecision {
  const { context } = scope;
  const { flavor } = context;
  const composed = composeLatest(scope);
  if (composed === undefined) return NOTHING;
  const { affixes, ...named } = composed;
  const candidates = outcomes.flatMap(({ latest }) => latest ?? []);
  const asking = candidates.filter(({ asks }) => asks);
  const isForced = flavor.latest === 'true' && outcomes.some((each) => each.candidates.length + each.lines.length > 0);
  const isGiven = isForced || (flavor.latest !== 'false' && asking.length > 0);
  const isOwn = known.isOwn(named.tag);
  if (!isGiven && !isOwn) return NOTHING;
  const compared = withImage(releasesAmong(candidates), outcomes, release);
  const objection = refusalOf(context) ?? findHigher(compared, affixes, known);
  const base = { ...named, kind: 'latest' as const, mutable: true };
  if (objection !== undefined) return { ...NOTHING, heldBack: [holdBack(base, objection)] };
  const warnings = warnOfMove(named.tag, compared, scope);
  if (!isGiven) return { ...NOTHING, warnings };
  const reason = asking[0]?.reason ?? 'the flavor says latest=true';
  const sibling = siblingOf(asking, known);
  return { ...NOTHING, candidates: [{ ...base, priority: Number.NEGATIVE_INFINITY, reason, ...sibling }], warnings };
}
