import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import { parseTag, type Tag } from '../../oci/tag.ts';
import { nextPage } from '../answers/next-page.ts';
import type { RegistryClient } from '../registry-client.ts';
import { MAX_PAGE, PAGE_SIZE, readTags } from '../tag-list.ts';
import { readBody } from '../transport/http.ts';

/** What the tags end with under which cosign keeps signatures, attestations and SBOMs beside an image. */
const COSIGN_SUFFIXES = ['.sig', '.att', '.sbom'] as const;

/**
 * Returns the tag under which referrers are listed where the registry has no referrers API
 * (distribution-spec, "Referrers Tag Schema").
 */
export function fallbackTag(subject: Digest): Tag {
  return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}

/** Returns the tags under which cosign keeps what belongs to a manifest, where it does not use referrers. */
export function cosignTags(subject: Digest): readonly Tag[] {
  const stem = `${digestAlgorithm(subject)}-${digestHex(subject)}`;
  return COSIGN_SUFFIXES.map((suffix) => `${stem}${suffix}`)
    .filter((name) => name.length <= 128)
    .map(parseTag);
}

/**
 * Lists the tags of a repository where one request tells them all.
 *
 * One list is cheaper than to ask for each tag that an image may have beside it: four for every manifest.
 *
 * @returns undefined where the list has more pages or cannot be had: then each tag must be asked for by its name.
 */
export async function listTagsAtOnce(
  client: RegistryClient,
  repository: Repository,
): Promise<ReadonlySet<Tag> | undefined> {
  const attempt = { registry: client.registry, doing: `list the tags of ${formatRepository(repository)}` };
  const url = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
  const response = await client.send({ method: 'GET', url, headers: { accept: 'application/json' } });
  if (response.status !== 200 || nextPage(response, url, attempt) !== undefined) {
    await response.discard();
    return undefined;
  }
  return new Set(readTags(await readBody(response, MAX_PAGE), attempt));
}
