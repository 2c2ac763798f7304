import { formatRepository, type Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type FoundCredential, isSameCredential } from '../registry/credentials/credential.ts';
import { type BoundCredential, type ClientOpener, PULL } from './open.ts';

/** So many repositories share a token: the address that asks for it names every one, and servers limit its length. */
const REPOSITORIES_PER_CLIENT = 16;

/** Repositories that one client serves: on one registry, with one credential. */
interface CredentialGroup {
  readonly registry: string;
  readonly found: FoundCredential;
  readonly repositories: Repository[];
}

/** Which repositories are read, and with what. */
export interface Readable {
  readonly repositories: readonly Repository[];
  /** A credential for all of them; otherwise each has what a login left for it. */
  readonly explicit: BoundCredential | undefined;
}

/**
 * Opens clients that read repositories, and nothing else: those of one registry and credential share one.
 *
 * @returns which client is for which repository.
 * @throws {InputError} if credentials lie ready but cannot be read.
 */
export async function openReaders(
  opener: ClientOpener,
  { repositories, explicit }: Readable,
): Promise<(repository: Repository) => RegistryClient> {
  const lanes: CredentialGroup[] = [];
  for (const repository of new Map(repositories.map((each) => [formatRepository(each), each])).values()) {
    const found = await opener.find(repository, { explicit, actions: PULL });
    const lane = lanes.find(
      (each) =>
        each.registry === repository.registry &&
        isSameCredential(each.found.credential, found.credential) &&
        each.repositories.length < REPOSITORIES_PER_CLIENT,
    );
    if (lane === undefined) lanes.push({ registry: repository.registry, found, repositories: [repository] });
    else lane.repositories.push(repository);
  }
  const clients = new Map<string, RegistryClient>();
  for (const { registry, repositories: pull } of lanes) {
    const client = await opener.open(registry, { explicit, push: [], pull });
    for (const repository of pull) clients.set(formatRepository(repository), client);
  }
  return (repository) => {
    const client = clients.get(formatRepository(repository));
    if (client === undefined) throw new Error(`no client was opened for ${formatRepository(repository)}`);
    return client;
  };
}
