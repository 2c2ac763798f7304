import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';

/** Makes a server listen on the loopback interface and returns its `127.0.0.1:PORT`; a free port by default. */
export async function listen(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot listen: the server has no port');
  return `127.0.0.1:${address.port}`;
}

/** Ends a server at once, with every connection to it; a second call does nothing. */
export async function closeServer(server: HttpServer): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Finds a loopback address that nothing listens on, for a program that takes no port of its own choice. */
export async function findFreeHost(): Promise<string> {
  const server = createServer();
  const host = await listen(server);
  await closeServer(server);
  return host;
}
