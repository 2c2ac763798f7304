import { type Agent, type IncomingMessage, request as openRequest } from 'node:http';
import type { Readable } from 'node:stream';

/** Headers that belong to one connection (RFC 9110, section 7.6.1), and Expect, which the proxy has already answered. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect']);

/** Where a request goes, and over which connections. */
export interface ForwardTarget {
  readonly host: string;
  readonly agent: Agent;
}

/** Returns the headers of a message as they came, spelling and repetition kept, without those of its connection. */
export function endToEndHeaders({ rawHeaders }: IncomingMessage): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** How many bytes have passed so far. */
export interface Counter {
  readonly bytes: number;
}

/** Counts the bytes of a stream that something else reads. */
export function countBytes(stream: Readable): Counter {
  const counter = { bytes: 0 };
  stream.on('data', (chunk: Buffer) => {
    counter.bytes += chunk.length;
  });
  return counter;
}

/**
 * Passes a request on while it arrives and returns the answer's head.
 *
 * @throws {Error} where the target cannot be reached, or goes away before it answers.
 */
export function forwardRequest(request: IncomingMessage, { host, agent }: ForwardTarget): Promise<IncomingMessage> {
  const { hostname, port } = new URL(`http://${host}`);
  const { method, url: path } = request;
  const headers = endToEndHeaders(request);
  return new Promise((resolve, reject) => {
    const outgoing = openRequest({ agent, host: hostname, port, method, path, headers });
    outgoing.once('response', resolve);
    // Stays after the answer: a target that answers early and hangs up breaks the rest of the request, not the answer.
    outgoing.on('error', reject);
    request.once('close', () => {
      if (!request.complete) outgoing.destroy();
    });
    // Without this the head would wait for the first byte of a body that may be long in coming.
    outgoing.flushHeaders();
    request.pipe(outgoing);
  });
}
