import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request as openRequest } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A server that must never get a secret: it keeps every byte that it receives. */
export interface ForeignServer extends AsyncDisposable {
  readonly host: string;
  /** Everything that was received so far, connections one after the other as they sent. */
  received(): Uint8Array;
  clear(): void;
}

/** Writes an answer to the head of a request. */
export type AnswerHead = (target: string) => string | Uint8Array;

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `127.0.0.1:${address.port}`;
}

function manage(server: Server, host: string, chunks: Uint8Array[]): ForeignServer {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)).on('error', () => undefined));
  });
  return {
    host,
    received: () => Buffer.concat(chunks),
    clear: () => void chunks.splice(0),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Writes an answer of HTTP with a length. */
export function httpAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = '',
): Uint8Array {
  const own = { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' };
  const lines = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} -\r\n${lines.join('')}\r\n`), Buffer.from(body)]);
}

/** Starts a server that answers every request by its target, whatever else it holds. */
export async function startForeign(answer: AnswerHead): Promise<ForeignServer> {
  const chunks: Uint8Array[] = [];
  const server = createServer((socket) => {
    let head = '';
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const before = head;
      head += chunk.toString('latin1');
      if (before.includes('\r\n\r\n') || !head.includes('\r\n\r\n')) return;
      socket.end(answer(head.split(' ', 2)[1] ?? ''));
    });
  });
  return manage(server, await listen(server), chunks);
}

/** Where a name leads, and whether what is said to it is no business of the proxy's. */
export interface ProxiedName {
  readonly host: string;
  /** Set for the registry itself: over plain HTTP a proxy sees all that is said to it, and must. */
  readonly isRegistry?: true;
}

/** Starts a proxy for names that nobody else knows. What it keeps is what itself and strangers are told. */
export async function startFakeProxy(names: Readonly<Record<string, ProxiedName>>): Promise<ForeignServer> {
  const chunks: Uint8Array[] = [];
  function keep(request: IncomingMessage, isRegistry = false): void {
    const { rawHeaders } = request;
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
    const kept = isRegistry ? lines.filter((line) => !/^authorization:/i.test(line)) : lines;
    chunks.push(Buffer.from([`${request.method} ${request.url}`, ...kept, ''].join('\n')));
  }
  const server = createHttpServer((incoming, outgoing) => {
    const url = URL.parse(incoming.url ?? '');
    const name = names[url?.hostname ?? ''];
    keep(incoming, name?.isRegistry);
    if (url === null || name === undefined) return void outgoing.writeHead(502).end();
    const [host, port] = name.host.split(':');
    const { method, headers } = incoming;
    const passed = openRequest(
      { host, port, method, headers, path: url.pathname + url.search, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.on('data', (chunk: Buffer) => name.isRegistry !== true && chunks.push(chunk)).pipe(passed);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket, first: Buffer) => {
    keep(incoming);
    const [name = '', port] = (incoming.url ?? '').split(':');
    const [host, target] = (names[name]?.host ?? '').split(':');
    if (target === undefined || port === '443') return void socket.end('HTTP/1.1 502 -\r\n\r\n');
    const other = connect(Number(target), host, () => {
      socket.write('HTTP/1.1 200 -\r\n\r\n');
      other.write(first);
      socket.pipe(other).pipe(socket);
    });
    other.on('error', () => socket.destroy());
  });
  return manage(server, await listen(server), chunks);
}
