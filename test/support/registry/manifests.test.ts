import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { pushImage } from '../image/push-image.ts';
import { MAX_MANIFEST_BYTES } from './manifests.ts';
import type { RegistryOptions } from './options.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage();
const INDEX = 'application/vnd.oci.image.index.v1+json';
const { digest: DIGEST } = IMAGE.index;
const BYTES = Buffer.from(IMAGE.manifests.get(DIGEST)?.bytes ?? '');

async function registryWithImage(options: RegistryOptions = {}) {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'a', IMAGE, ['1.0.0', 'latest']);
  return registry;
}

describe('GET of a manifest', () => {
  it.each(['1.0.0', DIGEST])('serves %s byte for byte', async (reference) => {
    await using registry = await registryWithImage();
    const answer = await call(registry.host, { path: `/v2/a/manifests/${reference}`, headers: { Accept: INDEX } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, INDEX]);
    expect(answer.headers.get('docker-content-digest')).toBe(DIGEST);
    expect(Buffer.from(answer.bytes)).toEqual(BYTES);
  });

  it('tells digest and length to HEAD', async () => {
    await using registry = await registryWithImage();
    const answer = await call(registry.host, { method: 'HEAD', path: '/v2/a/manifests/latest' });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(BYTES.length)]);
    expect([answer.headers.get('docker-content-digest'), answer.bytes.length]).toEqual([DIGEST, 0]);
  });

  it.each([
    ['application/vnd.oci.image.manifest.v1+json', 404],
    [`${INDEX};q=0`, 404],
    [`text/html, ${INDEX};q=0.5`, 200],
    ['application/*', 200],
  ])('honours Accept: %s', async (accept, status) => {
    await using registry = await registryWithImage();
    const headers = { Accept: accept };
    const answer = await call(registry.host, { path: '/v2/a/manifests/latest', headers });
    expect(answer.status).toBe(status);
    if (status === 404) expect(answer.codes).toEqual(['MANIFEST_UNKNOWN']);
    expect((await call(registry.host, { path: `/v2/a/manifests/${DIGEST}`, headers })).status).toBe(200);
  });

  it('by tag needs an Accept header', async () => {
    await using registry = await registryWithImage();
    const status = await new Promise((resolve, reject) => {
      const get = request(`http://${registry.host}/v2/a/manifests/latest`, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      get.on('error', reject).end();
    });
    expect(status).toBe(404);
  });

  it.each(['/v2/a/manifests/2.0.0', `/v2/b/manifests/${DIGEST}`])('does not know %s', async (path) => {
    await using registry = await registryWithImage();
    const answer = await call(registry.host, { path });
    expect([answer.status, answer.codes]).toEqual([404, ['MANIFEST_UNKNOWN']]);
  });
});

describe('PUT of a manifest', () => {
  const headers = { 'Content-Type': INDEX };

  it('says where it is', async () => {
    await using registry = await registryWithImage();
    const put = { method: 'PUT', path: '/v2/a/manifests/2.0.0', headers, body: BYTES };
    const answer = await call(registry.host, put);
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v2/a/manifests/${DIGEST}`]);
    expect(answer.headers.get('docker-content-digest')).toBe(DIGEST);
    expect(registry.tags('a')).toEqual(new Map(['1.0.0', 'latest', '2.0.0'].map((tag) => [tag, DIGEST])));
    expect(registry.manifest('a', '2.0.0')).toMatchObject({ mediaType: INDEX, digest: DIGEST });
  });

  it('checks the digest in the path, sha512 too', async () => {
    await using registry = await registryWithImage();
    const sha512 = `sha512:${createHash('sha512').update(BYTES).digest('hex')}`;
    const put = { method: 'PUT', headers, body: BYTES };
    const taken = await call(registry.host, { ...put, path: `/v2/a/manifests/${sha512}` });
    expect([taken.status, taken.headers.get('docker-content-digest')]).toEqual([201, sha512]);
    const refused = await call(registry.host, { ...put, path: `/v2/a/manifests/sha256:${'0'.repeat(64)}` });
    expect([refused.status, refused.codes]).toEqual([400, ['DIGEST_INVALID']]);
  });

  it('takes what is just short enough, and nothing longer', async () => {
    await using registry = await registryWithImage();
    const put = { method: 'PUT', path: '/v2/a/manifests/big', headers };
    const padded = (length: number) => Buffer.concat([BYTES, Buffer.alloc(length - BYTES.length, ' ')]);
    expect((await call(registry.host, { ...put, body: padded(MAX_MANIFEST_BYTES) })).status).toBe(201);
    expect((await call(registry.host, { ...put, body: padded(MAX_MANIFEST_BYTES + 1) })).status).toBe(413);
  });

  it('ignores tags in the query, as CNCF Distribution does', async () => {
    await using registry = await registryWithImage();
    const path = `/v2/a/manifests/${DIGEST}?tag=x&tag=y`;
    const answer = await call(registry.host, { method: 'PUT', path, headers, body: BYTES });
    expect([answer.status, answer.headers.has('oci-tag')]).toEqual([201, false]);
    expect(registry.tags('a').size).toBe(2);
  });

  it('sets tags in the query where it can, all or none', async () => {
    await using registry = await registryWithImage({ multiTag: true });
    const put = { method: 'PUT', headers, body: BYTES };
    const answer = await call(registry.host, { ...put, path: `/v2/a/manifests/${DIGEST}?tag=x&tag=y` });
    expect([answer.status, answer.headers.get('oci-tag')]).toEqual([201, 'x, y']);
    expect([...registry.tags('a').keys()]).toEqual(['1.0.0', 'latest', 'x', 'y']);
    const refused = await call(registry.host, { ...put, path: `/v2/a/manifests/${DIGEST}?tag=z&tag=-` });
    expect([refused.status, refused.codes]).toEqual([400, ['TAG_INVALID']]);
    expect(registry.tags('a').has('z')).toBe(false);
  });
});

describe('DELETE of a manifest', () => {
  it('by tag removes the tag alone', async () => {
    await using registry = await registryWithImage();
    const deletion = { method: 'DELETE', path: '/v2/a/manifests/latest' };
    expect((await call(registry.host, deletion)).status).toBe(202);
    expect([...registry.tags('a').keys()]).toEqual(['1.0.0']);
    expect(registry.manifest('a', DIGEST)).toBeDefined();
    expect((await call(registry.host, deletion)).codes).toEqual(['MANIFEST_UNKNOWN']);
  });

  it('by digest removes its tags too', async () => {
    await using registry = await registryWithImage();
    const deletion = { method: 'DELETE', path: `/v2/a/manifests/${DIGEST}` };
    expect((await call(registry.host, deletion)).status).toBe(202);
    expect(registry.tags('a').size).toBe(0);
    expect(registry.manifest('a', DIGEST)).toBeUndefined();
    expect((await call(registry.host, deletion)).status).toBe(404);
  });
});
