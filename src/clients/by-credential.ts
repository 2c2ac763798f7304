import { formatRepository, type Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type FoundCredential, isSameCredential, type RegistryAction } from '../registry/credentials/credential.ts';
import type { ExplicitCredential } from '../registry/credentials/credentials.ts';

/** Repositories read with one token: the request for a token names each of them, and servers limit its length. */
const REPOSITORIES_PER_CLIENT = 16;

/** A credential of the inputs. */
export interface BoundCredential extends ExplicitCredential {
  /** Those it may go to; undefined if the workflow itself names every registry of the run. */
  readonly registries?: ReadonlySet<string>;
}

/** A repository, and what a run does there. To push includes to pull. */
export interface RepositoryUse {
  readonly repository: Repository;
  readonly access: RegistryAction;
  /** Whether manifests are deleted there: only a push may. */
  readonly deletes?: boolean;
  /** The credential of the inputs, if they give one. At registries that it is not bound to, stored ones are used. */
  readonly given: BoundCredential | undefined;
}

/** What a client is opened for, all at one registry. */
export interface ClientPurpose {
  readonly registry: string;
  readonly found: FoundCredential;
  readonly push: readonly Repository[];
  readonly pull: readonly Repository[];
  readonly delete: readonly Repository[];
}

/** Finds the client that was opened for a use of a repository. */
export type ClientLookup = (repository: Repository, access: RegistryAction) => RegistryClient;

/** How credentials are found, and clients opened with them. */
export interface Opening {
  /** @throws {InputError} if there are credentials that cannot be read. */
  find(use: RepositoryUse): Promise<FoundCredential>;
  open(purpose: ClientPurpose): RegistryClient;
}

interface FoundUse extends RepositoryUse {
  readonly found: FoundCredential;
}

/** Groups what one client can serve. Whatever is pushed comes first: reading with the same credential joins it. */
function groupByCredential(uses: readonly FoundUse[]): readonly (readonly [FoundUse, ...FoundUse[]])[] {
  const groups: [FoundUse, ...FoundUse[]][] = [];
  for (const use of uses.toSorted((left, right) => right.access.localeCompare(left.access))) {
    const group = groups.find(
      ([first, ...others]) =>
        first.repository.registry === use.repository.registry &&
        isSameCredential(first.found.credential, use.found.credential) &&
        (first.access === 'push' || others.length + 1 < REPOSITORIES_PER_CLIENT),
    );
    if (group === undefined) groups.push([use]);
    else group.push(use);
  }
  return groups;
}

/**
 * Opens one client for each registry and credential.
 *
 * If source and destination share both, they share the client and its token, which then covers all that is done there.
 * Otherwise, requests to the source never obtain what the destination's credential gives. A client that pushes may also
 * pull from every source at its registry, because a mount needs that.
 */
export async function openByCredential(uses: readonly RepositoryUse[], { find, open }: Opening): Promise<ClientLookup> {
  const keyOf = (repository: Repository, access: RegistryAction) => `${access} ${formatRepository(repository)}`;
  const found: FoundUse[] = [];
  for (const use of new Map(uses.map((each) => [keyOf(each.repository, each.access), each])).values()) {
    found.push({ ...use, found: await find(use) });
  }
  const clients = new Map<string, RegistryClient>();
  for (const group of groupByCredential(found)) {
    const [first] = group;
    const { registry } = first.repository;
    const repositoriesOf = (uses: readonly FoundUse[], access: RegistryAction) =>
      uses.filter((use) => use.access === access && use.repository.registry === registry).map((use) => use.repository);
    const push = repositoriesOf(group, 'push');
    const pull = repositoriesOf(push.length > 0 ? found : group, 'pull');
    const deleting = repositoriesOf(
      group.filter(({ deletes }) => deletes === true),
      'push',
    );
    const client = open({ registry, found: first.found, push, pull, delete: deleting });
    for (const { repository, access } of group) clients.set(keyOf(repository, access), client);
  }
  return (repository, access) => {
    const client = clients.get(keyOf(repository, access));
    if (client === undefined) throw new Error(`no client was opened for ${formatRepository(repository)}`);
    return client;
  };
}
