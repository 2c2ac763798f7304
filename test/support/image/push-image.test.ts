import { describe, expect, it } from 'vitest';
import { startRegistry } from '../registry/registry.ts';
import { buildImage } from './build-image.ts';
import { pushImage } from './push-image.ts';

describe('pushImage', () => {
  it.each([{}, { mediaTypes: 'docker' }, { attestation: true, nested: true }, { layers: 0 }] as const)(
    'pushes all of an image: %o',
    async (options) => {
      await using registry = await startRegistry();
      const image = buildImage(options);
      await pushImage(registry.host, 'd/app', image, ['1.0.0', 'latest']);
      expect(registry.tags('d/app')).toEqual(new Map(['1.0.0', 'latest'].map((tag) => [tag, image.index.digest])));
      expect([...registry.blobs('d/app').keys()]).toEqual([...image.blobs.keys()]);
      for (const [digest, { mediaType, bytes }] of image.manifests) {
        const stored = registry.manifest('d/app', digest);
        expect(stored?.mediaType).toBe(mediaType);
        expect(Buffer.from(stored?.bytes ?? '').equals(bytes)).toBe(true);
      }
    },
  );

  it('fails loudly where it is refused', async () => {
    await using registry = await startRegistry({ auth: { kind: 'basic', users: {} } });
    const push = pushImage(registry.host, 'a', buildImage(), ['1']);
    await expect(push).rejects.toThrow(/^Cannot push: POST .* was answered 401, not 202: .*UNAUTHORIZED/);
  });

  it('fails loudly where content is missing', async () => {
    await using registry = await startRegistry();
    const push = pushImage(registry.host, 'a', { ...buildImage(), blobs: new Map() }, ['1']);
    await expect(push).rejects.toThrow('MANIFEST_BLOB_UNKNOWN');
  });
});
