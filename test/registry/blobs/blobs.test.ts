import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { hasBlob, readBlob } from '../../../src/registry/blobs/blobs.ts';
import { APP, connect, createFakeClient, linesOf, startServer } from '../support.ts';

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

  it.each([
    ['its length', '10', true],
    ['no length', undefined, true],
    ['another length', '11', false],
    ['no bytes', '0', false],
  ])('finds what has %s', async (_, length, expected) => {
    const headers = length === undefined ? {} : { 'content-length': length };
    const { client } = createFakeClient(() => ({ headers }));
    expect(await hasBlob(client, APP, BLOB.digest, BLOB.size)).toBe(expected);
    expect(await hasBlob(client, APP, BLOB.digest)).toBe(true);
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

  it.each([
    ['encoded', { 'content-encoding': 'gzip' }, 'invalid-answer'],
    ['announced with another length', { 'content-length': '11' }, 'digest-mismatch'],
  ])('that is %s is refused', async (_, headers, code) => {
    const { client } = createFakeClient(() => ({ headers, body: BYTES }));
    await expect(readBlob(client, APP, { ...BLOB, limit: 10 })).rejects.toMatchObject({ code });
  });
});
