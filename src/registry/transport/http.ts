import { InputError } from '../../errors.ts';
import type { ErrorEntry } from '../error-document.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Makes a request's body, anew for every try: a partly sent stream cannot be sent again. */
export type BodySource = () => AsyncIterable<Uint8Array>;

export interface HttpRequest {
  readonly method: Method;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | { readonly source: BodySource; readonly length: number };
  /** How many bytes the registry stores before it answers, if that is not the body's length. */
  readonly commits?: number;
  /** By when it must go out, by the clock of the client (ms): what was seen before may not be so any more. */
  readonly sendBefore?: number;
  /** Whether it is for an API of the registry's own, which takes the user's password and no token. */
  readonly withPassword?: true;
  /** Whether the errors of a failing status are final; by default their codes decide. */
  readonly isFinal?: (errors: readonly ErrorEntry[]) => boolean;
  /** The registry that named this host, if the user did not: then its addresses are checked. */
  readonly sentBy?: URL;
}

/** An answer. Its body must be read or discarded, or the connection stays in use. */
export interface HttpResponse {
  readonly status: number;
  /** The request's address, or the last redirect's. */
  readonly url: URL;
  /** The first value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** All values of a header, by its lower-case name. */
  headers(name: string): readonly string[];
  readonly body: AsyncIterable<Uint8Array>;
  /** What a refusal says the credentials may not do, although the login is right. */
  readonly mayNot?: string;
  /** Whether the cause may be only an expired token: the next request gets a fresh one. */
  readonly hadStaleToken?: true;
  discard(): Promise<void>;
}

/** Sends requests; interceptors wrap one in another. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Whether an answer is from another origin than requested: the storage behind a registry. */
export function isElsewhere(response: HttpResponse, asked: URL): boolean {
  return response.url.origin !== asked.origin;
}

/** Reads a body into memory; undefined if it is longer than the limit in bytes, whatever its declared size. */
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

/** Registries limit each of these separately. */
type RequestKind = 'read' | 'write' | 'list' | 'token';

/** Classifies a request by its method and the endpoints of the distribution specification. */
export function requestKind({ method, url }: Pick<HttpRequest, 'method' | 'url'>): RequestKind {
  const endpoint = /^\/v2\/.+\/(manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
  // Upload sessions may be anywhere; elsewhere, only tokens use GET or POST.
  if (endpoint === undefined) return method === 'GET' || method === 'POST' ? 'token' : 'write';
  if (endpoint === 'tags' || endpoint === 'referrers') return 'list';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

/** Visible ASCII, blanks and tabs (RFC 9110, section 5.5, without the obsolete part). */
const VALUE = /^[\t\x20-\x7e]*$/;

/** @throws {InputError} for a line break, which begins another header; the value, maybe a secret, is left out. */
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
 * Treats empty headers as missing: an empty `Docker-Content-Digest` names no digest (distribution/distribution#3848),
 * and an empty `Location` would stand for the requested address.
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
