import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import type { HttpResponse } from '../transport/http.ts';
import { isPassingError } from '../transport/retry.ts';
import { describeUpload, namesAnother, type RefusedMount, sessionLocation, uploadMemory } from './upload-session.ts';

/** What came of asking the registry for a blob that another repository may have. */
export type MountResult =
  | { readonly kind: 'mounted' }
  /** The registry will not mount; where it has opened a session to upload to instead, that is given. */
  | (RefusedMount & { readonly location?: URL });

/**
 * Asks the registry to link a blob from one of its repositories into another, without asking first whether it is
 * there: mounting what is there already answers 201 again (measured on distribution).
 *
 * A refusal or failure is never fatal. Registries give it many forms (Harbor 401, Docker Hub 400); all mean
 * "upload it". A registry that refuses again and again is not asked for more of them, but for those that answer with
 * a session, which costs nothing.
 */
export async function mountBlob(
  client: RegistryClient,
  repository: Repository,
  blob: { readonly digest: Digest; readonly from: Repository },
): Promise<MountResult> {
  const { digest, from } = blob;
  const memory = uploadMemory(client);
  // A registry that refuses is found out by the first mounts, while the others still wait for their turn.
  const turn = await memory.mounts.acquire();
  let answer: HttpResponse | 'denied' | 'broken';
  try {
    if (!memory.mayMount(from, repository)) return memory.refusedMount(from, repository);
    answer = await askForMount(client, repository, blob);
  } finally {
    turn.release('answered');
  }
  if (typeof answer === 'string') return memory.noteRefusedMount(from, repository, answer === 'denied');
  await answer.discard();
  if (answer.status === 201 && !namesAnother(answer, digest)) return { kind: 'mounted' };
  if (answer.status === 202) {
    const attempt = describeUpload(client, repository, { doing: 'mount', digest });
    return { kind: 'refused', location: sessionLocation(client, answer, attempt) };
  }
  return memory.noteRefusedMount(from, repository, answer.status === 403);
}

async function askForMount(
  client: RegistryClient,
  repository: Repository,
  { digest, from }: { readonly digest: Digest; readonly from: Repository },
): Promise<HttpResponse | 'denied' | 'broken'> {
  const url = client.address(repository, 'blobs/uploads/');
  url.search = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
  try {
    return await client.send({ method: 'POST', url });
  } catch (error) {
    // Harbor's 401, which no token helps against: it is about the repository that is mounted from.
    if (error instanceof RegistryError && error.status === 401) return 'denied';
    if (isPassingError(error)) return 'broken';
    throw error;
  }
}
