import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { closeServer, listen } from '../support/loopback.ts';

/** What a registry makes of `last`: it begins there, gives everything all the same, or begins there in no order. */
export type ListBehaviour = 'honours last' | 'ignores last' | 'gives no order' | 'gives nothing after last';

/** How a repository of very many tags is served. */
export interface ScaleOptions {
  /** The tags, in the order in which they are given where nobody asks for one. */
  readonly tags: readonly string[];
  /** The most tags on a page. */
  readonly pageSize: number;
  /** How many tags of a page the next one repeats. */
  readonly overlap?: number;
  readonly behaviour?: ListBehaviour;
}

/** A registry of one repository of which only the tags can be asked for. */
export interface ScaleRegistry extends AsyncDisposable {
  readonly host: string;
  /** The requests that came, as `GET /path?query`. */
  readonly requests: readonly string[];
}

function digestOf(tag: string): string {
  return `sha256:${createHash('sha256').update(tag).digest('hex')}`;
}

/** Cuts a list into pages; with an overlap a page begins with the end of the one before it. */
function pagesOf({ tags, pageSize, overlap = 0 }: ScaleOptions): readonly (readonly string[])[] {
  const pages: (readonly string[])[] = [];
  for (let at = 0; at < tags.length; at += pageSize - overlap) pages.push(tags.slice(at, at + pageSize));
  // A list that is read while it changes may give a whole page again.
  return overlap === 0 ? pages : pages.flatMap((page, index) => (index % 10 === 3 ? [page, page] : [page]));
}

function sendList(response: ServerResponse, tags: readonly string[], next?: string): void {
  if (next !== undefined) response.setHeader('Link', `<${next}>; rel="next"`);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name: 'd/app', tags }));
}

/** Starts a registry whose repository `d/app` has these tags; a tag is looked up by HEAD. */
export async function startScaleRegistry(options: ScaleOptions): Promise<ScaleRegistry> {
  const { behaviour = 'ignores last', pageSize } = options;
  const names = new Set(options.tags);
  const sorted = options.tags.toSorted();
  const pages = pagesOf(options);
  const requests: string[] = [];

  function answerList(query: URLSearchParams, response: ServerResponse): void {
    const last = query.get('last');
    if (last === null || behaviour === 'ignores last') {
      const index = Number(query.get('page') ?? 0);
      const next = index + 1 < pages.length ? `/v2/d/app/tags/list?n=${pageSize}&page=${index + 1}` : undefined;
      sendList(response, pages[index] ?? [], next);
      return;
    }
    if (behaviour === 'gives nothing after last') {
      sendList(response, []);
      return;
    }
    const rest = sorted.filter((tag) => tag > last);
    const page = rest.slice(0, pageSize);
    const next = rest.length > pageSize ? `/v2/d/app/tags/list?n=${pageSize}&last=${page.at(-1)}` : undefined;
    sendList(response, behaviour === 'honours last' ? page : page.toReversed(), next);
  }

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? '', 'http://registry');
    const tag = /^\/v2\/d\/app\/manifests\/(.+)$/.exec(url.pathname)?.[1];
    if (url.pathname === '/v2/d/app/tags/list') return answerList(url.searchParams, response);
    if (tag === undefined || !names.has(tag)) return response.writeHead(404).end();
    const headers = { 'content-type': 'application/vnd.oci.image.index.v1+json', 'content-length': '2' };
    return response.writeHead(200, { ...headers, 'docker-content-digest': digestOf(tag) }).end();
  });
  const host = await listen(server);
  return { host, requests, [Symbol.asyncDispose]: () => closeServer(server) };
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/**
 * Makes the 100,000 tags of a repository that was never tidied up, in no order, always the same.
 *
 * Versions go from 1.0.0 to 20.99.9, with pre-releases of 21.0.0, tags of commits, signatures and days.
 */
export function makeManyTags(): readonly string[] {
  const versions = range(20_000).map((n) => `${Math.floor(n / 1000) + 1}.${Math.floor(n / 10) % 100}.${n % 10}`);
  const lines = range(2000).map((n) => `${Math.floor(n / 100) + 1}.${n % 100}`);
  const tags = [
    ...['latest', 'main', 'edge', 'rc', ...versions, ...lines, ...range(20).map((n) => `${n + 1}`)],
    ...range(5000).map((n) => `21.0.0-rc.${n + 1}`),
    ...range(4000).map((n) => `sha256-${hex(`signature ${n}`, 64)}.sig`),
    ...range(10_000).map((n) => `${20_150_101 + Math.floor(n / 10)}_${String((n % 10) + 1).padStart(2, '0')}`),
  ];
  const commits = range(100_000 - tags.length).map((n) => `sha-${hex(`commit ${n}`, 7)}${n}`);
  return [...tags, ...commits]
    .map((tag) => ({ tag, order: hex(`order ${tag}`, 12) }))
    .sort((left, right) => (left.order < right.order ? -1 : 1))
    .map(({ tag }) => tag);
}
