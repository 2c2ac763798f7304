import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BuiltImage, buildImage, type ImageOptions } from './build-image.ts';
import { sha256 } from './content.ts';

interface Document {
  readonly mediaType: string;
  readonly config?: { readonly digest: string; readonly mediaType: string };
  readonly layers?: readonly { readonly digest: string; readonly mediaType: string; readonly size: number }[];
  readonly manifests?: readonly {
    readonly digest: string;
    readonly size: number;
    readonly mediaType: string;
    readonly platform?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

function read({ manifests }: BuiltImage, digest: string): Document {
  return JSON.parse(Buffer.from(manifests.get(digest)?.bytes ?? '').toString());
}

function configsOf(image: BuiltImage) {
  return [...image.manifests.keys()].flatMap((digest) => {
    const { config, layers = [] } = read(image, digest);
    if (config === undefined) return [];
    return [{ layers, config: JSON.parse(Buffer.from(image.blobs.get(config.digest) ?? '').toString()) }];
  });
}

describe('buildImage', () => {
  it('makes an index of two platforms with two layers each by default', () => {
    const image = buildImage();
    const index = read(image, image.index.digest);
    expect(index.mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(index.manifests?.map(({ platform }) => platform)).toEqual([
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux' },
    ]);
    expect([image.manifests.size, image.blobs.size]).toEqual([3, 6]);
    expect(image.platforms).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it.each<[string, ImageOptions]>([
    ['plain', {}],
    ['docker', { mediaTypes: 'docker' }],
    ['attested', { attestation: true }],
    ['nested', { nested: true, attestation: true }],
    ['nested of one', { nested: true, platforms: ['linux/arm/v7'] }],
    ['empty', { layers: 0 }],
  ])('makes every digest true and puts children before parents: %s', (_, options) => {
    const image = buildImage(options);
    for (const [digest, bytes] of image.blobs) expect(sha256(bytes)).toBe(digest);
    const seen = new Set<string>();
    for (const [digest, { mediaType, bytes }] of image.manifests) {
      const document = read(image, digest);
      expect([sha256(bytes), document.mediaType]).toEqual([digest, mediaType]);
      for (const child of document.manifests ?? []) expect(seen).toContain(child.digest);
      for (const { digest: blob } of document.layers ?? []) expect(image.blobs.has(blob)).toBe(true);
      seen.add(digest);
    }
    expect([...seen].at(-1)).toBe(image.index.digest);
  });

  it('gives the config true diff ids', () => {
    for (const { config, layers } of configsOf(buildImage({ layers: 3 }))) {
      const tars = layers.map(({ digest }) => digest).map((digest) => buildImage({ layers: 3 }).blobs.get(digest));
      expect(config.rootfs.diff_ids).toEqual(tars.map((tar) => sha256(gunzipSync(tar ?? new Uint8Array()))));
    }
  });

  it('makes the same bytes for the same options, and others for another seed', () => {
    expect(buildImage({ seed: 'a' })).toEqual(buildImage({ seed: 'a' }));
    const [a, b] = [buildImage({ seed: 'a' }), buildImage({ seed: 'b' })];
    expect([...a.blobs.keys()].filter((digest) => b.blobs.has(digest))).toEqual([]);
    expect([...a.manifests.keys()].filter((digest) => b.manifests.has(digest))).toEqual([]);
  });

  it('puts labels into configs, and annotations onto the outermost index', () => {
    const image = buildImage({ labels: { version: '1' }, annotations: { made: 'here' }, nested: true });
    expect(configsOf(image).map(({ config }) => config.config.Labels)).toEqual([{ version: '1' }, { version: '1' }]);
    const annotated = [...image.manifests.keys()].filter((digest) => read(image, digest).annotations !== undefined);
    expect(annotated).toEqual([image.index.digest]);
  });

  it('makes layers as long as it is told', () => {
    const image = buildImage({ layerBytes: 100_000, layers: 1 });
    const sizes = configsOf(image).flatMap(({ layers }) => layers.map(({ size }) => size));
    expect(sizes).toHaveLength(2);
    for (const size of sizes) expect(size).toBeGreaterThan(100_000);
    for (const size of sizes) expect(size).toBeLessThan(102_000);
  });

  it('speaks Docker throughout', () => {
    const image = buildImage({ mediaTypes: 'docker' });
    expect(image.index.mediaType).toBe('application/vnd.docker.distribution.manifest.list.v2+json');
    expect([...image.manifests.values()].map(({ bytes }) => Buffer.from(bytes).toString()).join()).not.toContain('oci');
  });

  it('attests every platform as BuildKit does', () => {
    const image = buildImage({ attestation: true });
    const entries = read(image, image.index.digest).manifests ?? [];
    expect(entries.slice(2)).toMatchObject(
      entries.slice(0, 2).map(({ digest }) => ({
        platform: { architecture: 'unknown', os: 'unknown' },
        annotations: {
          'vnd.docker.reference.digest': digest,
          'vnd.docker.reference.type': 'attestation-manifest',
        },
      })),
    );
    expect(entries).toHaveLength(4);
    expect(read(image, entries[2]?.digest ?? '').layers).toMatchObject([{ mediaType: 'application/vnd.in-toto+json' }]);
  });

  it('nests an index in the index', () => {
    const image = buildImage({ nested: true });
    const entries = read(image, image.index.digest).manifests ?? [];
    expect(entries.map(({ mediaType }) => mediaType)).toEqual([
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.oci.image.index.v1+json',
    ]);
    expect(read(image, entries[1]?.digest ?? '').manifests).toHaveLength(1);
  });

  it.each(['linux', 'linux/', 'linux/arm/v7/x'])('refuses platform %s', (platform) => {
    expect(() => buildImage({ platforms: [platform] })).toThrow(`Cannot read platform "${platform}"`);
  });
});
