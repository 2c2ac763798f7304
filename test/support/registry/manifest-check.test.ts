import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { pushImage } from '../image/push-image.ts';
import { digestOf } from './grammar.ts';
import { startRegistry } from './registry.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const [BLOB] = [...IMAGE.blobs].map(([digest, bytes]) => ({ mediaType: LAYER, digest, size: bytes.length }));
const [CHILD] = [...IMAGE.manifests].map(([digest, { bytes }]) => ({
  mediaType: MANIFEST,
  digest,
  size: bytes.length,
}));
const MISSING = { mediaType: LAYER, digest: digestOf(Buffer.from('missing')), size: 7 };

async function put(body: unknown, type: string) {
  const registry = await startRegistry();
  await pushImage(registry.host, 'a', IMAGE, []);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'Content-Type': type };
  const answer = await call(registry.host, { method: 'PUT', path: '/v2/a/manifests/t', headers, body: text });
  const isTagged = registry.tags('a').has('t');
  await registry.close();
  return { ...answer, isTagged };
}

const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: BLOB, layers: [BLOB] };
const index = { schemaVersion: 2, mediaType: INDEX, manifests: [CHILD] };

describe('a manifest is taken', () => {
  it.each([
    ['as it is', manifest, MANIFEST],
    ['with parameters of its type', manifest, `${MANIFEST}; charset=utf-8`],
    ['without a media type inside', { ...manifest, mediaType: undefined }, MANIFEST],
    ['without layers', { ...manifest, layers: [] }, MANIFEST],
    ['with a subject that is missing', { ...manifest, subject: { ...MISSING, mediaType: MANIFEST } }, MANIFEST],
    ['with fields that nobody knows', { ...manifest, 'org.example': { layers: 1 } }, MANIFEST],
    ['as an index', index, INDEX],
    ['as an empty index', { ...index, manifests: [] }, INDEX],
    [
      'with a foreign layer that is missing',
      { ...manifest, layers: [{ ...MISSING, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' }] },
      MANIFEST,
    ],
    [
      'with a non-distributable layer that is missing',
      {
        ...manifest,
        layers: [{ ...MISSING, mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd' }],
      },
      MANIFEST,
    ],
  ])('%s', async (_, body, type) => {
    const answer = await put(body, type);
    expect([answer.status, answer.codes, answer.isTagged]).toEqual([201, [], true]);
  });
});

describe('a manifest is refused', () => {
  it.each([
    ['with a missing layer', { ...manifest, layers: [BLOB, MISSING] }, MANIFEST, 'MANIFEST_BLOB_UNKNOWN'],
    ['with a missing config', { ...manifest, config: MISSING }, MANIFEST, 'MANIFEST_BLOB_UNKNOWN'],
    [
      'with a missing child',
      { ...index, manifests: [{ ...MISSING, mediaType: MANIFEST }] },
      INDEX,
      'MANIFEST_BLOB_UNKNOWN',
    ],
    [
      'with a blob as a child',
      { ...index, manifests: [{ ...BLOB, mediaType: MANIFEST }] },
      INDEX,
      'MANIFEST_BLOB_UNKNOWN',
    ],
    ['with a wrong size', { ...manifest, layers: [{ ...BLOB, size: 1 }] }, MANIFEST, 'SIZE_INVALID'],
    ['under another content type', manifest, DOCKER_MANIFEST, 'MANIFEST_INVALID'],
    ['under a type that is none of a manifest', manifest, 'application/json', 'MANIFEST_INVALID'],
    [
      'as a Docker manifest without a media type',
      { ...manifest, mediaType: undefined },
      DOCKER_MANIFEST,
      'MANIFEST_INVALID',
    ],
    ['with manifests and layers', { ...manifest, manifests: [CHILD] }, MANIFEST, 'MANIFEST_INVALID'],
    ['as an index with layers', { ...index, layers: [BLOB] }, INDEX, 'MANIFEST_INVALID'],
    ['as an index without manifests', { schemaVersion: 2, mediaType: INDEX }, INDEX, 'MANIFEST_INVALID'],
    ['without a config', { ...manifest, config: undefined }, MANIFEST, 'MANIFEST_INVALID'],
    ['without a list of layers', { ...manifest, layers: undefined }, MANIFEST, 'MANIFEST_INVALID'],
    ['of schema version 1', { ...manifest, schemaVersion: 1 }, MANIFEST, 'MANIFEST_INVALID'],
    ['with a malformed digest', { ...manifest, config: { ...BLOB, digest: 'sha256:1' } }, MANIFEST, 'MANIFEST_INVALID'],
    ['with a negative size', { ...manifest, config: { ...BLOB, size: -1 } }, MANIFEST, 'MANIFEST_INVALID'],
    [
      'with a descriptor without a type',
      { ...manifest, layers: [{ ...BLOB, mediaType: '' }] },
      MANIFEST,
      'MANIFEST_INVALID',
    ],
    ['that is a list', [manifest], MANIFEST, 'MANIFEST_INVALID'],
    ['that is not JSON', '{', MANIFEST, 'MANIFEST_INVALID'],
  ])('%s', async (_, body, type, code) => {
    const answer = await put(body, type);
    expect([answer.status, answer.codes, answer.isTagged]).toEqual([400, [code], false]);
  });

  it('with the names of all that is missing', async () => {
    const other = { ...MISSING, digest: digestOf(Buffer.from('other')) };
    const { json } = await put({ ...manifest, layers: [MISSING, other] }, MANIFEST);
    expect(json).toMatchObject({ errors: [{ detail: { missing: [MISSING.digest, other.digest] } }] });
  });
});
