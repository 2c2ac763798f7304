import assert from 'node:assert/strict';
import { expectStatus, type SpecCheck } from './check.ts';

const section = 'content management';

/** What distribution-spec 1.1 says of "Content Management"; a registry that deletes nothing fails these. */
export const MANAGEMENT_CHECKS: readonly SpecCheck[] = [
  {
    section,
    name: 'a tag is deleted, and its manifest stays',
    async run(registry) {
      const { descriptor } = await registry.pushManifest('v1');
      await registry.pushManifest('v2');
      const headers = { Accept: descriptor.mediaType };
      expectStatus(await registry.send('DELETE', 'manifests/v1'), [202]);
      expectStatus(await registry.send('GET', 'manifests/v1', { headers }), [404]);
      expectStatus(await registry.send('GET', `manifests/${descriptor.digest}`, { headers }), [200]);
      const { json } = await registry.send('GET', 'tags/list');
      assert.deepEqual(json, { name: registry.repository, tags: ['v2'] });
    },
  },
  {
    section,
    name: 'a manifest is deleted by digest, and its tags with it',
    async run(registry) {
      const { descriptor } = await registry.pushManifest('v1');
      expectStatus(await registry.send('DELETE', `manifests/${descriptor.digest}`), [202]);
      for (const reference of [descriptor.digest, 'v1']) {
        expectStatus(await registry.send('GET', `manifests/${reference}`), [404]);
      }
    },
  },
  {
    section,
    name: 'a blob is deleted',
    async run(registry) {
      const { descriptor } = await registry.pushBlob();
      expectStatus(await registry.send('DELETE', `blobs/${descriptor.digest}`), [202]);
      expectStatus(await registry.send('HEAD', `blobs/${descriptor.digest}`), [404]);
    },
  },
];
