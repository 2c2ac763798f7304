import { RegistryError } from '../../errors.ts';
import { type Digest, digestOf } from '../../oci/digest.ts';
import { isJsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import { OCI_INDEX } from '../../oci/media-type.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import { retry } from '../../util/retry.ts';
import type { RegistryClient } from '../client.ts';
import { readErrorResponse, responseError } from '../errors.ts';
import { describeManifest, headManifest } from '../manifests.ts';
import { putManifest } from '../push-manifest.ts';
import { fallbackTag, listFromFallback, readFallbackIndex } from './referrers.ts';

/** Attempts at taking an entry out of a list that others write too. */
const TRIES = 6;

/** In ms; doubles each time. */
const PAUSE = 100;

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

/** Writes a list without one entry, and keeps all else that is in it. */
function without(bytes: Uint8Array, digest: Digest): Uint8Array | undefined {
  const document = parseJsonObject(bytes);
  const manifests = property(document, 'manifests');
  if (!Array.isArray(manifests)) return undefined;
  const kept = manifests.filter((entry) => !isJsonObject(entry) || stringProperty(entry, 'digest') !== digest);
  return kept.length === manifests.length ? undefined : Buffer.from(JSON.stringify({ ...document, manifests: kept }));
}

/** @returns whether the list under the fallback tag lacks the entry by now. */
async function unlist(client: RegistryClient, repository: Repository, image: Digest, digest: Digest): Promise<boolean> {
  const listed = await listFromFallback(client, repository, image);
  if (!listed.some((each) => each.digest === digest)) return true;
  const stored = (await readFallbackIndex(client, repository, image))?.stored;
  const bytes = stored && without(stored.bytes, digest);
  if (bytes === undefined) return true;
  const list = { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes };
  await putManifest(client, repository, fallbackTag(image), list, 1);
  return false;
}

/**
 * Deletes a referrer, and takes it out of the list under the fallback tag (distribution-spec, "Deleting Manifests"). One
 * that is gone already is no error.
 *
 * @throws {RegistryError} that says which right is missing, if the registry does not delete it.
 */
export async function detachReferrer(
  client: RegistryClient,
  repository: Repository,
  { subject, digest }: { readonly subject: Digest; readonly digest: Digest },
): Promise<void> {
  await deleteManifest(client, repository, digest);
  // Others may write a list that they read before: it is read again after each write.
  const isUnlisted = await retry(
    client.clock,
    { tries: TRIES, pause: PAUSE, jitter: true, until: (isDone) => isDone },
    () => unlist(client, repository, subject, digest),
  );
  if (isUnlisted) return;
  throw new RegistryError({
    what: `take ${digest} out of the list ${formatRepository(repository)}:${fallbackTag(subject)}`,
    reason: `other writers replaced the list ${TRIES} times`,
    remedy: 'run again',
    code: 'invalid-answer',
  });
}
