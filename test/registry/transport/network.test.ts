import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { readBody } from '../../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../../src/registry/transport/network.ts';
import { findFreeHost, listen } from '../../support/loopback.ts';
import { answerOf, startServer } from '../support.ts';

describe('the wire', () => {
  it('sends what it is given and names itself', async () => {
    const bodies: string[] = [];
    await using server = await startServer(async (request, response) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.writeHead(202, { Location: '/x', 'X-Two': ['a', 'b'] }).end('done');
    });
    await using wire = await openHttpTransport({ userAgent: 'sealift/1' });
    async function* source() {
      yield Buffer.from('stream');
    }
    const url = new URL(`http://${server.host}/v2/a/blobs/uploads/1?_state=a%2Bb%3D&x=~%20`);
    const response = await wire.send({
      method: 'PATCH',
      url,
      headers: { 'content-type': 'application/octet-stream' },
      body: { source, length: 6 },
    });
    expect(response.status).toBe(202);
    expect(response.url).toBe(url);
    expect(response.header('location')).toBe('/x');
    expect(response.headers('x-two')).toEqual(['a', 'b']);
    expect(response.header('x-none')).toBeUndefined();
    expect(Buffer.from((await readBody(response, 10)) ?? []).toString()).toBe('done');
    expect(bodies.join('')).toBe('stream');
    expect(server.seen).toMatchObject([
      {
        method: 'PATCH',
        path: '/v2/a/blobs/uploads/1?_state=a%2Bb%3D&x=~%20',
        headers: { 'user-agent': 'sealift/1', 'accept-encoding': 'identity', 'content-length': '6' },
      },
    ]);
    expect(server.seen[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  it('follows nothing and tries nothing again by itself', async () => {
    await using server = await startServer((request, response) => {
      response.writeHead(request.url === '/a' ? 307 : 503, { Location: '/b' }).end();
    });
    await using wire = await openHttpTransport({ userAgent: 'sealift/1' });
    for (const path of ['/a', '/b']) {
      const response = await wire.send({ method: 'GET', url: new URL(path, `http://${server.host}`) });
      await response.discard();
    }
    expect(server.seen.map(({ path }) => path)).toEqual(['/a', '/b']);
    expect(wire.requests).toBe(2);
  });

  it('says that a port is closed', async () => {
    const host = await findFreeHost();
    await using wire = await openHttpTransport({ userAgent: 'sealift/1' });
    const error = await wire.send({ method: 'GET', url: new URL(`http://${host}/v2/`) }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({
      code: 'unreachable',
      message: `Cannot reach registry "${host}" over plain HTTP: it refuses connections; check its name and port, and that the runner may connect to it`,
    });
    expect(wire.requests).toBe(1);
  });

  it('says that a connection failed', async () => {
    const server = createServer((socket) => socket.destroy());
    const host = await listen(server);
    await using wire = await openHttpTransport({ userAgent: 'sealift/1' });
    await expect(wire.send({ method: 'GET', url: new URL(`http://${host}/v2/`) })).rejects.toThrow(
      /^Cannot reach registry "127\.0\.0\.1:\d+" over plain HTTP: the connection failed \([A-Z_]+\) during GET \/v2\/; /,
    );
    server.close();
  });

  it('says that a registry speaks no HTTPS', async () => {
    await using server = await startServer((_, response) => void response.end());
    await using wire = await openHttpTransport({ userAgent: 'sealift/1' });
    await expect(wire.send({ method: 'GET', url: new URL(`https://${server.host}/v2/`) })).rejects.toThrow(
      `Cannot reach registry "${server.host}" over HTTPS: it does not speak HTTPS at this port (ERR_SSL_WRONG_VERSION_NUMBER); check the port, or name the registry in the input "insecure-registries" if it uses plain HTTP`,
    );
  });

  it('stops where the run is stopped', async () => {
    const stop = new AbortController();
    await using server = await startServer(() => stop.abort());
    await using wire = await openHttpTransport({ userAgent: 'sealift/1', signal: stop.signal });
    await expect(wire.send({ method: 'GET', url: new URL(`http://${server.host}/`) })).rejects.toThrow(RegistryError);
  });
});

describe('readBody', () => {
  const request = { method: 'GET', url: new URL('https://registry.example.com/') } as const;
  it.each([
    ['fewer bytes than the limit', 11, 10],
    ['as many bytes as the limit', 10, 10],
    ['more bytes than the limit', 9, undefined],
    ['nothing allowed', 0, undefined],
  ])('of %s', async (_, limit, length) => {
    const response = answerOf(request, { body: [Buffer.alloc(5), Buffer.alloc(5)] });
    expect((await readBody(response, limit))?.byteLength).toBe(length);
  });
});
