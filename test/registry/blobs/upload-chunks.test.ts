import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { openBlob } from '../../../src/registry/blobs/download.ts';
import { uploadBlob } from '../../../src/registry/blobs/upload.ts';
import { uploadMemory } from '../../../src/registry/blobs/upload-session.ts';
import { findDistribution, startDistribution } from '../../support/distribution.ts';
import { seededBytes } from '../../support/image/random-bytes.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy.ts';
import type { Intercept } from '../../support/registry/options.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { connect, errorBody } from '../support.ts';

const MIB = 1024 * 1024;
const SIZE = 20 * MIB;
const BYTES = seededBytes('chunks', SIZE);
const DIGEST = digestOf(BYTES);

/** Refuses what is not a chunk, with the words of a proxy that limits bodies. */
function refuseWhole(request: IncomingMessage, response: Parameters<Intercept>[1]): boolean {
  const { method, headers } = request;
  if (method !== 'PATCH' && method !== 'PUT') return false;
  if (headers['content-range'] !== undefined || headers['content-length'] === '0') return false;
  response.writeHead(413, { Connection: 'close' }).end('too large');
  return true;
}

/** Breaks the connection of a request when so many bytes of its body are there, and lets the registry see the rest of it. */
function breakAfter(request: IncomingMessage, bytes: number): void {
  let length = 0;
  const push = request.push.bind(request);
  // A listener would take the bytes away from the registry.
  request.push = (chunk: Buffer | null) => {
    length += chunk?.length ?? 0;
    const hasRoom = push(chunk);
    if (length >= bytes) setImmediate(() => request.socket.destroy());
    return hasRoom;
  };
}

interface Uploaded {
  readonly failure: unknown;
  /** What was sent to sessions, in short: `PATCH`, `CHUNK 0-9`, `GET`, `PUT`. */
  readonly sent: readonly string[];
  /** Where the source was read from. */
  readonly froms: readonly number[];
  readonly isWhole: boolean;
}

/** Uploads a blob to the embedded registry, behind what a test does to its requests. */
async function upload(
  intercept: Intercept,
  options: { readonly name?: string; readonly bytes?: Uint8Array; readonly canSeek?: boolean } = {},
): Promise<Uploaded> {
  const { bytes = BYTES, canSeek = true } = options;
  const digest = digestOf(bytes);
  const sent: string[] = [];
  const froms: number[] = [];
  await using registry = await startRegistry({
    intercept(request, response, path) {
      const { method = '', headers } = request;
      const range = headers['content-range'];
      if (/\/uploads\/./.test(path)) sent.push(range === undefined ? method : `CHUNK ${range}`);
      return intercept(request, response, path);
    },
  });
  await using connection = await connect(registry.host);
  const client = { ...connection.client, ...(options.name === undefined ? {} : { registry: options.name }) };
  async function* sourceFrom(from: number) {
    froms.push(from);
    for (let at = from; at < bytes.length; at += MIB) yield bytes.subarray(at, at + MIB);
  }
  const failure = await uploadBlob(client, parseRepository(`${registry.host}/d/app`), {
    digest,
    size: bytes.length,
    source: () => sourceFrom(0),
    ...(canSeek ? { sourceFrom } : {}),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const isWhole = Buffer.from(registry.blobs('d/app').get(digest) ?? 'missing').equals(bytes);
  return { failure, sent, froms, isWhole };
}

const [A, B, C] = ['CHUNK 0-8388607', 'CHUNK 8388608-16777215', 'CHUNK 16777216-20971519'];

describe('a registry that takes chunks alone', () => {
  it('gets them one after the other, of one reading of the source', async () => {
    const { failure, sent, froms, isWhole } = await upload(refuseWhole);
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'PUT', A, B, C, 'PUT']);
    // The third reading: refused bodies may or may not have been begun.
    expect(froms.length).toBeLessThanOrEqual(3);
    expect(new Set(froms)).toEqual(new Set([0]));
  });

  it('gets longer ones where it says so', async () => {
    const { sent, isWhole } = await upload((request, response) => {
      if (request.method === 'POST') response.setHeader('OCI-Chunk-Min-Length', String(12 * MIB));
      return refuseWhole(request, response);
    });
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'PUT', 'CHUNK 0-12582911', 'CHUNK 12582912-20971519', 'PUT']);
  });

  it.each(['1000', 'eight', '-1'])('gets those of 8 MiB where it says %s', async (length) => {
    const { sent } = await upload((request, response) => {
      if (request.method === 'POST') response.setHeader('OCI-Chunk-Min-Length', length);
      return refuseWhole(request, response);
    });
    expect(sent.slice(2)).toEqual([A, B, C, 'PUT']);
  });

  it('gets a blob of no bytes without a chunk', async () => {
    const { failure, sent, isWhole } = await upload(refuseWhole, { bytes: new Uint8Array() });
    expect(failure).toBeUndefined();
    expect(sent).toEqual(['PUT']);
    expect(isWhole).toBe(true);
  });

  it('gets a chunk again whose connection broke, from where it has it', async () => {
    let isBroken = false;
    const { failure, sent, isWhole } = await upload((request, response) => {
      if (request.headers['content-range']?.startsWith('8388608-') && !isBroken) {
        isBroken = true;
        breakAfter(request, 3 * MIB);
      }
      return refuseWhole(request, response);
    });
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(sent.slice(2, 5)).toEqual([A, B, 'GET']);
    const [, first] = /^CHUNK (\d+)-/.exec(sent[5] ?? '') ?? [];
    expect(Number(first)).toBeGreaterThan(8 * MIB);
    expect(sent.at(-1)).toBe('PUT');
  });

  it('gets a chunk again that it says does not follow', async () => {
    let count = 0;
    const { sent, isWhole } = await upload(async (request, response) => {
      if (request.headers['content-range']?.startsWith('8388608-') && count++ === 0) {
        for await (const _ of request);
        response.writeHead(416).end(errorBody('RANGE_INVALID'));
        return true;
      }
      return refuseWhole(request, response);
    });
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'PUT', A, B, 'GET', B, C, 'PUT']);
  });

  it('that refuses them all the time fails in bounds', async () => {
    const { failure, sent } = await upload(async (request, response) => {
      if (!request.headers['content-range']?.startsWith('8388608-')) return refuseWhole(request, response);
      for await (const _ of request);
      response.writeHead(416).end(errorBody('RANGE_INVALID'));
      return true;
    });
    expect(failure).toMatchObject({ status: 413 });
    expect(sent.filter((line) => line === B)).toHaveLength(6);
  });
});

describe('a large blob that breaks off', () => {
  /** Breaks the first PATCH after so many bytes. */
  function breaking(bytes: number, more?: Intercept): Intercept {
    let count = 0;
    return (request, response, path) => {
      if (request.method === 'PATCH' && count++ === 0) breakAfter(request, bytes);
      return more?.(request, response, path);
    };
  }

  it('goes on where the registry has it', async () => {
    const { failure, sent, froms, isWhole } = await upload(breaking(10 * MIB));
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'GET', expect.stringMatching(/^CHUNK \d{7,8}-20971519$/), 'PUT']);
    expect(froms).toHaveLength(2);
    expect(froms[1]).toBeGreaterThanOrEqual(9 * MIB);
  });

  it('goes on with the beginning left out where the source cannot do better', async () => {
    const { sent, froms, isWhole } = await upload(breaking(10 * MIB), { canSeek: false });
    expect(isWhole).toBe(true);
    expect(sent).toHaveLength(4);
    expect(froms).toEqual([0, 0]);
  });

  it('goes on more than once, and not for ever', async () => {
    const often = (times: number) => {
      let count = 0;
      return upload((request) => {
        const hasBody = Number(request.headers['content-length'] ?? 0) > 0;
        if (hasBody && count++ < times) breakAfter(request, MIB);
      });
    };
    expect(await often(5)).toMatchObject({ failure: undefined, isWhole: true });
    const never = await often(1000);
    expect(never.failure).toMatchObject({ code: 'unreachable' });
    // Two of the four sessions take it by PATCH, and each of these is gone on with five times.
    expect(never.sent.filter((line) => line !== 'GET')).toHaveLength(2 * 6 + 2);
  });

  it('is sent anew where the registry has put the parts together wrongly', async () => {
    const { failure, sent, isWhole } = await upload(
      breaking(10 * MIB, (request, response) => {
        if (request.method !== 'PUT' || request.headers['content-length'] !== '0') return false;
        response.writeHead(400).end(errorBody('DIGEST_INVALID'));
        return true;
      }),
    );
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'GET', expect.stringMatching(/^CHUNK /), 'PUT', 'PUT']);
  });

  it.each(['ghcr.io', 'europe-west3-docker.pkg.dev', '123456789012.dkr.ecr.eu-west-1.amazonaws.com'])(
    'is sent anew to %s, where parts are not put together',
    async (name) => {
      const { sent, isWhole } = await upload(breaking(10 * MIB), { name });
      expect(isWhole).toBe(true);
      expect(sent).toEqual(['PATCH', 'PUT']);
    },
  );

  it.each([
    ['has nothing', '0-0'],
    ['claims to have more than was sent', `0-${SIZE + 5}`],
    ['claims to have what was not sent', `0-${SIZE - 1}`],
    ['does not say what it has', ''],
  ])('is sent anew where the registry %s', async (_, range) => {
    const { sent, isWhole } = await upload(
      breaking(10 * MIB, ({ method }, response, path) => {
        if (method !== 'GET' || !path.includes('/uploads/')) return false;
        response.writeHead(204, range === '' ? {} : { Range: range }).end();
        return true;
      }),
    );
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'GET', 'PUT']);
  });

  it('goes on where the registry was busy for a moment', async () => {
    let count = 0;
    const { sent, isWhole } = await upload((request, response) => {
      if (request.method !== 'PUT' || count++ > 0) return false;
      response.writeHead(503).end();
      return true;
    });
    expect(isWhole).toBe(true);
    expect(sent).toEqual(['PATCH', 'PUT', 'GET', 'PUT']);
  });

  it('fails where the source is wrong, whatever the registry has', async () => {
    const broken = new RegistryError('Cannot read blob', { code: 'digest-mismatch' });
    await using registry = await startRegistry();
    await using connection = await connect(registry.host);
    async function* source() {
      yield BYTES.subarray(0, 10 * MIB);
      throw broken;
    }
    const blob = { digest: DIGEST, size: SIZE, source };
    await expect(uploadBlob(connection.client, parseRepository(`${registry.host}/d/app`), blob)).rejects.toBe(broken);
    expect(registry.log.map(({ method }) => method)).not.toContain('PUT');
  });
});

describe.skipIf(findDistribution() === undefined)('at CNCF Distribution', () => {
  /** Copies a blob from the embedded registry through a proxy that breaks connections. */
  async function copy(
    faults: NonNullable<ProxyOptions['intercept']>,
    source: Intercept = () => false,
    learn: (client: Awaited<ReturnType<typeof connect>>['client']) => void = () => undefined,
  ) {
    await using from = await startRegistry({ intercept: source });
    await using reading = await connect(from.host);
    const app = parseRepository(`${from.host}/d/app`);
    await uploadBlob(reading.client, app, {
      digest: DIGEST,
      size: SIZE,
      async *source() {
        yield BYTES;
      },
    });
    from.clearLog();
    await using distribution = await startDistribution();
    await using proxy = await startProxy(distribution.host, { intercept: faults });
    await using writing = await connect(proxy.host);
    learn(writing.client);
    await using blob = await openBlob(reading.client, app, { digest: DIGEST, size: SIZE });
    if (blob === undefined) throw new Error('there is no blob');
    const to = parseRepository(`${proxy.host}/p/app`);
    await uploadBlob(writing.client, to, {
      digest: DIGEST,
      size: SIZE,
      source: () => blob,
      sourceFrom: (offset) => blob.from(offset),
    });
    const stored = await fetch(`http://${distribution.host}/v2/p/app/blobs/${DIGEST}`);
    expect(digestOf(await stored.bytes())).toBe(DIGEST);
    const sent = proxy.log
      .filter(({ path }) => path.includes('/uploads/'))
      .map(({ method, status }) => `${method} ${status}`);
    return { sent, reads: from.log.filter(({ method }) => method === 'GET').length };
  }

  it('a connection that breaks before a chunk is gone on with', async () => {
    let count = 0;
    const { sent, reads } = await copy(
      ({ method }) => (method === 'PATCH' && ++count === 2 ? 'drop' : undefined),
      undefined,
      (client) => uploadMemory(client).learnForm(SIZE, 'chunks'),
    );
    expect(sent).toEqual(['POST 202', 'PATCH 202', 'PATCH 0', 'GET 204', 'PATCH 202', 'PATCH 202', 'PUT 201']);
    expect(reads).toBe(2);
  });

  it('a PATCH whose answer is lost has lost its session, and the blob goes anew', async () => {
    let count = 0;
    const { sent } = await copy(({ method }) => (method === 'PATCH' && ++count === 1 ? 'drop-answer' : undefined));
    expect(sent[0]).toBe('POST 202');
    expect(sent.slice(2)).toEqual(['GET 404', 'POST 202', 'PUT 201']);
  });

  it('a PUT whose answer is lost has ended the upload', async () => {
    let count = 0;
    const { sent } = await copy(({ method }) => (method === 'PUT' && ++count === 1 ? 'drop-answer' : undefined));
    expect(sent).toEqual(['POST 202', 'PATCH 202', 'PUT 201', 'GET 404']);
  });

  it('does not notice that the connection to the source broke', async () => {
    let count = 0;
    const { sent, reads } = await copy(
      () => undefined,
      ({ method, headers }, response, path) => {
        if (method !== 'GET' || !path.includes('/blobs/sha256:') || count++ > 0) return false;
        expect(headers.range).toBeUndefined();
        response.writeHead(200, { 'Content-Length': SIZE });
        response.write(BYTES.subarray(0, 7 * MIB), () => setImmediate(() => response.destroy()));
        return true;
      },
    );
    expect(sent).toEqual(['POST 202', 'PATCH 202', 'PUT 201']);
    expect(reads).toBe(2);
  });
});
