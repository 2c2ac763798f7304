import { describe, expect, it } from 'vitest';
import { graphBlobs, graphPlatforms } from '../../src/image/graph.ts';
import { readGraph } from '../../src/image/read-graph.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { type Content, repositoryOn, rootOf } from '../promotion/support.ts';
import { APP, connect, createFakeClient } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { ContentSet, type ImageDescriptor, jsonBytes, sha256 } from '../support/image/content.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';

describe('an image is read whole from a registry', () => {
  it.each([
    ['an index', {}, 3, 6, 2],
    ['with attestations', { attestation: true }, 5, 10, 2],
    ['a nested index', { nested: true }, 4, 6, 2],
    ['a nested index with attestations', { nested: true, attestation: true }, 6, 10, 2],
    ['of Docker types', { mediaTypes: 'docker' as const }, 3, 6, 2],
    ['of one platform', { platforms: ['linux/amd64'] }, 2, 3, 1],
  ])('%s', async (_, options, manifests, blobs, platforms) => {
    const image = buildImage(options);
    await using registry = await startRegistry();
    await pushImage(registry.host, 'd/app', image, ['1']);
    registry.clearLog();
    await using connection = await connect(registry.host);
    const graph = await readGraph(connection.client, repositoryOn(registry.host, 'd/app'), rootOf(image));
    expect(graph.root).toBe(image.index.digest);
    expect(new Set(graph.nodes.keys())).toEqual(new Set(image.manifests.keys()));
    for (const [digest, { bytes }] of graph.nodes) {
      expect(Buffer.from(bytes).equals(image.manifests.get(digest)?.bytes ?? Buffer.from(''))).toBe(true);
    }
    expect(graphBlobs(graph)).toHaveLength(blobs);
    expect(graphPlatforms(graph)).toHaveLength(platforms);
    // The root was read before; every other manifest is asked for once, and no blob at all.
    expect(registry.log.map(({ method }) => method)).toEqual(Array.from({ length: manifests - 1 }, () => 'GET'));
    expect(registry.log.every(({ path }) => path.startsWith('/v2/d/app/manifests/sha256:'))).toBe(true);
  });
});

/** Reads content from a registry that has its manifests and no opinion about them. */
function reading(content: Content, headers: Readonly<Record<string, string>> = {}) {
  const fake = createFakeClient(({ url }) => {
    const stored = content.manifests.get(url.pathname.split('/').at(-1) ?? '');
    if (stored === undefined) return { status: 404 };
    return { body: stored.bytes, headers: { 'content-type': stored.mediaType, ...headers } };
  });
  return { ...fake, done: readGraph(fake.client, APP, rootOf(content)) };
}

function addImage(set: ContentSet, layers = 0): ImageDescriptor {
  const blob = set.addBlob('a/b', Buffer.from('{}'));
  return set.addManifest(OCI_MANIFEST, { config: blob, layers: Array.from({ length: layers }, () => blob) });
}

function contentOf(set: ContentSet, index: ImageDescriptor): Content {
  return { index, manifests: set.manifests };
}

/** An index in an index, as deep as it is asked for: the outermost has depth 1, an image is the innermost. */
function nest(depth: number): Content {
  const set = new ContentSet();
  let inner = addImage(set);
  for (let level = 1; level < depth; level++) inner = set.addManifest(OCI_INDEX, { manifests: [inner] });
  return contentOf(set, inner);
}

describe('an entry of an index', () => {
  it('without a type of its own is what the index calls it', async () => {
    const set = new ContentSet();
    const config = set.addBlob('a/b', Buffer.from('{}'));
    const bytes = jsonBytes({ schemaVersion: 2, config, layers: [] });
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const child = { mediaType, digest: sha256(bytes), size: bytes.length };
    set.manifests.set(child.digest, { mediaType: 'application/json', bytes });
    const index = set.addManifest(OCI_INDEX, { manifests: [child] });
    const graph = await reading(contentOf(set, index)).done;
    expect(graph.nodes.get(parseDigest(child.digest))?.descriptor.mediaType).toBe(mediaType);
    set.manifests.set(child.digest, { mediaType: OCI_MANIFEST, bytes });
    await expect(reading(contentOf(set, index)).done).rejects.toThrow('and the index says ');
  });

  it('that is listed twice must fit both times', async () => {
    const set = new ContentSet();
    const child = addImage(set);
    const index = set.addManifest(OCI_INDEX, { manifests: [{ ...child, size: child.size + 1 }, child] });
    await expect(reading(contentOf(set, index)).done).rejects.toThrow('and the index says ');
  });

  it('for several platforms is one of each', async () => {
    const set = new ContentSet();
    const child = addImage(set);
    const platforms = ['amd64', 'arm64'].map((architecture) => ({ ...child, platform: { os: 'linux', architecture } }));
    const index = set.addManifest(OCI_INDEX, { manifests: [...platforms, platforms[0]] });
    expect(graphPlatforms(await reading(contentOf(set, index)).done)).toEqual([
      { platform: 'linux/amd64', digest: child.digest },
      { platform: 'linux/arm64', digest: child.digest },
    ]);
  });

  it('of an unknown type that is a manifest is named by its kind', async () => {
    const mediaType = 'application/vnd.example.manifest.v9+json';
    const bytes = jsonBytes({ mediaType, parts: [] });
    const set = new ContentSet();
    const index = set.addManifest(OCI_INDEX, { manifests: [{ mediaType, digest: sha256(bytes), size: bytes.length }] });
    const { client, requests } = createFakeClient(({ url, headers }) => {
      const isAsked = url.pathname.includes('/manifests/') && headers?.['accept']?.includes(mediaType);
      return isAsked ? { body: bytes, headers: { 'content-type': mediaType } } : { status: 404 };
    });
    await expect(readGraph(client, APP, rootOf(contentOf(set, index)))).rejects.toThrow(
      `its entry ${sha256(bytes)} is a manifest of the type "${mediaType}", and what such a manifest refers to is not known; promote an image without it`,
    );
    expect(requests).toHaveLength(2);
  });

  it.each(['application/vnd.docker.image.rootfs.diff.tar.gzip', 'application/vnd.buildkit.cacheconfig.v0'])(
    'of the type %s is a blob, and not looked at',
    async (mediaType) => {
      const set = new ContentSet();
      const index = set.addManifest(OCI_INDEX, { manifests: [set.addBlob(mediaType, Buffer.from('x'))] });
      const { done, requests } = reading(contentOf(set, index));
      expect(graphBlobs(await done)).toHaveLength(1);
      expect(requests).toEqual([]);
    },
  );

  it('that is an artifact manifest is a child with its blobs', async () => {
    const set = new ContentSet();
    const blob = set.addBlob('a/layer', Buffer.from('x'));
    const artifact = set.addManifest('application/vnd.oci.artifact.manifest.v1+json', { blobs: [blob] });
    const index = set.addManifest(OCI_INDEX, { manifests: [artifact] });
    const graph = await reading(contentOf(set, index)).done;
    expect([graph.nodes.size, graphBlobs(graph).map(({ digest }) => digest)]).toEqual([2, [blob.digest]]);
  });
});

describe('a limit', () => {
  it('lets four levels pass', async () => {
    const { done } = reading(nest(4));
    expect((await done).nodes.size).toBe(4);
  });

  it('keeps five levels out', async () => {
    await expect(reading(nest(5)).done).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('it has more than 1000 manifests or 4 levels'),
    });
  });

  it('keeps 1001 manifests out before the first of them is read', async () => {
    const set = new ContentSet();
    const manifests = Array.from({ length: 1000 }, (_, index) => ({
      mediaType: OCI_MANIFEST,
      digest: digestOf(`${index}`),
      size: 1,
    }));
    const { done, requests } = reading(contentOf(set, set.addManifest(OCI_INDEX, { manifests })));
    await expect(done).rejects.toMatchObject({ code: 'too-large' });
    expect(requests).toEqual([]);
  });

  it.each([
    [1000, true],
    [1001, false],
  ])('looks at %d layers', async (layers, isRead) => {
    const set = new ContentSet();
    const { done } = reading(contentOf(set, addImage(set, layers)));
    if (isRead) expect((await done).nodes.size).toBe(1);
    else
      await expect(done).rejects.toThrow(
        'it has 1001 layers, and no more than 1000 are read; leave out of the image what it does not need',
      );
  });

  it('reads a manifest once that is named many times', async () => {
    const set = new ContentSet();
    const image = addImage(set);
    const inner = set.addManifest(OCI_INDEX, { manifests: [image, image] });
    const { done, requests } = reading(
      contentOf(set, set.addManifest(OCI_INDEX, { manifests: [image, inner, image, inner] })),
    );
    expect((await done).nodes.size).toBe(3);
    expect(requests).toHaveLength(2);
  });
});

describe('an image is refused where', () => {
  it.each([
    ['with its platform', { platform: { os: 'linux', architecture: 'arm64' } }, ' (linux/arm64)'],
    ['without a platform', {}, ''],
  ])('a child is missing at the source, %s', async (_, extra, platform) => {
    const set = new ContentSet();
    const missing = { mediaType: OCI_MANIFEST, digest: digestOf('missing'), size: 7, ...extra };
    const content = contentOf(set, set.addManifest(OCI_INDEX, { manifests: [missing] }));
    await expect(reading(content).done).rejects.toMatchObject({
      code: 'not-found',
      message: `Cannot promote registry.example.com/d/app@${content.index.digest}: its manifest ${missing.digest}${platform} is missing at the source; build the image again, or push what is missing`,
    });
  });

  const DIFFERS = 'and the index says ';
  it.each([
    ['the index gives another size', { size: 1 }, DIFFERS],
    ['the index calls a manifest an index', { mediaType: OCI_INDEX }, DIFFERS],
    [
      'the index calls it by the other family',
      { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' },
      DIFFERS,
    ],
  ])('%s', async (_, changes, words) => {
    const set = new ContentSet();
    const image = { ...addImage(set), ...changes };
    const content = contentOf(set, set.addManifest(OCI_INDEX, { manifests: [image] }));
    await expect(reading(content).done).rejects.toThrow(words);
  });

  it('its Content-Type is another', async () => {
    const set = new ContentSet();
    const content = contentOf(set, set.addManifest(OCI_INDEX, { manifests: [addImage(set)] }));
    await expect(reading(content, { 'content-type': OCI_INDEX }).done).rejects.toMatchObject({
      code: 'invalid-answer',
    });
  });

  it.each([
    ['it is of schema 1', '{"schemaVersion":1,"fsLayers":[]}', 'it is of Docker schema 1'],
    ['it is both an index and a manifest', '{"schemaVersion":2,"manifests":[],"layers":[]}', 'it is neither an index'],
    ['it is no JSON', '<html>', 'it is not valid JSON'],
  ])('%s', async (_, text, words) => {
    const bytes = Buffer.from(text);
    const { client } = createFakeClient(() => ({ status: 404 }));
    const root = { mediaType: 'application/json', digest: digestOf(bytes), bytes };
    await expect(readGraph(client, APP, root)).rejects.toThrow(words);
  });

  it('a child comes with other bytes', async () => {
    const set = new ContentSet();
    const image = addImage(set);
    const content = contentOf(set, set.addManifest(OCI_INDEX, { manifests: [image] }));
    set.manifests.set(image.digest, { mediaType: OCI_MANIFEST, bytes: Buffer.from('{"schemaVersion":2}') });
    await expect(reading(content).done).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('the registry refuses a child', async () => {
    const set = new ContentSet();
    const content = contentOf(set, set.addManifest(OCI_INDEX, { manifests: [addImage(set)] }));
    const { client } = createFakeClient(() => ({ status: 403 }));
    await expect(readGraph(client, APP, rootOf(content))).rejects.toMatchObject({ code: 'denied' });
  });
});

it('takes the type of a child from its descriptor where the registry names none', async () => {
  const set = new ContentSet();
  const blob = set.addBlob('a/b', Buffer.from('{}'));
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: blob, layers: [] }));
  const digest = digestOf(bytes);
  const index = set.addManifest(OCI_INDEX, { manifests: [{ mediaType: OCI_MANIFEST, digest, size: bytes.length }] });
  set.manifests.set(digest, { mediaType: '', bytes });
  const graph = await reading(contentOf(set, index)).done;
  expect(graph.nodes.get(parseDigest(digest))?.descriptor.mediaType).toBe(OCI_MANIFEST);
});
