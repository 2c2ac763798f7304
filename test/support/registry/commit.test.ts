import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const [[BLOB, BYTES] = ['', new Uint8Array()]] = IMAGE.blobs;

describe('a blob', () => {
  it('may be hidden until a manifest refers to it', async () => {
    await using registry = await startRegistry({ blobs: { visible: 'committed' } });
    registry.load('a', { ...IMAGE, manifests: new Map() }, []);
    const path = `/v2/a/blobs/${BLOB}`;
    expect((await call(registry.host, { method: 'HEAD', path })).status).toBe(404);
    for (const { mediaType, bytes } of IMAGE.manifests.values()) {
      const headers = { 'Content-Type': mediaType };
      const put = await call(registry.host, { method: 'PUT', path: '/v2/a/manifests/1', headers, body: bytes });
      expect(put.status).toBe(201);
    }
    expect((await call(registry.host, { method: 'HEAD', path })).status).toBe(200);
  });

  it.each([
    ['accept', 201, []],
    ['refuse', 400, ['BLOB_UPLOAD_INVALID']],
  ] as const)('that is there already: %s a second upload', async (again, status, codes) => {
    await using registry = await startRegistry({ upload: { again } });
    const upload = { method: 'POST', path: `/v2/a/blobs/uploads/?digest=${BLOB}`, body: BYTES };
    expect((await call(registry.host, upload)).status).toBe(201);
    const second = await call(registry.host, upload);
    expect([second.status, second.codes]).toEqual([status, codes]);
  });
});
