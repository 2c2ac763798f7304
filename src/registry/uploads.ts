import { RegistryError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/repository.ts';
import type { Attempt, Refusal } from './answer.ts';
import { hasBlob } from './blobs.ts';
import type { RegistryClient } from './registry-client.ts';
import type { BodySource } from './transport/http.ts';
import { isPassingError, isPassingStatus } from './transport/retry.ts';
import { describeUpload, openSession, sendToSession, sessionLocation, type UploadForm } from './upload-session.ts';

/** Up to this size a blob is sent with the closing PUT; larger ones go as docker push does, PATCH then PUT (bytes). */
const MAX_SINGLE_PUT = 4 * 1024 * 1024;
/** A blob is sent this often in all: in each form, and each again where the connection broke. */
const TRIES = 4;

/** What came of asking the registry for a blob that another repository may have. */
export type MountResult =
  | { readonly kind: 'mounted' }
  /** The registry will not mount, and has opened a session to upload to instead. */
  | { readonly kind: 'session'; readonly location: URL };

/** Opens an upload session for a blob that no other repository is known to have. */
export function startUpload(client: RegistryClient, repository: Repository, digest: Digest): Promise<URL> {
  return openSession(client, repository, describeUpload(client, repository, { doing: 'upload', digest }));
}

/**
 * Asks the registry to link a blob from one of its repositories into another, without asking first whether it is
 * there: mounting what is there already answers 201 again (measured on distribution).
 *
 * A refusal or failure is never fatal. Registries give it many forms (Harbor 401, Docker Hub 400); all mean
 * "upload it".
 */
export async function mountBlob(
  client: RegistryClient,
  repository: Repository,
  blob: { readonly digest: Digest; readonly from: Repository },
): Promise<MountResult> {
  const attempt = describeUpload(client, repository, { doing: 'mount', digest: blob.digest });
  const url = client.address(repository, 'blobs/uploads/');
  url.search = `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(blob.from.name)}`;
  const response = await client.send({ method: 'POST', url }).catch((error: unknown) => {
    // Harbor's 401, which no token helps against: it is about the repository that is mounted from.
    if (error instanceof RegistryError && error.code === 'unauthorized') return undefined;
    if (isPassingError(error)) return undefined;
    throw error;
  });
  if (response === undefined) return { kind: 'session', location: await openSession(client, repository, attempt) };
  await response.discard();
  const claimed = response.header('docker-content-digest') ?? blob.digest;
  if (response.status === 201 && claimed === blob.digest) return { kind: 'mounted' };
  if (response.status === 202) return { kind: 'session', location: sessionLocation(client, response, attempt) };
  return { kind: 'session', location: await openSession(client, repository, attempt) };
}

/** Refusals that are about the form of an upload or its session, and not about the blob. */
const FORM_STATUS: ReadonlySet<number> = new Set([404, 405, 411, 413, 416, 501]);
const FORM_CODES: ReadonlySet<string> = new Set([
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'CONTENT_LENGTH_INVALID',
  'RANGE_INVALID',
]);

/** What a failed try means for the next: the other form, the same once more, or none. */
function nextForm(form: UploadForm, refusal: Refusal): UploadForm | undefined {
  const isAboutForm = FORM_STATUS.has(refusal.status) || (refusal.status === 400 && FORM_CODES.has(refusal.code));
  if (isAboutForm) return form === 'put' ? 'patch' : 'put';
  return isPassingStatus(refusal.status) ? form : undefined;
}

/** Tells whether the blob is there by now: someone else may have uploaded it, or only the answer was lost. */
async function isThere(client: RegistryClient, repository: Repository, digest: Digest): Promise<boolean> {
  return hasBlob(client, repository, digest).catch(() => false);
}

/** Opens a session for another try; undefined where there is none to be had. */
async function reopen(client: RegistryClient, repository: Repository, attempt: Attempt): Promise<URL | undefined> {
  return openSession(client, repository, attempt).catch(() => undefined);
}

/**
 * Sends a blob to an open session, and where that fails, to new ones.
 *
 * Registries, and the proxies before them, take one form of upload and not the other: Azure refuses a large PUT
 * (413), old Artifactory wants a PATCH, others break the connection. So the other form is tried before a run fails,
 * with the bytes made anew and after a look whether the blob has arrived meanwhile.
 *
 * @throws {RegistryError} with what the registry said to the last try, and at once where the source's bytes are wrong.
 */
export async function uploadBlob(
  client: RegistryClient,
  repository: Repository,
  upload: Pick<Descriptor, 'digest' | 'size'> & { readonly location: URL; readonly source: BodySource },
): Promise<void> {
  const { digest } = upload;
  const attempt = describeUpload(client, repository, { doing: 'upload', digest });
  let form: UploadForm = upload.size > MAX_SINGLE_PUT ? 'patch' : 'put';
  let { location } = upload;
  for (let tries = 1; ; tries++) {
    let failure: unknown;
    let next: UploadForm | undefined;
    try {
      const refusal = await sendToSession(client, { ...upload, location }, { form, attempt });
      if (refusal === undefined) return;
      failure = refusal.error;
      next = nextForm(form, refusal.refusal);
    } catch (error) {
      if (!isPassingError(error)) throw error;
      failure = error;
      next = form === 'put' ? 'patch' : 'put';
    }
    if (next === undefined) throw failure;
    if (await isThere(client, repository, digest)) return;
    const session = tries < TRIES ? await reopen(client, repository, attempt) : undefined;
    if (session === undefined) throw failure;
    form = next;
    location = session;
  }
}
