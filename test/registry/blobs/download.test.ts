import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { openBlob } from '../../../src/registry/blobs/download.ts';
import { uploadBlob } from '../../../src/registry/blobs/upload.ts';
import { seededBytes } from '../../support/image/random-bytes.ts';
import { APP, collect, connect, createClock, createFakeClient, errorBody, startServer } from '../support.ts';

const BYTES = Buffer.from('0123456789');
const BLOB = { digest: digestOf(BYTES), size: BYTES.length };

function chunks(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => Buffer.from(text));
}

describe('a blob that is read whole', () => {
  it.each([
    ['in one chunk', chunks('0123456789')],
    ['in many chunks', chunks('012', '3', '456', '789')],
    ['with empty chunks', chunks('', '01234', '', '56789', '')],
  ])('that comes %s is passed on', async (_, body) => {
    const { client } = createFakeClient(() => ({ body }));
    const stream = await openBlob(client, APP, BLOB);
    expect(stream && Buffer.from(await collect(stream)).equals(BYTES)).toBe(true);
  });

  it('of no bytes is passed on', async () => {
    const { client } = createFakeClient(() => ({}));
    const stream = await openBlob(client, APP, { digest: digestOf(''), size: 0 });
    expect(stream && (await collect(stream))).toHaveLength(0);
  });

  it('is checked by the algorithm of its digest', async () => {
    const { client } = createFakeClient(() => ({ body: BYTES }));
    const stream = await openBlob(client, APP, { digest: digestOf(BYTES, 'sha512'), size: 10 });
    expect(stream && (await collect(stream))).toHaveLength(10);
  });

  it.each([
    ['is one byte short', chunks('01234', '5678'), 'only 9 bytes came of the 10 that its descriptor names'],
    ['ends at once', [], 'only 0 bytes came of the 10'],
    ['is one byte long', chunks('01234', '56789', 'x'), 'more bytes came than the 10 that its descriptor names'],
    ['has no end', Array.from({ length: 1000 }, () => Buffer.alloc(1000)), 'more bytes came than the 10'],
    ['has a flipped byte in its first chunk', chunks('x1234', '56789'), 'the bytes that came have another digest'],
    ['has a flipped byte in its last chunk', chunks('01234', '5678x'), 'the bytes that came have another digest'],
    ['has a flipped byte in its only chunk', chunks('01234x6789'), 'the bytes that came have another digest'],
  ])('that %s breaks before its last byte', async (_, body, words) => {
    const { client } = createFakeClient(() => ({ body }));
    const stream = await openBlob(client, APP, BLOB);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of stream ?? []) received += chunk.byteLength;
    })();
    await expect(reading).rejects.toThrow(words);
    await expect(reading).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(received).toBeLessThan(10);
  });

  it('that is missing is none', async () => {
    const { client } = createFakeClient(() => ({ status: 404, body: errorBody('BLOB_UNKNOWN') }));
    expect(await openBlob(client, APP, BLOB)).toBeUndefined();
  });

  it.each([401, 403, 429, 500, 206, 204])('answered %d is an error', async (status) => {
    const { client } = createFakeClient(() => ({ status, body: BYTES }));
    await expect(openBlob(client, APP, BLOB)).rejects.toThrow(RegistryError);
  });

  it.each(['gzip', 'zstd', 'identity, br', 'gzip, gzip'])('encoded by %s is refused unread', async (encoding) => {
    const { client } = createFakeClient(() => ({ headers: { 'content-encoding': encoding }, body: BYTES }));
    await expect(openBlob(client, APP, BLOB)).rejects.toThrow('which was not requested');
  });

  it.each(['identity', '', 'Identity'])('with the encoding "%s" is read', async (encoding) => {
    const { client } = createFakeClient(() => ({ headers: { 'content-encoding': encoding }, body: BYTES }));
    const stream = await openBlob(client, APP, BLOB);
    expect(stream && (await collect(stream))).toHaveLength(10);
  });

  it.each(['9', '11', '0'])('announced with %s bytes is refused unread', async (length) => {
    const { client } = createFakeClient(() => ({ headers: { 'content-length': length }, body: BYTES }));
    await expect(openBlob(client, APP, BLOB)).rejects.toThrow(
      `the registry announces "${length}" bytes, but its descriptor says 10`,
    );
  });
});

/** A large blob: its body is not read at once, as those of small ones are. */
const LARGE = seededBytes('stream', 600_000);
const LARGE_BLOB = { digest: digestOf(LARGE), size: LARGE.length };

/** Answers the bytes of the large blob from one on; `most` of them, and then the connection breaks. */
function send(response: ServerResponse, from: number, most = LARGE.length): void {
  const isPart = from > 0;
  const rest = LARGE.subarray(from);
  response.writeHead(isPart ? 206 : 200, {
    'Content-Length': rest.length,
    ...(isPart ? { 'Content-Range': `bytes ${from}-${LARGE.length - 1}/${LARGE.length}` } : {}),
  });
  if (most >= rest.length) response.end(rest);
  else response.write(rest.subarray(0, most), () => setImmediate(() => response.destroy()));
}

function firstOf(range: string | undefined): number {
  return Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
}

/** Reads the large blob from a server that a script answers, and tells what was asked for. */
async function readLarge(script: (answer: { response: ServerResponse; from: number; count: number }) => void) {
  let count = 0;
  await using server = await startServer((request, response) => {
    script({ response, from: firstOf(request.headers.range), count: ++count });
  });
  const clock = createClock();
  await using connection = await connect(server.host, { clock });
  const stream = await openBlob(connection.client, parseRepository(`${server.host}/d/app`), LARGE_BLOB);
  let received = 0;
  const parts: Uint8Array[] = [];
  const failure = await (async () => {
    for await (const chunk of stream ?? []) {
      received += chunk.byteLength;
      parts.push(chunk);
    }
  })().then(
    () => undefined,
    (error: unknown) => error,
  );
  const isWhole = Buffer.concat(parts).equals(LARGE);
  const froms = server.seen.map(({ headers }) => firstOf(headers.range));
  return { failure, received, isWhole, froms, pauses: clock.pauses };
}

describe('a blob whose connection breaks', () => {
  it('is read on from there', async () => {
    const { failure, isWhole, froms, pauses } = await readLarge(({ response, from, count }) =>
      send(response, from, count < 3 ? 200_000 : undefined),
    );
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(froms[0]).toBe(0);
    expect(froms).toHaveLength(3);
    expect(froms[1]).toBeGreaterThan(0);
    expect(froms[2]).toBeGreaterThan(froms[1] ?? 0);
    expect(pauses).toEqual([250, 500]);
  });

  it('is skipped to there where the registry knows no ranges', async () => {
    const { failure, isWhole, froms } = await readLarge(({ response, count }) =>
      send(response, 0, count === 1 ? 300_000 : undefined),
    );
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(froms).toHaveLength(2);
  });

  it.each([
    ['begins elsewhere', 206, `bytes 1-${LARGE.length - 1}/${LARGE.length}`],
    ['ends elsewhere', 206, `bytes 300000-400000/${LARGE.length}`],
    ['is of a blob of another size', 206, `bytes 300000-${LARGE.length - 1}/${LARGE.length + 1}`],
    ['is not named', 206, undefined],
    ['cannot be had', 416, `bytes */${LARGE.length}`],
  ])('is asked for whole where the part that comes %s', async (_, status, range) => {
    const { failure, isWhole, froms } = await readLarge(({ response, from, count }) => {
      if (count === 1) send(response, 0, 300_000);
      else if (from === 0) send(response, 0);
      else response.writeHead(status, range === undefined ? {} : { 'Content-Range': range }).end('x');
    });
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(froms.map((from) => from > 0)).toEqual([false, true, false]);
  });

  it('takes a part of a size that is not said', async () => {
    const { isWhole, froms } = await readLarge(({ response, from, count }) => {
      if (count === 1) return send(response, 0, 300_000);
      response.writeHead(206, { 'Content-Range': `bytes ${from}-${LARGE.length - 1}/*` }).end(LARGE.subarray(from));
    });
    expect(isWhole).toBe(true);
    expect(froms).toHaveLength(2);
  });

  it('fails where it is gone by then', async () => {
    const { failure, received } = await readLarge(({ response, count }) => {
      if (count === 1) send(response, 0, 300_000);
      else response.writeHead(404).end();
    });
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^Cannot read blob sha256:.*: the registry no longer has it/),
      code: 'not-found',
    });
    expect(received).toBeLessThan(LARGE.length);
  });

  it('fails where the rest is announced with another length', async () => {
    const { failure } = await readLarge(({ response, from, count }) => {
      if (count === 1) return send(response, 0, 300_000);
      const range = `bytes ${from}-${LARGE.length - 1}/${LARGE.length}`;
      response.writeHead(206, { 'Content-Range': range, 'Content-Length': 10 }).end('0123456789');
    });
    expect(failure).toMatchObject({ code: 'digest-mismatch' });
  });

  it('fails where the rest belongs to other bytes', async () => {
    const { failure, received } = await readLarge(({ response, from, count }) => {
      if (count === 1) return send(response, 0, 300_000);
      const range = `bytes ${from}-${LARGE.length - 1}/${LARGE.length}`;
      response.writeHead(206, { 'Content-Range': range }).end(Buffer.alloc(LARGE.length - from));
    });
    expect(failure).toMatchObject({ code: 'digest-mismatch' });
    expect(received).toBeLessThan(LARGE.length);
  });

  it('after its last byte is whole', async () => {
    const { failure, isWhole, froms } = await readLarge(({ response }) => {
      response.writeHead(200);
      // Without a length, an end that does not come is missed.
      response.write(LARGE, () => setImmediate(() => response.destroy()));
    });
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(froms).toHaveLength(1);
  });

  it('again and again fails after five times', async () => {
    const { failure, froms } = await readLarge(({ response, from }) => send(response, from, 50_000));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(froms).toHaveLength(6);
  });
});

describe('blobs that are open at once', () => {
  it('are eight at most, and the next waits for one of them', async () => {
    const { client, requests } = createFakeClient(() => ({ body: BYTES }));
    const open = await Promise.all(Array.from({ length: 8 }, () => openBlob(client, APP, BLOB)));
    const ninth = openBlob(client, APP, BLOB);
    const other = createFakeClient(() => ({ body: BYTES }));
    expect(await openBlob(other.client, APP, BLOB)).toBeDefined();
    expect(requests).toHaveLength(8);
    await open[0]?.[Symbol.asyncDispose]();
    expect(await ninth).toBeDefined();
    const tenth = openBlob(client, APP, BLOB);
    // The same one again makes no room.
    await open[0]?.[Symbol.asyncDispose]();
    await new Promise((done) => setImmediate(done));
    expect(requests).toHaveLength(9);
    await open[1]?.[Symbol.asyncDispose]();
    expect(await tenth).toBeDefined();
  });

  it('do not count those that are missing or refused', async () => {
    const { client, requests } = createFakeClient((_, index) => ({ status: index % 2 === 0 ? 404 : 403 }));
    for (let count = 0; count < 20; count++) await openBlob(client, APP, BLOB).catch(() => undefined);
    expect(requests).toHaveLength(20);
  });

  it('leave connections for the uploads that they feed, where both ends are one host', async () => {
    const size = 8 * 1024 * 1024;
    const bytes = Buffer.alloc(size);
    const digest = digestOf(bytes);
    await using server = await startServer((request, response) => {
      if (request.method === 'GET') return void response.writeHead(200, { 'Content-Length': size }).end(bytes);
      request.resume().once('end', () => {
        response.writeHead(request.method === 'PUT' ? 201 : 202, { Location: '/v2/up' }).end();
      });
    });
    await using connection = await connect(server.host);
    const { client } = connection;
    const repository = parseRepository(`${server.host}/d/app`);
    async function copy(): Promise<void> {
      await using stream = await openBlob(client, repository, { digest, size });
      if (stream !== undefined) await uploadBlob(client, repository, { digest, size, source: () => stream });
    }
    await Promise.all(Array.from({ length: 20 }, copy));
    expect(server.seen.filter(({ method }) => method === 'PUT')).toHaveLength(20);
  });
});

describe('a blob that is read from a later byte', () => {
  const MIB = 1024 * 1024;
  const BIG = seededBytes('big', 40 * MIB);
  const BIG_BLOB = { digest: digestOf(BIG), size: BIG.length };

  /** A registry with the blob, which may give other bytes for some ranges. */
  function startBig(change: (bytes: Buffer, from: number) => Uint8Array = (bytes) => bytes) {
    return startServer((request, response) => {
      const from = firstOf(request.headers.range);
      const range = `bytes ${from}-${BIG.length - 1}/${BIG.length}`;
      response.writeHead(from > 0 ? 206 : 200, from > 0 ? { 'Content-Range': range } : {});
      response.end(change(Buffer.from(BIG.subarray(from)), from));
    });
  }

  async function readUntil(stream: AsyncIterable<Uint8Array>, enough: number): Promise<void> {
    let length = 0;
    for await (const chunk of stream) {
      length += chunk.byteLength;
      if (length >= enough) return;
    }
  }

  it('is checked whole, and not read from its beginning again', async () => {
    await using server = await startBig();
    await using connection = await connect(server.host);
    await using stream = await openBlob(connection.client, parseRepository(`${server.host}/d/app`), BIG_BLOB);
    if (stream === undefined) throw new Error('there is no blob');
    await readUntil(stream.from(0), 39 * MIB);
    const rest = await collect(stream.from(35 * MIB + 5));
    expect(Buffer.from(rest).equals(BIG.subarray(35 * MIB + 5))).toBe(true);
    const again = await collect(stream.from(BIG.length - 1));
    expect(again).toHaveLength(1);
    const froms = server.seen.map(({ headers }) => firstOf(headers.range));
    expect(froms[1]).toBeGreaterThanOrEqual(32 * MIB);
    expect(froms[1]).toBeLessThanOrEqual(35 * MIB + 5);
    expect(await collect(stream)).toHaveLength(BIG.length);
  });

  it.each([
    ['without a reading before it', 0],
    ['after one that had not come so far', MIB],
  ])('%s is read from its beginning, of which nothing is given', async (_, before) => {
    await using server = await startBig();
    await using connection = await connect(server.host);
    await using stream = await openBlob(connection.client, parseRepository(`${server.host}/d/app`), BIG_BLOB);
    if (stream === undefined) throw new Error('there is no blob');
    if (before > 0) await readUntil(stream, before);
    const rest = await collect(stream.from(30 * MIB));
    expect(Buffer.from(rest).equals(BIG.subarray(30 * MIB))).toBe(true);
    expect(server.seen.some(({ headers }) => headers.range !== undefined)).toBe(false);
  });

  it('fails where those bytes are others than the first time', async () => {
    await using server = await startBig((bytes, from) => {
      if (from > 0) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return bytes;
    });
    await using connection = await connect(server.host);
    await using stream = await openBlob(connection.client, parseRepository(`${server.host}/d/app`), BIG_BLOB);
    if (stream === undefined) throw new Error('there is no blob');
    await readUntil(stream.from(0), 39 * MIB);
    await expect(collect(stream.from(35 * MIB))).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('ends the reading before it', async () => {
    const { client } = createFakeClient(() => ({ body: chunks('01', '23', '45', '67', '89') }));
    const stream = await openBlob(client, APP, BLOB);
    const first = stream?.from(0)[Symbol.asyncIterator]();
    await first?.next();
    expect(stream && Buffer.from(await collect(stream.from(4))).toString()).toBe('456789');
    expect(await first?.next()).toEqual({ done: true, value: undefined });
  });

  it('frees its connection where nobody reads it', async () => {
    await using server = await startBig();
    await using connection = await connect(server.host);
    const repository = parseRepository(`${server.host}/d/app`);
    // More than there are connections: a single one that stayed taken each time would hold up the last.
    for (let count = 0; count < 20; count++) {
      await using stream = await openBlob(connection.client, repository, BIG_BLOB);
      expect(stream).toBeDefined();
    }
  });
});
