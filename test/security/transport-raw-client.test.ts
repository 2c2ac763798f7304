import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { hasBlob } from '../../src/registry/blobs/blobs.ts';
import { startUpload, uploadBlob } from '../../src/registry/blobs/upload.ts';
import { createRegistryClient, type RegistryClient } from '../../src/registry/client.ts';
import { openHttpTransport } from '../../src/registry/transport/network.ts';
import { createClock } from '../registry/support.ts';
import { type RawConnection, startRawServer } from '../support/raw-server.ts';

const SHORT = { connect: 1000, headers: 300, body: 300 };
const DIGEST = parseDigest(`sha256:${'a'.repeat(64)}`);

/** Speaks to a raw server with the whole chain of a client. */
async function withClient<T>(
  serve: (connection: RawConnection) => void | Promise<void>,
  use: (client: RegistryClient, host: string) => Promise<T>,
) {
  await using server = await startRawServer(serve);
  let result: T;
  const clock = createClock();
  {
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts: SHORT });
    const endpoint = new URL(`http://${server.host}/v2/`);
    const auth = {
      credential: { kind: 'anonymous' },
      scopes: [],
      maskSecret: () => undefined,
      now: clock.now,
    } as const;
    result = await use(
      createRegistryClient({ registry: server.host, endpoint, transport: wire, clock, auth }),
      server.host,
    );
  }
  await vi.waitFor(() => expect(server.open()).toBe(0));
  return { result, clock, heads: server.heads, connections: server.connections() };
}

function failing(
  serve: (connection: RawConnection) => void | Promise<void>,
  use: (client: RegistryClient, host: string) => Promise<unknown>,
) {
  return withClient(serve, async (client, host) => {
    const error = await use(client, host).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RegistryError);
    return error instanceof Error ? error.message.replaceAll(host, 'HOST') : '';
  });
}

const repositoryOn = (host: string) => parseRepository(`${host}/d/app`);

function always(answer: string) {
  return async ({ socket, head }: RawConnection) => {
    for (;;) {
      await head();
      socket.write(answer);
    }
  };
}

describe('a connection that the server closed while it was idle', () => {
  const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

  it('is replaced by a new one, and the read is asked once more', async () => {
    const { result, heads } = await withClient(
      async ({ socket, head, index }) => {
        await head();
        socket.write(ANSWER);
        await head();
        // The second request meets the end of the first connection.
        if (index === 0) socket.destroy();
        else socket.write(ANSWER);
      },
      async (client, host) => {
        const first = await hasBlob(client, repositoryOn(host), DIGEST);
        // Until the connection is idle again.
        await sleep(50);
        return [first, await hasBlob(client, repositoryOn(host), DIGEST)];
      },
    );
    expect(result).toEqual([true, true]);
    expect(heads).toHaveLength(3);
  });
});

describe('a server that is no registry', () => {
  const PAGE = '<!DOCTYPE html><title>Welcome</title>';
  const html = (status: number) =>
    always(`HTTP/1.1 ${status} X\r\nContent-Type: text/html\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`);
  const upload = async (client: RegistryClient, host: string) => {
    const location = await startUpload(client, repositoryOn(host), DIGEST);
    async function* source() {
      yield Buffer.from('x');
    }
    await uploadBlob(client, repositoryOn(host), { digest: DIGEST, size: 1, location, source });
  };
  const read = (client: RegistryClient, host: string) =>
    client.send({ method: 'GET', url: client.address(repositoryOn(host), 'manifests/1') });

  it('and answers with pages is told', async () => {
    expect((await failing(html(200), read)).result).toMatch(
      /^Cannot read from registry "HOST": a web page answers; check that this/,
    );
    expect((await failing(html(200), upload)).result).toMatch(
      /^Cannot upload blob .+ to HOST\/d\/app: a web page answers, with status 200; check/,
    );
    expect((await failing(html(404), upload)).result).toMatch(/a web page answers, with status 404; check/);
  });

  it('and answers everything with 200 takes no upload', async () => {
    const { result } = await failing(always('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), upload);
    expect(result).toMatch(/^Cannot upload blob sha256:a+ to HOST\/d\/app: the registry answers 200; /);
  });

  it('and says nothing is asked a few times, and then given up', async () => {
    const { result, clock, connections } = await failing(() => undefined, read);
    expect(result).toMatch(
      /^Cannot reach registry "HOST" over plain HTTP: it does not answer GET \/v2\/d\/app\/manifests\/1 in time; check/,
    );
    expect(connections).toBe(5);
    expect(clock.pauses).toEqual([250, 500, 1000, 2000]);
  });
});

it('an upload that is refused while it is being sent ends with the words of the refusal', async () => {
  let source = 0;
  const { result } = await failing(
    async ({ socket, head }) => {
      for (;;) {
        const line = await head();
        if (line.startsWith('POST'))
          socket.write('HTTP/1.1 202 Accepted\r\nLocation: /v2/d/app/blobs/uploads/1\r\nContent-Length: 0\r\n\r\n');
        else if (line.startsWith('HEAD')) socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
        else socket.end('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      }
    },
    async (client, host) => {
      const location = await startUpload(client, repositoryOn(host), DIGEST);
      const size = 64 * 1024 * 1024;
      async function* bytes() {
        source++;
        for (let rest = size; rest > 0; rest -= 65_536) yield Buffer.alloc(65_536);
        source--;
      }
      await uploadBlob(client, repositoryOn(host), { digest: DIGEST, size, location, source: bytes });
    },
  );
  expect(result).toMatch(/^Cannot upload blob sha256:a+ to HOST\/d\/app: the registry answers 413; raise the limit/);
  expect(source).toBeGreaterThan(0);
});
