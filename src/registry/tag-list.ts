import { isJsonObject, type JsonObject, parseJsonObject, property } from '../oci/json.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { isTag, type Tag } from '../oci/tag.ts';
import { type Attempt, invalidAnswer, refused } from './answer.ts';
import { nextPage } from './next-page.ts';
import type { RegistryClient } from './registry-client.ts';
import { readBody } from './transport/http.ts';

/** The largest page that registries allow; without a size Docker Hub times out on very large repositories. */
const PAGE_SIZE = 1000;
/** A page of the largest tags fits many times over (bytes). */
const MAX_PAGE = 16 * 1024 * 1024;
/** A list that goes on longer is taken for endless. */
const MAX_PAGES = 1000;

function readTags(bytes: Uint8Array | undefined, attempt: Attempt): readonly Tag[] {
  if (bytes === undefined) throw invalidAnswer(attempt, 'a page of the list is too large', 'too-large');
  let document: JsonObject;
  try {
    document = parseJsonObject(bytes);
  } catch {
    throw invalidAnswer(attempt, 'the answer is no list of tags');
  }
  const tags = property(document, 'tags');
  // A repository without tags gives null (distribution), or leaves them out beside its name.
  if (tags === null || (tags === undefined && property(document, 'name') !== undefined)) return [];
  if (!Array.isArray(tags)) throw invalidAnswer(attempt, 'the answer is no list of tags');
  return tags.filter((tag): tag is Tag => typeof tag === 'string' && isTag(tag));
}

/** Tells whether a 404 means that the repository does not exist, and not that something else went wrong. */
function isUnknownRepository(body: Uint8Array | undefined): boolean {
  if (body === undefined) return false;
  try {
    const errors = property(parseJsonObject(body), 'errors');
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    return isJsonObject(first) && property(first, 'code') !== 'UNSUPPORTED';
  } catch {
    return false;
  }
}

/** Tells whether a page is what a registry gives that begins its list after a tag: in order, and nothing before it. */
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
 * @returns undefined where the registry cannot be asked like that; an empty answer proves nothing.
 */
export async function listTagsFrom(
  client: RegistryClient,
  repository: Repository,
  stem: string,
): Promise<ReadonlySet<Tag> | undefined> {
  const attempt = { registry: client.registry, doing: `list the tags of ${formatRepository(repository)}` };
  const tags = new Set<Tag>();
  let last = stem;
  let url: URL | undefined = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
  for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages++) {
    const response = await client.send({ method: 'GET', url, headers: { accept: 'application/json' } });
    if (response.status === 404 && isUnknownRepository(await readBody(response, MAX_PAGE))) return tags;
    if (response.status !== 200) throw await refused(response, attempt);
    const page = readTags(await readBody(response, MAX_PAGE), attempt);
    if (!beginsAfter(page, last)) return undefined;
    const wanted = page.filter((tag) => tag.startsWith(stem));
    for (const tag of wanted) tags.add(tag);
    if (wanted.length < page.length) return tags;
    last = page.at(-1) ?? last;
    url = nextPage(response, url, attempt);
  }
  return tags;
}

/**
 * Lists the tags of a repository, all pages of them; a repository that does not exist has none.
 *
 * @throws {RegistryError} for every answer that is neither a list nor "not found": what cannot be read is never
 *   taken for empty, or an old release would move `latest` back.
 */
export async function listTags(client: RegistryClient, repository: Repository): Promise<ReadonlySet<Tag>> {
  const attempt = { registry: client.registry, doing: `list the tags of ${formatRepository(repository)}` };
  const tags = new Set<Tag>();
  const visited = new Set<string>();
  let url: URL | undefined = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
  while (url !== undefined) {
    if (visited.has(url.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, 'the list has no end');
    visited.add(url.href);
    const response = await client.send({ method: 'GET', url, headers: { accept: 'application/json' } });
    if (response.status === 404 && visited.size === 1) {
      const body = await readBody(response, MAX_PAGE);
      if (isUnknownRepository(body)) return tags;
      throw invalidAnswer(attempt, 'the registry answers 404 without saying that the repository is unknown');
    }
    if (response.status !== 200) throw await refused(response, attempt);
    for (const tag of readTags(await readBody(response, MAX_PAGE), attempt)) tags.add(tag);
    url = nextPage(response, url, attempt);
  }
  return tags;
}
