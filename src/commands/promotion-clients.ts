import { type BoundCredential, type ClientOpener, PULL, PULL_AND_PUSH } from '../clients/open.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { PromotionClients } from '../promotion/request.ts';
import { createBlobTracker } from '../registry/blobs/tracker.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type FoundCredential, isSameCredential, type RegistryAction } from '../registry/credentials/credential.ts';

/** So many images share a token: the address that asks for it names every repository, and servers limit its length. */
const IMAGES_PER_CLIENT = 8;

/** Where an image is and where it goes, as far as clients matter. */
interface ClientRoute {
  readonly from: Repository;
  readonly to: readonly Repository[];
}

/** The credentials that inputs give. */
interface GivenCredentials {
  readonly source: BoundCredential | undefined;
  readonly destination: BoundCredential | undefined;
}

/** Repositories that one client can serve: on one registry, with one credential. */
interface CredentialGroup {
  readonly registry: string;
  readonly found: FoundCredential;
  readonly repositories: Repository[];
}

function unique(repositories: readonly Repository[]): readonly Repository[] {
  return [...new Map(repositories.map((repository) => [formatRepository(repository), repository])).values()];
}

async function groupByCredential(
  opener: ClientOpener,
  repositories: readonly Repository[],
  use: { readonly explicit: BoundCredential | undefined; readonly actions: readonly RegistryAction[] },
): Promise<readonly CredentialGroup[]> {
  const lanes: CredentialGroup[] = [];
  for (const repository of unique(repositories)) {
    const { registry } = repository;
    const found = await opener.find(repository, use);
    const lane = lanes.find(
      (other) => other.registry === registry && isSameCredential(other.found.credential, found.credential),
    );
    if (lane === undefined) lanes.push({ registry, found, repositories: [repository] });
    else lane.repositories.push(repository);
  }
  return lanes;
}

function clientOf(clients: ReadonlyMap<string, RegistryClient>, repository: Repository): RegistryClient {
  const client = clients.get(formatRepository(repository));
  if (client === undefined) throw new Error(`no client was opened for ${formatRepository(repository)}`);
  return client;
}

/** Opens the clients of a few images, one for each registry and credential. */
async function openShared(
  opener: ClientOpener,
  routes: readonly ClientRoute[],
  given: GivenCredentials,
): Promise<readonly PromotionClients[]> {
  const froms = routes.map(({ from }) => from);
  const sources = await groupByCredential(opener, froms, { explicit: given.source, actions: PULL });
  const explicit = given.destination;
  const use = { explicit, actions: PULL_AND_PUSH };
  const readers = new Map<string, RegistryClient>();
  const writers = new Map<string, RegistryClient>();
  for (const { registry, found, repositories: push } of await groupByCredential(
    opener,
    routes.flatMap(({ to }) => to),
    use,
  )) {
    const pull = unique(froms.filter((from) => from.registry === registry));
    const client = await opener.open(registry, { explicit, push, pull });
    for (const repository of push) writers.set(formatRepository(repository), client);
    const shared = sources.find(
      (lane) => lane.registry === registry && isSameCredential(lane.found.credential, found.credential),
    );
    for (const from of shared?.repositories ?? []) {
      if (!readers.has(formatRepository(from))) readers.set(formatRepository(from), client);
    }
  }
  for (const { registry, repositories } of sources) {
    const pull = repositories.filter((from) => !readers.has(formatRepository(from)));
    if (pull.length === 0) continue;
    const client = await opener.open(registry, { explicit: given.source, push: [], pull });
    for (const from of pull) readers.set(formatRepository(from), client);
  }
  return froms.map((from) => ({
    source: clientOf(readers, from),
    destination: (repository) => clientOf(writers, repository),
  }));
}

/**
 * Opens the clients of a set, in the order of its images.
 *
 * Where source and destination share registry and credential, they share the client and its token, which then covers
 * all that is done there. Otherwise nothing that the source's side asks for can obtain what the destination's
 * credential gives. A destination's client may also pull from the source, because a mount asks for that.
 */
export async function openSetClients(
  opener: ClientOpener,
  routes: readonly ClientRoute[],
  given: GivenCredentials,
): Promise<readonly PromotionClients[]> {
  const clients: PromotionClients[] = [];
  const { tracker = createBlobTracker() } = opener;
  for (let first = 0; first < routes.length; first += IMAGES_PER_CLIENT) {
    const shared = await openShared(opener, routes.slice(first, first + IMAGES_PER_CLIENT), given);
    clients.push(...shared.map((each) => ({ ...each, tracker })));
  }
  return clients;
}

/** Opens the clients of one image. */
export async function openPromotionClients(
  opener: ClientOpener,
  { from, to, ...given }: ClientRoute & GivenCredentials,
): Promise<PromotionClients> {
  const [clients] = await openSetClients(opener, [{ from, to }], given);
  if (clients === undefined) throw new Error('no clients were opened');
  return clients;
}
