import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { formatNumber } from '../util/format.ts';
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
  const { names, holds, refused } = await readRepositoryState(client, repository, {
    first: new Set(),
    limit: MAX_TAGS,
  });
  const [refusal] = refused.values();
  if (refusal !== undefined) throw refusal;
  if (names.size > MAX_TAGS) {
    throw new RegistryError({
      what: `find what is in ${formatRepository(repository)}`,
      reason: `it has ${formatNumber(names.size)} tags, and no more than ${formatNumber(MAX_TAGS)} are resolved`,
      remedy: 'name the images with their tags in the input "image"',
      code: 'too-large',
    });
  }
  return [...Map.groupBy(holds, ([, digest]) => digest)].map(([digest, held]) => ({
    digest,
    tags: orderTagNames(held.map(([name]) => name)),
  }));
}
