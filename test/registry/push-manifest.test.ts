import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import { uploadBlob } from '../../src/registry/blobs/upload.ts';
import type { StoredManifest } from '../../src/registry/manifests.ts';
import { putManifest } from '../../src/registry/push-manifest.ts';
import { findDistribution, startDistribution } from '../support/distribution.ts';
import { APP, connect, createFakeClient, errorBody, type FakeAnswer } from './support.ts';

const TAG = parseTag('1.2.3');
const FOREIGN = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

function stored(document: object, mediaType = OCI_MANIFEST): StoredManifest {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }));
  return { mediaType, digest: digestOf(bytes), bytes };
}

const LAYER = digestOf('a layer');
const CONFIG = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf('{}'), size: 2 };
const PLAIN = stored({ config: CONFIG, layers: [] });
const ELSEWHERE = stored({
  config: CONFIG,
  layers: [{ mediaType: FOREIGN, digest: LAYER, size: 7, urls: ['https://layers.example.com/x?sig=secret'] }],
});

function writing(manifest: StoredManifest, answer: (index: number) => FakeAnswer) {
  const { client, requests } = createFakeClient(({ method }, index) =>
    method === 'PUT' ? answer(index) : { headers: { 'docker-content-digest': manifest.digest } },
  );
  return { done: putManifest(client, APP, TAG, manifest), requests };
}

/** What CNCF Distribution says of a layer whose address it does not allow. */
function foreignRefusal(digest: string): string {
  const unknown = { code: 'UNKNOWN', message: 'unknown error', detail: {} };
  return JSON.stringify({
    errors: [unknown, unknown, { code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown', detail: digest }],
  });
}

describe('what a registry says of a manifest that it took', () => {
  it.each([
    ['no digest', {}, false],
    ['an empty digest', { 'docker-content-digest': '' }, false],
    ['its digest in quotes', { 'docker-content-digest': `"${PLAIN.digest}"` }, false],
    ['its digest', { 'docker-content-digest': PLAIN.digest }, true],
    ['nothing, and its digest', { 'docker-content-digest': ['', PLAIN.digest] }, true],
  ])('confirms it by %s or not', async (_, headers, isConfirmed) => {
    const { done, requests } = writing(PLAIN, () => ({ status: 201, headers }));
    expect(await done).toEqual({ subject: undefined, isConfirmed });
    expect(requests).toHaveLength(1);
  });

  it('by another status than 201 and an empty digest is looked at', async () => {
    const { done, requests } = writing(PLAIN, () => ({ status: 200, headers: { 'docker-content-digest': '' } }));
    expect(await done).toMatchObject({ isConfirmed: true });
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  });

  it('about another digest of the same kind is an error', async () => {
    const { done } = writing(PLAIN, () => ({ status: 201, headers: { 'docker-content-digest': LAYER } }));
    await expect(done).rejects.toMatchObject({ code: 'digest-mismatch' });
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'BLOB_UNKNOWN'],
    [400, 'MANIFEST_BLOB_UNKNOWN'],
    [404, 'MANIFEST_UNKNOWN'],
    [404, 'MANIFEST_BLOB_UNKNOWN'],
    [400, 'DIGEST_INVALID'],
  ])('of %d by %s may pass', async (status, code) => {
    const index = stored({ manifests: [] }, OCI_INDEX);
    const { done, requests } = writing(index, (count) =>
      count < 2 ? { status, body: errorBody(code) } : { status: 201 },
    );
    await done;
    expect(requests).toHaveLength(3);
  });

  it('that does not pass ends after four tries and names what is missing', async () => {
    const body = JSON.stringify({ errors: [{ code: 'A' }, { code: 'BLOB_UNKNOWN', detail: { digest: LAYER } }] });
    const { done, requests } = writing(PLAIN, () => ({ status: 400, body }));
    await expect(done).rejects.toMatchObject({ code: 'refused', missing: [LAYER] });
    expect(requests).toHaveLength(4);
  });

  it('with a failing status is tried as often as any other, and not four times that', async () => {
    const { done, requests } = writing(PLAIN, () => ({ status: 500, body: foreignRefusal(LAYER) }));
    await expect(done).rejects.toThrow('MANIFEST_BLOB_UNKNOWN');
    expect(requests).toHaveLength(5);
  });

  it.each([400, 404, 500])('of %d for a layer that is kept elsewhere is final, and says so', async (status) => {
    const { done, requests } = writing(ELSEWHERE, () => ({ status, body: foreignRefusal(LAYER) }));
    const error: unknown = await done.catch((reason: unknown) => reason);
    expect(String(error)).toContain(
      'a layer of it is kept elsewhere, at "layers.example.com", and the registry answers',
    );
    expect(String(error)).toContain("have that address allowed in the registry's configuration");
    expect(String(error)).not.toContain('secret');
    expect(requests).toHaveLength(1);
  });

  it('for another layer beside one that is kept elsewhere may pass', async () => {
    const { done, requests } = writing(ELSEWHERE, () => ({ status: 400, body: foreignRefusal(digestOf('other')) }));
    await expect(done).rejects.not.toThrow('kept elsewhere');
    expect(requests).toHaveLength(4);
  });

  it('of a "subject" names what it is attached to, and how to do without', async () => {
    const subject = { mediaType: OCI_MANIFEST, digest: LAYER, size: 7 };
    const attached = stored({ config: CONFIG, layers: [], subject });
    const { done } = writing(attached, () => ({ status: 400, body: errorBody('MANIFEST_INVALID', 'unknown field') }));
    await expect(done).rejects.toThrow(
      `Cannot write registry.example.com/d/app:1.2.3, which is attached to ${LAYER}: the registry answers 400 (MANIFEST_INVALID "unknown field"); if this registry takes no manifest with a "subject", set "record: off"`,
    );
  });

  it('without a reason of a write says what may be behind it', async () => {
    const readOnly = writing(PLAIN, () => ({ status: 405 }));
    await expect(readOnly.done).rejects.toThrow('a mirror and a pull-through cache do not');
    const distribution = writing(PLAIN, () => ({ status: 405, body: 'Method not allowed\n' }));
    await expect(distribution.done).rejects.toThrow('a mirror and a pull-through cache do not');
    const quota = writing(PLAIN, () => ({ status: 403 }));
    await expect(quota.done).rejects.toThrow('check that the quota of the owner or project is not used up');
  });
});

describe.skipIf(findDistribution() === undefined)('CNCF Distribution', () => {
  it('that does not allow the address of a layer is asked once', async () => {
    await using registry = await startDistribution();
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    const bytes = Buffer.from('{}');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    await uploadBlob(connection.client, repository, { digest: digestOf(bytes), size: 2, source });
    const config = { mediaType: 'application/vnd.docker.container.image.v1+json', digest: digestOf(bytes), size: 2 };
    const layers = [{ mediaType: FOREIGN, digest: LAYER, size: 7, urls: ['https://layers.example.com/x'] }];
    const docker = stored({ config, layers }, DOCKER_MANIFEST);
    const before = connection.wire.requests;
    await expect(putManifest(connection.client, repository, TAG, docker)).rejects.toThrow(
      'a layer of it is kept elsewhere, at "layers.example.com"',
    );
    expect(connection.wire.requests - before).toBe(1);
  });
});
