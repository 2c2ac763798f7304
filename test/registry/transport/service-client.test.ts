import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openServiceClient } from '../../../src/registry/transport/service-client.ts';
import { closeServer, listen } from '../../support/loopback.ts';
import { HAS_OPENSSL } from '../private-network.ts';
import { createFaultyCertificate } from '../tls-servers.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function startService(answer: Answer) {
  const server = createServer(answer);
  const url = new URL(`http://${await listen(server)}/path?query=1`);
  return { url, [Symbol.asyncDispose]: () => closeServer(server) };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a request to a service', () => {
  it('is sent with its headers and body, and answered whole', async () => {
    const seen: unknown[] = [];
    await using service = await startService((request, response) => {
      request.setEncoding('utf8').once('data', (body) => {
        const { 'accept-encoding': encoding, accept, 'content-length': length } = request.headers;
        seen.push(request.method, request.url, body, accept, encoding, length);
        response.writeHead(201, { 'X-One': 'a' }).end('done');
      });
    });
    using client = openServiceClient({});
    const answer = await client.send({
      ...{ url: service.url, method: 'POST', body: 'é', headers: { Accept: 'text/plain' }, maxAnswer: 4 },
    });
    expect([answer.status, answer.header('x-one'), answer.body.toString()]).toEqual([201, 'a', 'done']);
    expect(seen).toEqual(['POST', '/path?query=1', 'é', 'text/plain', 'identity', '2']);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect: %i', async (status) => {
    let requests = 0;
    await using other = await startService((_, response) => {
      requests++;
      response.end();
    });
    await using service = await startService((_, response) => {
      response.writeHead(status, { Location: other.url.href }).end();
    });
    using client = openServiceClient({});
    const headers = { Authorization: 'Bearer secret' };
    const answer = await client.send({ url: service.url, method: 'POST', body: 'x', headers, maxAnswer: 10 });
    expect([answer.status, requests]).toEqual([status, 0]);
  });

  it('takes no longer answer than it is to', async () => {
    await using service = await startService((_, response) => {
      response.write('x'.repeat(1000));
      setInterval(() => response.write('x'.repeat(1000)), 1).unref();
    });
    using client = openServiceClient({});
    await expect(client.send({ url: service.url, maxAnswer: 5000 })).rejects.toThrow(
      'its answer is longer than 5000 bytes',
    );
  });

  it('decompresses nothing: some bytes can be gigabytes', async () => {
    await using service = await startService((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)));
    });
    using client = openServiceClient({});
    await expect(client.send({ url: service.url, maxAnswer: 5000 })).rejects.toThrow('its answer is compressed');
  });

  it.each([
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00:ec2::254]/',
    'https://[::ffff:169.254.169.254]/',
    'https://168.63.129.16/',
  ])('is not sent to %s, which is no service', async (address) => {
    using client = openServiceClient({});
    await expect(client.send({ url: new URL(address), maxAnswer: 10 })).rejects.toThrow('is none of a service');
  });

  it.each(['http://fulcio.example/', 'ftp://fulcio.example/', 'https://user:secret@fulcio.example/'])(
    'is not sent to %s',
    async (address) => {
      using client = openServiceClient({});
      await expect(client.send({ url: new URL(address), maxAnswer: 10 })).rejects.toThrow(/^its address /);
    },
  );

  it('ends where it is told to, while an answer comes', async () => {
    await using service = await startService((_, response) => {
      response.write('x');
    });
    using client = openServiceClient({});
    const signal = AbortSignal.timeout(100);
    await expect(client.send({ url: service.url, maxAnswer: 10, signal })).rejects.toThrow();
  });
});

describe.skipIf(!HAS_OPENSSL)('a service whose certificate nobody vouches for', () => {
  async function startSelfSigned() {
    const certificate = await createFaultyCertificate('self-signed');
    let requests = 0;
    const server = createHttps(certificate, (_, response) => {
      requests++;
      response.end('{}');
    }).on('tlsClientError', () => undefined);
    const host = await listen(server);
    return {
      host,
      requests: () => requests,
      async [Symbol.asyncDispose]() {
        await closeServer(server);
        await certificate[Symbol.asyncDispose]();
      },
    };
  }

  it('gets no request, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await using service = await startSelfSigned();
    using client = openServiceClient({});
    const url = new URL(`https://${service.host}/`);
    await expect(client.send({ url, maxAnswer: 10 })).rejects.toThrow(/self.signed/i);
    expect(service.requests()).toBe(0);
  });

  it('gets none through a proxy either', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await using service = await startSelfSigned();
    const [, port] = service.host.split(':');
    const connected: unknown[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      connected.push(request.url);
      const target = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    const address = `http://${await listen(proxy)}`;
    using client = openServiceClient({ HTTPS_PROXY: address });
    const url = new URL(`https://fulcio.example:${port}/`);
    await expect(client.send({ url, maxAnswer: 10 })).rejects.toThrow(/self.signed/i);
    expect([connected, service.requests()]).toEqual([[`fulcio.example:${port}`], 0]);
    await closeServer(proxy);
  });
});
