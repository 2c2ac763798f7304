import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/repository.ts';
import { hasBlob, openBlob, readBlob } from '../../src/registry/blobs.ts';
import { APP, collect, connect, createFakeClient, errorBody, linesOf, startServer } from './support.ts';

const BYTES = Buffer.from('0123456789');
const BLOB = { digest: digestOf(BYTES), size: BYTES.length };
const PATH = `/v2/d/app/blobs/${BLOB.digest}`;

function chunks(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => Buffer.from(text));
}

describe('looking for a blob', () => {
  it.each([
    [200, true],
    [404, false],
  ])('is answered by %d', async (status, expected) => {
    const { client, requests } = createFakeClient(() => ({ status }));
    expect(await hasBlob(client, APP, BLOB.digest)).toBe(expected);
    expect(linesOf(requests)).toEqual([`HEAD ${PATH}`]);
  });

  it.each([401, 403, 405, 429, 500])('is an error where the answer is %d', async (status) => {
    const { client } = createFakeClient(() => ({ status }));
    await expect(hasBlob(client, APP, BLOB.digest)).rejects.toThrow(RegistryError);
  });
});

describe('a stream of a blob', () => {
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
    ['is one byte short', chunks('01234', '5678'), 'fewer bytes came than the 10 that its descriptor names'],
    ['ends at once', [], 'fewer bytes came than the 10'],
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

  it('whose connection breaks is an error of the registry', async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000000' });
      response.write('01234', () => response.destroy());
    });
    await using connection = await connect(server.host);
    const stream = await openBlob(connection.client, parseRepository(`${server.host}/d/app`), BLOB);
    await expect(collect(stream ?? (async function* () {})())).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('reading a small blob', () => {
  it('is done again where the connection breaks', async () => {
    let count = 0;
    await using server = await startServer((_, response) => {
      response.writeHead(200, { 'Content-Length': '10' });
      if (count++ === 0) response.write('01234', () => response.destroy());
      else response.end(BYTES);
    });
    await using connection = await connect(server.host);
    const repository = parseRepository(`${server.host}/d/app`);
    const bytes = await readBlob(connection.client, repository, { ...BLOB, limit: 10 });
    expect(Buffer.from(bytes ?? []).equals(BYTES)).toBe(true);
    expect(server.seen).toHaveLength(2);
  });

  it('gives its bytes', async () => {
    const { client } = createFakeClient(() => ({ body: chunks('01234', '56789') }));
    expect(Buffer.from((await readBlob(client, APP, { ...BLOB, limit: 10 })) ?? []).equals(BYTES)).toBe(true);
  });

  it('that is larger than wanted asks for nothing', async () => {
    const { client, requests } = createFakeClient(() => ({ body: BYTES }));
    expect(await readBlob(client, APP, { ...BLOB, limit: 9 })).toBeUndefined();
    expect(requests).toEqual([]);
  });

  it('that is missing gives nothing', async () => {
    const { client } = createFakeClient(() => ({ status: 404 }));
    expect(await readBlob(client, APP, { ...BLOB, limit: 10 })).toBeUndefined();
  });

  it.each([
    ['short', chunks('012345678')],
    ['longer than the limit', chunks('0123456789', 'x')],
    ['different', chunks('0123456780')],
  ])('that is %s is refused', async (_, body) => {
    const { client } = createFakeClient(() => ({ body }));
    await expect(readBlob(client, APP, { ...BLOB, limit: 10 })).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('that the registry refuses is an error', async () => {
    const { client } = createFakeClient(() => ({ status: 403 }));
    await expect(readBlob(client, APP, { ...BLOB, limit: 10 })).rejects.toMatchObject({ code: 'denied' });
  });
});
