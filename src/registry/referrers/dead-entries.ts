import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { eachAtMost } from '../../util/each-at-most.ts';
import type { RegistryClient } from '../client.ts';

/** So many entries of a list are looked up at the same time. */
const LOOKS_AT_ONCE = 16;

/** The pause before what seems to be gone is looked up again, in ms: a registry may be linking it in that moment. */
const PAUSE = 200;

/** Tells whether a registry refused a list in a way in which some refuse it for what one of its entries refers to. */
export function mayNameDead(error: unknown): error is RegistryError {
  if (!(error instanceof RegistryError) || error.status === undefined) return false;
  if (error.code === 'tag-immutable' || error.code === 'rate-limited') return false;
  return error.status === 400 || error.status === 404 || error.status >= 500;
}

/**
 * Finds what a repository no longer has, of all that a list refers to.
 *
 * Only two answers of "not there" count, and an answer that is neither yes nor no counts as yes: what is left out of a
 * list is lost to everybody.
 *
 * @param has looks one of them up.
 */
export async function findDead(
  client: RegistryClient,
  digests: readonly Digest[],
  has: (digest: Digest) => Promise<boolean>,
): Promise<ReadonlySet<Digest>> {
  async function absent(asked: readonly Digest[]): Promise<readonly Digest[]> {
    const found = await eachAtMost(LOOKS_AT_ONCE, asked, (digest) =>
      has(digest).catch((error: unknown) => {
        if (error instanceof RegistryError) return true;
        throw error;
      }),
    );
    return asked.filter((_, index) => found[index] === false);
  }
  const suspects = await absent(digests);
  if (suspects.length === 0) return new Set();
  await client.clock.sleep(PAUSE);
  return new Set(await absent(suspects));
}
