import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import {
  applyPromotion,
  createEvents,
  LABELS,
  NOW,
  type RequestChanges,
  requestOf,
  tagAs,
} from '../promotion/support.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { type BuiltReferrer, buildReferrer } from '../support/image/build-referrer.ts';
import { ContentSet, jsonBytes, sha256 } from '../support/image/content.ts';
import { pushImage } from '../support/image/push-image.ts';
import { fallbackName, pushReferrer } from '../support/image/push-referrer.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

const IMAGE = buildImage({ labels: LABELS, attestation: true });
const [AMD64] = JSON.parse(
  Buffer.from(IMAGE.manifests.get(IMAGE.index.digest)?.bytes ?? []).toString('utf8'),
).manifests;
const RULES = parseTagRules('type=raw,value=stable');

const SBOM = buildReferrer(IMAGE.index, {
  artifactType: 'application/spdx+json',
  content: 'sbom',
  annotations: { 'org.opencontainers.image.created': '2020-01-01T00:00:00Z' },
});
const SIGNATURE = buildReferrer(AMD64, {
  configType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  content: 'bundle',
});
/** A signature on the SBOM: a referrer of a referrer. */
const SBOM_SIGNATURE = buildReferrer(SBOM.index, {
  artifactType: 'application/vnd.example.signature',
  content: 'deep',
});

/** Pushes the image with all that refers to it. */
async function fill(registry: EmbeddedRegistry): Promise<void> {
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  const target = { host: registry.host, repository: 'd/app' };
  await pushReferrer(target, IMAGE.index, SBOM);
  await pushReferrer(target, AMD64, SIGNATURE);
  await pushReferrer(target, SBOM.index, SBOM_SIGNATURE);
}

interface Ends {
  readonly source: EmbeddedRegistry;
  readonly destination: EmbeddedRegistry;
}

async function promote({ source, destination }: Ends, changes: RequestChanges = {}) {
  await using from = await connect(source.host, { clock: createClock(NOW.getTime()) });
  await using to = await connect(destination.host, { clock: createClock(NOW.getTime()) });
  const request = requestOf(destination.host, {
    from: parseReference(`${source.host}/d/app:1.2.3`),
    rules: RULES,
    record: 'off',
    ...changes,
  });
  const clients = { source: from.client, destination: () => (source === destination ? from.client : to.client) };
  const plan = await preparePromotion(request, clients);
  const events = createEvents();
  destination.clearLog();
  const results = await applyPromotion(request, clients, { plan, emit: events.emit });
  return { plan, results, events: events.all };
}

/** The referrers of a manifest at the destination, read as the specification says: by the API, else by the fallback tag. */
async function listed(registry: EmbeddedRegistry, subject: { readonly digest: string }): Promise<readonly string[]> {
  const answer = await fetch(`http://${registry.host}/v2/p/app/referrers/${subject.digest}`);
  const fallback = registry.manifest('p/app', fallbackName(subject))?.bytes;
  const text =
    answer.status === 200 ? await answer.text() : Buffer.from(fallback ?? '{"manifests":[]}').toString('utf8');
  return JSON.parse(text).manifests.map(({ digest }: { readonly digest: string }) => digest);
}

function digestOfRoot({ index }: BuiltReferrer): string {
  return index.digest;
}

async function expectAllTakenAlong(destination: EmbeddedRegistry): Promise<void> {
  expect(await listed(destination, IMAGE.index)).toEqual([digestOfRoot(SBOM)]);
  expect(await listed(destination, AMD64)).toEqual([digestOfRoot(SIGNATURE)]);
  expect(await listed(destination, SBOM.index)).toEqual([digestOfRoot(SBOM_SIGNATURE)]);
  for (const { manifests, blobs } of [SBOM, SIGNATURE, SBOM_SIGNATURE]) {
    for (const [digest, { bytes }] of manifests) expect(destination.manifest('p/app', digest)?.bytes).toEqual(bytes);
    for (const [digest, bytes] of blobs) expect(destination.blobs('p/app').get(digest)).toEqual(bytes);
  }
}

const KINDS = ['api', 'none'] as const;

describe('what refers to an image', () => {
  it.each(KINDS.flatMap((source) => KINDS.map((destination) => [source, destination] as const)))(
    'is taken along, with what refers to it, from a registry with referrers "%s" to one with "%s"',
    async (from, to) => {
      await using source = await startRegistry({ referrers: from });
      await using destination = await startRegistry({ referrers: to });
      await fill(source);
      const { events } = await promote({ source, destination });
      await expectAllTakenAlong(destination);
      expect(events.filter(({ kind }) => kind === 'referrer')).toHaveLength(3);
      expect(destination.tags('p/app').get('stable')).toBe(IMAGE.index.digest);
    },
  );

  it.each(KINDS)('is linked and not streamed within one registry with referrers "%s"', async (referrers) => {
    await using registry = await startRegistry({ referrers });
    await fill(registry);
    await promote({ source: registry, destination: registry });
    await expectAllTakenAlong(registry);
    expect(registry.log.filter(({ path, method }) => method === 'GET' && path.includes('/blobs/'))).toEqual([]);
  });

  it.each(KINDS)('is written after its subject and before the tags (referrers "%s")', async (referrers) => {
    await using registry = await startRegistry({ referrers });
    await fill(registry);
    await promote({ source: registry, destination: registry });
    const writes = registry.log.flatMap(({ method, path }) =>
      method === 'PUT' && path.includes('/manifests/') ? [path.split('/').at(-1) ?? ''] : [],
    );
    const order = [IMAGE.index.digest, SBOM.index.digest, SBOM_SIGNATURE.index.digest, 'stable'];
    expect(order.map((each) => writes.indexOf(each))).toEqual(
      order.map((each) => writes.indexOf(each)).toSorted((a, b) => a - b),
    );
    expect(writes.at(-1)).toBe('stable');
  });

  it.each(KINDS)('is not written again by a second run (referrers "%s")', async (referrers) => {
    await using registry = await startRegistry({ referrers });
    await fill(registry);
    await promote({ source: registry, destination: registry });
    await promote({ source: registry, destination: registry });
    expect(registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it('is completed where an earlier run was interrupted before the list', async () => {
    await using registry = await startRegistry({ referrers: 'none' });
    await fill(registry);
    await pushImage(registry.host, 'p/app', IMAGE, []);
    await pushImage(registry.host, 'p/app', SBOM, []);
    await promote({ source: registry, destination: registry });
    await expectAllTakenAlong(registry);
  });

  it('joins a list that is there already, and keeps its entries as they are', async () => {
    await using registry = await startRegistry({ referrers: 'none' });
    await fill(registry);
    await pushImage(registry.host, 'p/app', IMAGE, []);
    const own = buildReferrer(IMAGE.index, { artifactType: 'a/own', content: 'own' });
    await pushReferrer({ host: registry.host, repository: 'p/app' }, IMAGE.index, own);
    await promote({ source: registry, destination: registry });
    expect(await listed(registry, IMAGE.index)).toEqual([digestOfRoot(own), digestOfRoot(SBOM)]);
  });

  it('shows its type and annotations in the fallback list', async () => {
    await using registry = await startRegistry({ referrers: 'none' });
    await fill(registry);
    await promote({ source: registry, destination: registry });
    const types = [IMAGE.index, AMD64].map((subject) => {
      const list = registry.manifest('p/app', fallbackName(subject));
      return JSON.parse(Buffer.from(list?.bytes ?? []).toString('utf8')).manifests;
    });
    expect(types).toMatchObject([
      [
        {
          artifactType: 'application/spdx+json',
          annotations: { 'org.opencontainers.image.created': expect.any(String) },
        },
      ],
      [{ artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }],
    ]);
  });

  it('stays where it is with "copyAttachments: false", and is not even asked for', async () => {
    await using registry = await startRegistry({ referrers: 'api' });
    await fill(registry);
    registry.clearLog();
    await promote({ source: registry, destination: registry }, { copyAttachments: false });
    expect(await listed(registry, IMAGE.index)).toEqual([]);
    expect(registry.log.filter(({ path }) => path.includes('/d/app/referrers'))).toEqual([]);
  });

  it('is found without a list of tags where the list is too long for one page', async () => {
    await using registry = await startRegistry({ referrers: 'none', pageSize: 1 });
    await fill(registry);
    await promote({ source: registry, destination: registry });
    await expectAllTakenAlong(registry);
  });

  it('is found in the fallback tag where the API answers and knows nothing of it, as on GHCR', async () => {
    await using source = await startRegistry({ referrers: 'none' });
    await fill(source);
    await using destination = await startRegistry();
    const empty = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    });
    await using front = await startRegistry({
      intercept: async (request, response, path) => {
        if (path.includes('/referrers/')) {
          response.writeHead(200, { 'Content-Type': 'application/vnd.oci.image.index.v1+json' }).end(empty);
          return true;
        }
        const answer = await fetch(`http://${source.host}${path}`, {
          method: request.method ?? 'GET',
          headers: { Accept: request.headers.accept ?? '*/*' },
        });
        const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'transfer-encoding'));
        response.writeHead(answer.status, headers).end(await answer.bytes());
        return true;
      },
    });
    await promote({ source: front, destination });
    await expectAllTakenAlong(destination);
  });
});

describe('a manifest inside an image that names another as its subject', () => {
  const built = buildImage({ labels: LABELS, attestation: 'with-subject', nested: true });
  const entries = [...built.manifests.values()].flatMap(
    ({ bytes }) => JSON.parse(Buffer.from(bytes).toString()).manifests ?? [],
  );
  const attestations = entries.filter(({ annotations }) => annotations !== undefined);
  const subjects = attestations.map(({ annotations }) => ({ digest: annotations['vnd.docker.reference.digest'] }));

  async function shown(registry: EmbeddedRegistry): Promise<readonly unknown[]> {
    return Promise.all(subjects.map((subject) => listed(registry, subject)));
  }

  it.each([true, false])('is listed where the registry keeps no list (with referrers: %s)', async (copyAttachments) => {
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', built, ['1.2.3']);
    await promote({ source: registry, destination: registry }, { copyAttachments });
    expect(await shown(registry)).toEqual(attestations.map(({ digest }) => [digest]));
    await promote({ source: registry, destination: registry }, { copyAttachments });
    expect(registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it('is left to a registry that keeps the list itself', async () => {
    await using registry = await startRegistry({ referrers: 'api' });
    await pushImage(registry.host, 'd/app', built, ['1.2.3']);
    await promote({ source: registry, destination: registry });
    expect(await shown(registry)).toEqual(attestations.map(({ digest }) => [digest]));
    expect(registry.log.filter(({ path }) => path.includes('/manifests/sha256-'))).toEqual([]);
  });

  it('is listed by a later run where an earlier one was interrupted', async () => {
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', built, ['1.2.3']);
    await pushImage(registry.host, 'p/app', built, ['other']);
    expect(await shown(registry)).toEqual([[], []]);
    await promote({ source: registry, destination: registry });
    expect(await shown(registry)).toEqual(attestations.map(({ digest }) => [digest]));
  });

  it('is listed where it is what is promoted', async () => {
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, []);
    await pushImage(registry.host, 'd/app', SBOM, ['1.2.3']);
    await promote({ source: registry, destination: registry });
    expect(await listed(registry, IMAGE.index)).toEqual([digestOfRoot(SBOM)]);
    expect(registry.tags('p/app').get('stable')).toBe(digestOfRoot(SBOM));
  });

  it('is listed where it stands in what is taken along', async () => {
    const set = new ContentSet();
    const { mediaType, digest, size } = IMAGE.index;
    const subject = { mediaType, digest, size };
    const config = set.addBlob('a/config', Buffer.from('{}'));
    const inner = set.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers: [], subject: AMD64 });
    const index = set.addManifest('application/vnd.oci.image.index.v1+json', {
      artifactType: 'a/b',
      manifests: [inner],
      subject,
    });
    const referrer = { index, manifests: set.manifests, blobs: set.blobs };
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(registry.host, 'd/app', referrer, []);
    const list = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [index] };
    await tagAs(registry, 'd/app', [fallbackName(IMAGE.index)], Buffer.from(JSON.stringify(list)));
    await promote({ source: registry, destination: registry });
    expect(await listed(registry, IMAGE.index)).toEqual([index.digest]);
    expect(await listed(registry, AMD64)).toEqual([inner.digest]);
  });
});

describe('a referrer of another kind', () => {
  const ARTIFACT = 'application/vnd.oci.artifact.manifest.v1+json';
  const OTHER = 'application/vnd.example.manifest.v9+json';

  function manifestOf(mediaType: string, fields: object) {
    const { digest, size } = IMAGE.index;
    const bytes = jsonBytes({ mediaType, subject: { mediaType: IMAGE.index.mediaType, digest, size }, ...fields });
    return { mediaType, bytes, digest: sha256(bytes) };
  }

  const blob = Buffer.from('blob');

  /** A source that has the image, a blob, and one manifest that no registry of this test takes by a push. */
  async function withManifest(manifest: ReturnType<typeof manifestOf>) {
    const registry = await startRegistry({
      referrers: 'none',
      intercept: (request, response, path) => {
        if (request.method === 'PUT' || !path.endsWith(`/d/app/manifests/${manifest.digest}`)) return false;
        const asked = (request.headers.accept ?? '').split(', ').includes(manifest.mediaType);
        if (asked) response.writeHead(200, { 'Content-Type': manifest.mediaType }).end(manifest.bytes);
        else response.writeHead(404).end();
        return true;
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    const { mediaType, digest, bytes } = manifest;
    const list = new ContentSet();
    list.addBlob('a/layer', blob);
    const index = list.addManifest('application/vnd.oci.image.index.v1+json', {
      manifests: [{ mediaType, digest, size: bytes.length }],
    });
    registry.load('d/app', { index, manifests: list.manifests, blobs: list.blobs }, [fallbackName(IMAGE.index)]);
    return registry;
  }

  const artifact = manifestOf(ARTIFACT, {
    artifactType: 'a/b',
    blobs: [{ mediaType: 'a/layer', digest: sha256(blob), size: blob.length }],
    annotations: { k: 'v' },
  });

  it('that is an artifact manifest is taken along byte by byte, with its blobs', async () => {
    await using source = await withManifest(artifact);
    await using destination = await startRegistry({
      referrers: 'none',
      intercept: async (request, response, path) => {
        if (request.method !== 'PUT' || !path.endsWith(`/p/app/manifests/${artifact.digest}`)) return false;
        const stored = { mediaType: ARTIFACT, bytes: Buffer.concat(await request.toArray()) };
        const manifests = new Map([[artifact.digest, stored]]);
        destination.load('p/app', { index: artifact, manifests, blobs: new Map() }, []);
        response.writeHead(201, { 'Docker-Content-Digest': artifact.digest }).end();
        return true;
      },
    });
    const { plan } = await promote({ source, destination });
    expect(plan.warnings).toEqual([]);
    expect(destination.manifest('p/app', artifact.digest)?.bytes).toEqual(artifact.bytes);
    expect(await listed(destination, IMAGE.index)).toEqual([artifact.digest]);
    expect(destination.blobs('p/app').get(sha256(blob))).toEqual(blob);
  });

  it('that is an artifact manifest is left out with a warning where the destination does not take it', async () => {
    await using source = await withManifest(artifact);
    await using destination = await startRegistry({ referrers: 'none' });
    const { events } = await promote({ source, destination });
    expect(events.filter(({ kind }) => kind === 'warning')).toMatchObject([
      {
        sentence: `The referrer ${artifact.digest} is left out: ${destination.host}/p/app does not take manifests of the type "${ARTIFACT}"`,
      },
    ]);
    expect(destination.tags('p/app').get('stable')).toBe(IMAGE.index.digest);
    expect(await listed(destination, IMAGE.index)).toEqual([]);
  });

  it('that is not known is left out with a warning that names its type', async () => {
    const other = manifestOf(OTHER, { parts: [] });
    await using source = await withManifest(other);
    await using destination = await startRegistry({ referrers: 'none' });
    const { plan } = await promote({ source, destination });
    expect(plan.warnings).toEqual([
      `The referrer ${other.digest} of ${source.host}/d/app@${IMAGE.index.digest} is left out: it is, or lists, a manifest of the type "${OTHER}", and what such a manifest refers to is not known`,
    ]);
    expect(destination.tags('p/app').get('stable')).toBe(IMAGE.index.digest);
  });
});

describe('a referrers API that refuses', () => {
  it.each([403, 500])('by %s leaves the fallback tag, with a warning', async (status) => {
    await using registry = await startRegistry({
      referrers: 'none',
      intercept: (_, response, path) => {
        if (!path.includes('/referrers/')) return false;
        response.writeHead(status).end();
        return true;
      },
    });
    await fill(registry);
    const { plan } = await promote({ source: registry, destination: registry });
    const lists = [IMAGE.index, AMD64].map((subject) => registry.manifest('p/app', fallbackName(subject)));
    expect(lists.every((list) => list !== undefined)).toBe(true);
    expect(plan.warnings).toEqual([
      `The registry ${registry.host} answers ${status} to the question what refers to images in ${registry.host}/d/app: only what is listed under fallback tags is known; to copy no referrers, set "referrers: false"`,
    ]);
  });
});

describe('a list that lies', () => {
  async function withEntry(entry: object): Promise<EmbeddedRegistry> {
    const registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [entry] };
    await tagAs(registry, 'd/app', [fallbackName(IMAGE.index)], Buffer.from(JSON.stringify(index)));
    return registry;
  }

  it('about a referrer of another image is refused by name, before anything is written', async () => {
    const other = buildImage({ seed: 'other' });
    const foreign = buildReferrer(other.index, { artifactType: 'a/b' });
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(registry.host, 'd/app', foreign, []);
    const index = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [foreign.index],
    };
    await tagAs(registry, 'd/app', [fallbackName(IMAGE.index)], Buffer.from(JSON.stringify(index)));
    await expect(promote({ source: registry, destination: registry })).rejects.toThrow(
      `the referrer ${foreign.index.digest} that is listed for it names another subject, ${other.index.digest}`,
    );
    expect(registry.tags('p/app').size).toBe(0);
  });

  it('about a referrer that is gone leaves it out with a warning', async () => {
    const gone = buildReferrer(IMAGE.index, { artifactType: 'a/gone' });
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await tagAs(
      registry,
      'd/app',
      [fallbackName(IMAGE.index)],
      Buffer.from(
        JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }),
      ),
    );
    const stored = registry.manifest('d/app', fallbackName(IMAGE.index));
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [gone.index],
      }),
    );
    await using front = await startRegistry({
      intercept: async (request, response, path) => {
        if (path.endsWith(`/manifests/${fallbackName(IMAGE.index)}`)) {
          response.writeHead(200, { 'Content-Type': stored?.mediaType ?? '' }).end(bytes);
          return true;
        }
        const answer = await fetch(`http://${registry.host}${path}`, {
          method: request.method ?? 'GET',
          headers: { Accept: request.headers.accept ?? '*/*' },
        });
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.bytes());
        return true;
      },
    });
    const { plan } = await promote({ source: front, destination: registry });
    expect(plan.warnings).toEqual([
      `${front.host}/d/app lists ${gone.index.digest} as a referrer of ${IMAGE.index.digest}, but does not have it: it is left out`,
    ]);
  });

  it('about a manifest without a subject leaves it out with a warning', async () => {
    const plain = new ContentSet();
    const config = plain.addBlob('a/config', Buffer.from('{}'));
    const index = plain.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers: [] });
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(registry.host, 'd/app', { index, manifests: plain.manifests, blobs: plain.blobs }, []);
    const list = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [index] };
    await tagAs(registry, 'd/app', [fallbackName(IMAGE.index)], Buffer.from(JSON.stringify(list)));
    const { plan } = await promote({ source: registry, destination: registry });
    expect(plan.warnings).toEqual([expect.stringContaining('it names no subject')]);
    expect(await listed(registry, IMAGE.index)).toEqual([]);
  });

  it.each([
    ['the image itself', IMAGE.index],
    ['a platform of the image', AMD64],
  ])('about %s is not followed', async (_, entry) => {
    await using registry = await withEntry(entry);
    const { plan } = await promote({ source: registry, destination: registry });
    expect(plan.warnings).toEqual([]);
    expect(plan.attachments.referrers).toEqual([]);
  });

  it('as the image under its own fallback tag, which cosign copy leaves, is none', async () => {
    await using registry = await startRegistry({ referrers: 'none' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3', fallbackName(IMAGE.index)]);
    const { plan } = await promote({ source: registry, destination: registry });
    expect(plan.attachments).toEqual({ referrers: [], cosignTags: [], warnings: [] });
  });
});

describe('what cosign keeps under tags of its own', () => {
  /** A manifest as cosign writes it: a layer for each signature. */
  function signatures(...names: readonly string[]) {
    const set = new ContentSet();
    const config = set.addBlob('application/vnd.oci.image.config.v1+json', Buffer.from('{}'));
    const layers = names.map((name) => ({
      ...set.addBlob('application/vnd.dev.cosign.simplesigning.v1+json', Buffer.from('the same payload')),
      annotations: { 'dev.cosignproject.cosign/signature': name },
    }));
    const index = set.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers });
    return { index, manifests: set.manifests, blobs: set.blobs };
  }

  const tagOf = ({ digest }: { readonly digest: string }, suffix: string) => `${digest.replace(':', '-')}.${suffix}`;

  async function withTags(options: RegistryOptions = {}) {
    const registry = await startRegistry(options);
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(registry.host, 'd/app', signatures('a'), [tagOf(IMAGE.index, 'sig')]);
    await pushImage(registry.host, 'd/app', signatures('b'), [tagOf(AMD64, 'att')]);
    return registry;
  }

  function signaturesAt(registry: EmbeddedRegistry, tag: string): readonly string[] {
    const { layers = [] } = JSON.parse(
      Buffer.from(registry.manifest('p/app', tag)?.bytes ?? []).toString('utf8') || '{}',
    );
    return layers.map(
      (layer: { annotations: Record<string, string> }) => layer.annotations['dev.cosignproject.cosign/signature'],
    );
  }

  it.each([undefined, 1])('is taken along byte by byte (page size %s)', async (pageSize) => {
    await using registry = await withTags(pageSize === undefined ? {} : { pageSize });
    await promote({ source: registry, destination: registry });
    expect(registry.tags('p/app').get(tagOf(IMAGE.index, 'sig'))).toBe(signatures('a').index.digest);
    expect(registry.tags('p/app').get(tagOf(AMD64, 'att'))).toBe(signatures('b').index.digest);
    await promote({ source: registry, destination: registry });
    expect(registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it.each([
    ['joins the signatures of both sides', ['z'], ['z', 'a']],
    ['leaves a side that has all of them as it is', ['a', 'z'], ['a', 'z']],
  ])('%s', async (_, there, after) => {
    await using registry = await withTags();
    const tag = tagOf(IMAGE.index, 'sig');
    await pushImage(registry.host, 'p/app', signatures(...there), [tag]);
    await promote({ source: registry, destination: registry });
    expect(signaturesAt(registry, tag)).toEqual(after);
  });

  it('takes the source as it is where it has all signatures of the destination', async () => {
    await using registry = await withTags();
    const tag = tagOf(IMAGE.index, 'sig');
    await pushImage(registry.host, 'd/app', signatures('z', 'a'), [tag]);
    await pushImage(registry.host, 'p/app', signatures('z'), [tag]);
    await promote({ source: registry, destination: registry });
    expect(registry.tags('p/app').get(tag)).toBe(signatures('z', 'a').index.digest);
  });

  it.each([
    ['an index', IMAGE, 'api'],
    ['an index', IMAGE, 'none'],
  ] as const)('does not overwrite %s that stands there (%#)', async (_, other, referrers) => {
    await using registry = await withTags({ referrers });
    const tag = tagOf(IMAGE.index, 'sig');
    await pushImage(registry.host, 'p/app', other, [tag]);
    await expect(promote({ source: registry, destination: registry })).rejects.toThrow(
      `Cannot copy ${registry.host}/p/app:${tag}: source and destination have conflicting content there; `,
    );
    expect(registry.tags('p/app').get(tag)).toBe(other.index.digest);
    expect(registry.tags('p/app').has('stable')).toBe(false);
  });

  it('leaves out a signature whose payload the destination has lost, with a warning', async () => {
    await using registry = await withTags();
    const tag = tagOf(IMAGE.index, 'sig');
    const theirs = signatures('z');
    const other = new ContentSet();
    const lost = other.addBlob('application/vnd.dev.cosign.simplesigning.v1+json', Buffer.from('lost'));
    const document = JSON.parse(Buffer.from(theirs.manifests.get(theirs.index.digest)?.bytes ?? []).toString());
    const index = other.addManifest('application/vnd.oci.image.manifest.v1+json', {
      ...document,
      layers: [...document.layers, lost],
    });
    registry.load('p/app', { index, manifests: other.manifests, blobs: theirs.blobs }, [tag]);
    const { events } = await promote({ source: registry, destination: registry });
    expect(signaturesAt(registry, tag)).toEqual(['z', 'a']);
    expect(events.filter(({ kind }) => kind === 'warning')).toMatchObject([
      {
        sentence: `${registry.host}/p/app:${tag} listed ${lost.digest}, which the repository no longer has: it is left out of the list`,
      },
    ]);
  });

  it('is added anew where somebody replaced it at once, with what stood there', async () => {
    let isReplaced = false;
    await using registry = await startRegistry({
      intercept: async ({ method }, _, path) => {
        // Somebody who read the tag before our write writes it when all our tags stand.
        if (isReplaced || method !== 'PUT' || !path.endsWith('/p/app/manifests/stable')) return;
        isReplaced = true;
        await pushImage(registry.host, 'p/app', signatures('theirs'), [tagOf(IMAGE.index, 'sig')]);
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(registry.host, 'd/app', signatures('a'), [tagOf(IMAGE.index, 'sig')]);
    await promote({ source: registry, destination: registry });
    expect(isReplaced).toBe(true);
    expect(signaturesAt(registry, tagOf(IMAGE.index, 'sig'))).toEqual(['theirs', 'a']);
  });

  it('leaves another SBOM at the destination as it is, and says so', async () => {
    await using registry = await withTags();
    const tag = tagOf(IMAGE.index, 'sbom');
    await pushImage(registry.host, 'd/app', signatures('source'), [tag]);
    await pushImage(registry.host, 'p/app', signatures('destination'), [tag]);
    const { plan } = await promote({ source: registry, destination: registry });
    expect(signaturesAt(registry, tag)).toEqual(['destination']);
    expect(plan.warnings).toEqual([
      `${registry.host}/p/app:${tag} holds another SBOM than the source: it is left as it is`,
    ]);
  });
});
