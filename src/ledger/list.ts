import { RegistryError } from '../errors.ts';
import { type Digest, digestOf, tryParseDigest } from '../oci/digest.ts';
import { isJsonObject, parseJsonObject, property, tryParse } from '../oci/json.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-type.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';

/** The repository of a ledger. */
export interface LedgerPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
}

/** Attempts at a list that another run writes, too. */
const TRIES = 6;

function describe({ mediaType, digest, size, artifactType, annotations }: Descriptor): object {
  return {
    ...{ mediaType, digest, size },
    ...(artifactType === undefined ? {} : { artifactType }),
    annotations: Object.fromEntries(annotations),
  };
}

async function readEntries({ client, repository }: LedgerPlace, tag: Tag): Promise<readonly unknown[]> {
  const stored = await getManifest(client, repository, tag);
  if (stored === undefined) return [];
  const manifests = tryParse(() => property(parseJsonObject(stored.bytes), 'manifests'));
  if (Array.isArray(manifests)) return manifests;
  throw new RegistryError({
    what: `read the ledger ${formatRepository(repository)}:${tag}`,
    reason: 'it is not a list of tombstones',
    remedy: 'look who else writes to that repository',
    code: 'invalid-answer',
  });
}

function names(entries: readonly unknown[], digest: Digest): boolean {
  return entries.some((entry) => isJsonObject(entry) && property(entry, 'digest') === digest);
}

/** Adds a tombstone to a list; another run may write it too, so it is read again. */
export async function addToList(place: LedgerPlace, tag: Tag, descriptor: Descriptor): Promise<void> {
  const { client, repository } = place;
  for (let tries = 0; tries < TRIES; tries++) {
    const entries = await readEntries(place, tag);
    if (names(entries, descriptor.digest)) return;
    const manifests = [...entries, describe(descriptor)];
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
    await putManifest(client, repository, tag, { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes });
    if (names(await readEntries(place, tag), descriptor.digest)) return;
    await client.clock.sleep(100 * 2 ** tries * (0.5 + client.clock.random()));
  }
  throw new RegistryError({
    what: `write to the ledger ${formatRepository(repository)}:${tag}`,
    reason: 'other runs write it at the same time, again and again',
    remedy: 'let one workflow at a time run command: retain ("concurrency")',
    code: 'refused',
  });
}

/** Lists the tombstones under a tag, the oldest first: one request. */
export async function listEntries(place: LedgerPlace, tag: Tag): Promise<readonly Digest[]> {
  const entries = await readEntries(place, tag);
  const digests = entries.flatMap((entry) => {
    const named = isJsonObject(entry) ? property(entry, 'digest') : undefined;
    return (typeof named === 'string' ? tryParseDigest(named) : undefined) ?? [];
  });
  return [...new Set(digests)];
}
