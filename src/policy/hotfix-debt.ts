import type { Digest } from '../oci/digest.ts';
import { recordedEnvironment } from '../pipeline/environments.ts';
import type { HotfixRoute, Pipeline } from '../pipeline/pipeline.ts';
import { formatTimeLeft } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { examineGates } from './proven-gates.ts';
import { presentPlacement } from './valid-promotions.ts';
import { enteredAt, type VerifiedPromotion } from './verify-promotion.ts';

/** What a hotfix owes: a regular promotion of the same digest, in time. */
export interface HotfixDebt {
  /** The name of the hotfix route. */
  readonly route: string;
  /** From when on its record no longer counts, unless it is paid. */
  readonly ends: Date;
  /** How long it still counts (ms); zero or less once it does not. */
  readonly left: number;
  /** The record of the regular promotion that paid it. */
  readonly paidBy: Digest | undefined;
}

/** Finds the hotfix route of the pipeline file that a promotion took; undefined if it was regular, or there is none now. */
export function hotfixTaken(
  { environment, predicate: { route, source } }: VerifiedPromotion,
  pipeline: Pipeline,
): HotfixRoute | undefined {
  if (route?.kind !== 'hotfix') return undefined;
  const from = recordedEnvironment(pipeline, source.environment ?? '')?.name;
  return pipeline.hotfixRoutes.find(
    (each) => each.name === route.name && each.from === from && each.to === environment.name,
  );
}

function isRegular({ predicate: { route } }: VerifiedPromotion): boolean {
  return route?.kind !== 'hotfix';
}

/** Whether a regular promotion pays: it does not if its record lacks a gate that it has to prove. */
function pays(promotion: VerifiedPromotion): boolean {
  return isRegular(promotion) && examineGates(promotion, undefined).every(({ level }) => level !== 'break');
}

/** By what a hotfix is judged. */
export interface DebtOptions {
  readonly pipeline: Pipeline;
  /** All that are valid of this image in the repository. */
  readonly promotions: readonly VerifiedPromotion[];
  readonly now: Date;
}

/**
 * Finds what a hotfix owes, if its route expires.
 *
 * The time counts from the first hotfix by this route since the last regular promotion, so that another hotfix of the
 * same image prolongs nothing. If the image was replaced and came back, it counts from when it came back.
 */
export function findDebt(
  promotion: VerifiedPromotion,
  { promotions, pipeline, now }: DebtOptions,
): HotfixDebt | undefined {
  const hotfix = hotfixTaken(promotion, pipeline);
  if (hotfix?.expires === undefined) return undefined;
  const own = enteredAt(promotion);
  const ordered = promotions.toSorted((left, right) => enteredAt(left) - enteredAt(right));
  const paid = ordered.find((each) => enteredAt(each) >= own && pays(each));
  const before = ordered.findLast((each) => enteredAt(each) < own && pays(each));
  const begun = presentPlacement(
    ordered.filter(
      (each) =>
        hotfixTaken(each, pipeline) === hotfix &&
        enteredAt(each) <= own &&
        (before === undefined || enteredAt(each) > enteredAt(before)),
    ),
  );
  const since = begun === undefined ? own : enteredAt(begun);
  const ends = since + hotfix.expires;
  return { route: hotfix.name, ends: new Date(ends), left: ends - now.getTime(), paidBy: paid?.stored.digest };
}

/** Whether the record of a hotfix no longer counts. */
export function isExpired({ left, paidBy }: HotfixDebt): boolean {
  return paidBy === undefined && left <= 0;
}

/** Says how long a hotfix still counts, or since when it no longer does, as a clause; undefined if it was paid. */
export function describeDebt({ route, ends, left, paidBy }: HotfixDebt): string | undefined {
  if (paidBy !== undefined) return undefined;
  const name = `the hotfix by ${quote(route)}`;
  return left > 0
    ? `${name} counts for ${formatTimeLeft(left)} more, unless a regular promotion follows`
    : `${name} expired on ${ends.toISOString().slice(0, 16).replace('T', ' ')} UTC, and no regular promotion followed`;
}
