import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import type { HttpResponse } from '../transport/http.ts';
import { isPassingError } from '../transport/retry.ts';
import { describeUpload, namesAnother, type RefusedMount, sessionLocation, uploadMemory } from './upload-session.ts';

export type MountResult =
  | { readonly kind: 'mounted' }
  /** The registry may have opened an upload session instead. */
  | (RefusedMount & { readonly location?: URL });

/**
 * Asks the registry to link a blob from one of its repositories into another, without checking first: mounting an
 * existing blob answers 201 again (measured on distribution).
 *
 * No refusal or failure is fatal. Their many forms (Harbor 401, Docker Hub 400) all mean "upload it". After repeated
 * refusals without a session, mounts are no longer requested.
 */
export async function mountBlob(
  client: RegistryClient,
  repository: Repository,
  blob: { readonly digest: Digest; readonly from: Repository },
): Promise<MountResult> {
  const { digest, from } = blob;
  const memory = uploadMemory(client);
  // The first mounts reveal a registry that refuses, while the others still wait.
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
    // Harbor's 401 is about the source repository; no token helps.
    if (error instanceof RegistryError && error.status === 401) return 'denied';
    if (isPassingError(error)) return 'broken';
    throw error;
  }
}
