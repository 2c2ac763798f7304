import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { digestOf } from './grammar.ts';
import { startRegistry } from './registry.ts';

const BYTES = Buffer.from('layer');
const DIGEST = digestOf(BYTES);
const OTHER = digestOf(Buffer.from('other'));

async function registryWithBlob(options: Parameters<typeof startRegistry>[0] = {}) {
  const registry = await startRegistry(options);
  await call(registry.host, { method: 'POST', path: `/v2/src/blobs/uploads/?digest=${DIGEST}`, body: BYTES });
  return registry;
}

describe('POST of an upload', () => {
  it('opens a session', async () => {
    await using registry = await startRegistry();
    const { status, headers } = await call(registry.host, { method: 'POST', path: '/v2/a/blobs/uploads/' });
    expect([status, headers.get('range')]).toEqual([202, '0-0']);
    const id = headers.get('docker-upload-uuid') ?? '';
    expect(headers.get('location')).toMatch(`http://${registry.host}/v2/a/blobs/uploads/${id}?_state=`);
  });

  it('takes a whole blob', async () => {
    await using registry = await startRegistry();
    const path = `/v2/a/blobs/uploads/?digest=${encodeURIComponent(DIGEST)}`;
    const { status, headers } = await call(registry.host, { method: 'POST', path, body: BYTES });
    expect([status, headers.get('location')]).toEqual([201, `/v2/a/blobs/${DIGEST}`]);
    expect(headers.get('docker-content-digest')).toBe(DIGEST);
    expect(Buffer.from(registry.blobs('a').get(DIGEST) ?? '')).toEqual(BYTES);
  });

  it.each([
    ['another digest', `?digest=${OTHER}`, {}, 'DIGEST_INVALID'],
    ['a malformed digest', '?digest=sha256:1', {}, 'DIGEST_INVALID'],
    ['a malformed mount', '?mount=latest&from=src', {}, 'DIGEST_INVALID'],
    ['a wrong content type', `?digest=${DIGEST}`, { 'Content-Type': 'text/plain' }, 'BLOB_UPLOAD_INVALID'],
  ])('refuses %s', async (_, query, headers, code) => {
    await using registry = await startRegistry();
    const answer = await call(registry.host, {
      method: 'POST',
      path: `/v2/a/blobs/uploads/${query}`,
      headers,
      body: BYTES,
    });
    expect([answer.status, answer.codes]).toEqual([400, [code]]);
    expect(registry.blobs('a').size).toBe(0);
  });
});

describe('a mount', () => {
  const path = `/v2/dst/blobs/uploads/?mount=${DIGEST}&from=src`;

  it('links the blob', async () => {
    await using registry = await registryWithBlob();
    const { status, headers } = await call(registry.host, { method: 'POST', path });
    expect([status, headers.get('location')]).toEqual([201, `/v2/dst/blobs/${DIGEST}`]);
    expect(headers.get('docker-content-digest')).toBe(DIGEST);
    expect(registry.blobs('dst').has(DIGEST)).toBe(true);
  });

  it.each([
    ['the source lacks it', `/v2/dst/blobs/uploads/?mount=${OTHER}&from=src`, {}],
    ['the source is unknown', `/v2/dst/blobs/uploads/?mount=${DIGEST}&from=none`, {}],
    ['no source is named', `/v2/dst/blobs/uploads/?mount=${DIGEST}`, {}],
    ['mounts are refused', path, { mount: 'refuse' as const }],
  ])('becomes a session where %s', async (_, to, options) => {
    await using registry = await registryWithBlob(options);
    const { status, headers } = await call(registry.host, { method: 'POST', path: to });
    expect([status, headers.has('docker-upload-uuid')]).toEqual([202, true]);
    expect(registry.blobs('dst').size).toBe(0);
    const put = `${headers.get('location')}&digest=${DIGEST}`;
    expect((await call(registry.host, { method: 'PUT', path: put, body: BYTES })).status).toBe(201);
  });
});
