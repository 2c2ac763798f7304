import { type Affixes, composeTag, renderAffixes } from '../compose.ts';
import { literalTemplate } from '../language/template.ts';
import type { TagContext } from '../tag-context.ts';
import type { WantedTag, WithheldTag } from '../tag-plan.ts';
import { versionTextOfGitTag } from '../versions/find-version.ts';
import { compareVersions, isStable, tryParseVersion, tryParseVersionTag, type Version } from '../versions/version.ts';
import { highestOf, type KnownVersions } from '../versions/version-lines.ts';
import type { LatestCandidate, RuleOutcome, RuleScope } from './rule-outcome.ts';

/** What the flavor makes of `latest`, beside the families that have their own. */
export interface LatestDecision {
  readonly wanted: readonly WantedTag[];
  readonly withheld: readonly WithheldTag[];
}

const NOTHING: LatestDecision = { wanted: [], withheld: [] };

const NO_AFFIXES: Affixes = { prefix: '', suffix: '' };

/** Says why an image may not be the latest whatever its version is, or undefined where it may. */
function refusalOf({ preRelease, makeLatest, moves }: TagContext): string | undefined {
  if (preRelease) return 'GitHub marks the release as a pre-release';
  if (makeLatest === false) return 'GitHub does not mark the release as the latest';
  if (makeLatest === 'unknown') return 'GitHub did not tell whether the release is the latest';
  return moves.allowed ? undefined : moves.reason;
}

/** Finds the version of an image whose rules speak of none: `latest` does not go back for such rules either. */
function versionOfImage({ versions, sourceTag }: TagContext): Version | undefined {
  const text = versions.input || versionTextOfGitTag(versions, undefined);
  return tryParseVersion(text ?? '') ?? tryParseVersionTag(sourceTag ?? '') ?? tryParseVersion(versions.label ?? '');
}

/** Says which higher version exists, in any of the families that the candidates speak of. */
function higherVersion(candidates: readonly LatestCandidate[], known: KnownVersions): string | undefined {
  const families = new Map<string, { readonly family: Affixes; readonly versions: readonly Version[] }>();
  for (const { family, version } of candidates) {
    if (version === undefined) continue;
    const key = JSON.stringify([family.prefix, family.suffix]);
    families.set(key, { family, versions: [...(families.get(key)?.versions ?? []), version] });
  }
  for (const { family, versions } of families.values()) {
    const stable = versions.filter(isStable);
    const [first, ...others] = stable.length > 0 ? stable : versions;
    if (first === undefined) continue;
    const ours = highestOf(first, others);
    // A pre-release that is made the latest by force competes with other pre-releases too.
    const highest = highestOf(ours, known.ofFamily(family), (other) => isStable(other) || !isStable(ours));
    if (compareVersions(highest, ours) > 0) return `${highest.text} is higher`;
  }
  const objections = candidates.flatMap(({ compared }) => compared ?? []).map(({ objection }) => objection);
  return objections.includes(undefined) ? undefined : objections[0];
}

/** Leaves those candidates that speak of a release, or all where none does: a pre-release beside one does not count. */
function releasesAmong(candidates: readonly LatestCandidate[]): readonly LatestCandidate[] {
  const releases = candidates.filter(({ asks, version }) => asks || (version !== undefined && isStable(version)));
  return releases.length > 0 ? releases : candidates;
}

/** Names the full tag of the version that asks for `latest`: where that tag is another image's, so is `latest`. */
function siblingOf(
  candidates: readonly LatestCandidate[],
  known: KnownVersions,
): Pick<WantedTag, 'version' | 'family'> {
  const versions = candidates.flatMap(({ version, family }) => (version === undefined ? [] : [{ version, family }]));
  const [best] = versions.toSorted((left, right) => compareVersions(right.version, left.version));
  const full = best === undefined ? undefined : known.fullTag(best.version, best.family);
  return best === undefined || full === undefined ? {} : { version: best.version.text, family: full };
}

/**
 * Decides whether the flavor gives `latest`: with `auto` where any rule asks for it, with `true` where any tag is given.
 *
 * Neither moves it back: where a higher version exists, `latest` stays, whichever rule names it.
 */
export function decideLatest(outcomes: readonly RuleOutcome[], scope: RuleScope, known: KnownVersions): LatestDecision {
  const { context } = scope;
  const { flavor } = context;
  const affixes = renderAffixes(
    {
      prefix: flavor.prefixLatest ? flavor.prefix : literalTemplate(''),
      suffix: flavor.suffixLatest ? flavor.suffix : literalTemplate(''),
    },
    scope,
  );
  if (typeof affixes === 'string') return NOTHING;
  const composed = composeTag({ text: 'latest', original: 'latest' }, affixes);
  if (typeof composed === 'string') return NOTHING;
  const candidates = outcomes.flatMap(({ latest }) => latest ?? []);
  const asking = candidates.filter(({ asks }) => asks);
  const isForced = flavor.latest === 'true' && outcomes.some(({ tags, lines }) => tags.length + lines.length > 0);
  const isGiven = isForced || (flavor.latest !== 'false' && asking.length > 0);
  if (!isGiven && !known.isOwn(composed.tag)) return NOTHING;
  const image: LatestCandidate = { asks: false, version: versionOfImage(context), family: NO_AFFIXES, reason: '' };
  const compared = candidates.length > 0 ? releasesAmong(candidates) : [image];
  const objection = refusalOf(context) ?? higherVersion(compared, known);
  const base = { ...composed, kind: 'latest' as const, mutable: true };
  if (objection !== undefined) return { wanted: [], withheld: [{ ...base, reason: objection }] };
  if (!isGiven) return NOTHING;
  const reason = asking[0]?.reason ?? 'the flavor says latest=true';
  const sibling = siblingOf(asking, known);
  return { wanted: [{ ...base, priority: Number.NEGATIVE_INFINITY, reason, ...sibling }], withheld: [] };
}
