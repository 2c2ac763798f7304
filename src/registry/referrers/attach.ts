import type { Digest } from '../../oci/digest.ts';
import type { Descriptor } from '../../oci/manifest.ts';
import type { Repository } from '../../oci/reference.ts';
import { retry } from '../../util/retry.ts';
import type { RegistryClient } from '../client.ts';
import type { StoredManifest } from '../manifests.ts';
import { putManifest } from '../push-manifest.ts';
import { hasReferrersApi, listFromApi } from './api.ts';
import { addToFallback } from './fallback-list.ts';

/** How often the API is asked for a referrer that it said it has taken up: replicas lag. */
const LOOKS = 3;

/** The pause between these, in ms. */
const LOOK_PAUSE = 200;

/** A referrer to be attached: its manifest, and the descriptor by which lists show it. */
export interface Referrer {
  readonly manifest: StoredManifest;
  readonly descriptor: Descriptor & { readonly artifactType: string };
  readonly subject: Descriptor;
}

interface WrittenReferrer {
  readonly descriptor: Descriptor;
  /** The answer's `OCI-Subject`: the registry says that it keeps the list itself. */
  readonly indexed: string | undefined;
}

function lacking(descriptors: readonly Descriptor[], listed: readonly Descriptor[]): readonly Descriptor[] {
  const known = new Set(listed.map(({ digest }) => digest));
  return descriptors.filter(({ digest }) => !known.has(digest));
}

/** Asks the API for referrers that it said it has taken up; returns those that it does not show. */
async function notShown(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
): Promise<readonly Descriptor[]> {
  const wanted = new Set(descriptors.map(({ digest }) => digest));
  // An API that refuses shows nothing: then the fallback tag does.
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
      return { listed, missing: lacking(descriptors, listed ?? []) };
    },
  );
  return last.missing;
}

interface ListedReferrers {
  readonly subject: Digest;
  readonly written: readonly WrittenReferrer[];
  /** Told, in a sentence, what had to be left out of a list. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/**
 * Makes sure that what was attached to a manifest can be found.
 *
 * A registry that indexes referrers says so with `OCI-Subject`. Its word is checked once in a run, because ECR
 * gave it before it had the API (sigstore/sigstore-js#1183). Everywhere else the fallback tag is kept.
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

/** Attaches a referrer to its subject. Its blobs must be in the repository already. */
export async function attachReferrer(
  client: RegistryClient,
  repository: Repository,
  referrer: Referrer,
  warn?: (sentence: string) => void,
): Promise<void> {
  const { manifest, subject, descriptor } = referrer;
  const answer = await putManifest(client, repository, manifest.digest, manifest);
  const written = [{ descriptor, indexed: answer.subject }];
  await ensureListed(client, repository, { subject: subject.digest, written, warn });
}
