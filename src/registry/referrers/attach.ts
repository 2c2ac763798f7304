import type { Digest } from '../../oci/digest.ts';
import type { Descriptor } from '../../oci/manifest.ts';
import type { Repository } from '../../oci/reference.ts';
import { retry } from '../../util/retry.ts';
import type { RegistryClient } from '../client.ts';
import type { StoredManifest } from '../manifests.ts';
import { putManifest } from '../push-manifest.ts';
import { hasReferrersApi, listFromApi } from './api.ts';
import { addToFallback, readFallbackEarly } from './fallback-list.ts';

/** Requests for a promised referrer: replicas lag. */
const LOOKS = 3;

/** In ms. */
const LOOK_PAUSE = 200;

/** A referrer to attach, and the descriptor for lists. */
export interface Referrer {
  readonly manifest: StoredManifest;
  readonly descriptor: Descriptor & { readonly artifactType: string };
  readonly subject: Descriptor;
}

interface WrittenReferrer {
  readonly descriptor: Descriptor;
  /** The `OCI-Subject` of the answer, by which a registry says that it keeps the list itself. */
  readonly indexed: string | undefined;
}

/** Returns the promised referrers that the API does not show. */
async function notShown(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
): Promise<readonly Descriptor[]> {
  const wanted = new Set(descriptors.map(({ digest }) => digest));
  // An API that refuses shows nothing: then the fallback tag is used.
  const query = { keep: ({ digest }: Descriptor) => wanted.has(digest), warn: () => undefined };
  const last = await retry(
    client.clock,
    {
      tries: LOOKS,
      pause: (looks) => LOOK_PAUSE * looks,
      until: ({ listed, missing }) => missing.length === 0 || listed === undefined,
    },
    async () => {
      const listed = await listFromApi(client, repository, subject, query);
      const known = new Set(listed?.map(({ digest }) => digest));
      return { listed, missing: descriptors.filter(({ digest }) => !known.has(digest)) };
    },
  );
  return last.missing;
}

interface ListedReferrers {
  readonly subject: Digest;
  readonly written: readonly WrittenReferrer[];
  /** Receives, in a sentence, what was left out of a list. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/**
 * `OCI-Subject` promises that a registry indexes them. We check that once per run: ECR sent it before it had the API
 * (sigstore/sigstore-js#1183).
 */
export async function ensureListed(
  client: RegistryClient,
  repository: Repository,
  { subject, written, warn = () => undefined }: ListedReferrers,
): Promise<void> {
  const promised = written.filter(({ indexed }) => indexed === subject).map(({ descriptor }) => descriptor);
  const others = written.filter(({ indexed }) => indexed !== subject).map(({ descriptor }) => descriptor);
  const isTrusted = promised.length === 0 || hasReferrersApi(client) === true;
  const broken = isTrusted ? [] : await notShown(client, repository, { subject, descriptors: promised });
  const descriptors = [...others, ...broken];
  if (descriptors.length > 0) await addToFallback(client, repository, { subject, descriptors }, warn);
}

/** Attaches a referrer, whose blobs must be in the repository, to its subject. */
export async function attachReferrer(
  client: RegistryClient,
  repository: Repository,
  referrer: Referrer,
  warn?: (sentence: string) => void,
): Promise<void> {
  const { manifest, subject, descriptor } = referrer;
  if (hasReferrersApi(client) === false) readFallbackEarly(client, repository, subject.digest);
  const answer = await putManifest(client, repository, manifest.digest, manifest);
  const written = [{ descriptor, indexed: answer.subject }];
  await ensureListed(client, repository, { subject: subject.digest, written, warn });
}
