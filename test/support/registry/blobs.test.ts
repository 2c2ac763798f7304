import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { digestOf } from './grammar.ts';
import { startRegistry } from './registry.ts';

const BYTES = Buffer.from('0123456789');
const DIGEST = digestOf(BYTES);

async function registryWithBlob() {
  const registry = await startRegistry();
  await call(registry.host, { method: 'POST', path: `/v2/a/blobs/uploads/?digest=${DIGEST}`, body: BYTES });
  registry.clearLog();
  return registry;
}

describe('blobs', () => {
  it('are served whole', async () => {
    await using registry = await registryWithBlob();
    const answer = await call(registry.host, { path: `/v2/a/blobs/${DIGEST}` });
    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.bytes)).toEqual(BYTES);
    expect(answer.headers.get('docker-content-digest')).toBe(DIGEST);
    expect(registry.log).toMatchObject([{ responseBytes: 10 }]);
  });

  it('tell their length to HEAD, without a body', async () => {
    await using registry = await registryWithBlob();
    const answer = await call(registry.host, { method: 'HEAD', path: `/v2/a/blobs/${DIGEST}` });
    expect([answer.status, answer.headers.get('content-length'), answer.bytes.length]).toEqual([200, '10', 0]);
    expect(answer.headers.get('docker-content-digest')).toBe(DIGEST);
    expect(registry.log).toMatchObject([{ responseBytes: 0 }]);
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('honour Range: %s', async (range, status, text, contentRange) => {
    await using registry = await registryWithBlob();
    const answer = await call(registry.host, { path: `/v2/a/blobs/${DIGEST}`, headers: { Range: range } });
    expect([answer.status, Buffer.from(answer.bytes).toString()]).toEqual([status, text]);
    expect(answer.headers.get('content-range')).toBe(contentRange);
  });

  it('refuse a range beyond their end', async () => {
    await using registry = await registryWithBlob();
    const answer = await call(registry.host, { path: `/v2/a/blobs/${DIGEST}`, headers: { Range: 'bytes=10-' } });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it.each([`/v2/a/blobs/${digestOf(Buffer.from('other'))}`, `/v2/b/blobs/${DIGEST}`])(
    'are unknown at %s',
    async (path) => {
      await using registry = await registryWithBlob();
      for (const method of ['GET', 'DELETE']) {
        const answer = await call(registry.host, { method, path });
        expect([answer.status, answer.codes]).toEqual([404, ['BLOB_UNKNOWN']]);
      }
      const head = await call(registry.host, { method: 'HEAD', path });
      expect([head.status, head.bytes.length]).toEqual([404, 0]);
    },
  );

  it('can be deleted', async () => {
    await using registry = await registryWithBlob();
    expect([...registry.blobs('a').keys()]).toEqual([DIGEST]);
    const answer = await call(registry.host, { method: 'DELETE', path: `/v2/a/blobs/${DIGEST}` });
    expect(answer.status).toBe(202);
    expect(registry.blobs('a').size).toBe(0);
  });

  it('may have sha512 digests and no content', async () => {
    await using registry = await startRegistry();
    const digest = `sha512:${createHash('sha512').digest('hex')}`;
    const path = `/v2/a/blobs/uploads/?digest=${digest}`;
    expect((await call(registry.host, { method: 'POST', path, body: '' })).status).toBe(201);
    const answer = await call(registry.host, { path: `/v2/a/blobs/${digest}` });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '0']);
  });
});
