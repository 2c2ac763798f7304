import { describe, expect, it } from 'vitest';
import { digestOf, parseDigest } from '../../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/oci/media-type.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { attachReferrer, type Referrer } from '../../../src/registry/referrers/attach.ts';
import { fallbackTag, listReferrers } from '../../../src/registry/referrers/referrers.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { buildReferrer } from '../../support/image/build-referrer.ts';
import { pushImage } from '../../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../../support/registry/registry.ts';
import { createGate } from '../gate.ts';
import { connect } from '../support.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const SUBJECT = { ...IMAGE.index, digest: parseDigest(IMAGE.index.digest), annotations: new Map<string, string>() };
const TAG = fallbackTag(SUBJECT.digest);

/** A referrer whose blobs are in the registry already. */
async function pushed(registry: EmbeddedRegistry, name: string): Promise<Referrer> {
  const built = buildReferrer(IMAGE.index, { artifactType: 'a/b', content: name, annotations: { name } });
  await pushImage(registry.host, 'd/app', { ...built, manifests: new Map() }, []);
  const digest = parseDigest(built.index.digest);
  const bytes = built.manifests.get(digest)?.bytes ?? Buffer.from('');
  return {
    manifest: { mediaType: OCI_MANIFEST, digest, bytes },
    descriptor: {
      mediaType: OCI_MANIFEST,
      digest,
      size: bytes.length,
      artifactType: 'a/b',
      annotations: new Map([['name', name]]),
    },
    subject: SUBJECT,
  };
}

async function start(options: Parameters<typeof startRegistry>[0]): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'd/app', IMAGE, ['1']);
  registry.clearLog();
  return registry;
}

function listed(registry: EmbeddedRegistry): readonly unknown[] {
  const stored = registry.manifest('d/app', TAG);
  return stored === undefined ? [] : JSON.parse(Buffer.from(stored.bytes).toString()).manifests;
}

function digestsOf(entries: readonly unknown[]): readonly string[] {
  return entries.map((each) => (each as { readonly digest: string }).digest);
}

describe('a referrer', () => {
  it('is one write where the registry indexes it, whose word is checked once in a run', async () => {
    await using registry = await start({ referrers: 'api' });
    const referrer = await pushed(registry, 'ours');
    registry.clearLog();
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    await attachReferrer(connection.client, repository, referrer);
    const requests = () => registry.log.map(({ method, path }) => `${method} ${path}`);
    const write = `PUT /v2/d/app/manifests/${referrer.manifest.digest}`;
    expect(requests()).toEqual([write, `GET /v2/d/app/referrers/${SUBJECT.digest}`]);
    await attachReferrer(connection.client, repository, referrer);
    expect(requests().slice(2)).toEqual([write]);
    expect((await listReferrers(connection.client, repository, SUBJECT.digest)).map(({ digest }) => digest)).toEqual([
      referrer.manifest.digest,
    ]);
  });

  it('is listed under the fallback tag too where the registry only says that it indexes it', async () => {
    // ECR said so before it had the API (sigstore/sigstore-js#1183).
    await using registry = await start({
      referrers: 'none',
      intercept: (request, response) => {
        if (request.method === 'PUT') response.setHeader('OCI-Subject', SUBJECT.digest);
      },
    });
    const referrer = await pushed(registry, 'ours');
    await using connection = await connect(registry.host);
    await attachReferrer(connection.client, parseRepository(`${registry.host}/d/app`), referrer);
    expect(digestsOf(listed(registry))).toEqual([referrer.manifest.digest]);
  });

  it('begins the list where the registry keeps none', async () => {
    await using registry = await start({ referrers: 'none' });
    const referrer = await pushed(registry, 'ours');
    await using connection = await connect(registry.host);
    await attachReferrer(connection.client, parseRepository(`${registry.host}/d/app`), referrer);
    expect(registry.manifest('d/app', TAG)?.mediaType).toBe(OCI_INDEX);
    const { digest, descriptor } = { digest: referrer.manifest.digest, descriptor: referrer.descriptor };
    expect(listed(registry)).toEqual([
      { mediaType: OCI_MANIFEST, digest, size: descriptor.size, artifactType: 'a/b', annotations: { name: 'ours' } },
    ]);
  });

  it('is added to a list that keeps everything it had', async () => {
    await using registry = await start({ referrers: 'none' });
    const theirs = await pushed(registry, 'theirs');
    const ours = await pushed(registry, 'ours');
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    await attachReferrer(connection.client, repository, theirs);
    const entry = {
      ...(listed(registry)[0] as object),
      data: 'e30=',
      'x-unknown': { a: [1, null] },
      platform: { os: 'x' },
    };
    const list = {
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      'x-list': true,
      annotations: { k: 'v' },
      manifests: [entry],
    };
    await fetch(`http://${registry.host}/v2/d/app/manifests/${TAG}`, {
      method: 'PUT',
      headers: { 'Content-Type': OCI_INDEX },
      body: JSON.stringify(list),
    });
    await attachReferrer(connection.client, repository, ours);
    const stored = JSON.parse(Buffer.from(registry.manifest('d/app', TAG)?.bytes ?? []).toString());
    expect(stored.manifests).toHaveLength(2);
    expect(stored.manifests[0]).toEqual(entry);
    expect(stored.manifests[1].digest).toBe(ours.manifest.digest);
    expect({ ...stored, manifests: [] }).toEqual({ ...list, manifests: [] });
  });

  it('that is listed already is not listed twice', async () => {
    await using registry = await start({ referrers: 'none' });
    const ours = await pushed(registry, 'ours');
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    await attachReferrer(connection.client, repository, ours);
    registry.clearLog();
    await attachReferrer(connection.client, repository, ours);
    expect(listed(registry)).toHaveLength(1);
    expect(registry.log.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('does not replace the image that stands under the fallback tag', async () => {
    await using registry = await start({ referrers: 'none' });
    const ours = await pushed(registry, 'ours');
    await pushImage(registry.host, 'd/app', IMAGE, [TAG]);
    await using connection = await connect(registry.host);
    await expect(attachReferrer(connection.client, parseRepository(`${registry.host}/d/app`), ours)).rejects.toThrow(
      'the image itself stands under that tag',
    );
    expect(registry.tags('d/app').get(TAG)).toBe(IMAGE.index.digest);
  });

  it('does not replace anything else that stands under the fallback tag', async () => {
    await using registry = await start({ referrers: 'none' });
    const ours = await pushed(registry, 'ours');
    const other = buildReferrer(IMAGE.index, { content: 'other' });
    await pushImage(registry.host, 'd/app', other, [TAG]);
    await using connection = await connect(registry.host);
    await expect(attachReferrer(connection.client, parseRepository(`${registry.host}/d/app`), ours)).rejects.toThrow(
      `that tag holds an image manifest, ${other.index.digest}, and not the list of what refers to ${IMAGE.index.digest}; put back`,
    );
    expect(registry.tags('d/app').get(TAG)).toBe(other.index.digest);
  });
});

describe('a race for the fallback tag', () => {
  it('of two that read the same list leaves both in it', async () => {
    const gate = createGate(2);
    await using registry = await start({
      referrers: 'none',
      // Nobody may write the list for the first time before both have read it.
      intercept: ({ method }, _, path) => (method === 'PUT' && path.endsWith(`/${TAG}`) ? gate.pass() : undefined),
    });
    const all = await Promise.all(['ours', 'theirs'].map((name) => pushed(registry, name)));
    await Promise.all(
      all.map(async (referrer) => {
        await using connection = await connect(registry.host);
        await attachReferrer(connection.client, parseRepository(`${registry.host}/d/app`), referrer);
      }),
    );
    expect(new Set(digestsOf(listed(registry)))).toEqual(new Set(all.map(({ manifest }) => manifest.digest)));
  });

  it('in which another list replaces ours right after our write keeps both', async () => {
    let theirs: Referrer | undefined;
    let isReplaced = false;
    await using registry = await start({
      referrers: 'none',
      async intercept({ method }, _, path) {
        // Our read that follows our write finds the list of a writer that did not see ours.
        const isRead = method === 'GET' && path.endsWith(`/${TAG}`) && listed(registry).length > 0;
        if (!isRead || isReplaced || theirs === undefined) return;
        isReplaced = true;
        const { digest, size } = theirs.descriptor;
        const manifests = [{ mediaType: OCI_MANIFEST, digest, size }];
        await fetch(`http://${registry.host}/v2/d/app/manifests/${TAG}`, {
          method: 'PUT',
          headers: { 'Content-Type': OCI_INDEX },
          body: JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }),
        });
      },
    });
    theirs = await pushed(registry, 'theirs');
    const ours = await pushed(registry, 'ours');
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    // Theirs is in the repository; only the list is fought over.
    await fetch(`http://${registry.host}/v2/d/app/manifests/${theirs.manifest.digest}`, {
      method: 'PUT',
      headers: { 'Content-Type': OCI_MANIFEST },
      body: Buffer.from(theirs.manifest.bytes),
    });
    await attachReferrer(connection.client, repository, ours);
    expect(isReplaced).toBe(true);
    expect(digestsOf(listed(registry))).toEqual([theirs.manifest.digest, ours.manifest.digest]);
  });

  it('that never ends is an error with words', async () => {
    await using registry = await start({
      referrers: 'none',
      async intercept({ method }, response, path) {
        if (method !== 'GET' || !path.endsWith(`/${TAG}`)) return;
        const body = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] });
        response.writeHead(200, { 'Content-Type': OCI_INDEX, 'Docker-Content-Digest': digestOf(body) }).end(body);
        return true;
      },
    });
    const ours = await pushed(registry, 'ours');
    await using connection = await connect(registry.host);
    await expect(attachReferrer(connection.client, parseRepository(`${registry.host}/d/app`), ours)).rejects.toThrow(
      `Cannot list referrers under ${registry.host}/d/app:${TAG}: other writers replaced the list 6 times`,
    );
  });
});
