import { describe, expect, it } from 'vitest';
import { applyCopy } from '../../src/copy/copy.ts';
import { planCopy } from '../../src/copy/plan.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import type { Repository } from '../../src/oci/reference.ts';
import { createEvents, graphOf, repositoryOn } from '../promotion/support.ts';
import { connect } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { ContentSet } from '../support/image/content.ts';
import { type Pushable, pushImage } from '../support/image/push-image.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** Two platforms of two layers each: six blobs, three manifests. */
const IMAGE = buildImage();
const FOREIGN = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

/** Counts requests by what they are for, wherever the sessions are. */
function counted(registry: EmbeddedRegistry): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { method, path, status } of registry.log) {
    const kind = /\?mount=/.test(path)
      ? 'mount'
      : (/\/(manifests|uploads|blobs)\//.exec(path.replace('blobs/uploads', 'uploads'))?.[1] ?? path);
    const key = `${method} ${kind} ${status}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function outcomesOf(events: ReturnType<typeof createEvents>): readonly string[] {
  return events.all.flatMap((event) => (event.kind === 'blob' ? [event.outcome] : []));
}

/** Copies content from `d/app` to `p/app`, on one registry or from one to another. */
async function copy(
  image: Pushable,
  ends: { readonly source: EmbeddedRegistry; readonly destination: EmbeddedRegistry },
  present: readonly string[] = [],
) {
  const { source, destination } = ends;
  const from: Repository = repositoryOn(source.host, 'd/app');
  const to: Repository = repositoryOn(destination.host, 'p/app');
  source.clearLog();
  destination.clearLog();
  await using reading = await connect(source.host);
  await using writing = await connect(destination.host);
  const events = createEvents();
  const plan = planCopy([graphOf(image)], { from, to }, new Set(present.map(parseDigest)));
  await applyCopy({ source: reading.client, destination: writing.client }, plan, events.emit);
  return events;
}

async function withImage(options: RegistryOptions = {}, image: Pushable = IMAGE): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'd/app', image, ['1']);
  return registry;
}

function expectWhole(registry: EmbeddedRegistry, image: Pushable): void {
  for (const [digest, { bytes, mediaType }] of image.manifests) {
    const stored = registry.manifest('p/app', digest);
    expect(stored?.mediaType).toBe(mediaType);
    expect(Buffer.from(stored?.bytes ?? []).equals(bytes)).toBe(true);
  }
  for (const [digest, bytes] of image.blobs) {
    expect(Buffer.from(registry.blobs('p/app').get(digest) ?? 'missing').equals(bytes)).toBe(true);
  }
}

describe('within one registry', () => {
  it.each([
    ['an index', {}, 6, 3],
    ['an index with attestations', { attestation: true }, 10, 5],
    ['a nested index', { nested: true }, 6, 4],
    ['a Docker list', { mediaTypes: 'docker' as const }, 6, 3],
  ])('%s is mounted, and no blob travels', async (_, options, blobs, manifests) => {
    const image = buildImage(options);
    await using registry = await withImage({}, image);
    const events = await copy(image, { source: registry, destination: registry });
    expectWhole(registry, image);
    expect(counted(registry)).toEqual({ 'POST mount 201': blobs, 'PUT manifests 201': manifests });
    expect(outcomesOf(events)).toEqual(Array.from({ length: blobs }, () => 'mounted'));
    expect(registry.tags('p/app').size).toBe(0);
  });

  it('a refused mount is streamed through the session that came with the refusal', async () => {
    await using registry = await withImage({ mount: 'refuse' });
    const events = await copy(IMAGE, { source: registry, destination: registry });
    expectWhole(registry, IMAGE);
    expect(counted(registry)).toEqual({
      'POST mount 202': 6,
      'GET blobs 200': 6,
      'PUT uploads 201': 6,
      'PUT manifests 201': 3,
    });
    expect(new Set(outcomesOf(events))).toEqual(new Set(['copied']));
  });

  it('what is there already is not written', async () => {
    await using registry = await withImage();
    const ends = { source: registry, destination: registry };
    await copy(IMAGE, ends);
    const events = await copy(IMAGE, ends, [...IMAGE.manifests.keys()]);
    expect(registry.log).toEqual([]);
    expect(events.all).toEqual([]);
  });

  it('only what one platform lacks is written', async () => {
    await using registry = await withImage();
    const ends = { source: registry, destination: registry };
    await copy(IMAGE, ends);
    const [amd64 = ''] = IMAGE.manifests.keys();
    await copy(IMAGE, ends, [amd64, IMAGE.index.digest]);
    expect(counted(registry)).toEqual({ 'POST mount 201': 3, 'PUT manifests 201': 2 });
  });
});

describe('between registries', () => {
  it('every small blob is streamed without a look where nothing of the image is there', async () => {
    await using source = await withImage();
    await using destination = await startRegistry();
    const events = await copy(IMAGE, { source, destination });
    expectWhole(destination, IMAGE);
    expect(counted(source)).toEqual({ 'GET blobs 200': 6 });
    expect(counted(destination)).toEqual({
      'POST uploads 202': 6,
      'PUT uploads 201': 6,
      'PUT manifests 201': 3,
    });
    expect(outcomesOf(events)).toEqual(Array.from({ length: 6 }, () => 'copied'));
  });

  it('a blob that is there already does not travel where some of the image is there', async () => {
    await using source = await withImage();
    await using destination = await startRegistry();
    await pushImage(destination.host, 'p/app', { ...IMAGE, manifests: new Map() }, []);
    const events = await copy(IMAGE, { source, destination }, [IMAGE.index.digest]);
    expectWhole(destination, IMAGE);
    expect(counted(source)).toEqual({});
    expect(counted(destination)).toEqual({ 'HEAD blobs 200': 6, 'PUT manifests 201': 3 });
    expect(outcomesOf(events)).toEqual(Array.from({ length: 6 }, () => 'present'));
  });

  it('a large blob and an empty one arrive whole', async () => {
    const large = buildImage({ platforms: ['linux/amd64'], layers: 1, layerBytes: 5 * 1024 * 1024 });
    const set = new ContentSet();
    const empty = set.addBlob('application/octet-stream', Buffer.alloc(0));
    const config = set.addBlob('application/vnd.oci.empty.v1+json', Buffer.from('{}'));
    const index = set.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers: [empty] });
    for (const image of [large, { index, manifests: set.manifests, blobs: set.blobs }]) {
      await using source = await withImage({}, image);
      await using destination = await startRegistry();
      await copy(image, { source, destination });
      expectWhole(destination, image);
    }
  });
});

describe('a layer that its licence keeps elsewhere', () => {
  function windows() {
    const set = new ContentSet();
    const config = set.addBlob('application/vnd.docker.container.image.v1+json', Buffer.from('{}'));
    const layer = { mediaType: FOREIGN, digest: digestOf('windows'), size: 7, urls: ['https://example.com/layer'] };
    const index = set.addManifest('application/vnd.docker.distribution.manifest.v2+json', { config, layers: [layer] });
    return { index, manifests: set.manifests, blobs: set.blobs };
  }

  it.each([
    ['within one registry', true],
    ['between registries', false],
  ])('is left out %s where the source lacks it', async (_, isOne) => {
    const image = windows();
    await using source = await withImage({}, image);
    await using other = await startRegistry();
    const destination = isOne ? source : other;
    const events = await copy(image, { source, destination });
    expectWhole(destination, image);
    expect(outcomesOf(events).toSorted()).toEqual([isOne ? 'mounted' : 'copied', 'left-out'].toSorted());
  });

  it('is taken along where the source has it', async () => {
    const image = windows();
    const blobs = new Map([...image.blobs, [digestOf('windows') as string, Buffer.from('windows')]]);
    await using source = await withImage({}, { ...image, blobs });
    await using destination = await startRegistry();
    await copy(image, { source, destination });
    expectWhole(destination, { ...image, blobs });
  });
});

describe('a copy fails, and writes no manifest that lacks something, where', () => {
  const [layer = ''] = [...IMAGE.blobs.keys()].slice(1);
  const isLayer = (path: string): boolean => path.endsWith(`/d/app/blobs/${layer}`);

  it.each<readonly [string, RegistryOptions, string]>([
    [
      'a blob is missing at the source',
      {
        intercept: ({ method }, response, path) => {
          if (method !== 'GET' || !isLayer(path)) return false;
          response.writeHead(404).end();
          return true;
        },
      },
      `its blob ${layer} is missing at the source; build the image again, or push what is missing`,
    ],
    [
      'the source gives other bytes of the same length',
      {
        intercept: ({ method }, response, path) => {
          if (method !== 'GET' || !isLayer(path)) return false;
          const bytes = Buffer.from(IMAGE.blobs.get(layer) ?? []);
          bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
          response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
          return true;
        },
      },
      'the bytes that came have another digest',
    ],
    [
      'the source gives too few bytes',
      {
        intercept: ({ method }, response, path) => {
          if (method !== 'GET' || !isLayer(path)) return false;
          response.writeHead(200).end(Buffer.from(IMAGE.blobs.get(layer) ?? []).subarray(1));
          return true;
        },
      },
      'bytes came of the',
    ],
    [
      'the source refuses a blob',
      {
        intercept: ({ method }, response, path) => {
          if (method !== 'GET' || !isLayer(path)) return false;
          response.writeHead(403).end();
          return true;
        },
      },
      'the registry answers 403',
    ],
  ])('%s', async (_, options, words) => {
    await using source = await withImage(options);
    await using destination = await startRegistry();
    await expect(copy(IMAGE, { source, destination })).rejects.toThrow(words);
    expect(destination.blobs('p/app').has(layer)).toBe(false);
    expect(destination.manifest('p/app', IMAGE.index.digest)).toBeUndefined();
  });

  it.each([
    ['the destination refuses an upload', 'POST', /\/uploads\/$/, 'the registry answers 403'],
    ['the destination refuses a manifest', 'PUT', /\/manifests\//, 'the registry answers 403'],
  ])('%s', async (_, method, path, words) => {
    await using source = await withImage();
    await using destination = await startRegistry({
      intercept(request, response, url) {
        if (request.method !== method || !path.test(url)) return false;
        response.writeHead(403).end();
        return true;
      },
    });
    await expect(copy(IMAGE, { source, destination })).rejects.toThrow(words);
    expect(destination.manifest('p/app', IMAGE.index.digest)).toBeUndefined();
  });
});
