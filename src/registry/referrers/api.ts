import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { FormatError } from '../../oci/json.ts';
import { type Descriptor, type Manifest, parseManifest } from '../../oci/manifest.ts';
import { OCI_INDEX } from '../../oci/media-type.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer, refused } from '../errors.ts';
import { MAX_MANIFEST } from '../manifests.ts';
import { type ListBudget, nextPage, openListBudget } from '../pagination.ts';

/** In pages; a longer list counts as endless. */
const MAX_PAGES = 100;

/** In bytes, for all pages together. */
const MAX_LIST = 16 * MAX_MANIFEST;

/** More than any manifest has; only needed referrers count. */
export const MAX_REFERRERS = 1000;

/** Which referrers are needed, and how to get them. */
export interface ReferrersQuery {
  /** All by default. */
  readonly keep?: (referrer: Descriptor) => boolean;
  /** The needed artifact types: instead of a list of several pages, we request each of them. */
  readonly types?: readonly string[];
  /**
   * Receives, in a sentence, that the API refuses (403, 5xx); then only the fallback tag counts. Without it such a
   * refusal is an error: what depends on records must not take "no answer" for "none".
   */
  readonly warn?: (sentence: string) => void;
}

const knownApis = new WeakMap<RegistryClient, boolean>();

/** Whether a registry has the referrers API; undefined before the first answer. */
export function hasReferrersApi(client: RegistryClient): boolean | undefined {
  return knownApis.get(client);
}

/** Repositories whose API refused in this run: each further request would again take several tries. */
const rejections = new WeakMap<RegistryClient, Set<string>>();

interface Listing {
  readonly client: RegistryClient;
  readonly attempt: Attempt;
  readonly url: URL;
  readonly query: ReferrersQuery;
  readonly budget: ListBudget;
}

interface ListedPage {
  readonly referrers: readonly Descriptor[];
  readonly next: URL | undefined;
  /** Whether the registry says that it applied our filter. */
  readonly isFiltered: boolean;
}

function tooLong({ attempt: { what } }: Listing, reason: string): RegistryError {
  const remedy = 'remove the signatures, SBOMs and records that nobody needs';
  return new RegistryError({ what, reason, remedy, code: 'too-large' });
}

function isNoApi(status: number): boolean {
  return [303, 400, 404, 405, 406].includes(status);
}

/** Reads one page; returns the status if there is no API, or its refusal is not an error. */
async function readPage({ client, attempt, query, budget }: Listing, url: URL): Promise<ListedPage | number> {
  const response = await client.send({ method: 'GET', url, headers: { accept: OCI_INDEX } });
  const { status } = response;
  // GHCR redirects to its web pages, which know nothing of referrers: that is no API either.
  const isElsewhere = response.url.origin !== url.origin;
  if (isElsewhere || isNoApi(status) || ((status === 403 || status >= 500) && query.warn !== undefined)) {
    await response.discard();
    return isElsewhere ? 404 : status;
  }
  if (status !== 200) throw await refused(response, attempt);
  const bytes = await budget.read(response);
  if (bytes === undefined)
    throw invalidAnswer(attempt, 'a page of the list is larger than 4 MiB, or all of them than 64 MiB', 'too-large');
  return {
    referrers: parseIndex(bytes, OCI_INDEX, attempt).filter(query.keep ?? (() => true)),
    next: nextPage(response, url, attempt),
    isFiltered: /\bartifactType\b/.test(response.header('oci-filters-applied') ?? ''),
  };
}

/** Reads a list to its end, from its first page on; returns the status of a refusal. */
async function readPages(listing: Listing, first: ListedPage): Promise<readonly Descriptor[] | number> {
  const found = [...first.referrers];
  const visited = new Set([listing.url.href]);
  for (let { next } = first; ; ) {
    if (found.length > MAX_REFERRERS) throw tooLong(listing, `there are more than ${MAX_REFERRERS} of those needed`);
    if (next === undefined) return found;
    if (visited.has(next.href)) throw invalidAnswer(listing.attempt, 'the list has no end');
    if (visited.size >= MAX_PAGES) throw tooLong(listing, `the list has more than ${MAX_PAGES} pages`);
    visited.add(next.href);
    const page = await readPage(listing, next);
    if (typeof page === 'number') {
      // A partial list must not pass for the whole.
      if (isNoApi(page))
        throw invalidAnswer(listing.attempt, `the list breaks off, since its next page answers ${page}`);
      return page;
    }
    found.push(...page.referrers);
    ({ next } = page);
  }
}

/** Requests each needed artifact type; undefined if the registry does not filter. */
async function readByType(listing: Listing): Promise<readonly Descriptor[] | undefined> {
  const { types = [] } = listing.query;
  const lists = await Promise.all(
    types.map(async (type) => {
      const url = new URL(listing.url);
      url.searchParams.set('artifactType', type);
      const first = await readPage(listing, url);
      if (typeof first === 'number' || !first.isFiltered) return undefined;
      const list = await readPages({ ...listing, url }, first);
      return typeof list === 'number' ? undefined : list;
    }),
  );
  return types.length === 0 || lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** Remembers what an answer other than a list says of the API, and warns if it refuses. */
function noteNoList({ client, query }: Listing, repository: Repository, status: number): void {
  // Quay answers 400 for unknown subjects: that says nothing of the API.
  if (isNoApi(status)) {
    if (status !== 400 && !knownApis.has(client)) knownApis.set(client, false);
    return;
  }
  rejections.set(client, (rejections.get(client) ?? new Set()).add(repository.name));
  query.warn?.(
    `The registry ${client.registry} answers ${status} when asked for referrers in ${formatRepository(repository)}: only what is listed under fallback tags is known; to copy no referrers, set "referrers: false"`,
  );
}

/**
 * Asks the referrers API; undefined if the registry has none, which is remembered for the run.
 *
 * @param subject a manifest that the repository has: Quay and others refuse any other.
 * @throws {RegistryError} if more than 1,000 are needed, or the list has more than 100 pages.
 */
export async function listFromApi(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
  query: ReferrersQuery = {},
): Promise<readonly Descriptor[] | undefined> {
  if (knownApis.get(client) === false) return undefined;
  if (query.warn !== undefined && rejections.get(client)?.has(repository.name)) return undefined;
  const doing = `list the referrers of ${formatRepository(repository)}@${subject}`;
  const attempt = { registry: client.registry, what: doing };
  const budget = openListBudget({ page: MAX_MANIFEST, all: MAX_LIST });
  const url = client.address(repository, `referrers/${subject}`);
  const listing: Listing = { client, attempt, url, query, budget };
  const first = await readPage(listing, listing.url);
  const hasMore = typeof first !== 'number' && first.next !== undefined;
  const byType = hasMore ? await readByType(listing) : undefined;
  const found = byType ?? (typeof first === 'number' ? first : await readPages(listing, first));
  if (typeof found === 'number') {
    noteNoList(listing, repository, found);
    return undefined;
  }
  knownApis.set(client, true);
  return found;
}

function parseIndex(bytes: Uint8Array, contentType: string, attempt: Attempt): readonly Descriptor[] {
  let manifest: Manifest;
  try {
    manifest = parseManifest(bytes, contentType);
  } catch (error) {
    throw invalidAnswer(attempt, error instanceof FormatError ? error.message : 'the answer is not an index');
  }
  if (manifest.kind !== 'index') throw invalidAnswer(attempt, 'the answer is not an index');
  return manifest.manifests;
}
