import { composeTag, renderComponents } from './compose.ts';
import type { RuleOutcome, RuleScope } from './rule-outcome.ts';
import type { WantedTag, WithheldTag } from './tag-plan.ts';
import { compareVersions } from './version.ts';
import { highestOf, type KnownVersions } from './version-lines.ts';

/** What the flavor makes of `latest`, beside the families that have their own. */
export interface LatestDecision {
  readonly wanted: readonly WantedTag[];
  readonly withheld: readonly WithheldTag[];
}

const NOTHING: LatestDecision = { wanted: [], withheld: [] };

/** Says why a candidate may not be the latest, or undefined where it may. */
function objectionTo(
  candidate: NonNullable<RuleOutcome['latest']>,
  scope: RuleScope,
  known: KnownVersions,
): string | undefined {
  const { context } = scope;
  if (context.preRelease) return 'GitHub marks the release as a pre-release';
  if (context.makeLatest === false) return 'GitHub does not mark the release as the latest';
  if (!context.moves.allowed) return context.moves.reason;
  const { version, family } = candidate;
  if (version === undefined) return undefined;
  const highest = highestOf(
    version,
    known.ofFamily(family).filter(({ preRelease }) => preRelease === undefined),
  );
  return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : undefined;
}

/**
 * Decides whether the flavor gives `latest`: with `auto` where any rule votes for it, with `true` where any tag is given.
 *
 * Neither moves it back: a version that is lower than what exists leaves it alone.
 */
export function decideLatest(outcomes: readonly RuleOutcome[], scope: RuleScope, known: KnownVersions): LatestDecision {
  const { flavor } = scope.context;
  const votes = outcomes.flatMap(({ latest }) => latest ?? []);
  const hasTags = outcomes.some(({ tags, lines }) => tags.length + lines.length > 0);
  const isForced = flavor.latest === 'true' && hasTags;
  const candidate =
    votes[0] ??
    (isForced
      ? { version: undefined, family: { prefix: '', suffix: '' }, reason: 'the flavor says latest=true' }
      : undefined);
  if (flavor.latest === 'false' || candidate === undefined) return NOTHING;
  const prefix = flavor.prefixLatest ? renderComponents(flavor.prefix, scope).text : '';
  const suffix = flavor.suffixLatest ? renderComponents(flavor.suffix, scope).text : '';
  const composed = composeTag({ text: 'latest', original: 'latest' }, { prefix, suffix });
  if (typeof composed === 'string') return NOTHING;
  const objections = (votes.length === 0 ? [candidate] : votes).map((vote) => objectionTo(vote, scope, known));
  const allowed = objections.indexOf(undefined);
  const base = { ...composed, kind: 'latest' as const, mutable: true };
  if (allowed < 0) return { wanted: [], withheld: [{ ...base, reason: objections[0] ?? 'nothing speaks for it' }] };
  const reason = (votes[allowed] ?? candidate).reason;
  return { wanted: [{ ...base, priority: Number.NEGATIVE_INFINITY, reason }], withheld: [] };
}
