import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { readErrorResponse, responseError } from '../errors.ts';
import { describeManifest, headManifest } from '../manifests.ts';
import { removeFromFallback } from './fallback-list.ts';
import { fallbackTag, listFromFallback } from './referrers.ts';

function remedyFor(registry: string, status: number): string {
  if (registry === 'ghcr.io') {
    return "delete it by GitHub's API or on the page of the package, because GHCR deletes nothing by the registry's API";
  }
  if (status === 401 || status === 403) return 'give the credentials the right to delete there, or delete it by hand';
  // Distribution's answer unless "storage.delete.enabled" is set (distribution-spec, "Deleting Manifests").
  if (status === 405 || status === 400) return 'switch deletion on in the registry, or delete it by hand';
  return 'run again, or delete it by hand';
}

async function deleteManifest(client: RegistryClient, repository: Repository, digest: Digest): Promise<void> {
  const attempt = describeManifest('delete', client, repository, digest);
  const response = await client.send({ method: 'DELETE', url: client.address(repository, `manifests/${digest}`) });
  const { status } = response;
  if (status >= 200 && status < 300) return response.discard();
  const { code, words } = responseError(await readErrorResponse(response), attempt);
  if (status === 404 && (await headManifest(client, repository, digest)) === undefined) return;
  const reason = words?.reason ?? `the registry answers ${status}`;
  throw new RegistryError({ what: attempt.what, reason, remedy: remedyFor(client.registry, status), code, status });
}

/**
 * Deletes referrers, and takes them out of the list under the fallback tag (distribution-spec, "Deleting Manifests"). What
 * is gone already is no error. If one cannot be deleted, the others are all the same.
 *
 * @throws {RegistryError} that says which right is missing, if the registry does not delete one.
 */
export async function detachReferrers(
  client: RegistryClient,
  repository: Repository,
  { subject, digests }: { readonly subject: Digest; readonly digests: readonly Digest[] },
): Promise<void> {
  const deleted = new Set<Digest>();
  let failure: unknown;
  for (const digest of digests) {
    try {
      await deleteManifest(client, repository, digest);
      deleted.add(digest);
    } catch (error) {
      failure ??= error;
    }
  }
  // A list that names what is gone could not be written: all that is gone leaves it at once.
  const listed = deleted.size === 0 ? [] : await listFromFallback(client, repository, subject);
  const isListed = listed.some(({ digest }) => deleted.has(digest));
  if (isListed && !(await removeFromFallback(client, repository, { subject, digests: deleted }))) {
    failure ??= new RegistryError({
      what: `take deleted referrers out of the list ${formatRepository(repository)}:${fallbackTag(subject)}`,
      reason: 'other writers kept replacing the list',
      remedy: 'run again',
      code: 'invalid-answer',
    });
  }
  if (failure !== undefined) throw failure;
}
