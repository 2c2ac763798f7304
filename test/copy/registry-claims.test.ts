import { describe, expect, it } from 'vitest';
import { applyCopy } from '../../src/copy/copy.ts';
import { type CopyPlan, planCopy } from '../../src/copy/plan.ts';
import { readGraph } from '../../src/image/read-graph.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { type Descriptor, parseDescriptor } from '../../src/oci/manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { readBlob } from '../../src/registry/blobs/blobs.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import { createEvents, graphOf, repositoryOn } from '../promotion/support.ts';
import { APP, connect, createFakeClient } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 2 });
const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };

/** What of a copy a test changes. */
interface CopyChanges {
  readonly image?: BuiltImage;
  readonly change?: (plan: CopyPlan) => CopyPlan;
  readonly credential?: Credential;
}

/** Copies an image within a registry, from d/app to p/app. */
async function copyWithin(registry: EmbeddedRegistry, changes: CopyChanges = {}) {
  const { image = IMAGE, change = (plan) => plan, credential } = changes;
  const scopes = ['repository:p/app:pull,push', 'repository:d/app:pull'];
  await using connection = await connect(registry.host, { scopes, ...(credential && { credential }) });
  const { client } = connection;
  const route = { from: repositoryOn(registry.host, 'd/app'), to: repositoryOn(registry.host, 'p/app') };
  const plan = change(planCopy([graphOf(image)], route, new Set()));
  const events = createEvents();
  const failure = await applyCopy({ source: client, destination: client }, plan, events.emit).then(
    () => undefined,
    (error: unknown) => error,
  );
  const outcomes = events.all.flatMap((event) => (event.kind === 'blob' ? [event.outcome] : []));
  return { failure, outcomes };
}

async function withImage(options: RegistryOptions, image = IMAGE): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(options);
  registry.load('d/app', image, ['1']);
  return registry;
}

function count({ log }: EmbeddedRegistry, method: string, path: RegExp): number {
  return log.filter((entry) => entry.method === method && path.test(entry.path)).length;
}

describe('a registry that answers 201 to a mount', () => {
  it('and has done nothing is sent the blobs that it then names, once', async () => {
    await using registry = await withImage({ mount: 'pretend' });
    const { failure, outcomes } = await copyWithin(registry);
    expect(failure).toBeUndefined();
    expect(outcomes).toEqual(['mounted', 'mounted', 'mounted']);
    expect(registry.blobs('p/app').size).toBe(IMAGE.blobs.size);
    expect(registry.manifest('p/app', IMAGE.index.digest)).toBeDefined();
    expect(count(registry, 'GET', /\/blobs\/sha256:/)).toBe(IMAGE.blobs.size);
  });

  it('and has none of it at the source either is told of', async () => {
    await using registry = await withImage({ mount: 'pretend' }, { ...IMAGE, blobs: new Map() });
    expect(String((await copyWithin(registry)).failure)).toContain('is missing at the source');
  });

  it('and lacks what was really sent fails as before', async () => {
    await using registry = await withImage({
      mount: 'refuse',
      intercept({ method }, response, path) {
        if (method !== 'PUT' || !path.includes('/manifests/')) return false;
        const [digest] = IMAGE.blobs.keys();
        response.writeHead(400).end(JSON.stringify({ errors: [{ code: 'BLOB_UNKNOWN', detail: digest }] }));
        return true;
      },
    });
    expect(String((await copyWithin(registry)).failure)).toContain('BLOB_UNKNOWN');
    expect(count(registry, 'GET', /\/blobs\/sha256:/)).toBe(IMAGE.blobs.size);
  });
});

describe('a blob that the source lacks', () => {
  const LACKING: BuiltImage = { ...IMAGE, blobs: new Map() };
  const embed =
    (make: (digest: string) => Uint8Array) =>
    (plan: CopyPlan): CopyPlan => ({
      ...plan,
      blobs: plan.blobs.map((step) => ({
        ...step,
        blob: { ...step.blob, data: Buffer.from(make(step.blob.digest)).toString('base64') },
      })),
    });

  it('is taken from its descriptor', async () => {
    await using registry = await withImage({}, LACKING);
    const { failure, outcomes } = await copyWithin(registry, {
      change: embed((digest) => IMAGE.blobs.get(digest) ?? Buffer.alloc(0)),
    });
    expect(failure).toBeUndefined();
    expect(outcomes).toEqual(['copied', 'copied', 'copied']);
    expect(registry.blobs('p/app')).toEqual(new Map(IMAGE.blobs));
  });

  it.each([
    ['of another length', (bytes: Uint8Array) => bytes.subarray(1)],
    ['with another digest', (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1)],
    ['that is empty', () => Buffer.alloc(0)],
  ])('is not taken from a descriptor with content %s', async (_, spoil) => {
    await using registry = await withImage({}, LACKING);
    const change = embed((digest) => spoil(IMAGE.blobs.get(digest) ?? Buffer.alloc(0)));
    expect(String((await copyWithin(registry, { change })).failure)).toContain('is missing at the source');
    expect(registry.blobs('p/app').size).toBe(0);
  });

  it('is not looked for in a descriptor where the source has it', async () => {
    await using registry = await withImage({ mount: 'refuse' });
    const { failure } = await copyWithin(registry, { change: embed(() => Buffer.from('other')) });
    expect(failure).toBeUndefined();
    expect(registry.blobs('p/app')).toEqual(new Map(IMAGE.blobs));
  });

  it('is read from its descriptor where it is a config', async () => {
    const bytes = Buffer.from('{"os":"linux"}');
    const blob = { digest: digestOf(bytes), size: bytes.byteLength, limit: 100 };
    const { client } = createFakeClient(() => ({ status: 404 }));
    expect(await readBlob(client, APP, { ...blob, data: bytes.toString('base64') })).toEqual(bytes);
    expect(await readBlob(client, APP, { ...blob, data: 'e30=' })).toBeUndefined();
    expect(await readBlob(client, APP, blob)).toBeUndefined();
  });

  it('is read from its descriptor where it is a manifest', async () => {
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf('{}'), size: 2 };
    const child = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [] }));
    const entry = { mediaType: OCI_MANIFEST, digest: digestOf(child), size: child.byteLength };
    const read = (data: string) => {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [{ ...entry, data }] }));
      const { client } = createFakeClient(() => ({ status: 404 }));
      return readGraph(client, APP, { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes });
    };
    const graph = await read(child.toString('base64'));
    expect(Buffer.from(graph.nodes.get(entry.digest)?.bytes ?? []).equals(child)).toBe(true);
    await expect(read('e30=')).rejects.toThrow('is missing at the source');
  });
});

it('a layer that is listed as foreign and as common has to go along', () => {
  const layer = (mediaType: string): Descriptor => parseDescriptor({ mediaType, digest: digestOf('layer'), size: 5 });
  const foreign = layer('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
  const common = layer('application/vnd.docker.image.rootfs.diff.tar.gzip');
  const graph = (layers: readonly Descriptor[]) => {
    const config = parseDescriptor({ mediaType: 'a', digest: digestOf('config'), size: 6 });
    const digest = digestOf(JSON.stringify(layers));
    const fields = { mediaType: OCI_MANIFEST, annotations: new Map() };
    const node = {
      descriptor: { ...fields, digest, size: 1 },
      bytes: Buffer.from(' '),
      manifest: { kind: 'manifest' as const, config, layers, ...fields },
    };
    return { root: digest, nodes: new Map([[digest, node]]) };
  };
  const optionals = (...graphs: readonly ReturnType<typeof graph>[]) =>
    planCopy(graphs, { from: APP, to: APP }, new Set())
      .blobs.filter(({ blob }) => blob.digest === foreign.digest)
      .map(({ optional }) => optional);
  expect(optionals(graph([foreign]))).toEqual([true]);
  expect(optionals(graph([foreign, common]))).toEqual([false]);
  expect(optionals(graph([common, foreign]))).toEqual([false]);
  expect(optionals(graph([common]), graph([foreign]))).toEqual([false]);
});

describe('credentials that may read and not push', () => {
  const MANY = buildImage({ platforms: ['linux/amd64'], layers: 28 });
  const users = { alice: 'secret' };
  it.each<[string, RegistryOptions]>([
    ['as Gitea says it, by 401 and the same challenge', { auth: { kind: 'basic', users, readOnly: ['alice'] } }],
    ['as Pulp says it, by a token for less', { auth: { kind: 'bearer', users, readOnly: true } }],
    ['by 403', { auth: { kind: 'bearer', users, readOnly: true, otherScope: 403 } }],
  ])('are told from wrong ones, %s', async (_, options) => {
    await using registry = await withImage(options, MANY);
    const scopes = ['repository:p/app:pull,push', 'repository:d/app:pull'];
    await using connection = await connect(registry.host, { credential: ALICE, scopes });
    // A promotion has read the source before it writes anything.
    await readGraph(connection.client, repositoryOn(registry.host, 'd/app'), {
      mediaType: MANY.index.mediaType,
      digest: digestOf(MANY.manifests.get(MANY.index.digest)?.bytes ?? ''),
      bytes: MANY.manifests.get(MANY.index.digest)?.bytes ?? Buffer.alloc(0),
    });
    registry.clearLog();
    const route = { from: repositoryOn(registry.host, 'd/app'), to: repositoryOn(registry.host, 'p/app') };
    const ends = { source: connection.client, destination: connection.client };
    const copying = applyCopy(ends, planCopy([graphOf(MANY)], route, new Set()), () => undefined);
    await expect(copying).rejects.toThrow('the login is right, but may not push to "p/app"');
    await expect(copying).rejects.toMatchObject({ code: 'denied' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    // A session is opened to make sure, and nothing more is asked for once the answer is there.
    expect(count(registry, 'POST', /uploads\/$/)).toBeLessThanOrEqual(2);
    expect(count(registry, 'POST', /mount=/)).toBeLessThan(MANY.blobs.size);
    expect(registry.log.length).toBeLessThan(40);
  });

  it('that are wrong are still said to be', async () => {
    await using registry = await withImage({ auth: { kind: 'basic', users: { alice: 'other' } } });
    const { failure } = await copyWithin(registry, { credential: ALICE });
    expect(String(failure)).toContain('it rejects the credentials');
    expect(failure).toMatchObject({ code: 'unauthorized' });
  });
});
