import { createServer, type Server, type Socket } from 'node:net';
import { listen } from './loopback.ts';

/** A connection to a raw server, with what came over it so far. */
export interface RawConnection {
  readonly socket: Socket;
  /** The number of connections that came before this one. */
  readonly index: number;
  /** All bytes so far, as text. */
  readonly received: () => string;
  /** Waits for the end of the next request's head; its body may follow. */
  head(): Promise<string>;
}

/** A server that speaks no protocol by itself. */
export interface RawServer extends AsyncDisposable {
  readonly host: string;
  /** How many connections there were in all. */
  readonly connections: () => number;
  /** How many of them are open. */
  readonly open: () => number;
  /** The heads of requests that were seen, each from its method to its last header. */
  readonly heads: readonly string[];
}

function watch(socket: Socket, index: number, heads: string[]): RawConnection {
  let received = '';
  let read = 0;
  let wake = (): void => undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    wake();
  });
  return {
    socket,
    index,
    received: () => received,
    async head() {
      for (;;) {
        const start = received.slice(read).search(/(?:GET|HEAD|PUT|POST|PATCH|DELETE) \//);
        const end = start < 0 ? -1 : received.indexOf('\r\n\r\n', read + start);
        if (end >= 0) {
          const head = received.slice(read + start, end);
          read = end + 4;
          heads.push(head);
          return head;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/**
 * Starts a server on a free loopback port that does with each connection what the test says.
 *
 * For HTTP that no library lets a server write. What the test does when the client hangs up ends quietly.
 */
export async function startRawServer(
  serve: (connection: RawConnection) => void | Promise<void>,
  makeServer: (onConnection: (socket: Socket) => void) => Server = createServer,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const heads: string[] = [];
  let connections = 0;
  const server = makeServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(watch(socket, connections++, heads));
  });
  const host = await listen(server);
  return {
    host,
    heads,
    connections: () => connections,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
