import type { ClientPool } from '../clients/pool.ts';
import type { Cost, RegistryTraits } from '../estimate/cost.ts';
import { type Phase, setCost } from '../estimate/plan-cost.ts';
import { type Crowd, estimateTime, findPublishedLimits, type TimeEstimate, USUAL_LINK } from '../estimate/time.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { SetItem } from '../promotion/plan.ts';
import { preparePromotion } from '../promotion/prepare.ts';
import { isRecorded, type PromotionClients, type PromotionRequest } from '../promotion/request.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { hasReferrersApi } from '../registry/referrers/api.ts';
import type { Estimate } from '../report/plan.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { openPromotionClients } from './promotion-clients.ts';
import type { Refusals } from './refusals.ts';

/** So many images are read at the same time. */
export const IMAGES_AT_ONCE = 32;

/** What is prepared: what is asked, and what was begun for it already. */
interface AskedImage {
  readonly request: PromotionRequest;
  readonly clients: PromotionClients;
  /** The image's root manifest, where it is on its way. */
  readonly resolving?: Promise<StoredManifest> | undefined;
}

/**
 * Reads and plans images with the clients that were opened for them; nothing is written.
 *
 * @param refusals takes why images are refused: the others are read all the same, and the caller ends the run.
 * @returns those that are not refused, in the order of the set.
 */
export async function prepareAsked(
  asked: readonly AskedImage[],
  rejections: Refusals,
  onRead = (): void => undefined,
): Promise<readonly SetItem[]> {
  const items = await eachAtMost(IMAGES_AT_ONCE, asked, async ({ request, clients, resolving }) => {
    const plan = await rejections.gather(preparePromotion(request, clients, resolving));
    onRead();
    return plan && { request, clients, plan };
  });
  return items.filter((item) => item !== undefined);
}

/** Opens the clients of images, reads and plans them; nothing is written. What is refused goes to `refusals`. */
export async function prepareImages(
  requests: readonly PromotionRequest[],
  inputs: Pick<PromoteInputs, 'sourceCredential' | 'destinationCredential'>,
  { pool, rejections }: { readonly pool: ClientPool; readonly rejections: Refusals },
): Promise<readonly SetItem[]> {
  return prepareAsked(pair(requests, await openPromotionClients(pool, requests, inputs)), rejections);
}

/** Puts the requests of a set and their clients together. */
export function pair(
  requests: readonly PromotionRequest[],
  clients: readonly PromotionClients[],
): readonly AskedImage[] {
  return requests.flatMap((request, index) => {
    const own = clients[index];
    return own === undefined ? [] : [{ request, clients: own }];
  });
}

/** Finds what is known of an image's first destination by now; where nothing is, it has what most registries have. */
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
