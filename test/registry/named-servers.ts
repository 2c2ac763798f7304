import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Transport } from '../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../src/registry/transport/network.ts';
import { closeServer, listen } from '../support/loopback.ts';

/** Servers on loopback, one for each origin, that clients reach by the origins' names. */
export interface NamedServers extends AsyncDisposable {
  /** All that an origin received so far: targets, headers and bodies. */
  received(origin: string): string;
  forget(): void;
  readonly transport: Transport;
}

/** Starts a recording server for each origin; a function answers for all of them. */
export async function startNamedServers(
  origins: readonly string[],
  answer: (origin: string, request: IncomingMessage, response: ServerResponse) => void,
): Promise<NamedServers> {
  const hosts = new Map<string, string>();
  const seen = new Map<string, string[]>();
  const servers = origins.map((origin) =>
    createServer(async (request, response) => {
      const body = (await buffer(request)).toString('latin1');
      seen.get(origin)?.push([request.method, request.url, ...request.rawHeaders, body].join('\n'));
      answer(origin, request, response);
    }),
  );
  for (const [index, server] of servers.entries()) {
    const origin = origins[index] ?? '';
    hosts.set(origin, await listen(server));
    seen.set(origin, []);
  }
  const wire = await openHttpTransport({ userAgent: 'sealift-test' });
  return {
    received: (origin) => (seen.get(origin) ?? []).join('\n'),
    forget() {
      for (const lines of seen.values()) lines.splice(0);
    },
    transport: {
      async send(request) {
        const host = hosts.get(request.url.origin);
        if (host === undefined) throw new Error(`nobody stands for ${request.url.origin}`);
        const { sentBy: _, ...plain } = request;
        const url = new URL(`http://${host}${request.url.pathname}${request.url.search}`);
        return { ...(await wire.send({ ...plain, url })), url: request.url };
      },
    },
    async [Symbol.asyncDispose]() {
      await wire[Symbol.asyncDispose]();
      await Promise.all(servers.map(closeServer));
    },
  };
}
