import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { sha256 } from '../image/content.ts';
import { expectBytes, expectStatus, type SpecCheck } from './check.ts';

const section = 'pull';
const UNKNOWN = sha256(Buffer.from('nobody pushed this'));

/** What distribution-spec 1.1 says of "Pulling manifests" and "Pulling blobs", and of finding out the version. */
export const PULL_CHECKS: readonly SpecCheck[] = [
  {
    section,
    name: 'GET /v2/ is answered 200',
    run: async (registry) => expectStatus(await registry.send('GET', '/v2/'), [200]),
  },
  ...(['tag', 'digest'] as const).map(
    (by): SpecCheck => ({
      section,
      name: `a manifest comes back by its ${by}, byte for byte, with its type and digest`,
      async run(registry) {
        const { descriptor, bytes } = await registry.pushManifest('v1');
        const reference = by === 'tag' ? 'v1' : descriptor.digest;
        const answer = await registry.send('GET', `manifests/${reference}`, {
          headers: { Accept: descriptor.mediaType },
        });
        expectStatus(answer, [200]);
        expectBytes(answer, bytes);
        assert.equal(answer.headers.get('content-type'), descriptor.mediaType);
        assert.equal(answer.headers.get('docker-content-digest'), descriptor.digest);
      },
    }),
  ),
  {
    section,
    name: 'HEAD of a manifest says its length and digest',
    async run(registry) {
      const { descriptor } = await registry.pushManifest('v1');
      const answer = await registry.send('HEAD', 'manifests/v1', { headers: { Accept: descriptor.mediaType } });
      expectStatus(answer, [200]);
      assert.equal(answer.headers.get('content-length'), String(descriptor.size));
      assert.equal(answer.headers.get('docker-content-digest'), descriptor.digest);
    },
  },
  ...['GET', 'HEAD'].map(
    (method): SpecCheck => ({
      section,
      name: `${method} of a manifest or a blob that is not there is answered 404`,
      async run(registry) {
        await registry.pushManifest('v1');
        for (const path of ['manifests/v2', `manifests/${UNKNOWN}`, `blobs/${UNKNOWN}`]) {
          expectStatus(await registry.send(method, path), [404]);
        }
      },
    }),
  ),
  {
    section,
    name: 'a blob comes back, byte for byte, and HEAD says its length',
    async run(registry) {
      const { descriptor, bytes } = await registry.pushBlob();
      const answer = await registry.send('GET', `blobs/${descriptor.digest}`);
      expectStatus(answer, [200]);
      expectBytes(answer, bytes);
      const head = await registry.send('HEAD', `blobs/${descriptor.digest}`);
      expectStatus(head, [200]);
      assert.equal(head.headers.get('content-length'), String(descriptor.size));
    },
  },
  {
    section,
    name: 'a range of a blob is answered 206',
    async run(registry) {
      const { descriptor, bytes } = await registry.pushBlob(randomBytes(100));
      const answer = await registry.send('GET', `blobs/${descriptor.digest}`, { headers: { Range: 'bytes=10-19' } });
      expectStatus(answer, [206]);
      expectBytes(answer, bytes.subarray(10, 20));
    },
  },
];
