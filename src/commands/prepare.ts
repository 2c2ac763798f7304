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
import type { PlannedWork } from './context.ts';
import { openPromotionClients } from './promotion-clients.ts';
import type { Refusals } from './refusals.ts';

/** Images read or pushed concurrently. */
export const IMAGES_AT_ONCE = 32;

/** Images that are handled together and then forgotten: memory would not do for 100,000. */
const IMAGES_PER_BATCH = 256;

/** The plans of larger sets are counted in the log, and not listed one by one. */
export const MAX_LISTED = 50;

/** Some requests of a set, one after the other. */
export interface Batch {
  /** The index of the first of them in the set. */
  readonly start: number;
  readonly requests: readonly PromotionRequest[];
}

/** Splits the requests of a set. */
export function* toBatches(requests: readonly PromotionRequest[]): Generator<Batch> {
  for (let start = 0; start < requests.length; start += IMAGES_PER_BATCH) {
    yield { start, requests: requests.slice(start, start + IMAGES_PER_BATCH) };
  }
}

/** What images are read with. */
interface Preparation {
  /** The clients of each image. */
  readonly clients: readonly PromotionClients[];
  /** Takes why images are refused: the others are read all the same, and the caller ends the run. */
  readonly refusals: Refusals;
  /** The root manifest of the first image, if it was requested already. */
  readonly resolving?: Promise<StoredManifest> | undefined;
  readonly onRead?: () => void;
}

/**
 * Reads and plans images; nothing is written.
 *
 * @returns those that are not refused, in the order of the set.
 */
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

/** Opens the clients of a batch, reads and plans its images; nothing is written. */
export async function prepareBatch(
  { requests }: Batch,
  { pool, inputs, refusals }: Pick<PlannedWork, 'pool' | 'inputs'> & { readonly refusals: Refusals },
): Promise<readonly SetItem[]> {
  return prepareImages(requests, { clients: await openPromotionClients(pool, requests, inputs), refusals });
}

/** Finds what is known of an image's first destination by now; the default is what most registries have. */
export function traitsOf({ request, clients }: Pick<SetItem, 'request' | 'clients'>): RegistryTraits {
  const [{ repository }] = request.destinations;
  const own = hasReferrersApi(clients.destination(repository));
  const isSame = repository.registry === request.from.repository.registry;
  return { hasReferrersApi: own ?? (isSame ? hasReferrersApi(clients.source) : undefined) ?? true };
}

/** Makes what estimates times, by the round trips of the run so far and the limits that a registry publishes. */
export function estimatorOf(
  { roundTrip = USUAL_LINK.roundTrip }: Pick<ClientPool, 'roundTrip'>,
  registry: string,
): (cost: Cost, crowd?: Omit<Crowd, 'limits'>) => TimeEstimate {
  const limits = findPublishedLimits(registry);
  return (cost, crowd = {}) => estimateTime(cost, { ...USUAL_LINK, roundTrip }, { ...crowd, limits });
}

/** Estimates what is left to do for a set, as far as its phase goes. */
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
