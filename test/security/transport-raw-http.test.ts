import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import { type HttpRequest, readBody } from '../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../src/registry/transport/network.ts';
import { type RawConnection, startRawServer } from '../support/raw-server.ts';

/** How long the tests' network may take (ms). */
const SHORT = { connect: 1000, headers: 300, body: 300 };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Answers every request of a connection with the same bytes. */
function always(answer: string) {
  return async ({ socket, head }: RawConnection) => {
    for (;;) {
      await head();
      socket.write(answer, 'latin1');
    }
  };
}

/** Sends something again and again, as long as the client listens. */
function drip(before: string, again: string, every = 0) {
  return async ({ socket, head }: RawConnection) => {
    await head();
    socket.write(before);
    for (; !socket.destroyed; await sleep(every)) {
      if (!socket.write(again)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    }
  };
}

/** Asks a raw server for a manifest, reads what comes, and returns the sentence. */
async function askRaw(serve: (connection: RawConnection) => void | Promise<void>) {
  await using server = await startRawServer(serve);
  await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
  const url = new URL(`http://${server.host}/v2/a/manifests/1?canary=secret`);
  let error: unknown;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readBody(await wire.send({ method: 'GET', url }), 1024 * 1024);
  } catch (caught) {
    error = caught;
  }
  // The connection is given up at once, and not at the end of the run.
  await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 2000 });
  const message = error instanceof Error ? error.message.replaceAll(server.host, 'HOST') : '';
  return { error, message, bytes, connections: server.connections() };
}

describe('an answer that breaks the rules of HTTP', () => {
  it.each([
    ['two lengths', `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['two lengths in one header', `${HEAD}Content-Length: 2, 3\r\n\r\n{}`],
    ['a length and chunks', `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['chunks and a length', `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a negative length', `${HEAD}Content-Length: -1\r\n\r\n{}`],
    ['a length that is no number', `${HEAD}Content-Length: 1e1\r\n\r\n{}`],
    ['a length beyond all numbers', `${HEAD}Content-Length: 99999999999999999999999\r\n\r\n{}`],
    ['a header with a NUL', `${HEAD}X-A: a\0b\r\n\r\n{}`],
    ['a header name with a blank', `${HEAD}X A: b\r\n\r\n{}`],
    ['a header that is folded', `${HEAD}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ['a line without a colon', `${HEAD}nonsense\r\n\r\n{}`],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['another version of HTTP', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['a chunk whose size is nonsense', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`],
    ['a head without an end', `${HEAD}${'X-Long: '.padEnd(20_000, 'a')}\r\n`],
  ])('by %s is refused', async (_, answer) => {
    const result = await askRaw(always(answer));
    expect(result.error).toBeInstanceOf(RegistryError);
    expect(result.message).toMatch(
      /^Cannot reach registry "HOST" over plain HTTP: its answer to GET \/v2\/a\/manifests\/1 is not valid HTTP \(.+\); check that this is a registry's address, and what stands before it: a proxy, a load balancer, a login page$/,
    );
  });
});

describe('an answer without end', () => {
  it.each([
    [
      'of header lines',
      drip(HEAD, `X-More: ${'a'.repeat(1000)}\r\n`),
      /is not valid HTTP \(UND_ERR_HEADERS_OVERFLOW\); /,
    ],
    ['of header bytes', drip(HEAD, 'X', 50), /it does not answer GET \/v2\/a\/manifests\/1 in time; /],
    [
      'of announcements',
      drip('', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
      /sends too many 1xx responses and no answer; check what/,
    ],
    [
      'of announcements that are slow',
      drip('', 'HTTP/1.1 102 Processing\r\n\r\n', 5),
      /sends too many 1xx responses|does not answer/,
    ],
    [
      'of body bytes',
      drip(`${HEAD}Content-Length: 1000\r\n\r\n`, ' ', 50),
      /its answer to GET \/v2\/a\/manifests\/1 stalled; /,
    ],
    ['of chunks', drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n', 50), /stalled; /],
  ])('%s ends', async (_, serve, words) => {
    const result = await askRaw(serve);
    expect(result.error).toBeInstanceOf(RegistryError);
    expect(result.message).toMatch(/^Cannot (?:reach|read from) registry "HOST"/);
    expect(result.message).toMatch(words);
    expect(result.message).not.toContain('canary');
  });

  it('is read up to the limit, and then the connection is closed', async () => {
    const result = await askRaw(
      drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, `10000\r\n${' '.repeat(65_536)}\r\n`),
    );
    expect(result).toMatchObject({ error: undefined, bytes: undefined });
  });
});

describe('no answer', () => {
  it.each([
    [
      'where the server says nothing',
      () => undefined,
      'it does not answer GET /v2/a/manifests/1 in time; check its name and port',
    ],
    [
      'where it hangs up',
      ({ socket }: RawConnection) => void socket.destroy(),
      /the connection failed \([A-Z_]+\) during GET \/v2\/a\/manifests\/1; /,
    ],
    [
      'where it closes politely',
      ({ socket }: RawConnection) => void socket.end(),
      /the connection failed \([A-Z_]+\) during GET/,
    ],
    [
      'where it hangs up within the head',
      async ({ socket, head }: RawConnection) => {
        await head();
        socket.end(HEAD);
      },
      /the connection failed \([A-Z_]+\) during GET|not valid HTTP/,
    ],
    [
      'where it hangs up within the body',
      async ({ socket, head }: RawConnection) => {
        await head();
        socket.end(`${HEAD}Content-Length: 10\r\n\r\n{}`);
      },
      /the connection failed|not valid HTTP/,
    ],
    [
      'where it resets within the body',
      async ({ socket, head }: RawConnection) => {
        await head();
        socket.write(`${HEAD}Content-Length: 10\r\n\r\n{}`, () => socket.resetAndDestroy());
      },
      /the connection failed/,
    ],
    [
      'where it switches protocols',
      always('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      /the connection failed/,
    ],
    ['where it says to go on', always('HTTP/1.1 100 Continue\r\n\r\n'), /the connection failed/],
  ])('%s is told', async (_, serve, words) => {
    const result = await askRaw(serve);
    expect(result.error).toBeInstanceOf(RegistryError);
    expect(result.message).toMatch(/^Cannot reach registry "HOST" over plain HTTP: /);
    expect(result.message).toMatch(words);
  });
});

function upload(host: string, length: number, sent: { bytes: number; ended: boolean }): HttpRequest {
  async function* source(): AsyncGenerator<Uint8Array> {
    const chunk = Buffer.alloc(64 * 1024);
    try {
      for (let rest = length; rest > 0; rest -= chunk.length) {
        sent.bytes += chunk.length;
        yield chunk;
      }
    } finally {
      sent.ended = true;
    }
  }
  return { method: 'PATCH', url: new URL(`http://${host}/v2/a/blobs/uploads/1`), body: { source, length } };
}

describe('an answer while a body is being sent', () => {
  const LENGTH = 256 * 1024 * 1024;
  it('is taken, the source is ended and the connection closed', async () => {
    await using server = await startRawServer(async ({ socket, head }) => {
      await head();
      socket.write('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}');
    });
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
    const sent = { bytes: 0, ended: false };
    const response = await wire.send(upload(server.host, LENGTH, sent));
    expect(response.status).toBe(413);
    expect(Buffer.from((await readBody(response, 10)) ?? []).toString()).toBe('{}');
    await vi.waitFor(() => expect(sent.ended).toBe(true));
    expect(sent.bytes).toBeLessThan(LENGTH);
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });

  it('that is no answer but an end is told, and the source is ended', async () => {
    await using server = await startRawServer(async ({ socket, head }) => {
      await head();
      socket.destroy();
    });
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
    const sent = { bytes: 0, ended: false };
    await expect(wire.send(upload(server.host, LENGTH, sent))).rejects.toThrow(
      /the connection failed \([A-Z_]+\) during PATCH/,
    );
    await vi.waitFor(() => expect(sent.ended).toBe(true));
  });
});

describe('what nobody reads', () => {
  it.each([
    ['without end', drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, `1000\r\n${' '.repeat(4096)}\r\n`)],
    ['that drips', drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n', 20)],
    ['that is announced to be long', always(`${HEAD}Content-Length: 1000000000\r\n\r\n{}`)],
  ])('%s is given up with its connection', async (_, serve) => {
    await using server = await startRawServer(serve);
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
    const response = await wire.send({ method: 'GET', url: new URL(`http://${server.host}/v2/`) });
    await response.discard();
    await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 2000 });
  });

  it('and is short leaves the connection to the next request', async () => {
    await using server = await startRawServer(always(`${HEAD}Content-Length: 2\r\n\r\n{}`));
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
    for (let index = 0; index < 5; index++) {
      const response = await wire.send({ method: 'GET', url: new URL(`http://${server.host}/v2/`) });
      await response.discard();
    }
    expect(server.heads).toHaveLength(5);
    // A connection may not be free yet when the next request is there.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

it('a look at a blob does not cost a connection each', async () => {
  await using server = await startRawServer(always('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'));
  await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
  for (let index = 0; index < 10; index++) {
    const response = await wire.send({ method: 'HEAD', url: new URL(`http://${server.host}/v2/a/blobs/x`) });
    await response.discard();
  }
  expect(server.heads).toHaveLength(10);
  expect(server.connections()).toBeLessThanOrEqual(2);
});

it('a server that answers a look with a body does not get its bytes taken for the next answer', async () => {
  await using server = await startRawServer(async ({ socket, head }) => {
    for (;;) {
      const line = await head();
      const body = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
      if (line.startsWith('HEAD')) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    }
  });
  await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
  const url = new URL(`http://${server.host}/v2/a/blobs/x`);
  await (await wire.send({ method: 'HEAD', url })).discard();
  await sleep(50);
  expect((await wire.send({ method: 'GET', url })).status).toBe(200);
});

it('closes every connection at the end', async () => {
  await using server = await startRawServer(always(`${HEAD}Content-Length: 2\r\n\r\n{}`));
  {
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
    const url = new URL(`http://${server.host}/v2/`);
    const responses = await Promise.all(Array.from({ length: 60 }, () => wire.send({ method: 'GET', url })));
    await Promise.all(responses.map((response) => response.discard()));
    expect(server.connections()).toBe(48);
    expect(server.open()).toBe(48);
  }
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

it('a header that would begin another is never sent, and never shown', async () => {
  await using server = await startRawServer(always(`${HEAD}Content-Length: 2\r\n\r\n{}`));
  await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
  for (const value of ['canary\r\nX-Evil: 1', 'canary\n', 'canary\0', 'canary\x7f', 'canaryé']) {
    const request = {
      method: 'GET',
      url: new URL(`http://${server.host}/v2/`),
      headers: { authorization: value },
    } as const;
    const message = await wire.send(request).catch((error: unknown) => (error instanceof Error ? error.message : ''));
    expect(message).toBe(
      `Cannot ask registry "${server.host}": the header "authorization" has a character that headers cannot hold; look for line breaks and other special characters in the credentials`,
    );
  }
  expect(server.connections()).toBe(0);
});
