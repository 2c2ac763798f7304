import { RegistryError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { type Attempt, invalidAnswer, refused } from './answer.ts';
import type { BodySource, HttpResponse } from './http.ts';
import type { RegistryClient } from './registry-client.ts';

/** Up to this size a blob is sent with the closing PUT; larger ones go as docker push does, PATCH then PUT (bytes). */
const MAX_SINGLE_PUT = 4 * 1024 * 1024;

/** What came of asking the registry for a blob that another repository may have. */
export type MountResult =
  | { readonly kind: 'mounted' }
  /** The registry will not mount, and has opened a session to upload to instead. */
  | { readonly kind: 'session'; readonly location: URL };

function describe(doing: string, client: RegistryClient, repository: Repository, digest: Digest): Attempt {
  return { registry: client.registry, doing: `${doing} blob ${digest} to ${formatRepository(repository)}` };
}

/**
 * Reads where an upload goes on.
 *
 * The address is kept as it came: its query holds the registry's state and breaks when it is written anew.
 * Another origin is refused, because credentials would follow (GHSA-jxpm-75mh-9fp7).
 */
function sessionLocation(client: RegistryClient, response: HttpResponse, attempt: Attempt): URL {
  const location = response.header('location');
  const url = location === undefined ? null : URL.parse(location, response.url.href);
  if (url === null) throw invalidAnswer(attempt, 'the registry opens no upload session');
  if (url.origin !== response.url.origin) {
    throw invalidAnswer(attempt, `the registry "${client.registry}" wants the upload sent to another host`);
  }
  return url;
}

function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}

async function openSession(client: RegistryClient, repository: Repository, attempt: Attempt): Promise<URL> {
  const response = await client.send({ method: 'POST', url: client.address(repository, 'blobs/uploads/') });
  if (response.status !== 202) throw await refused(response, attempt);
  await response.discard();
  return sessionLocation(client, response, attempt);
}

/** Opens an upload session for a blob that no other repository is known to have. */
export function startUpload(client: RegistryClient, repository: Repository, digest: Digest): Promise<URL> {
  return openSession(client, repository, describe('upload', client, repository, digest));
}

/**
 * Asks the registry to link a blob from one of its repositories into another, without asking first whether it is
 * there: mounting what is there already answers 201 again (measured on distribution).
 *
 * A refusal is never fatal. Registries give it many forms (Harbor 401, Docker Hub 400); all mean "upload it".
 */
export async function mountBlob(
  client: RegistryClient,
  repository: Repository,
  blob: { readonly digest: Digest; readonly from: Repository },
): Promise<MountResult> {
  const attempt = describe('mount', client, repository, blob.digest);
  const url = client.address(repository, 'blobs/uploads/');
  url.search = `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(blob.from.name)}`;
  const response = await client.send({ method: 'POST', url }).catch((error: unknown) => {
    // Harbor's 401, which no token helps against: it is about the repository that is mounted from.
    if (error instanceof RegistryError && error.code === 'unauthorized') return undefined;
    throw error;
  });
  if (response === undefined) return { kind: 'session', location: await openSession(client, repository, attempt) };
  await response.discard();
  if (response.status === 201) return { kind: 'mounted' };
  if (response.status === 202) return { kind: 'session', location: sessionLocation(client, response, attempt) };
  return { kind: 'session', location: await openSession(client, repository, attempt) };
}

/**
 * Sends a blob to an open session.
 *
 * The closing PUT of a large blob goes out only when all of it was sent and its hash was right.
 */
export async function uploadBlob(
  client: RegistryClient,
  repository: Repository,
  upload: Pick<Descriptor, 'digest' | 'size'> & { readonly location: URL; readonly source: BodySource },
): Promise<void> {
  const attempt = describe('upload', client, repository, upload.digest);
  const body = { source: upload.source, length: upload.size };
  const headers = { 'content-type': 'application/octet-stream' };
  let { location } = upload;
  let last: typeof body | Uint8Array = body;
  if (upload.size > MAX_SINGLE_PUT) {
    const response = await client.send({ method: 'PATCH', url: location, headers, body });
    if (![202, 201, 204].includes(response.status)) throw await refused(response, attempt);
    await response.discard();
    location = sessionLocation(client, response, attempt);
    last = new Uint8Array();
  }
  const response = await client.send({ method: 'PUT', url: withDigest(location, upload.digest), headers, body: last });
  if (![201, 200, 202, 204].includes(response.status)) throw await refused(response, attempt);
  await response.discard();
}
