import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { listen } from '../../support/loopback.ts';
import type { Authority } from '../private-network.ts';

/** What a server that speaks both versions was asked. */
export interface SeenExchange {
  readonly version: string;
  readonly method: string;
  readonly path: string;
}

/** A server that offers HTTP/2 and HTTP/1.1 over TLS. */
export interface H2Registry extends AsyncDisposable {
  readonly host: string;
  readonly seen: readonly SeenExchange[];
  /** How many connections there were in all. */
  readonly connections: () => number;
  /** How many of them are open. */
  readonly open: () => number;
  /** The most requests that were under way at once on a connection. */
  readonly busiest: () => number;
}

/** What the server does. */
export interface H2RegistryOptions {
  /** Answers a request over HTTP/2, in the place of a 200. */
  readonly onStream?: (stream: ServerHttp2Stream, session: Http2Session, index: number) => void;
  readonly maxConcurrentStreams?: number;
}

/** Starts a server on a free loopback port; over HTTP/1.1 it answers everything with 200. */
export async function startH2Registry(
  { key, cert }: Pick<Authority, 'key' | 'cert'>,
  { onStream, maxConcurrentStreams = 100 }: H2RegistryOptions = {},
): Promise<H2Registry> {
  const seen: SeenExchange[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let streams = 0;
  const running = new WeakMap<Http2Session, number>();
  let busiest = 0;
  const server = createSecureServer({ key, cert, allowHTTP1: true, settings: { maxConcurrentStreams } });
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    const { session } = stream;
    if (session === undefined) return;
    seen.push({ version: '2', method: String(headers[':method']), path: String(headers[':path']) });
    stream.on('error', () => undefined);
    const now = (running.get(session) ?? 0) + 1;
    running.set(session, now);
    busiest = Math.max(busiest, now);
    stream.on('close', () => running.set(session, (running.get(session) ?? 0) - 1));
    if (onStream !== undefined) return onStream(stream, session, streams++);
    stream.resume();
    stream.on('end', () => setImmediate(() => answer(stream)));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.httpVersionMajor === 2) return;
    seen.push({ version: '1.1', method: request.method ?? '', path: request.url ?? '' });
    request.resume();
    request.on('end', () => response.end('{}'));
  });
  const host = await listen(server);
  return {
    host,
    seen,
    connections: () => connections,
    open: () => sockets.size,
    busiest: () => busiest,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers a stream with a small document, where it is still there. */
export function answer(stream: ServerHttp2Stream): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': 200, 'content-type': 'application/json' });
  stream.end('{}');
}
