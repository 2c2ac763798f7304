import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { RequestBody } from './request-body.ts';

/** The headers of an answer; several values become several header lines. */
export type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/** What a handler answers: data that the server writes. */
export interface Answer {
  readonly status: number;
  readonly headers?: AnswerHeaders;
  /** The body; for HEAD only its length is sent. */
  readonly body?: Uint8Array;
  /** Whether a HEAD is answered without a length. */
  readonly unsized?: true;
}

/** What a handler sees of a request. */
export interface Exchange {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The origin that the client spoke to, by its Host header, so that locations lead back through a proxy. */
  readonly origin: string;
  readonly body: RequestBody;
}

/** Writes an answer; the length is announced, save where there can be no body or the answer says not to. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const body = answer.body ?? new Uint8Array();
  response.writeHead(answer.status, {
    ...(answer.status === 204 || answer.unsized === true ? {} : { 'Content-Length': String(body.length) }),
    ...answer.headers,
  });
  if (response.req.method === 'HEAD' || answer.status === 204) response.end();
  else response.end(body);
}
