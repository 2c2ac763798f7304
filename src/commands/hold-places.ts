import type { ClientPool } from '../clients/pool.ts';
import { isSealiftError, PolicyError, RegistryError, type SealiftError } from '../errors.ts';
import type { HoldInputs, HoldTarget } from '../inputs/hold.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatList, nameOrCount } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';

/** Repositories that are asked concurrently. */
const AT_ONCE = 8;

/** A repository of the environments, and whether it has the image. */
export interface FoundPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly uri: string;
  /** Those that have it, in order of promotion. */
  readonly environments: readonly string[];
  readonly holds: boolean;
  /** Why it could not be asked; the others are held all the same. */
  readonly error: SealiftError | undefined;
}

/** A tag may stand for different images: then a digest has to say which one is meant. */
function requireOneImage(
  line: string,
  command: HoldInputs['command'],
  byDigest: ReadonlyMap<Digest, readonly string[]>,
): Digest {
  const [first, second] = byDigest;
  if (first !== undefined && second === undefined) return first[0];
  const held = [...byDigest].map(([digest, uris]) => `${digest} in ${nameOrCount(uris, 'repositories')}`);
  throw new PolicyError({
    what: `${command} ${safeText(line, 300)}`,
    reason: `that tag stands for ${formatList(held)}`,
    remedy: 'name the image that you mean by its digest',
  });
}

/**
 * Finds the repositories that have an image.
 *
 * @throws {SealiftError} if none has it, or a tag stands for several images.
 */
export async function findPlaces(
  { line, query, locations }: HoldTarget,
  { command, dryRun, destinationCredential: given }: Pick<HoldInputs, 'command' | 'dryRun' | 'destinationCredential'>,
  pool: Pick<ClientPool, 'open'>,
): Promise<{ readonly digest: Digest; readonly found: readonly FoundPlace[] }> {
  const access = dryRun ? 'pull' : 'push';
  const byUri = [...Map.groupBy(locations, ({ uri }) => uri)];
  const clientOf = await pool.open(locations.map(({ repository }) => ({ repository, access, given }) as const));
  const asked = await eachAtMost(AT_ONCE, byUri, async ([uri, [first, ...others]]) => {
    if (first === undefined) throw new Error('a repository has no location');
    const { repository } = first;
    const client = clientOf(repository, access);
    const environments = [first, ...others].map(({ environment }) => environment.name);
    const place = { client, repository, uri, environments };
    try {
      const holds = await headManifest(
        client,
        repository,
        query.digest ?? (query.tag as NonNullable<typeof query.tag>),
      );
      return { ...place, digest: holds, error: undefined };
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      return { ...place, digest: undefined, error };
    }
  });
  const there = asked.flatMap(({ digest, uri }) => (digest === undefined ? [] : [{ digest, uri }]));
  if (there.length === 0) {
    const failed = asked.flatMap(({ error }) => error ?? [])[0];
    if (failed !== undefined) throw failed;
    throw new RegistryError({
      what: `${command} ${safeText(line, 300)}`,
      reason: `no repository of ${formatList([...new Set(locations.map(({ environment }) => environment.name))])} has it`,
      remedy: 'check its name, tag and digest',
      code: 'not-found',
    });
  }
  const groups = Map.groupBy(there, ({ digest }) => digest);
  const digest = requireOneImage(
    line,
    command,
    new Map([...groups].map(([each, some]) => [each, some.map(({ uri }) => uri)])),
  );
  if (query.digest !== undefined)
    return { digest, found: asked.map((each) => ({ ...each, holds: each.digest !== undefined })) };
  // Where the tag is gone or was never given, the image may be there all the same.
  const found = await eachAtMost(AT_ONCE, asked, async (place): Promise<FoundPlace> => {
    if (place.error !== undefined || place.digest !== undefined) return { ...place, holds: place.digest !== undefined };
    const holds = (await headManifest(place.client, place.repository, digest)) !== undefined;
    return { ...place, holds };
  });
  return { digest, found };
}
