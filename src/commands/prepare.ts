import type { ClientPool } from '../clients/pool.ts';
import type { Cost, RegistryTraits } from '../estimate/cost.ts';
import { type Phase, setCost } from '../estimate/plan-cost.ts';
import { type Crowd, estimateTime, findPublishedLimits, type TimeEstimate, USUAL_LINK } from '../estimate/time.ts';
import type { SetItem } from '../promotion/plan.ts';
import { preparePromotion } from '../promotion/prepare.ts';
import { isRecorded, type PromotionClients, type PromotionRequest } from '../promotion/request.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { hasReferrersApi } from '../registry/referrers/api.ts';
import type { Estimate } from '../report/plan.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { type Batch, IMAGES_AT_ONCE } from './batches.ts';
import type { PlannedWork } from './context.ts';
import { openPromotionClients } from './promotion-clients.ts';
import type { Refusals } from './refusals.ts';

/** The plans of larger sets are only counted in the log. */
export const MAX_LISTED = 50;

interface Preparation {
  readonly clients: readonly PromotionClients[];
  /** Takes refusals: the other images are read all the same, and the caller ends the run. */
  readonly refusals: Refusals;
  /** The root manifest of the first image, if it was requested already. */
  readonly resolving?: Promise<StoredManifest> | undefined;
  readonly onRead?: () => void;
}

/** Reads and plans images; returns those that are not refused, in the order of the set. */
export async function prepareImages(
  requests: readonly PromotionRequest[],
  { clients: all, refusals, resolving, onRead }: Preparation,
): Promise<readonly SetItem[]> {
  const items = await eachAtMost(IMAGES_AT_ONCE, [...requests.entries()], async ([index, request]) => {
    const clients = all[index];
    if (clients === undefined) throw new Error('an image has no clients');
    const plan = await refusals.gather(preparePromotion(request, clients, index === 0 ? resolving : undefined));
    onRead?.();
    return plan && { request, clients, plan };
  });
  return items.filter((item) => item !== undefined);
}

export async function prepareBatch(
  { requests }: Batch<PromotionRequest>,
  { pool, inputs, refusals }: Pick<PlannedWork, 'pool' | 'inputs'> & { readonly refusals: Refusals },
): Promise<readonly SetItem[]> {
  return prepareImages(requests, { clients: await openPromotionClients(pool, requests, inputs), refusals });
}

/** Finds the known traits of an image's first destination; the default is what most registries have. */
export function traitsOf({ request, clients }: Pick<SetItem, 'request' | 'clients'>): RegistryTraits {
  const [{ repository }] = request.destinations;
  const own = hasReferrersApi(clients.destination(repository));
  const isSame = repository.registry === request.from.repository.registry;
  return { hasReferrersApi: own ?? (isSame ? hasReferrersApi(clients.source) : undefined) ?? true };
}

/** Estimates times by the round trips of the run so far and the limits that a registry publishes. */
export function estimatorOf(
  { roundTrip = USUAL_LINK.roundTrip }: Pick<ClientPool, 'roundTrip'>,
  registry: string,
): (cost: Cost, crowd?: Omit<Crowd, 'limits'>) => TimeEstimate {
  const limits = findPublishedLimits(registry);
  return (cost, crowd = {}) => estimateTime(cost, { ...USUAL_LINK, roundTrip }, { ...crowd, limits });
}

export function estimateSet(items: readonly SetItem[], pool: Pick<ClientPool, 'roundTrip'>, phase: Phase): Estimate {
  const [first] = items;
  const traits = first === undefined ? { hasReferrersApi: true } : traitsOf(first);
  const hasRecord = first !== undefined && isRecorded(first.request);
  const cost = setCost(
    items.map(({ plan }) => plan),
    { phase, hasRecord, traits },
  );
  return { cost, time: estimatorOf(pool, first?.request.destinations[0].repository.registry ?? '')(cost) };
}
