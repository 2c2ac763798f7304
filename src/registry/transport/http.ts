import { InputError } from '../../errors.ts';
import type { ErrorEntry } from '../error-document.ts';

/** The methods of the distribution specification. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Makes a request's body; called again for every try, because a stream that was sent in part cannot be sent again. */
export type BodySource = () => AsyncIterable<Uint8Array>;

/** A request to a registry. */
export interface HttpRequest {
  readonly method: Method;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | { readonly source: BodySource; readonly length: number };
  /** How many bytes the registry puts together and stores before it answers, where that is not the body's length. */
  readonly commits?: number;
  /** Whether it is for an API of the registry's own, which takes the user's password and no token. */
  readonly withPassword?: true;
  /** Whether the errors of a failing status are final: by default that is told by their codes alone. */
  readonly isFinal?: (errors: readonly ErrorEntry[]) => boolean;
  /** The registry that named this host, where the user did not: such a host's addresses are checked. */
  readonly sentBy?: URL;
}

/** An answer. Its body must be read or discarded, or the connection stays taken. */
export interface HttpResponse {
  readonly status: number;
  /** Where the answer came from: the request's address, or the last redirect's. */
  readonly url: URL;
  /** The first value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** All values of a header, by its lower-case name. */
  headers(name: string): readonly string[];
  readonly body: AsyncIterable<Uint8Array>;
  /** What the request's credentials may not do although the login is right, where that is what a refusal means. */
  readonly mayNot?: string;
  /** Whether it may only mean that the request's token ended early: the next request gets a fresh one. */
  readonly hadStaleToken?: true;
  discard(): Promise<void>;
}

/** What sends a request and gives its answer; interceptors wrap one in another. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Whether an answer is from another origin than the one that was asked: the storage behind a registry. */
export function isElsewhere(response: HttpResponse, asked: URL): boolean {
  return response.url.origin !== asked.origin;
}

/**
 * Reads a body into memory.
 *
 * @param limit in bytes; never trust a declared size for an allocation.
 * @returns undefined if the body is longer than the limit.
 */
export async function readBody(response: HttpResponse, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** What a request is for: registries limit each of these by itself. */
type RequestKind = 'read' | 'write' | 'list' | 'token';

/** Tells what a request is for, by its method and the endpoints of the distribution specification. */
export function requestKind({ method, url }: Pick<HttpRequest, 'method' | 'url'>): RequestKind {
  const endpoint = /^\/v2\/.+\/(manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
  // Upload sessions may be anywhere; only tokens are asked for by GET or POST elsewhere.
  if (endpoint === undefined) return method === 'GET' || method === 'POST' ? 'token' : 'write';
  if (endpoint === 'tags' || endpoint === 'referrers') return 'list';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

/** What a header's value may hold: visible ASCII, blanks and tabs (RFC 9110, section 5.5, without the obsolete part). */
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Checks that the values of a request's headers are nothing but values: a line break would begin another header.
 *
 * @throws {InputError} without the value, which may be a secret: only credentials come from outside.
 */
export function checkHeaders({ url, headers = {} }: Pick<HttpRequest, 'url' | 'headers'>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (VALUE.test(value)) continue;
    throw new InputError({
      what: `ask registry "${url.host}"`,
      reason: `the header "${name}" has a character that headers cannot hold`,
      remedy: 'look for line breaks and other special characters in the credentials',
    });
  }
}

/**
 * Takes headers that have no value for missing, whatever they are: an empty `Docker-Content-Digest` names no digest
 * (distribution/distribution#3848), and an empty `Location` leads nowhere, but would stand for the address that was asked.
 */
export function withSentHeaders(transport: Transport): Transport {
  return {
    async send(request) {
      const response = await transport.send(request);
      const headers = (name: string): readonly string[] =>
        response.headers(name).filter((value) => value.trim() !== '');
      return { ...response, headers, header: (name) => headers(name)[0] };
    },
  };
}
