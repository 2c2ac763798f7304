import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { buildReferrer } from '../image/build-referrer.ts';
import { pushImage } from '../image/push-image.ts';
import type { RegistryOptions } from './options.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage();
const INDEX = 'application/vnd.oci.image.index.v1+json';
const SBOM = buildReferrer(IMAGE.index, { artifactType: 'application/spdx+json', annotations: { made: 'by hand' } });
const SIGNATURE = buildReferrer(IMAGE.index, { artifactType: 'application/vnd.example.signature' });
const PATH = `/v2/a/referrers/${IMAGE.index.digest}`;

async function registryWithReferrers(options: RegistryOptions = {}) {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'a', IMAGE, []);
  await pushImage(registry.host, 'a', SBOM, []);
  await pushImage(registry.host, 'a', SIGNATURE, []);
  return registry;
}

async function pushAgain(host: string) {
  const manifest = SBOM.manifests.get(SBOM.index.digest);
  const headers = { 'Content-Type': SBOM.index.mediaType };
  const put = { method: 'PUT', path: `/v2/a/manifests/${SBOM.index.digest}`, headers };
  return await call(host, { ...put, body: manifest?.bytes ?? '' });
}

describe('the referrers API', () => {
  it('lists what refers to a digest, with type and annotations', async () => {
    await using registry = await registryWithReferrers();
    const answer = await call(registry.host, { path: PATH });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, INDEX]);
    expect(answer.json).toEqual({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [
        { ...SBOM.index, artifactType: 'application/spdx+json', annotations: { made: 'by hand' } },
        { ...SIGNATURE.index, artifactType: 'application/vnd.example.signature' },
      ],
    });
    expect(answer.headers.has('oci-filters-applied')).toBe(false);
  });

  it('filters by artifact type', async () => {
    await using registry = await registryWithReferrers();
    const path = `${PATH}?artifactType=${encodeURIComponent('application/spdx+json')}`;
    const answer = await call(registry.host, { path });
    expect(answer.json).toMatchObject({ manifests: [{ digest: SBOM.index.digest }] });
    expect(answer.headers.get('oci-filters-applied')).toBe('artifactType');
  });

  it.each(['/v2/a/referrers/', '/v2/unknown/referrers/'])(
    'has an empty list for what it does not know at %s',
    async (prefix) => {
      await using registry = await registryWithReferrers();
      const answer = await call(registry.host, { path: `${prefix}sha256:${'0'.repeat(64)}` });
      expect([answer.status, answer.json]).toMatchObject([200, { manifests: [] }]);
    },
  );

  it('takes the type of the config where there is no other', async () => {
    await using registry = await startRegistry();
    await pushImage(
      registry.host,
      'a',
      buildReferrer(IMAGE.index, { configType: 'application/vnd.example.config' }),
      [],
    );
    const answer = await call(registry.host, { path: PATH });
    expect(answer.json).toMatchObject({ manifests: [{ artifactType: 'application/vnd.example.config' }] });
  });

  it('is announced when a subject is pushed', async () => {
    await using registry = await registryWithReferrers();
    expect((await pushAgain(registry.host)).headers.get('oci-subject')).toBe(IMAGE.index.digest);
  });

  it('can be missing', async () => {
    await using registry = await registryWithReferrers({ referrers: 'none' });
    const answer = await call(registry.host, { path: PATH });
    expect([answer.status, answer.codes]).toEqual([404, []]);
    const put = await pushAgain(registry.host);
    expect([put.status, put.headers.has('oci-subject')]).toEqual([201, false]);
  });
});
