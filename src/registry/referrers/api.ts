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

/** A longer list of referrers is taken for endless (pages). */
const MAX_PAGES = 100;

/** All pages together may have so much (bytes). */
const MAX_LIST = 16 * MAX_MANIFEST;

/** More signatures, SBOMs and records than any one manifest has; only those that are needed count. */
export const MAX_REFERRERS = 1000;

/** What is asked of lists of referrers. */
export interface ReferrersQuery {
  /** What is needed of them; all by default. */
  readonly keep?: (referrer: Descriptor) => boolean;
  /** The artifact types of what is needed: a list of several pages is asked for each of them instead. */
  readonly types?: readonly string[];
  /**
   * Told, in a sentence, that the API refuses (403, 5xx), after which only the fallback tag counts. Without it such a
   * refusal is an error: what depends on records must not take "no answer" for "none".
   */
  readonly warn?: (sentence: string) => void;
}

/** What was learned of registries in this run: whether they have the referrers API. */
const knownApis = new WeakMap<RegistryClient, boolean>();

/** Whether a registry has the referrers API; undefined if it was not asked yet in this run. */
export function hasReferrersApi(client: RegistryClient): boolean | undefined {
  return knownApis.get(client);
}

/** Where the API refused in this run: it is not asked again there, since each refusal took several tries. */
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
  /** Whether it says that it lists only the artifact type that was asked for. */
  readonly isFiltered: boolean;
}

function tooLong({ attempt: { what } }: Listing, reason: string): RegistryError {
  const remedy = 'remove the signatures, SBOMs and records that nobody needs';
  return new RegistryError({ what, reason, remedy, code: 'too-large' });
}

function isNoApi(status: number): boolean {
  return [303, 400, 404, 405, 406].includes(status);
}

/** Reads one page; gives the status where the registry has no API, or refuses and that is no error. */
async function readPage({ client, attempt, query, budget }: Listing, url: URL): Promise<ListedPage | number> {
  const response = await client.send({ method: 'GET', url, headers: { accept: OCI_INDEX } });
  const { status } = response;
  // GHCR sends the request on to its web pages, which know nothing of referrers: that is no API either.
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

/** Reads a list to its end, from its first page on; undefined if the API stops answering. */
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
      // A part of a list must not pass for the whole.
      if (isNoApi(page))
        throw invalidAnswer(listing.attempt, `the list breaks off, since its next page answers ${page}`);
      return page;
    }
    found.push(...page.referrers);
    ({ next } = page);
  }
}

/** Asks for each artifact type that is needed; undefined if the registry does not filter. */
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

/** Keeps in mind what an answer that is no list says of the API, and warns where it refuses. */
function noteNoList({ client, query }: Listing, repository: Repository, status: number): void {
  // Quay answers 400 where it does not know the subject: that says nothing of the API.
  if (isNoApi(status)) {
    if (status !== 400 && !knownApis.has(client)) knownApis.set(client, false);
    return;
  }
  rejections.set(client, (rejections.get(client) ?? new Set()).add(repository.name));
  query.warn?.(
    `The registry ${client.registry} answers ${status} to the question what refers to images in ${formatRepository(repository)}: only what is listed under fallback tags is known; to copy no referrers, set "referrers: false"`,
  );
}

/**
 * Asks the referrers API.
 *
 * @param subject a manifest that the repository has: Quay and others refuse to speak of any other.
 * @returns undefined if the registry has none, which is remembered for the run.
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

/**
 * Parses a list of referrers from the API.
 *
 * @throws {RegistryError} if it is no index.
 */
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
