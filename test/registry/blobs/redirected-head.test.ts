import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../../src/oci/digest.ts';
import { parseTag } from '../../../src/oci/reference.ts';
import { hasBlob, requestBlob } from '../../../src/registry/blobs/blobs.ts';
import { headManifest } from '../../../src/registry/manifests.ts';
import { repositoryOn } from '../../promotion/support.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { APP, connect, createFakeClient, type FakeAnswer, linesOf } from '../support.ts';

const BYTES = Buffer.from('{"schemaVersion":2}');
const DIGEST = digestOf(BYTES);
const STORAGE = 'https://storage.example.net/blob';

/** A registry that sends each read to its storage, and a storage that a function answers. */
function storing(storage: (method: string) => FakeAnswer) {
  return createFakeClient(({ method, url }) =>
    url.origin === 'https://storage.example.net' ? storage(method) : { status: 307, headers: { location: STORAGE } },
  );
}

const signedForGet = (answer: FakeAnswer) => (method: string) => (method === 'HEAD' ? { status: 403 } : answer);

describe('a look at a blob whose storage refuses HEAD', () => {
  it.each<[string, FakeAnswer, number | undefined, boolean]>([
    ['its first byte', { status: 206, headers: { 'content-range': 'bytes 0-0/19' } }, 19, true],
    [
      'its first byte, and no size is known',
      { status: 206, headers: { 'content-range': 'bytes 0-0/19' } },
      undefined,
      true,
    ],
    ['a byte of another length', { status: 206, headers: { 'content-range': 'bytes 0-0/20' } }, 19, false],
    ['a byte of unknown length', { status: 206, headers: { 'content-range': 'bytes 0-0/*' } }, 19, true],
    ['all of it', { status: 200, headers: { 'content-length': '19' } }, 19, true],
    ['all of another', { status: 200, headers: { 'content-length': '1' } }, 19, false],
    ['that it has no bytes', { status: 416, headers: { 'content-range': 'bytes */0' } }, 0, true],
    ['that it has none of these bytes', { status: 416, headers: { 'content-range': 'bytes */0' } }, 19, false],
    ['a refusal of this too', { status: 403 }, 19, false],
    ['nothing', { status: 404 }, 19, false],
  ])('takes %s for what it is', async (_, answer, size, expected) => {
    const { client, requests } = storing(signedForGet(answer));
    expect(await hasBlob(client, APP, DIGEST, size)).toBe(expected);
    expect(requests.at(-1)?.headers).toEqual({ range: 'bytes=0-0' });
    expect(requests).toHaveLength(4);
  });

  it.each([400, 401, 404, 405, 501])('asks for it where the storage answers HEAD with %d', async (status) => {
    const { client } = storing((method) => ({ status: method === 'HEAD' ? status : 206 }));
    expect(await hasBlob(client, APP, DIGEST)).toBe(true);
  });

  it('still takes the word of the registry itself', async () => {
    const { client, requests } = createFakeClient(() => ({ status: 404 }));
    expect(await hasBlob(client, APP, DIGEST)).toBe(false);
    expect(requests).toHaveLength(1);
    await expect(hasBlob(createFakeClient(() => ({ status: 403 })).client, APP, DIGEST)).rejects.toMatchObject({
      code: 'denied',
    });
  });

  it('finds it in a registry whose addresses are signed for GET only', async () => {
    const image = buildImage({ platforms: ['linux/amd64'], layers: 1 });
    await using registry = await startRegistry({ blobs: { redirect: 'get-only' } });
    registry.load('d/app', image, ['1']);
    await using connection = await connect(registry.host);
    const repository = repositoryOn(registry.host, 'd/app');
    for (const [digest, bytes] of image.blobs) {
      expect(await hasBlob(connection.client, repository, digest as Digest, bytes.byteLength)).toBe(true);
      expect(await hasBlob(connection.client, repository, digest as Digest, bytes.byteLength + 1)).toBe(false);
    }
  });
});

it.each([403, 404, 405, 501])('a manifest whose storage answers HEAD with %d is read', async (status) => {
  const { client, requests } = storing((method) => (method === 'HEAD' ? { status } : { body: BYTES }));
  expect(await headManifest(client, APP, parseTag('1'))).toBe(DIGEST);
  expect(linesOf(requests).map((line) => line.split(' ')[0])).toEqual(['HEAD', 'HEAD', 'GET', 'GET']);
});

it('a storage that refuses a blob itself is named, and no right of the credentials is', async () => {
  const { client } = storing(() => ({ status: 403 }));
  await expect(requestBlob(client, APP, { digest: DIGEST, size: 19 })).rejects.toThrow(
    'the storage that the registry sends us to, "storage.example.net", answers 403; run again, and have the storage',
  );
});
