import { describe, expect, it } from 'vitest';
import { basicAuthorization } from '../authorization.ts';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const [[BLOB, BYTES] = ['', new Uint8Array()]] = IMAGE.blobs;
const PATH = `/v2/a/blobs/${BLOB}`;

async function registryWithStorage() {
  const registry = await startRegistry({ blobs: { redirect: true } });
  registry.load('a', IMAGE, []);
  return registry;
}

describe('the storage behind a registry', () => {
  it.each(['GET', 'HEAD'])('is where %s of a blob is sent', async (method) => {
    await using registry = await registryWithStorage();
    const { status, headers } = await call(registry.host, { method, path: PATH });
    const location = headers.get('location') ?? '';
    expect(status).toBe(307);
    expect(new URL(location).host).not.toBe(registry.host);
    const answer = await call(registry.host, { method, path: location });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(BYTES.length)]);
    if (method === 'GET') expect(Buffer.from(answer.bytes)).toEqual(Buffer.from(BYTES));
    expect(registry.otherLog).toMatchObject([{ method, status: 200, hasAuthorization: false }]);
  });

  it('refuses credentials, as S3 does', async () => {
    await using registry = await registryWithStorage();
    const location = (await call(registry.host, { path: PATH })).headers.get('location') ?? '';
    const headers = { Authorization: basicAuthorization({ username: 'a', password: 'b' }) };
    const answer = await call(registry.host, { path: location, headers });
    expect([answer.status, Buffer.from(answer.bytes).toString()]).toEqual([
      400,
      expect.stringContaining('Only one auth mechanism allowed'),
    ]);
  });

  it('gives nothing without its signature, and takes nothing', async () => {
    await using registry = await registryWithStorage();
    const location = new URL((await call(registry.host, { path: PATH })).headers.get('location') ?? '');
    expect((await call(registry.host, { method: 'PUT', path: location.href, body: 'x' })).status).toBe(403);
    location.searchParams.set('X-Amz-Signature', '0');
    expect((await call(registry.host, { path: location.href })).status).toBe(403);
  });

  it('does not hide that a blob is missing', async () => {
    await using registry = await registryWithStorage();
    const path = `/v2/a/blobs/sha256:${'0'.repeat(64)}`;
    expect((await call(registry.host, { path })).codes).toEqual(['BLOB_UNKNOWN']);
  });

  it('is gone with its registry', async () => {
    const registry = await registryWithStorage();
    const location = (await call(registry.host, { path: PATH })).headers.get('location') ?? '';
    await registry.close();
    await expect(call(registry.host, { path: location })).rejects.toThrow('fetch failed');
  });
});
