import type { ClientOpener } from '../clients/open.ts';
import type { RegistryTraits } from '../estimate/cost.ts';
import type { Cost } from '../estimate/estimate-cost.ts';
import { type Crowd, estimateTime, type TimeEstimate, USUAL_LINK } from '../estimate/estimate-time.ts';
import { type Phase, setCost } from '../estimate/plan-cost.ts';
import { findPublishedLimits } from '../estimate/time.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import { isRecorded } from '../promotion/request.ts';
import { hasReferrersApi } from '../registry/referrers/api.ts';
import type { Estimate } from '../report/plan-report.ts';

/** Finds what is known of an image's first destination by now; where nothing is, it has what most registries have. */
export function traitsOf({ request, clients }: Pick<SetItem, 'request' | 'clients'>): RegistryTraits {
  const [first] = request.to;
  const own = hasReferrersApi(clients.destination(first));
  const isSame = first.registry === request.from.repository.registry;
  return { hasReferrersApi: own ?? (isSame ? hasReferrersApi(clients.source) : undefined) ?? true };
}

/** Makes what estimates times, by the round trips of the run so far and the limits that a registry publishes. */
export function estimatorOf(
  { roundTrip = USUAL_LINK.roundTrip }: Pick<ClientOpener, 'roundTrip'>,
  registry: string,
): (cost: Cost, crowd?: Omit<Crowd, 'limits'>) => TimeEstimate {
  const limits = findPublishedLimits(registry);
  return (cost, crowd = {}) => estimateTime(cost, { ...USUAL_LINK, roundTrip }, { ...crowd, limits });
}

/** Estimates what is left to do for a set, as far as its phase goes. */
export function estimateSet(
  items: readonly SetItem[],
  opener: Pick<ClientOpener, 'roundTrip'>,
  phase: Phase,
): Estimate {
  const [first] = items;
  const traits = first === undefined ? { hasReferrersApi: true } : traitsOf(first);
  const hasRecord = first !== undefined && isRecorded(first.request);
  const cost = setCost(
    items.map(({ plan }) => plan),
    { phase, hasRecord, traits },
  );
  return { cost, time: estimatorOf(opener, first?.request.to[0].registry ?? '')(cost) };
}
