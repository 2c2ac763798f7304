import { describe, expect, it } from 'vitest';
import {
  childManifests,
  childrenFirst,
  graphBlobs,
  graphPlatforms,
  isAttestation,
  manifestBlobs,
  representativeManifest,
} from '../../src/image/graph.ts';
import { parseDescriptor } from '../../src/oci/manifest.ts';
import { descriptorJson } from '../oci/support.ts';
import { graphOf } from '../promotion/support.ts';
import { buildImage, type ImageOptions } from '../support/image/build-image.ts';
import { ContentSet } from '../support/image/content.ts';

const PLATFORMS = ['linux/arm64', 'linux/amd64', 'linux/arm/v7'];

/** The platforms of an image's config-bearing manifests, seen through its graph. */
function platformsOf(options: ImageOptions): readonly string[] {
  return graphPlatforms(graphOf(buildImage(options))).map(({ platform }) => platform);
}

describe('the manifests of an image', () => {
  it.each([
    ['an index', { platforms: PLATFORMS }, 4],
    ['an index with attestations', { platforms: PLATFORMS, attestation: true }, 7],
    ['a nested index', { platforms: PLATFORMS, nested: true }, 5],
    ['a Docker list', { platforms: PLATFORMS, mediaTypes: 'docker' as const }, 4],
  ])('of %s come with children first and the root last', (_, options, count) => {
    const graph = graphOf(buildImage(options));
    const order = childrenFirst(graph);
    expect(order).toHaveLength(count);
    expect(order.at(-1)?.descriptor.digest).toBe(graph.root);
    for (const [index, { manifest }] of order.entries()) {
      const before = new Set(order.slice(0, index).map(({ descriptor }) => descriptor.digest));
      expect(childManifests(manifest).every(({ digest }) => before.has(digest))).toBe(true);
    }
  });

  it('that are named twice come once', () => {
    const set = new ContentSet();
    const image = set.addManifest('application/vnd.oci.image.manifest.v1+json', {
      config: set.addBlob('application/vnd.oci.empty.v1+json', Buffer.from('{}')),
      layers: [],
    });
    const index = set.addManifest('application/vnd.oci.image.index.v1+json', { manifests: [image, image] });
    expect(childrenFirst(graphOf({ index, manifests: set.manifests }))).toHaveLength(2);
  });
});

describe('the blobs of an image', () => {
  it.each([
    ['two platforms of two layers', {}, 6],
    ['attestations', { attestation: true }, 10],
    ['a nested index', { nested: true }, 6],
  ])('with %s are listed once each', (_, options, count) => {
    const image = buildImage(options);
    const blobs = graphBlobs(graphOf(image));
    expect(blobs).toHaveLength(count);
    expect(new Set(blobs.map(({ digest }) => digest))).toEqual(new Set(image.blobs.keys()));
  });

  it('are config and layers, or what an index lists that is no manifest', () => {
    const set = new ContentSet();
    const blob = set.addBlob('application/vnd.unknown', Buffer.from('x'));
    const index = set.addManifest('application/vnd.oci.image.index.v1+json', { manifests: [blob] });
    const node = graphOf({ index, manifests: set.manifests }).nodes.values().next().value;
    expect(node && childManifests(node.manifest)).toEqual([]);
    expect(node && manifestBlobs(node.manifest).map(({ digest }) => digest)).toEqual([blob.digest]);
  });
});

describe('the platforms of an image', () => {
  it.each([
    ['an index', { platforms: PLATFORMS }, PLATFORMS],
    ['an index with attestations', { platforms: PLATFORMS, attestation: true }, PLATFORMS],
    ['a nested index', { platforms: PLATFORMS, nested: true }, ['linux/arm64', 'linux/amd64', 'linux/arm/v7']],
  ])('of %s are listed', (_, options, expected) => {
    expect(platformsOf(options)).toEqual(expected);
  });

  it('of a single manifest are none', () => {
    const image = buildImage({ platforms: ['linux/amd64'] });
    const [digest = ''] = image.manifests.keys();
    const index = { ...image.index, digest };
    const manifests = new Map([...image.manifests].filter(([key]) => key === digest));
    expect(graphPlatforms(graphOf({ index, manifests }))).toEqual([]);
  });
});

describe('the manifest that speaks for an image', () => {
  it.each([
    ['that of linux/amd64', PLATFORMS, 'linux/amd64'],
    ['the first, where there is no such platform', ['linux/s390x', 'linux/arm64'], 'linux/s390x'],
  ])('is %s', (_, platforms, expected) => {
    const graph = graphOf(buildImage({ platforms, attestation: true }));
    const wanted = graphPlatforms(graph).find(({ platform }) => platform === expected)?.digest;
    expect(wanted).toBeDefined();
    expect(representativeManifest(graph)?.descriptor.digest).toBe(wanted);
  });

  it('is the only one of an image without an index', () => {
    const set = new ContentSet();
    const index = set.addManifest('application/vnd.oci.image.manifest.v1+json', {
      config: set.addBlob('a/b', Buffer.from('{}')),
      layers: [],
    });
    const graph = graphOf({ index, manifests: set.manifests });
    expect(representativeManifest(graph)?.descriptor.digest).toBe(index.digest);
  });

  it('is none where there is no manifest at all', () => {
    const set = new ContentSet();
    const index = set.addManifest('application/vnd.oci.image.index.v1+json', { manifests: [] });
    expect(representativeManifest(graphOf({ index, manifests: set.manifests }))).toBeUndefined();
  });
});

describe('an attestation', () => {
  it.each([
    ['by its annotation', { 'vnd.docker.reference.type': 'attestation-manifest' }, true],
    ['of another type', { 'vnd.docker.reference.type': 'x' }, false],
    ['without annotations', {}, false],
  ])('is told %s', (_, annotations, expected) => {
    expect(isAttestation(parseDescriptor(descriptorJson({ annotations })))).toBe(expected);
  });
});
