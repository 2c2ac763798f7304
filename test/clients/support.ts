import { type Opening, openByCredential, type RepositoryUse } from '../../src/clients/by-credential.ts';
import type { ClientPool } from '../../src/clients/pool.ts';
import { openPromotionClients } from '../../src/commands/promotion-clients.ts';
import type { Repository } from '../../src/oci/reference.ts';
import type { PromotionClients } from '../../src/promotion/request.ts';
import { createBlobTracker } from '../../src/registry/blobs/tracker.ts';

type PromotionPool = Pick<ClientPool, 'open' | 'tracker'>;

/** A pool that groups as that of the action does, and finds and opens as a test says. */
export function createTestPool(opening: Opening): PromotionPool {
  return { tracker: createBlobTracker(), open: (uses) => openByCredential(uses, opening) };
}

interface ImageRoute {
  readonly from: Repository;
  readonly to: readonly Repository[];
  readonly source?: RepositoryUse['given'];
  readonly destination?: RepositoryUse['given'];
}

/** Opens the clients of a promotion of one image. */
export async function openImageClients(
  pool: PromotionPool,
  { from, to, source, destination }: ImageRoute,
): Promise<PromotionClients> {
  const route = { from: { repository: from }, destinations: to.map((repository) => ({ repository })) };
  const [clients] = await openPromotionClients(pool, [route], {
    sourceCredential: source,
    destinationCredential: destination,
  });
  if (clients === undefined) throw new Error('no clients were opened');
  return clients;
}
