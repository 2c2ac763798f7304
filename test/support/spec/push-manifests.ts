import assert from 'node:assert/strict';
import { jsonBytes, sha256 } from '../image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';
import { expectBytes, expectStatus, location, type SpecCheck } from './check.ts';

const section = 'push';
const EMPTY = 'application/vnd.oci.empty.v1+json';

/** What distribution-spec 1.1 says of "Pushing Manifests". */
export const PUSH_MANIFEST_CHECKS: readonly SpecCheck[] = [
  ...(['tag', 'digest'] as const).map(
    (by): SpecCheck => ({
      section,
      name: `a manifest goes in by ${by}, and the Location leads to it`,
      async run(registry) {
        const manifest = await registry.makeManifest();
        const answer = await registry.putManifest(by === 'tag' ? 'v1' : manifest.descriptor.digest, manifest);
        expectStatus(answer, [201]);
        const headers = { Accept: manifest.descriptor.mediaType };
        expectBytes(await registry.send('GET', location(answer), { headers }), manifest.bytes);
      },
    }),
  ),
  {
    section,
    name: 'a manifest under the digest of another is answered 400',
    async run(registry) {
      const manifest = await registry.makeManifest();
      expectStatus(await registry.putManifest(sha256(Buffer.from('other')), manifest), [400]);
    },
  },
  {
    section,
    name: 'an index goes in, and an empty one too',
    async run(registry) {
      const { descriptor } = await registry.pushManifest();
      for (const manifests of [[descriptor], []]) {
        const mediaType = IMAGE_MEDIA_TYPES.oci.index;
        const bytes = jsonBytes({ schemaVersion: 2, mediaType, manifests });
        const index = { descriptor: { mediaType, digest: sha256(bytes), size: bytes.length }, bytes };
        expectStatus(await registry.putManifest(`v${manifests.length}`, index), [201]);
      }
    },
  },
  {
    section,
    name: 'an artifact with an empty config goes in',
    async run(registry) {
      const { descriptor } = await registry.pushBlob(jsonBytes({}), EMPTY);
      await registry.pushManifest('v1', { artifactType: 'application/vnd.example', config: descriptor });
    },
  },
  {
    section,
    name: 'a manifest whose subject is not there goes in',
    async run(registry) {
      const { descriptor: subject } = await registry.makeManifest();
      await registry.pushManifest(undefined, { subject });
    },
  },
  {
    section,
    name: 'a tag moves to another manifest',
    async run(registry) {
      await registry.pushManifest('v1');
      const { descriptor, bytes } = await registry.pushManifest('v1');
      const answer = await registry.send('GET', 'manifests/v1', { headers: { Accept: descriptor.mediaType } });
      expectBytes(answer, bytes);
      assert.equal(answer.headers.get('docker-content-digest'), descriptor.digest);
    },
  },
];
