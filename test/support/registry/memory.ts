import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse, Transport } from '../../../src/registry/transport/http.ts';
import { answerRequest } from './answer.ts';
import { createAuthenticator } from './auth.ts';
import type { Answer } from './exchange.ts';
import { type Loadable, loadContent } from './load.ts';
import type { RegistryOptions } from './options.ts';
import { RequestBody } from './request-body.ts';
import { type RepositoryStore, Store } from './store.ts';

/** How a request goes to a registry of this process, and its answer back: each may take time. */
export interface Way {
  /** Waits until the registry gets a request. */
  there(): Promise<void>;
  /** Carries it out. */
  at<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits until the answer is back. */
  back(): Promise<void>;
}

/** What repositories hold at some moment. */
export type Snapshot = ReadonlyMap<string, RepositoryStore>;

function copyOf(store: RepositoryStore, into: RepositoryStore): RepositoryStore {
  for (const [digest, bytes] of store.blobs) into.blobs.set(digest, bytes);
  for (const manifest of store.manifests.values()) into.putManifest(manifest, []);
  for (const [tag, digest] of store.tags) into.tags.set(tag, digest);
  return into;
}

/**
 * The embedded registry without a network: its handlers answer in this process, so that a thousand runs take seconds, and
 * a test decides which request is carried out next.
 */
export class MemoryRegistry {
  readonly host: string;
  private readonly options: RegistryOptions;
  private readonly auth = createAuthenticator(undefined, { now: Date.now });
  private store: Store;

  constructor(host: string, options: RegistryOptions = {}) {
    this.host = host;
    this.options = options;
    this.store = new Store({ fallbackLag: options.fallbackLag ?? 0 });
  }

  load(repository: string, content: Loadable, tags: readonly string[]): void {
    loadContent(this.store.open(repository), content, tags);
  }

  tags(repository: string): ReadonlyMap<string, string> {
    return this.store.open(repository).tags;
  }

  manifests(repository: string): RepositoryStore['manifests'] {
    return this.store.open(repository).manifests;
  }

  blobs(repository: string): ReadonlyMap<string, Uint8Array> {
    return this.store.open(repository).blobs;
  }

  /** Copies what some repositories hold. */
  take(repositories: readonly string[]): Snapshot {
    return new Map(repositories.map((name) => [name, copyOf(this.store.open(name), new Store().open(name))] as const));
  }

  /** Goes back to what was copied; all else is gone. */
  restore(snapshot: Snapshot): void {
    this.store = new Store({ fallbackLag: this.options.fallbackLag ?? 0 });
    for (const [name, content] of snapshot) copyOf(content, this.store.open(name));
  }

  private answer({ method, url, headers = {} }: HttpRequest, bytes: Uint8Array): Promise<Answer> {
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const length = bytes.length === 0 ? {} : { 'content-length': String(bytes.length) };
    const stream = Readable.from(bytes.length === 0 ? [] : [Buffer.from(bytes)]);
    const exchange = {
      method,
      query: url.searchParams,
      headers: { ...length, ...Object.fromEntries(lower), host: this.host },
      origin: `http://${this.host}`,
      body: new RequestBody(stream as unknown as IncomingMessage),
    };
    const { store, options, auth } = this;
    return answerRequest({ store, options, exchange }, { path: url.pathname, auth });
  }

  /** Connects a client by a way of its own. */
  connect({ there, at, back }: Way): Transport {
    return {
      send: async (request) => {
        const { body } = request;
        const bytes =
          body === undefined || body instanceof Uint8Array ? (body ?? new Uint8Array()) : await collect(body.source());
        await there();
        const answer = await at(() => this.answer(request, bytes));
        await back();
        return toResponse(request, answer);
      },
    };
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function toResponse({ method, url }: HttpRequest, { status, headers = {}, body, unsized }: Answer): HttpResponse {
  const bytes = body ?? new Uint8Array();
  const length = status === 204 || unsized === true ? {} : { 'content-length': String(bytes.length) };
  const all = new Map(
    Object.entries({ ...length, ...headers }).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
  );
  const read = (name: string) => all.get(name) ?? [];
  async function* give(): AsyncGenerator<Uint8Array> {
    if (method !== 'HEAD' && bytes.length > 0) yield bytes;
  }
  return {
    ...{ status, url },
    header: (name) => read(name)[0],
    headers: read,
    body: { [Symbol.asyncIterator]: give },
    discard: async () => undefined,
  };
}
