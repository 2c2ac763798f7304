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
  /** Tells whether the errors of a failing status are final: by default that is told by their codes alone. */
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
  readonly hadWornToken?: true;
  discard(): Promise<void>;
}

/** What sends a request and gives its answer; interceptors wrap one in another. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** Tells whether an answer is from another origin than the one that was asked: the storage behind a registry. */
export function isElsewhere(response: HttpResponse, asked: URL): boolean {
  return response.url.origin !== asked.origin;
}

/**
 * Reads a body into memory.
 *
 * @param limit in bytes; never trust a declared size for an allocation.
 * @returns undefined where the body is longer than the limit.
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
