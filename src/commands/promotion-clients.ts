import type { ClientPool } from '../clients/pool.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { RouteEnd } from '../inputs/routes.ts';
import type { Reference } from '../oci/reference.ts';
import type { PromotionClients } from '../promotion/request.ts';

/** Images that share tokens: the request for a token names each of their repositories, and servers limit its length. */
const IMAGES_PER_TOKEN = 8;

export async function openPromotionClients(
  pool: Pick<ClientPool, 'open' | 'tracker'>,
  routes: readonly {
    readonly from: Pick<Reference, 'repository'>;
    readonly destinations: readonly Pick<RouteEnd, 'repository'>[];
  }[],
  { sourceCredential, destinationCredential }: Pick<PromoteInputs, 'sourceCredential' | 'destinationCredential'>,
): Promise<readonly PromotionClients[]> {
  const clients: PromotionClients[] = [];
  for (let start = 0; start < routes.length; start += IMAGES_PER_TOKEN) {
    const images = routes.slice(start, start + IMAGES_PER_TOKEN);
    const clientOf = await pool.open([
      ...images.map(({ from: { repository } }) => ({ repository, access: 'pull', given: sourceCredential }) as const),
      ...images.flatMap(({ destinations }) =>
        destinations.map(({ repository }) => ({ repository, access: 'push', given: destinationCredential }) as const),
      ),
    ]);
    for (const { from } of images) {
      clients.push({
        source: clientOf(from.repository, 'pull'),
        destination: (repository) => clientOf(repository, 'push'),
        async deleting(repository) {
          const given = destinationCredential;
          return (await pool.open([{ repository, access: 'push', deletes: true, given }]))(repository, 'push');
        },
        async reading(repository) {
          return (await pool.open([{ repository, access: 'pull', given: destinationCredential }]))(repository, 'pull');
        },
        tracker: pool.tracker,
      });
    }
  }
  return clients;
}
