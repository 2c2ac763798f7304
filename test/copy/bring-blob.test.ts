import { describe, expect, it } from 'vitest';
import { applyCopy } from '../../src/copy/copy.ts';
import { planCopy } from '../../src/copy/plan.ts';
import type { Digest } from '../../src/oci/digest.ts';
import { type BlobTracker, createBlobTracker } from '../../src/registry/blobs/tracker.ts';
import { createEvents, graphOf, repositoryOn } from '../promotion/support.ts';
import { connect } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { Intercept, RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** One platform: a config and two layers, one of which is large enough to be looked up. */
const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 2, layerBytes: 2 * 1024 * 1024 });
const LAYERS = [...IMAGE.blobs].filter(([, bytes]) => bytes.byteLength > 1024 * 1024).map(([digest]) => digest);

async function withImage(options: RegistryOptions = {}, image = IMAGE): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'd/app', image, ['1']);
  registry.clearLog();
  return registry;
}

/** Copies the image to repositories of a registry at the same time, as one run. */
async function copyTo(
  ends: { readonly source: EmbeddedRegistry; readonly destination: EmbeddedRegistry },
  names: readonly string[],
  {
    tracker = createBlobTracker(),
    image = IMAGE,
  }: { readonly tracker?: BlobTracker; readonly image?: typeof IMAGE } = {},
) {
  const { source, destination } = ends;
  await using reading = await connect(source.host);
  await using writing = await connect(destination.host);
  const events = createEvents();
  const from = repositoryOn(source.host, 'd/app');
  const copies = names.map((name) => {
    const plan = planCopy([graphOf(image)], { from, to: repositoryOn(destination.host, name) }, new Set());
    return applyCopy({ source: reading.client, destination: writing.client }, plan, events.emit, tracker);
  });
  const results = await Promise.allSettled(copies);
  const outcomes = events.all.flatMap((event) => (event.kind === 'blob' ? [event.outcome] : [])).toSorted();
  return { results, outcomes, events };
}

/** How often a registry was asked so, by method and a part of the path. */
function count({ log }: EmbeddedRegistry, method: string, path: RegExp): number {
  return log.filter((entry) => entry.method === method && path.test(entry.path)).length;
}

const LOOK = /\/blobs\/sha256:/;
const OPEN = /\/uploads\/$/;

/** Holds a request back until `release` is called; tells when it has come. */
function createGate(isMeant: (method: string, path: string) => boolean) {
  const held: (() => void)[] = [];
  const came = Promise.withResolvers<void>();
  const intercept: Intercept = async ({ method = '' }, _, path) => {
    if (!isMeant(method, path)) return;
    came.resolve();
    await new Promise<void>((resolve) => held.push(resolve));
  };
  return { came: came.promise, intercept, release: () => held.splice(0).forEach((go) => void go()) };
}

describe('where nothing of the image is at the destination', () => {
  it('a large blob is looked up, and a small one is not', async () => {
    await using source = await withImage();
    await using destination = await startRegistry();
    const { outcomes } = await copyTo({ source, destination }, ['p/app']);
    expect(outcomes).toEqual(['copied', 'copied', 'copied']);
    expect(count(destination, 'HEAD', LOOK)).toBe(LAYERS.length);
  });

  it('a session is opened and a large blob looked up while the source has not answered', async () => {
    const gate = createGate((method, path) => method === 'GET' && LOOK.test(path));
    await using source = await withImage({ intercept: gate.intercept });
    await using destination = await startRegistry();
    const copying = copyTo({ source, destination }, ['p/app']);
    await gate.came;
    await expect.poll(() => count(destination, 'POST', OPEN)).toBe(IMAGE.blobs.size);
    await expect.poll(() => count(destination, 'HEAD', LOOK)).toBe(LAYERS.length);
    gate.release();
    expect((await copying).outcomes).toEqual(['copied', 'copied', 'copied']);
    expect(count(destination, 'POST', OPEN)).toBe(IMAGE.blobs.size);
  });

  it('what an interrupted run has left is not sent again, and its session is left alone', async () => {
    await using source = await withImage();
    await using destination = await startRegistry();
    await pushImage(destination.host, 'p/app', { ...IMAGE, manifests: new Map() }, []);
    destination.clearLog();
    const { outcomes } = await copyTo({ source, destination }, ['p/app']);
    expect(outcomes).toEqual(['copied', 'present', 'present']);
    expect(count(destination, 'DELETE', /./)).toBe(0);
    expect(count(destination, 'PUT', /\/uploads\//) + count(destination, 'PATCH', /./)).toBe(1);
  });

  it('where one blob turns out to be there, those that follow are not asked of the source before they are looked up', async () => {
    const image = buildImage({ platforms: ['linux/amd64'], layers: 20, layerBytes: 1_100_000 });
    await using source = await withImage({}, image);
    await using destination = await startRegistry();
    await pushImage(destination.host, 'p/app', { ...image, manifests: new Map() }, []);
    const { outcomes } = await copyTo({ source, destination }, ['p/app'], { image });
    expect(outcomes.filter((outcome) => outcome === 'present').length).toBeGreaterThanOrEqual(20);
    expect(count(source, 'GET', LOOK)).toBeLessThan(16);
  });

  it('a look that is refused does not end the copy', async () => {
    await using source = await withImage();
    await using destination = await startRegistry({
      intercept({ method }, response, path) {
        if (method !== 'HEAD' || !LOOK.test(path)) return false;
        response.writeHead(403).end();
        return true;
      },
    });
    const { outcomes } = await copyTo({ source, destination }, ['p/app']);
    expect(outcomes).toEqual(['copied', 'copied', 'copied']);
  });
});

it('gives turns back where no session is to be had, so that later copies are not stuck', async () => {
  let isRefused = true;
  await using source = await withImage();
  await using destination = await startRegistry({
    intercept({ method }, response, path) {
      if (!isRefused || method !== 'POST' || !OPEN.test(path)) return false;
      response.writeHead(403).end();
      return true;
    },
  });
  await using reading = await connect(source.host);
  await using writing = await connect(destination.host);
  const clients = { source: reading.client, destination: writing.client };
  const route = { from: repositoryOn(source.host, 'd/app'), to: repositoryOn(destination.host, 'p/app') };
  const plan = planCopy([graphOf(IMAGE)], route, new Set());
  const { emit } = createEvents();
  // Eight turns are to be had: each of these would keep three.
  for (let tries = 0; tries < 4; tries++) {
    await expect(applyCopy(clients, plan, emit)).rejects.toThrow('the registry answers 403');
  }
  isRefused = false;
  await applyCopy(clients, plan, emit);
  expect(destination.manifest('p/app', IMAGE.index.digest)).toBeDefined();
});

describe('within a run', () => {
  it('a blob travels once, and is mounted where else it is wanted', async () => {
    await using source = await withImage();
    await using destination = await startRegistry();
    const { outcomes } = await copyTo({ source, destination }, ['p/one', 'p/two', 'p/three']);
    expect(outcomes).toEqual([...Array(3).fill('copied'), ...Array(6).fill('mounted')]);
    expect(count(source, 'GET', LOOK)).toBe(3);
    for (const name of ['p/one', 'p/two', 'p/three']) {
      expect(destination.manifest(name, IMAGE.index.digest)).toBeDefined();
    }
  });

  it('a blob that may not be mounted travels through the session that came with the refusal', async () => {
    await using source = await withImage();
    await using destination = await startRegistry({ mount: 'refuse' });
    const { outcomes } = await copyTo({ source, destination }, ['p/one', 'p/two']);
    expect(outcomes).toEqual(Array(6).fill('copied'));
    expect(count(destination, 'POST', OPEN)).toBe(3);
    expect(count(destination, 'POST', /\?mount=/)).toBe(3);
  });

  it('the same blob of two copies to one repository is brought once', async () => {
    await using registry = await withImage();
    const { outcomes } = await copyTo({ source: registry, destination: registry }, ['p/app', 'p/app']);
    expect(outcomes).toEqual([...Array(3).fill('mounted'), ...Array(3).fill('present')]);
    expect(count(registry, 'POST', /\?mount=/)).toBe(3);
  });

  it('a copy that fails does not fail another that waits for its blobs', async () => {
    let rejections = 0;
    await using source = await withImage();
    await using destination = await startRegistry({
      intercept({ method }, response, path) {
        if (method !== 'POST' || !path.includes('/p/one/')) return false;
        rejections++;
        response.writeHead(403).end();
        return true;
      },
    });
    const { results } = await copyTo({ source, destination }, ['p/one', 'p/two']);
    expect(rejections).toBeGreaterThan(0);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(destination.manifest('p/two', IMAGE.index.digest)).toBeDefined();
  });

  it('bytes that were read already are not asked for again', async () => {
    const tracker = createBlobTracker();
    for (const [digest, bytes] of IMAGE.blobs) if (bytes.byteLength < 10_000) tracker.give(digest as Digest, bytes);
    await using source = await withImage();
    await using destination = await startRegistry();
    const { outcomes } = await copyTo({ source, destination }, ['p/app'], { tracker });
    expect(outcomes).toEqual(['copied', 'copied', 'copied']);
    expect(count(source, 'GET', LOOK)).toBe(LAYERS.length);
  });
});

it('tells of all bytes that travel, in few events', async () => {
  await using source = await withImage();
  await using destination = await startRegistry();
  const { events } = await copyTo({ source, destination }, ['p/app']);
  const bytes = events.all.flatMap((event) => (event.kind === 'bytes' ? [event.bytes] : []));
  const size = [...IMAGE.blobs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBe(size);
  expect(bytes.length).toBeLessThanOrEqual(2 * Math.ceil(size / (1024 * 1024)) + IMAGE.blobs.size);
});
