import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { parseRepository, type Repository } from '../../src/oci/reference.ts';
import type { ChallengeCache } from '../../src/registry/auth/login.ts';
import { createRegistryClient, type RegistryClient } from '../../src/registry/client.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/registry/transport/http.ts';
import { type HttpTransport, openHttpTransport } from '../../src/registry/transport/network.ts';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import { closeServer, listen } from '../support/loopback.ts';

/** The name of the registry that exists in memory alone. */
export const REGISTRY = 'registry.example.com';

/** A repository of that registry. */
export const APP: Repository = parseRepository(`${REGISTRY}/d/app`);

/** A clock that stands still but for sleeping, which takes no time at all. */
export interface FakeClock extends RetryClock {
  readonly pauses: readonly number[];
  advance(milliseconds: number): void;
}

/** Makes a clock that begins at an instant, in ms since 1970. */
export function createClock(start = Date.parse('2026-01-02T03:04:05Z')): FakeClock {
  const pauses: number[] = [];
  let time = start;
  return {
    pauses,
    advance(milliseconds) {
      time += milliseconds;
    },
    async sleep(milliseconds) {
      pauses.push(milliseconds);
      time += milliseconds;
    },
    now: () => time,
    random: () => 0.5,
  };
}

/** An answer as a test writes it. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | readonly Uint8Array[];
  /** Where the answer came from, where that is not the request's address. */
  readonly from?: string;
}

/** Answers a request; `index` counts the requests before it. */
export type Handler = (request: HttpRequest, index: number) => FakeAnswer | Promise<FakeAnswer>;

function chunksOf(body: FakeAnswer['body']): readonly Uint8Array[] {
  if (body === undefined) return [];
  if (typeof body === 'string') return [Buffer.from(body)];
  return body instanceof Uint8Array ? [body] : body;
}

/** Makes an answer as the wire gives it. */
export function answerOf(request: HttpRequest, answer: FakeAnswer): HttpResponse {
  const all = new Map(Object.entries(answer.headers ?? {}));
  const headers = (name: string): readonly string[] => {
    const value = all.get(name);
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  async function* read(): AsyncGenerator<Uint8Array> {
    yield* chunksOf(answer.body);
  }
  return {
    status: answer.status ?? 200,
    url: answer.from === undefined ? request.url : new URL(answer.from),
    header: (name) => headers(name)[0],
    headers,
    body: { [Symbol.asyncIterator]: read },
    discard: async () => undefined,
  };
}

/** A transport that a function answers, with the requests that it saw. */
export interface FakeTransport extends Transport {
  readonly requests: readonly HttpRequest[];
}

/** Makes a transport from the function that answers. */
export function createTransport(handler: Handler): FakeTransport {
  const requests: HttpRequest[] = [];
  return {
    requests,
    async send(request) {
      requests.push(request);
      return answerOf(request, await handler(request, requests.length - 1));
    },
  };
}

/** A client whose registry is a function. */
export interface FakeClient {
  readonly client: RegistryClient;
  readonly requests: readonly HttpRequest[];
  readonly clock: FakeClock;
}

/** Builds the whole chain of a client upon a function that answers. */
export function createFakeClient(handler: Handler, clock = createClock()): FakeClient {
  const wire = createTransport(handler);
  const endpoint = new URL(`https://${REGISTRY}/v2/`);
  const auth = { credential: { kind: 'anonymous' } as const, scopes: [], maskSecret: () => undefined, now: clock.now };
  const client = createRegistryClient({ registry: REGISTRY, endpoint, transport: wire, clock, auth });
  return { client, requests: wire.requests, clock };
}

/** How to speak to a registry on a loopback port. */
export interface ConnectOptions {
  readonly credential?: Credential;
  readonly scopes?: readonly string[];
  readonly clock?: RetryClock;
  /** Shared with other clients; its own by default. */
  readonly challenges?: ChallengeCache;
}

/** A client upon real connections. */
export interface Connection extends AsyncDisposable {
  readonly client: RegistryClient;
  readonly wire: HttpTransport;
  /** What was reported as secret, in order. */
  readonly secrets: readonly string[];
}

/** Connects a client to a registry on a loopback port. */
export async function connect(host: string, options: ConnectOptions = {}): Promise<Connection> {
  const { credential = { kind: 'anonymous' }, scopes = [], clock = createClock(), challenges } = options;
  const wire = await openHttpTransport({ userAgent: 'sealift-test' });
  const secrets: string[] = [];
  const auth = {
    credential,
    scopes,
    challenges,
    maskSecret: (secret: string) => void secrets.push(secret),
    now: clock.now,
  };
  const endpoint = new URL(`http://${host}/v2/`);
  const client = createRegistryClient({ registry: host, endpoint, transport: wire, clock, auth });
  return { client, wire, secrets, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() };
}

/** A request as a server on loopback saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A server on loopback that a function answers. */
export interface TinyServer extends AsyncDisposable {
  readonly host: string;
  readonly seen: readonly SeenRequest[];
}

/** Starts a server on a free loopback port. */
export async function startServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TinyServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handle(request, response);
  });
  const host = await listen(server);
  return { host, seen, [Symbol.asyncDispose]: () => closeServer(server) };
}

/** Writes requests in short: method and path with query. */
export function linesOf(requests: readonly HttpRequest[]): readonly string[] {
  return requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);
}

/** Reads a stream whole. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The body of a refusal in the specification's form. */
export function errorBody(code: string, message = ''): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
