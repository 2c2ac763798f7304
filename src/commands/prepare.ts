import type { ClientOpener } from '../clients/open.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import { preparePromotion } from '../promotion/prepare.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import type { PromotionClients, PromotionRequest } from '../promotion/request.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/each-at-most.ts';
import { openSetClients } from './promotion-clients.ts';
import type { Refusals } from './refusals.ts';

/** So many images are read at the same time. */
export const IMAGES_AT_ONCE = 32;

/** What is prepared: what is asked, and what was begun for it already. */
export interface AskedImage {
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
  refusals: Refusals,
  onRead = (): void => undefined,
): Promise<readonly SetItem[]> {
  const items = await eachAtMost(IMAGES_AT_ONCE, asked, async ({ request, clients, resolving }) => {
    const plan = await refusals.gather(preparePromotion(request, clients, resolving));
    onRead();
    return plan && { request, clients, plan };
  });
  return items.filter((item) => item !== undefined);
}

/** Opens the clients of images, reads and plans them; nothing is written. What is refused goes to `refusals`. */
export async function prepareImages(
  requests: readonly PromotionRequest[],
  inputs: Pick<PromoteInputs, 'sourceCredential' | 'destinationCredential'>,
  { opener, refusals }: { readonly opener: ClientOpener; readonly refusals: Refusals },
): Promise<readonly SetItem[]> {
  const routes = requests.map(({ from, to }) => ({ from: from.repository, to }));
  const { sourceCredential: source, destinationCredential: destination } = inputs;
  return prepareAsked(pair(requests, await openSetClients(opener, routes, { source, destination })), refusals);
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
