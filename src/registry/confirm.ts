import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';
import type { RegistryClient } from './client.ts';
import { headManifest } from './manifests.ts';

/** How often a registry is asked in all for what it took a moment ago: replicas lag (GHCR up to 5 s, geo-replicated ACR). */
const LOOKS = 6;

/** The first pause between these, in ms; it doubles each time, to some 6 s in all. */
const FIRST_LOOK_PAUSE = 200;

/**
 * Looks whether a registry has what was just written, again and again where it does not yet: only what it has not
 * after some seconds is missing.
 *
 * @returns what the tag or digest stands for at last: the expected digest, another, or undefined for nothing.
 */
export async function confirmManifest(
  client: RegistryClient,
  repository: Repository,
  written: { readonly reference: Tag | Digest; readonly digest: Digest },
): Promise<Digest | undefined> {
  const { reference, digest } = written;
  for (let look = 1; ; look++) {
    const found = await headManifest(client, repository, reference, digestAlgorithm(digest));
    if (found === digest || look === LOOKS) return found;
    await client.clock.sleep(FIRST_LOOK_PAUSE * 2 ** (look - 1));
  }
}
