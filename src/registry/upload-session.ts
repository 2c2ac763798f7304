import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { type Attempt, invalidAnswer, type Refusal, readRefusal, refusalError, refused } from './answer.ts';
import type { RegistryClient } from './registry-client.ts';
import type { BodySource, HttpResponse } from './transport/http.ts';

/** Says what is being done with a blob, for errors. */
export function describeUpload(
  client: RegistryClient,
  repository: Repository,
  { doing, digest }: { readonly doing: string; readonly digest: Digest },
): Attempt {
  return { registry: client.registry, doing: `${doing} blob ${digest} to ${formatRepository(repository)}` };
}

/**
 * Reads where an upload goes on.
 *
 * The address is kept as it came: its query holds the registry's state and breaks when it is written anew.
 * Another origin is refused, because credentials would follow (GHSA-jxpm-75mh-9fp7).
 */
export function sessionLocation(client: RegistryClient, response: HttpResponse, attempt: Attempt): URL {
  const location = response.header('location');
  const url = location === undefined ? null : URL.parse(location, response.url.href);
  if (url === null) throw invalidAnswer(attempt, 'the registry opens no upload session');
  if (url.origin !== response.url.origin) {
    throw invalidAnswer(attempt, `the registry "${client.registry}" wants the upload sent to another host`);
  }
  return url;
}

/** Opens an upload session. */
export async function openSession(client: RegistryClient, repository: Repository, attempt: Attempt): Promise<URL> {
  const response = await client.send({ method: 'POST', url: client.address(repository, 'blobs/uploads/') });
  if (response.status !== 202) throw await refused(response, attempt);
  await response.discard();
  return sessionLocation(client, response, attempt);
}

/** The two ways in which every registry takes a whole blob, if not both: with the closing PUT, or with a PATCH before it. */
export type UploadForm = 'put' | 'patch';

/** A blob on its way to a session. */
export interface SessionUpload {
  readonly digest: Digest;
  readonly size: number;
  readonly location: URL;
  /** Called again for every session: the bytes begin anew. */
  readonly source: BodySource;
}

/** A registry's refusal of an upload, with the words for it. */
export interface UploadRefusal {
  readonly refusal: Refusal;
  readonly error: Error;
}

function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}

/**
 * Sends a blob to a session in one of the two forms.
 *
 * The closing PUT after a PATCH goes out only when all of the blob was sent and its hash was right.
 *
 * @returns the refusal where the registry does not take it; undefined where it did.
 */
export async function sendToSession(
  client: RegistryClient,
  upload: SessionUpload,
  { form, attempt }: { readonly form: UploadForm; readonly attempt: Attempt },
): Promise<UploadRefusal | undefined> {
  const body = { source: upload.source, length: upload.size };
  const headers = { 'content-type': 'application/octet-stream' };
  let { location } = upload;
  let last: typeof body | Uint8Array = body;
  if (form === 'patch') {
    const response = await client.send({ method: 'PATCH', url: location, headers, body });
    if (![202, 201, 204].includes(response.status)) return readUploadRefusal(response, attempt);
    await response.discard();
    location = sessionLocation(client, response, attempt);
    last = new Uint8Array();
  }
  const response = await client.send({ method: 'PUT', url: withDigest(location, upload.digest), headers, body: last });
  if (![201, 200, 202, 204].includes(response.status)) return readUploadRefusal(response, attempt);
  await response.discard();
  return undefined;
}

async function readUploadRefusal(response: HttpResponse, attempt: Attempt): Promise<UploadRefusal> {
  const refusal = await readRefusal(response);
  return { refusal, error: refusalError(refusal, attempt) };
}
