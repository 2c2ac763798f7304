import { RegistryError } from '../errors.ts';
import { type JsonObject, parseJsonObject, property } from '../oci/json.ts';
import { formatRepository, isTag, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from './client.ts';
import { parseErrors } from './error-document.ts';
import { type Attempt, invalidAnswer, refused } from './errors.ts';
import { nextPage, openListBudget } from './pagination.ts';
import { type HttpResponse, readBody } from './transport/http.ts';

/** The largest page that registries allow; without a size Docker Hub times out on very large repositories. */
export const PAGE_SIZE = 1000;

/** A page of the largest tags fits many times over (bytes). */
export const MAX_PAGE = 16 * 1024 * 1024;

/** All pages together may have so much (bytes): twice what as many of the longest tags have. */
const MAX_LIST = 64 * 1024 * 1024;

/** A list that goes on longer is taken for endless. */
const MAX_PAGES = 1000;

/** More tags than this are not read: repositories of 100,000 tags exist and work. */
const MAX_TAGS = 200_000;

/** Sizes of a page from the one that is asked for first to none at all, where a registry refuses a size (ECR by proxy 405, distribution 3 400). */
const PAGE_SIZES = [PAGE_SIZE, 100, undefined] as const;

/** What such a refusal looks like: it may mean something else too, which the last try shows. */
const REFUSES_SIZE: ReadonlySet<number> = new Set([400, 405]);

/**
 * Reads a page of a list of tags; names that are no tags are left out.
 *
 * @throws {RegistryError} if it is not a whole page: what cannot be read may have been a tag.
 */
export function readTags(bytes: Uint8Array | undefined, attempt: Attempt): readonly Tag[] {
  if (bytes === undefined) throw invalidAnswer(attempt, 'the list or a page of it is too large', 'too-large');
  let document: JsonObject;
  try {
    document = parseJsonObject(bytes);
  } catch {
    throw invalidAnswer(attempt, 'the answer is not a list of tags');
  }
  const errors = property(document, 'errors');
  if (Array.isArray(errors) && errors.length > 0) throw invalidAnswer(attempt, 'the answer is not a list of tags');
  const tags = property(document, 'tags');
  // A repository without tags gives null (distribution), or leaves them out beside its name.
  if (tags === null || (tags === undefined && property(document, 'name') !== undefined)) return [];
  if (!Array.isArray(tags)) throw invalidAnswer(attempt, 'the answer is not a list of tags');
  if (!tags.every((tag) => typeof tag === 'string'))
    throw invalidAnswer(attempt, 'the list has entries that are not text');
  return tags.filter(isTag);
}

/** Whether a 404 means that the repository does not exist, and not that something else went wrong. */
function isUnknownRepository(body: Uint8Array | undefined): boolean {
  const codes = parseErrors(body ?? new Uint8Array()).map(({ code }) => code);
  return codes.includes('NAME_UNKNOWN') || (codes.length > 0 && !codes.includes('UNSUPPORTED'));
}

function tooManyTags(attempt: Attempt): RegistryError {
  return new RegistryError({
    what: attempt.what,
    reason: `there are more than ${MAX_TAGS.toLocaleString('en')}`,
    remedy: 'delete old ones, or set "existing-tags" to "git"',
    code: 'too-large',
  });
}

function describeList(client: RegistryClient, repository: Repository): Attempt {
  return { registry: client.registry, what: `list the tags of ${formatRepository(repository)}` };
}

function getPage(client: RegistryClient, url: URL): Promise<HttpResponse> {
  return client.send({ method: 'GET', url, headers: { accept: 'application/json' } });
}

interface Page {
  readonly response: HttpResponse;
  readonly url: URL;
}

/** Asks for the first page of a list: a smaller one where the registry refuses the size, and at last without one. */
async function firstPage(client: RegistryClient, repository: Repository, attempt: Attempt): Promise<Page> {
  let refusal: RegistryError | undefined;
  for (const size of PAGE_SIZES) {
    const url = client.address(repository, `tags/list${size === undefined ? '' : `?n=${size}`}`);
    const response = await getPage(client, url);
    if (!REFUSES_SIZE.has(response.status)) {
      if (response.status === 200 || refusal === undefined) return { response, url };
      await response.discard();
      break;
    }
    const error = await refused(response, attempt);
    refusal ??= error;
  }
  throw refusal ?? invalidAnswer(attempt, 'the list cannot be requested');
}

/** Whether a page is what a registry gives that begins its list after a tag: in order, and nothing before it. */
function beginsAfter(page: readonly Tag[], last: string): boolean {
  return page.every((tag, index) => tag > (index === 0 ? last : (page[index - 1] ?? last)));
}

/**
 * Lists the tags that begin with a text, by asking the registry to start its list there: one request, however many
 * tags there are.
 *
 * A registry may ignore where to start, or sort otherwise. So an answer counts only where it proves itself: in
 * ascending order, with nothing before the start.
 *
 * @returns undefined if the registry cannot be asked like that; an empty answer proves nothing.
 */
export async function listTagsFrom(
  client: RegistryClient,
  repository: Repository,
  stem: string,
): Promise<ReadonlySet<Tag> | undefined> {
  const attempt = describeList(client, repository);
  const tags = new Set<Tag>();
  const budget = openListBudget({ page: MAX_PAGE, all: MAX_LIST });
  let last = stem;
  let url: URL | undefined = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
  for (let pages = 0; url !== undefined; pages++) {
    if (pages === MAX_PAGES) throw invalidAnswer(attempt, 'the list has no end');
    const response = await getPage(client, url);
    if (pages === 0 && response.status === 404) {
      if (isUnknownRepository(await readBody(response, MAX_PAGE))) return tags;
      throw invalidAnswer(attempt, 'the registry answers 404 without saying that the repository is unknown');
    }
    if (pages === 0 && REFUSES_SIZE.has(response.status)) {
      await response.discard();
      return undefined;
    }
    if (response.status !== 200) throw await refused(response, attempt);
    const page = readTags(await budget.read(response), attempt);
    if (!beginsAfter(page, last)) return undefined;
    const wanted = page.filter((tag) => tag.startsWith(stem));
    for (const tag of wanted) tags.add(tag);
    if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
    if (wanted.length < page.length) return tags;
    last = page.at(-1) ?? last;
    url = nextPage(response, url, attempt) ?? afterFullPage(url, page);
  }
  return tags;
}

/**
 * Returns where a list may go on although nothing says so: a page with exactly as many tags as were asked for, and no
 * link, may be one that a registry cut there. One more request proves that it was the last.
 */
function afterFullPage(url: URL, page: readonly Tag[]): URL | undefined {
  const last = page.at(-1);
  if (last === undefined || url.searchParams.get('n') !== String(page.length)) return undefined;
  const next = new URL(url);
  next.searchParams.set('last', last);
  return next;
}

/**
 * Lists the tags of a repository, all pages of them; a repository that does not exist has none.
 *
 * @throws {RegistryError} for every answer that is neither a list nor "not found": what cannot be read is never
 *   taken for empty, or an old release would move `latest` back.
 */
export async function listTags(client: RegistryClient, repository: Repository): Promise<ReadonlySet<Tag>> {
  const attempt = describeList(client, repository);
  const tags = new Set<Tag>();
  const budget = openListBudget({ page: MAX_PAGE, all: MAX_LIST });
  const visited = new Set<string>();
  for (let page: Page | undefined = await firstPage(client, repository, attempt); page !== undefined; ) {
    const { response, url }: Page = page;
    visited.add(url.href);
    if (response.status === 404 && visited.size === 1) {
      const body = await readBody(response, MAX_PAGE);
      if (isUnknownRepository(body)) return tags;
      const reason = 'the registry answers 404 without saying that the repository is unknown';
      const remedy = 'check the name, and that its owner or project exists';
      throw invalidAnswer(attempt, reason, 'not-found', remedy);
    }
    if (response.status !== 200) throw await refused(response, attempt);
    const listed = readTags(await budget.read(response), attempt);
    const before = tags.size;
    for (const tag of listed) tags.add(tag);
    if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
    const link: URL | undefined = nextPage(response, url, attempt);
    // Some registries link a next page from every page, the last one and the empty one behind it too (Gitea).
    if (link !== undefined && listed.length === 0 && visited.has(link.href)) return tags;
    // Some registries begin their list anew, whatever tag it is to go on after: then nothing new comes.
    const next: URL | undefined = link ?? (tags.size > before ? afterFullPage(url, listed) : undefined);
    if (next === undefined) return tags;
    if (visited.has(next.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, 'the list has no end');
    page = { response: await getPage(client, next), url: next };
  }
  return tags;
}

/**
 * Lists the tags of a repository if one request tells them all; a second one follows a link, behind which some
 * registries have nothing more (Gitea).
 *
 * @returns undefined if the list has more pages or cannot be had.
 */
export async function listTagsAtOnce(
  client: RegistryClient,
  repository: Repository,
): Promise<ReadonlySet<Tag> | undefined> {
  const attempt = describeList(client, repository);
  const tags = new Set<Tag>();
  let url: URL | undefined = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
  for (let pages = 0; url !== undefined; pages++) {
    if (pages === 2) return undefined;
    const response = await getPage(client, url);
    if (response.status !== 200) {
      await response.discard();
      return undefined;
    }
    const page = readTags(await readBody(response, MAX_PAGE), attempt);
    for (const tag of page) tags.add(tag);
    const next: URL | undefined = nextPage(response, url, attempt);
    url = page.length === 0 && next?.href === url.href ? undefined : (next ?? afterFullPage(url, page));
  }
  return tags;
}
