import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';
import type { ManifestOptions } from './content-options.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage();
const BYTES = IMAGE.manifests.get(IMAGE.index.digest)?.bytes ?? new Uint8Array();
const { index: INDEX, manifest: MANIFEST } = IMAGE_MEDIA_TYPES.oci;

async function registryWith(manifests: ManifestOptions) {
  const registry = await startRegistry({ manifests });
  registry.load('a', IMAGE, ['1']);
  return registry;
}

describe('HEAD of a manifest', () => {
  it.each([
    ['ok', 200, IMAGE.index.digest, String(BYTES.length)],
    ['no-digest', 200, null, String(BYTES.length)],
    ['no-length', 200, IMAGE.index.digest, null],
    ['gzip-length', 200, IMAGE.index.digest, String(gzipSync(BYTES).length)],
  ] as const)('is %s', async (head, status, digest, length) => {
    await using registry = await registryWith({ head });
    const request = { path: '/v2/a/manifests/1', headers: { Accept: INDEX } };
    const answer = await call(registry.host, { ...request, method: 'HEAD' });
    const { headers } = answer;
    expect([answer.status, headers.get('docker-content-digest'), headers.get('content-length')]).toEqual([
      ...[status, digest, length],
    ]);
    const whole = await call(registry.host, request);
    expect([whole.status, Buffer.from(whole.bytes)]).toEqual([200, Buffer.from(BYTES)]);
  });

  it.each([403, 405] as const)('is refused with %d, and GET is not', async (head) => {
    await using registry = await registryWith({ head });
    const request = { path: '/v2/a/manifests/1', headers: { Accept: INDEX } };
    expect((await call(registry.host, { ...request, method: 'HEAD' })).status).toBe(head);
    expect((await call(registry.host, request)).status).toBe(200);
  });
});

describe('a client that does not take indexes', () => {
  it.each([
    ['unknown', 404, 'application/json'],
    ['child', 404, 'application/json'],
    ['schema1', 200, 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
  ] as const)('gets %s', async (unaccepted, status, type) => {
    await using registry = await registryWith({ unaccepted });
    const answer = await call(registry.host, { path: '/v2/a/manifests/1', headers: { Accept: MANIFEST } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
  });

  it('gets the first child of a Docker list, where the registry is CNCF Distribution 2.8', async () => {
    const docker = buildImage({ mediaTypes: 'docker' });
    const [child = ''] = docker.manifests.keys();
    await using registry = await startRegistry({ manifests: { unaccepted: 'child' } });
    registry.load('a', docker, ['1']);
    const headers = { Accept: IMAGE_MEDIA_TYPES.docker.manifest };
    const answer = await call(registry.host, { path: '/v2/a/manifests/1', headers });
    expect([answer.status, answer.headers.get('docker-content-digest')]).toEqual([200, child]);
  });

  it.each([
    [false, 200],
    [true, 404],
  ])('may be told so by digest too: %s', async (acceptByDigest, status) => {
    await using registry = await registryWith({ acceptByDigest });
    const path = `/v2/a/manifests/${IMAGE.index.digest}`;
    expect((await call(registry.host, { path, headers: { Accept: MANIFEST } })).status).toBe(status);
    expect((await call(registry.host, { path, headers: { Accept: INDEX } })).status).toBe(200);
  });
});
