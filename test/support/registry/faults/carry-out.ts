import { type IncomingHttpHeaders, type IncomingMessage, request as startRequest } from 'node:http';
import type { Answer } from '../exchange.ts';

/** Marks a request that a fault passes on, so that no fault strikes it. */
export const PASSED_ON = 'x-fault-passed-on';

/** Headers that belong to a connection and not to an answer (RFC 9110, section 7.6.1), and the date. */
const OF_CONNECTION: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date']);

/** Reads a stream of HTTP whole. */
export async function readWhole(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A request whose body was read already. */
export interface HeldRequest {
  readonly request: IncomingMessage;
  readonly body: Uint8Array;
  /** Where the registry listens; a socket forgets that when its client has gone away. */
  readonly port: number | undefined;
}

function headersOf({ request, body }: HeldRequest): IncomingHttpHeaders {
  const { connection: _, 'transfer-encoding': __, ...headers } = request.headers;
  return { ...headers, ...(body.length > 0 ? { 'content-length': String(body.length) } : {}), [PASSED_ON]: '1' };
}

/**
 * Lets the registry that got a request carry it out, by a connection of its own, and holds the answer.
 *
 * So a fault can alter what the real handler answers, or have it done twice.
 */
export async function carryOut(held: HeldRequest, { anonymous = false } = {}): Promise<Answer> {
  const { method, url } = held.request;
  const { authorization, ...headers } = headersOf(held);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = startRequest({
    host: '127.0.0.1',
    port: held.port,
    agent: false,
    method,
    path: url,
    setHost: false,
    headers: anonymous || authorization === undefined ? headers : { ...headers, authorization },
  });
  outgoing.on('response', resolve).on('error', reject).end(held.body);
  const answer = await promise;
  const kept = Object.entries(answer.headersDistinct).filter(([name]) => !OF_CONNECTION.has(name));
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(kept.map(([name, values = []]) => [name, values])),
    body: await readWhole(answer),
  };
}
