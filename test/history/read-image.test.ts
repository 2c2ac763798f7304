import { describe, expect, it } from 'vitest';
import { diffImages } from '../../src/history/diff.ts';
import type { ImageFacts } from '../../src/history/image-diff.ts';
import { readImageFacts } from '../../src/history/read-image.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { repositoryOn } from '../promotion/support.ts';
import { APP, connect, createFakeClient } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { ContentSet, type ImageDescriptor, jsonBytes } from '../support/image/content.ts';
import { type Pushable, pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';

const CONFIG = 'application/vnd.oci.image.config.v1+json';

/** Pushes an image and reads it back, with the requests that this took. */
async function readBack(
  image: Pushable,
): Promise<{ readonly facts: ImageFacts; readonly requests: readonly string[] }> {
  await using registry = await startRegistry();
  await pushImage(registry.host, 'd/app', image, ['1']);
  registry.clearLog();
  await using connection = await connect(registry.host);
  const facts = await readImageFacts(
    connection.client,
    repositoryOn(registry.host, 'd/app'),
    parseDigest(image.index.digest),
  );
  return { facts, requests: registry.log.map(({ method, path }) => `${method} ${path}`) };
}

/** Adds an image with a config of a test's own. */
function addImage(set: ContentSet, config: unknown, mediaType = CONFIG): ImageDescriptor {
  const layer = set.addBlob('application/vnd.oci.image.layer.v1.tar', Buffer.from('layer'));
  return set.addManifest(OCI_MANIFEST, { config: set.addBlob(mediaType, jsonBytes(config)), layers: [layer] });
}

function contentOf(set: ContentSet, index: ImageDescriptor): Pushable {
  return { index, manifests: set.manifests, blobs: set.blobs };
}

describe('an image is read for what it says', () => {
  it('by its manifests and configs alone', async () => {
    const image = buildImage({ labels: { a: 'b' }, annotations: { c: 'd' }, attestation: true });
    const { facts, requests } = await readBack(image);
    expect(facts.digest).toBe(image.index.digest);
    expect(facts.platforms.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    for (const { size, layers, annotations, config } of facts.platforms) {
      expect(layers).toHaveLength(2);
      expect(size).toBeGreaterThan(layers.reduce((sum, layer) => sum + layer.size, 0));
      expect(annotations).toEqual(new Map([['c', 'd']]));
      expect(config).toMatchObject({
        created: '2020-01-02T00:00:00Z',
        cmd: ['/layer-0'],
        labels: new Map([['a', 'b']]),
      });
      expect(config?.diffIds).toHaveLength(2);
    }
    // The index, two images and two attestations; of the blobs nothing but the configs of the two images.
    expect(requests.filter((line) => line.includes('/manifests/'))).toHaveLength(5);
    expect(requests.filter((line) => line.includes('/blobs/'))).toHaveLength(2);
  });

  it.each([
    ['of Docker types', { mediaTypes: 'docker' as const }],
    ['with an index in its index', { nested: true }],
  ])('%s', async (_, options) => {
    const { facts } = await readBack(buildImage(options));
    const platforms = facts.platforms.map(({ platform }) => platform);
    expect(platforms.toSorted()).toEqual(['linux/amd64', 'linux/arm64']);
    expect(facts.platforms.every(({ config }) => config?.diffIds.length === 2)).toBe(true);
  });

  it('without an index, by the platform of its config', async () => {
    const set = new ContentSet();
    const config = {
      ...{ os: 'linux', architecture: 'arm64', variant: 'v8' },
      config: { Env: ['A=b=c', 'B'], Entrypoint: [], User: '', WorkingDir: '/w' },
    };
    const { facts } = await readBack(contentOf(set, addImage(set, config)));
    expect(facts.platforms).toMatchObject([
      {
        platform: 'linux/arm64',
        config: {
          entrypoint: undefined,
          user: undefined,
          workingDir: '/w',
          env: new Map([
            ['A', 'b=c'],
            ['B', ''],
          ]),
        },
      },
    ]);
  });

  it('without its attestations, where its index names no platforms', async () => {
    const set = new ContentSet();
    const app = addImage(set, { os: 'linux', architecture: 'amd64' });
    const attestation = {
      ...addImage(set, { os: 'unknown', architecture: 'unknown' }),
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': app.digest },
    };
    const index = set.addManifest(OCI_INDEX, { manifests: [app, attestation] });
    const { facts } = await readBack(contentOf(set, index));
    expect(facts.platforms.map(({ platform }) => platform)).toEqual(['linux/amd64']);
  });

  it('in the order of its index, whichever answer comes first', async () => {
    const set = new ContentSet();
    const [first, second] = ['arm', 'amd64'].map((architecture) => addImage(set, { os: 'linux', architecture }));
    const index = set.addManifest(OCI_INDEX, { manifests: [first, second] });
    const after = Promise.withResolvers<void>();
    const { client } = createFakeClient(async ({ url }) => {
      const digest = url.pathname.split('/').at(-1) ?? '';
      // The first manifest comes when all that the second one leads to had its time.
      if (digest === first?.digest) await after.promise;
      if (digest === second?.digest) setImmediate(after.resolve);
      const manifest = set.manifests.get(digest);
      const headers = { 'content-type': manifest?.mediaType ?? 'application/octet-stream' };
      return { body: manifest?.bytes ?? set.blobs.get(digest) ?? '', headers };
    });
    const { platforms } = await readImageFacts(client, APP, parseDigest(index.digest));
    expect(platforms.map(({ platform }) => platform)).toEqual(['linux/arm', 'linux/amd64']);
  });

  it('with a name for each of the builds of Windows', async () => {
    const set = new ContentSet();
    const platform = { os: 'windows', architecture: 'amd64' };
    const builds = ['10.0.17763.100', '10.0.20348.200', undefined, undefined].map((version, id) => ({
      ...addImage(set, { ...platform, 'os.version': version, id }),
      platform,
    }));
    const { facts } = await readBack(contentOf(set, set.addManifest(OCI_INDEX, { manifests: builds })));
    expect(facts.platforms.map((each) => each.platform)).toEqual([
      'windows/amd64 (10.0.17763)',
      'windows/amd64 (10.0.20348)',
      'windows/amd64',
      'windows/amd64 (2)',
    ]);
  });

  it.each([
    ['no config of an image', { a: 1 }, 'application/vnd.cncf.helm.config.v1+json'],
    ['a config that is no object', [1], CONFIG],
  ])('and not for what it does not: %s', async (_, config, mediaType) => {
    const set = new ContentSet();
    const { facts } = await readBack(contentOf(set, addImage(set, config, mediaType)));
    expect(facts.platforms).toMatchObject([{ platform: 'unknown', config: undefined, layers: [{ size: 5 }] }]);
  });

  it('and nothing else, whatever a config holds', async () => {
    const set = new ContentSet();
    const config = { config: { Env: 'A=b', Cmd: [1, 'a'], Labels: [], User: 1 }, rootfs: [], created: 5 };
    const { facts } = await readBack(contentOf(set, addImage(set, config)));
    expect(facts.platforms[0]?.config).toEqual({
      ...{ labels: new Map(), env: new Map(), diffIds: [], cmd: ['a'] },
      ...{ created: undefined, user: undefined, workingDir: undefined, entrypoint: undefined },
    });
  });
});

describe('an image that cannot be compared', () => {
  const image = buildImage();
  const digest = parseDigest(image.index.digest);
  const name = `registry.example.com/d/app@${digest}`;

  it.each([
    ['is not there', [], 'the repository has no such image'],
    ['is not there whole', [image.index.digest], 'the repository has not all of its manifests'],
  ])('%s', async (_, held, reason) => {
    const { client } = createFakeClient(({ url }) => {
      const found = held.find((each) => url.pathname.endsWith(each));
      const stored = image.manifests.get(found ?? '');
      if (stored === undefined) return { status: 404 };
      return { body: stored.bytes, headers: { 'content-type': stored.mediaType } };
    });
    await expect(readImageFacts(client, APP, digest)).rejects.toMatchObject({
      name: 'RegistryError',
      code: 'not-found',
      message: `Cannot compare ${name}: ${reason}; promote it again, or compare one that is there`,
    });
  });

  it('has more of configs than any image', async () => {
    const set = new ContentSet();
    const manifests = Array.from({ length: 17 }, (_, id) => {
      const config = { mediaType: CONFIG, digest: digestOf(String(id)), size: 4 * 1024 * 1024 };
      return {
        ...set.addManifest(OCI_MANIFEST, { config, layers: [] }),
        platform: { os: 'linux', architecture: `a${id}` },
      };
    });
    const index = set.addManifest(OCI_INDEX, { manifests });
    const { client, requests } = createFakeClient(({ url }) => {
      const stored = set.manifests.get(url.pathname.split('/').at(-1) ?? '');
      return stored === undefined
        ? { status: 404 }
        : { body: stored.bytes, headers: { 'content-type': stored.mediaType } };
    });
    await expect(readImageFacts(client, APP, parseDigest(index.digest))).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('its configs are larger than 64 MiB together'),
    });
    expect(requests.some(({ url }) => url.pathname.includes('/blobs/'))).toBe(false);
  });
});

it('two images of a registry are compared', async () => {
  const left = await readBack(buildImage({ labels: { version: '1' } }));
  const right = await readBack(buildImage({ labels: { version: '2' }, layers: 3, platforms: ['linux/amd64'] }));
  const diff = diffImages(left.facts, right.facts);
  expect(diff).toMatchObject({
    result: 'different',
    labels: [{ name: 'version', left: '1', right: '2', platforms: ['linux/amd64'] }],
    platforms: {
      both: [{ platform: 'linux/amd64', layers: { relation: 'right-extends-left', common: 2, shared: { count: 2 } } }],
      added: [],
      removed: [{ platform: 'linux/arm64' }],
    },
  });
  expect(diff.platforms.both[0]?.layers.added).toHaveLength(1);
});
