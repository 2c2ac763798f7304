import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';

/** A value of a header: text is written as UTF-8, which HTTP does not forbid and Node's server does. */
export type RawHeader = readonly [name: string, value: string | Uint8Array];

/** An answer as an attacker writes it, byte by byte. */
export interface RawAnswer {
  readonly status: number;
  readonly reason?: string | Uint8Array;
  readonly headers?: readonly RawHeader[];
  readonly body?: string | Uint8Array;
}

/** Clients take no more than 16 KiB of headers in all (bytes). */
const MAX_HEADER = 1500;

/** Leaves out what ends a header, and what no client takes in one: nothing of it would be shown. */
function headerBytes(value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return bytes.filter((byte) => byte === 9 || (byte >= 0x20 && byte !== 0x7f)).slice(0, MAX_HEADER);
}

/** Writes an answer to a connection and ends it. */
export async function answerRaw(request: IncomingMessage, _: ServerResponse, answer: RawAnswer): Promise<true> {
  const { status, reason = 'OK', headers = [], body = '' } = answer;
  await finished(request.resume(), { writable: false });
  const bytes = request.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(body);
  const own: readonly RawHeader[] = [
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Connection', 'close'],
  ];
  const lines = [...headers, ...own].flatMap(([name, value]) => [
    Buffer.from(`${name}: `),
    headerBytes(value),
    Buffer.from('\r\n'),
  ]);
  const start = [Buffer.from(`HTTP/1.1 ${status} `), headerBytes(reason), Buffer.from('\r\n')];
  request.socket.end(Buffer.concat([...start, ...lines, Buffer.from('\r\n'), bytes]));
  return true;
}

/** Writes an error in the specification's form. */
export function errorAnswer(status: number, error: unknown, headers: readonly RawHeader[] = []): RawAnswer {
  const type: RawHeader = ['Content-Type', 'application/json'];
  return { status, headers: [type, ...headers], body: JSON.stringify({ errors: [error] }) };
}

/** Puts further headers into the answer that the registry is going to give. */
export function adorn(response: ServerResponse, headers: readonly RawHeader[]): void {
  for (const [name, value] of headers) response.setHeader(name, Buffer.from(headerBytes(value)).toString('latin1'));
}
