import { readFile } from 'node:fs/promises';
import { constants } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { type HttpRequest, readBody } from '../../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../../src/registry/transport/network.ts';
import { withRetry } from '../../../src/registry/transport/retry.ts';
import { closeServer, listen } from '../../support/loopback.ts';
import {
  type Authority,
  askInProcess,
  createAuthority,
  HAS_OPENSSL,
  PRIVATE_NAME,
  startTinyProxy,
} from '../private-network.ts';
import { createClock } from '../support.ts';
import { answer, type H2RegistryOptions, startH2Registry } from './h2-registry.ts';

const OPTIONS = { userAgent: 'sealift-test', timeouts: { connect: 5000, headers: 500, body: 500 } };
const READ = { method: 'GET', path: '/v2/a/manifests/1' } as const;
const STREAM = {
  async *source() {
    yield Buffer.from('layer');
  },
  length: 5,
};

let authority: Authority;
beforeAll(async () => {
  if (!HAS_OPENSSL) return;
  authority = await createAuthority();
  setDefaultCACertificates([...getCACertificates('default'), await readFile(authority.file, 'utf8')]);
});
afterAll(() => authority?.[Symbol.asyncDispose]());

function requestOf(
  host: string,
  { method, path, body }: { method: HttpRequest['method']; path: string; body?: HttpRequest['body'] },
) {
  return { method, url: new URL(`https://${host}${path}`), ...(body === undefined ? {} : { body }) };
}

/** Sends a request and reads its answer whole; what goes wrong is returned. */
async function ask(options: H2RegistryOptions, request: Parameters<typeof requestOf>[1] = READ) {
  await using server = await startH2Registry(authority, options);
  await using wire = await openHttpTransport(OPTIONS);
  let status = 0;
  try {
    const response = await wire.send(requestOf(server.host, request));
    status = response.status;
    await readBody(response, 1024 * 1024);
    return { status, seen: server.seen, connections: server.connections(), error: undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(server.host, 'HOST') : '';
    return { status, seen: server.seen, connections: server.connections(), error, message };
  }
}

describe.skipIf(!HAS_OPENSSL)('a registry that offers HTTP/2', () => {
  it.each([
    ['a manifest', '2', 'GET', '/v2/a/manifests/1', undefined],
    ['a list', '2', 'GET', '/v2/a/tags/list', undefined],
    ['whether a blob is there', '2', 'HEAD', '/v2/a/blobs/sha256:1', undefined],
    ['a mount', '2', 'POST', '/v2/a/blobs/uploads/?mount=x&from=b', undefined],
    ['a manifest to write', '2', 'PUT', '/v2/a/manifests/1', Buffer.from('{}')],
    ['a blob', '1.1', 'GET', '/v2/a/blobs/sha256:1', undefined],
    ['a blob to write', '1.1', 'PATCH', '/v2/a/blobs/uploads/1', STREAM],
  ] as const)('is asked for %s by HTTP/%s', async (_, version, method, path, body) => {
    const { status, seen } = await ask({}, { method, path, body });
    expect(status).toBe(200);
    expect(seen).toEqual([{ version, method, path }]);
  });

  it('has one connection for all short exchanges, and it is closed at the end', async () => {
    await using server = await startH2Registry(authority);
    {
      await using wire = await openHttpTransport(OPTIONS);
      const responses = await Promise.all(Array.from({ length: 60 }, () => wire.send(requestOf(server.host, READ))));
      expect(responses.map(({ status }) => status)).toEqual(new Array(60).fill(200));
      await Promise.all(responses.map((response) => response.discard()));
      expect(server.connections()).toBe(1);
      expect(server.busiest()).toBeGreaterThan(16);
    }
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });

  it('gets no more requests at once than it wants', async () => {
    await using server = await startH2Registry(authority, { maxConcurrentStreams: 2 });
    await using wire = await openHttpTransport(OPTIONS);
    await (await wire.send(requestOf(server.host, READ))).discard();
    const responses = await Promise.all(Array.from({ length: 30 }, () => wire.send(requestOf(server.host, READ))));
    await Promise.all(responses.map((response) => response.discard()));
    expect(server.seen).toHaveLength(31);
    expect(server.busiest()).toBeLessThanOrEqual(2);
  });

  it('does not keep the process once the run is over', async () => {
    await using server = await startH2Registry(authority);
    const startedAt = performance.now();
    expect(await askInProcess(`https://${server.host}/v2/`, { NODE_EXTRA_CA_CERTS: authority.file })).toBe('200\n');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(server.seen[0]?.version).toBe('2');
  });

  it('is spoken to by HTTP/1.1 through the tunnel of a proxy', async () => {
    await using server = await startH2Registry(authority);
    await using proxy = await startTinyProxy(server.host);
    const proxies = { httpsProxy: `http://${proxy.host}/`, httpProxy: '', noProxy: '' };
    await using wire = await openHttpTransport({ ...OPTIONS, proxies });
    const response = await wire.send(requestOf(PRIVATE_NAME, READ));
    await response.discard();
    expect(response.status).toBe(200);
    expect(proxy.heads).toHaveLength(1);
    expect(server.seen).toEqual([{ version: '1.1', method: 'GET', path: READ.path }]);
  });
});

describe.skipIf(!HAS_OPENSSL)('a registry that offers HTTP/1.1 alone', () => {
  it('is spoken to by that, over as many connections as there may be', async () => {
    const versions = new Set<string>();
    const sockets = new Set<unknown>();
    const server = createHttps({ key: authority.key, cert: authority.cert }, (request, response) => {
      versions.add(request.httpVersion);
      request.resume().on('end', () => setTimeout(() => response.end('{}'), 5));
    });
    server.on('secureConnection', (socket) => sockets.add(socket));
    const host = await listen(server);
    await using wire = await openHttpTransport(OPTIONS);
    await (await wire.send(requestOf(host, READ))).discard();
    const ask = async (index: number) => {
      const stream = { method: 'PATCH', path: '/v2/a/blobs/uploads/1', body: STREAM } as const;
      await (await wire.send(requestOf(host, index % 2 === 0 ? READ : stream))).discard();
    };
    await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
    expect([...versions]).toEqual(['1.1']);
    expect(sockets.size).toBe(48);
    await closeServer(server);
  });
});

describe.skipIf(!HAS_OPENSSL)('trouble on HTTP/2', () => {
  const POST = { method: 'POST', path: '/v2/a/blobs/uploads/' } as const;

  it('a server that refuses a stream gets it again, once', async () => {
    const refuse = (times: number) =>
      ask(
        {
          onStream: (stream, _, index) =>
            index < times ? stream.close(constants.NGHTTP2_REFUSED_STREAM) : answer(stream),
        },
        POST,
      );
    expect(await refuse(1)).toMatchObject({ status: 200, seen: { length: 2 } });
    expect(await refuse(9)).toMatchObject({ status: 0, seen: { length: 2 }, error: { code: 'unreachable' } });
  });

  it('a server that says goodbye before it processed a request gets it again on a new connection', async () => {
    await using server = await startH2Registry(authority, {
      onStream(stream, session, index) {
        if (index !== 1) return answer(stream);
        // The first stream was the last that it processed.
        session.goaway(constants.NGHTTP2_NO_ERROR, 1);
        session.close();
      },
    });
    await using wire = await openHttpTransport(OPTIONS);
    await (await wire.send(requestOf(server.host, READ))).discard();
    const response = await wire.send(requestOf(server.host, POST));
    await response.discard();
    expect(response.status).toBe(200);
    expect(server.connections()).toBe(2);
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
  });

  it('a server that says goodbye while it works on a request answers it, and gets the next on a new connection', async () => {
    await using server = await startH2Registry(authority, {
      onStream(stream, session, index) {
        if (index === 0) session.goaway(constants.NGHTTP2_NO_ERROR);
        setTimeout(() => answer(stream), 20);
      },
    });
    await using wire = await openHttpTransport(OPTIONS);
    for (const connections of [1, 2]) {
      const response = await wire.send(requestOf(server.host, POST));
      await response.discard();
      expect(response.status).toBe(200);
      expect(server.connections()).toBe(connections);
    }
  });

  it.each([
    ['resets a stream', constants.NGHTTP2_INTERNAL_ERROR],
    ['cancels a stream', constants.NGHTTP2_CANCEL],
    ['wants calm', constants.NGHTTP2_ENHANCE_YOUR_CALM],
    ['wants HTTP/1.1', constants.NGHTTP2_HTTP_1_1_REQUIRED],
  ])('a server that %s is told of', async (_, code) => {
    const { error, message, seen } = await ask({ onStream: (stream) => stream.close(code) }, POST);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(message).toMatch(
      /^Cannot reach registry "HOST" over HTTPS: the connection failed \(.+\) during POST \/v2\/a\/blobs\/uploads\/; check/,
    );
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['ends the session for calm', constants.NGHTTP2_ENHANCE_YOUR_CALM],
    ['ends the session by an error', constants.NGHTTP2_PROTOCOL_ERROR],
  ])('a server that %s after it took a request is told of', async (_, code) => {
    const { error, message, seen } = await ask(
      { onStream: (_stream, session) => session.destroy(undefined, code) },
      POST,
    );
    expect(error).toBeInstanceOf(RegistryError);
    expect(message).toMatch(/^Cannot reach registry "HOST" over HTTPS: the connection failed \(.+\) during POST/);
    expect(seen).toHaveLength(1);
  });

  it('a read is tried again by the rules for every failed connection', async () => {
    await using server = await startH2Registry(authority, {
      onStream: (stream, session, index) =>
        index < 2 ? session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM) : answer(stream),
    });
    await using wire = await openHttpTransport(OPTIONS);
    const clock = createClock();
    const response = await withRetry(wire, clock).send(requestOf(server.host, READ));
    expect(response.status).toBe(200);
    expect(clock.pauses).toEqual([250, 500]);
  });

  it.each([
    ['a reset', (code: number) => code, constants.NGHTTP2_INTERNAL_ERROR],
    ['a cancel', (code: number) => code, constants.NGHTTP2_CANCEL],
  ])('%s in the middle of a body is told by whoever reads it', async (_, __, code) => {
    const { status, error, message } = await ask({
      onStream(stream) {
        stream.respond({ ':status': 200, 'content-length': '100' });
        stream.write('{', () => stream.close(code));
      },
    });
    expect(status).toBe(200);
    expect(error).toBeInstanceOf(RegistryError);
    expect(message).toMatch(
      /^Cannot reach registry "HOST" over HTTPS: (?:the connection failed|its answer to GET \/v2\/a\/manifests\/1 is not valid HTTP)/,
    );
  });

  it('no head in time is told', async () => {
    const { error, message } = await ask({ onStream: () => undefined });
    expect(error).toMatchObject({ code: 'timeout' });
    expect(message).toMatch(/it does not answer GET \/v2\/a\/manifests\/1 in time/);
  });

  it('half a body in time is told', async () => {
    const { error, message } = await ask({
      onStream(stream) {
        stream.respond({ ':status': 200 });
        stream.write('{');
      },
    });
    expect(error).toMatchObject({ code: 'timeout' });
    expect(message).toMatch(/its answer to GET \/v2\/a\/manifests\/1 stalled/);
  });

  it.each([
    ['shorter', '{', '5'],
    ['longer', '{      }', '5'],
  ])('a body %s than announced is told', async (_, body, length) => {
    const { error } = await ask({
      onStream(stream) {
        stream.respond({ ':status': 200, 'content-length': length });
        stream.end(body);
      },
    });
    expect(error).toBeInstanceOf(RegistryError);
  });

  it('an answer while a body is being sent is taken', async () => {
    const { status, error } = await ask(
      {
        onStream(stream) {
          stream.respond({ ':status': 413 });
          stream.end('{}');
        },
      },
      { method: 'PUT', path: '/v2/a/manifests/1', body: Buffer.alloc(4 * 1024 * 1024) },
    );
    expect({ status, error }).toEqual({ status: 413, error: undefined });
  });

  it('one stream that breaks does not break the others', async () => {
    await using server = await startH2Registry(authority, {
      onStream: (stream, _, index) =>
        index === 5 ? stream.close(constants.NGHTTP2_INTERNAL_ERROR) : setTimeout(() => answer(stream), 20),
    });
    await using wire = await openHttpTransport(OPTIONS);
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => wire.send(requestOf(server.host, READ))));
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(server.connections()).toBe(1);
  });
});
