import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import type { Location } from './image-history.ts';
import { readRepositoryState } from './read-repository.ts';
import { orderTagNames } from './tag-names.ts';

/** Each tag is a request: of a repository with more, the tags that count have to be named. */
const MAX_TAGS = 20_000;

/** An image that has a tag in a repository. */
export interface StandingImage {
  readonly digest: Digest;
  /** The most telling one first. */
  readonly tags: readonly Tag[];
}

/**
 * Finds the images that the tags of an environment's repository hold, each once. Where several environments share the
 * repository, only what the tag of this one holds is in it.
 *
 * @throws {RegistryError} if not every tag can be resolved: what is not seen would not be checked.
 */
export async function readStanding(
  client: RegistryClient,
  { environment, repository, isShared }: Location,
): Promise<readonly StandingImage[]> {
  const { tag } = environment;
  if (isShared && tag !== undefined) {
    const digest = await headManifest(client, repository, tag);
    return digest === undefined ? [] : [{ digest, tags: [tag] }];
  }
  const options = { first: new Set<string>(), limit: MAX_TAGS, mayBePart: false };
  const { holds, refused } = await readRepositoryState(client, repository, options);
  const [refusal] = refused.values();
  if (refusal !== undefined) throw refusal;
  return [...Map.groupBy(holds, ([, digest]) => digest)].map(([digest, held]) => ({
    digest,
    tags: orderTagNames(held.map(([name]) => name)),
  }));
}
