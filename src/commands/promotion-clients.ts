import type { BoundCredential } from '../clients/by-credential.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { Reference, Repository } from '../oci/reference.ts';
import type { PromotionClients } from '../promotion/request.ts';

/** What an image is copied from and to. */
interface ClientRoute {
  readonly from: Pick<Reference, 'repository'>;
  readonly destinations: readonly { readonly repository: Repository }[];
}

/** Images that share tokens: the request for a token names each of their repositories, and servers limit its length. */
const IMAGES_PER_TOKEN = 8;

/** The credentials of the inputs. */
interface GivenCredentials {
  readonly sourceCredential: BoundCredential | undefined;
  readonly destinationCredential: BoundCredential | undefined;
}

/** Opens the clients of a set, in the order of its images. */
export async function openPromotionClients(
  pool: Pick<ClientPool, 'open' | 'tracker'>,
  routes: readonly ClientRoute[],
  { sourceCredential, destinationCredential }: GivenCredentials,
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
        tracker: pool.tracker,
      });
    }
  }
  return clients;
}
