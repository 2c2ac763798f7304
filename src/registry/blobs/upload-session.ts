import type { RegistryError } from '../../errors.ts';
import { type Digest, digestAlgorithm, tryParseDigest } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import { quote } from '../../util/text-safe-text.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer, refused } from '../errors.ts';
import type { HttpResponse } from '../transport/http.ts';
import { hasBlob } from './blobs-blobs.ts';
import { uploadMemory } from './upload-memory.ts';

/** Says what is being done with a blob, for errors. */
export function describeUpload(
  client: RegistryClient,
  repository: Repository,
  { doing, digest }: { readonly doing: string; readonly digest: Digest },
): Attempt {
  const object = `blob ${digest} to ${formatRepository(repository)}`;
  return { registry: client.registry, doing: `${doing} ${object}`, isWrite: true };
}

/** Says why an upload does not go on at another origin: most often a registry does not know how it is spoken to. */
function elsewhere(
  { registry }: RegistryClient,
  { url, from, attempt }: { readonly url: URL; readonly from: URL; readonly attempt: Attempt },
): RegistryError {
  const other = quote(`${url.protocol}//${url.host}`);
  if (url.hostname !== from.hostname) {
    const reason = `the registry "${registry}" wants the upload sent to another host, ${other}`;
    return invalidAnswer(attempt, reason, 'invalid-answer', 'ask its administrators to correct its own address');
  }
  const isPlain = url.protocol === 'http:' && from.protocol === 'https:';
  const reason = `the registry "${registry}" wants the upload sent ${isPlain ? 'over plain HTTP' : 'to another port'}, to ${other}`;
  const remedy = isPlain
    ? 'let the proxy in front of it send "X-Forwarded-Proto: https", or set its own address to one with https (CNCF Distribution: http.host)'
    : 'let the proxy in front of it pass on the Host header with its port, or set the address of the registry itself (CNCF Distribution: http.host)';
  return invalidAnswer(attempt, reason, 'invalid-answer', remedy);
}

/**
 * Reads where an upload goes on.
 *
 * The address is kept as it came: its query holds the registry's state and breaks when it is written anew.
 * Another origin is refused, because credentials would follow (GHSA-jxpm-75mh-9fp7).
 *
 * @param before where the upload was until now, which an answer that names no other place leaves it at.
 */
export function sessionLocation(client: RegistryClient, response: HttpResponse, attempt: Attempt, before?: URL): URL {
  const minChunk = response.header('oci-chunk-min-length') ?? '';
  if (/^[0-9]{1,12}$/.test(minChunk)) uploadMemory(client).learnMinChunk(Number(minChunk));
  const location = response.header('location');
  if (location === undefined && before !== undefined) return before;
  const url = location === undefined ? null : URL.parse(location, response.url.href);
  if (url === null) throw invalidAnswer(attempt, 'the registry opens no upload session');
  if (url.username !== '' || url.password !== '') {
    throw invalidAnswer(attempt, 'the address of the upload session carries credentials');
  }
  if (url.href.includes('#')) throw invalidAnswer(attempt, 'the address of the upload session has a fragment');
  if (url.origin !== response.url.origin) throw elsewhere(client, { url, from: response.url, attempt });
  return url;
}

/**
 * Opens an upload session.
 *
 * @returns where to; undefined where the registry says that the blob is complete, and has it.
 */
export async function openSession(
  client: RegistryClient,
  repository: Repository,
  { digest, attempt }: { readonly digest: Digest; readonly attempt: Attempt },
): Promise<URL | undefined> {
  const response = await client.send({ method: 'POST', url: client.address(repository, 'blobs/uploads/') });
  if (response.status !== 202 && response.status !== 201) throw await refused(response, attempt);
  await response.discard();
  if (response.status === 201 && (await hasBlob(client, repository, digest))) return undefined;
  return sessionLocation(client, response, attempt);
}

/** How far a session has come. */
export interface SessionProgress {
  readonly location: URL;
  /** How many bytes the registry has. */
  readonly received: number;
}

/**
 * Asks how much of an upload has arrived (distribution-spec, end-13).
 *
 * The Range of a session with no byte is `0-0` at most registries, and so is that of a session with one.
 *
 * @returns undefined where the session is gone, or how far it is cannot be told.
 */
export async function readProgress(
  client: RegistryClient,
  location: URL,
  attempt: Attempt,
): Promise<SessionProgress | undefined> {
  try {
    const response = await client.send({ method: 'GET', url: location });
    await response.discard();
    if (response.status !== 204 && response.status !== 202 && response.status !== 200) return undefined;
    const last = /^(?:bytes=)?0-([0-9]{1,15})$/.exec(response.header('range') ?? '')?.[1];
    if (last === undefined) return undefined;
    const received = Number(last) === 0 ? 0 : Number(last) + 1;
    return { location: sessionLocation(client, response, attempt, location), received };
  } catch {
    return undefined;
  }
}

/** Tells whether an answer names another blob than it should; hashes of different kinds say nothing of each other. */
export function namesAnother(response: HttpResponse, digest: Digest): boolean {
  const named = tryParseDigest(response.header('docker-content-digest') ?? '');
  return named !== undefined && named !== digest && digestAlgorithm(named) === digestAlgorithm(digest);
}
