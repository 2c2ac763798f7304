import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { ACCEPT_MANIFESTS, OCI_INDEX } from '../../src/oci/media-type.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { getManifest, headManifest, MAX_MANIFEST } from '../../src/registry/manifests.ts';
import { putManifest } from '../../src/registry/push-manifest.ts';
import { APP, createClock, createFakeClient, errorBody, type FakeAnswer, linesOf } from './support.ts';

const BYTES = Buffer.from('{"schemaVersion":2,"manifests":[]}');
const DIGEST = digestOf(BYTES);
const OTHER = digestOf('other');
const SHA512 = digestOf(BYTES, 'sha512');
const TAG = parseTag('1.2.3');
const GOOD: FakeAnswer = {
  body: BYTES,
  headers: { 'content-type': OCI_INDEX, 'docker-content-digest': DIGEST },
};

describe('reading a manifest', () => {
  it.each([
    ['a tag', TAG, GOOD, DIGEST],
    ['a digest', DIGEST, GOOD, DIGEST],
    ['a tag, where the registry does not name the digest', TAG, { ...GOOD, headers: {} }, DIGEST],
    ['a sha512 digest', SHA512, { body: BYTES }, SHA512],
    [
      'a sha512 digest, where the registry names the other',
      SHA512,
      { body: BYTES, headers: { 'docker-content-digest': DIGEST } },
      SHA512,
    ],
  ])('by %s gives its bytes', async (_, reference, answer, digest) => {
    const { client, requests } = createFakeClient(() => answer);
    const manifest = await getManifest(client, APP, reference);
    expect(manifest?.digest).toBe(digest);
    expect(Buffer.from(manifest?.bytes ?? []).equals(BYTES)).toBe(true);
    expect(linesOf(requests)).toEqual([`GET /v2/d/app/manifests/${reference}`]);
    expect(requests[0]?.headers).toEqual({ accept: ACCEPT_MANIFESTS });
  });

  it('gives the Content-Type as it came', async () => {
    const { client } = createFakeClient(() => GOOD);
    expect((await getManifest(client, APP, TAG))?.mediaType).toBe(OCI_INDEX);
  });

  it('gives no Content-Type where none came', async () => {
    const { client } = createFakeClient(() => ({ body: BYTES }));
    expect((await getManifest(client, APP, TAG))?.mediaType).toBe('');
  });

  it.each([
    ['empty', ''],
    ['blank', ' \n'],
    ['no JSON', 'OK'],
    ['a list', '[]'],
    ['a page', '<html></html>'],
  ])('by a tag, of which only its bytes tell the digest, is refused if the answer is %s', async (_, body) => {
    const { client } = createFakeClient(() => ({ body }));
    await expect(headManifest(client, APP, TAG)).rejects.toThrow('the registry sent no manifest');
  });

  it('that does not exist gives nothing', async () => {
    const { client } = createFakeClient(() => ({ status: 404, body: errorBody('MANIFEST_UNKNOWN') }));
    expect(await getManifest(client, APP, TAG)).toBeUndefined();
  });

  const flipped = Buffer.from(BYTES);
  flipped[3] = 0;
  it.each([
    ['a flipped byte', DIGEST, { ...GOOD, body: flipped }, `the bytes that came have the digest ${digestOf(flipped)}`],
    ['a byte too few', DIGEST, { ...GOOD, body: BYTES.subarray(1) }, 'the bytes that came have the digest'],
    ['a byte too many', DIGEST, { ...GOOD, body: [BYTES, Buffer.from(' ')] }, 'the bytes that came have the digest'],
    [
      'another digest in its header, by tag',
      TAG,
      { ...GOOD, headers: { 'docker-content-digest': OTHER } },
      `the registry says that its digest is ${OTHER}, but it is ${DIGEST}`,
    ],
    [
      'another digest in its header, by digest',
      DIGEST,
      { ...GOOD, headers: { 'docker-content-digest': OTHER } },
      `the registry says that its digest is ${OTHER}, but it is ${DIGEST}`,
    ],
    [
      'a second digest in its header',
      TAG,
      { ...GOOD, headers: { 'docker-content-digest': [DIGEST, OTHER] } },
      `the registry says that its digest is ${OTHER}, but it is ${DIGEST}`,
    ],
  ])('with %s is refused', async (_, reference, answer, words) => {
    const { client } = createFakeClient(() => answer);
    const reading = getManifest(client, APP, reference);
    await expect(reading).rejects.toThrow(words);
    await expect(reading).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it.each([
    ['empty', ''],
    ['in quotes', `"${OTHER}"`],
    ['in upper case', DIGEST.toUpperCase()],
    ['a command', '##[add-mask]a'],
  ])('with a digest in its header that is none, because it is %s, is read', async (_, value) => {
    const { client } = createFakeClient(() => ({ ...GOOD, headers: { 'docker-content-digest': value } }));
    expect((await getManifest(client, APP, TAG))?.digest).toBe(DIGEST);
  });

  it.each([
    ['a part of it', { ...GOOD, status: 206, headers: { 'content-range': 'bytes 0-3/9' } }, 'the registry answers 206'],
    ['no content', { status: 204 }, 'the registry answers 204'],
    ['something else', { ...GOOD, status: 203 }, 'the registry answers 203'],
    ['a web page', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'a web page answers'],
  ])('answered with %s is refused', async (_, answer, words) => {
    const { client } = createFakeClient(() => answer);
    await expect(getManifest(client, APP, DIGEST)).rejects.toThrow(words);
  });

  it('of 4 MiB is read, and of one byte more is not', async () => {
    const large = Buffer.concat([BYTES, Buffer.alloc(MAX_MANIFEST - BYTES.length, ' ')]);
    const { client } = createFakeClient((_, index) => ({ body: index === 0 ? large : [large, Buffer.from(' ')] }));
    expect((await getManifest(client, APP, TAG))?.bytes).toHaveLength(MAX_MANIFEST);
    await expect(getManifest(client, APP, TAG)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Cannot read registry\.example\.com\/d\/app:1\.2\.3: the manifest has more than 4\.0 MiB, .*; build the image with fewer/,
      ),
      code: 'too-large',
    });
  });
});

describe('looking up a manifest', () => {
  it.each([
    ['the digest that the registry names', TAG, DIGEST],
    ['the digest itself', DIGEST, DIGEST],
  ])('gives %s, without reading it', async (_, reference, digest) => {
    const { client, requests } = createFakeClient(() => ({ headers: GOOD.headers ?? {} }));
    expect(await headManifest(client, APP, reference)).toBe(digest);
    expect(linesOf(requests)).toEqual([`HEAD /v2/d/app/manifests/${reference}`]);
    expect(requests[0]?.headers).toEqual({ accept: ACCEPT_MANIFESTS });
  });

  it('under a tag reads it where the digest is wanted in another algorithm than the registry names', async () => {
    const { client, requests } = createFakeClient(() => GOOD);
    expect(await headManifest(client, APP, TAG, 'sha512')).toBe(SHA512);
    expect(await headManifest(client, APP, TAG, 'sha256')).toBe(DIGEST);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'GET', 'HEAD']);
  });

  it('by a digest of the other algorithm gives the one that was asked for', async () => {
    const { client } = createFakeClient(() => ({ headers: GOOD.headers ?? {} }));
    expect(await headManifest(client, APP, SHA512)).toBe(SHA512);
  });

  it.each([
    ['refuses HEAD with 405', { status: 405 }],
    ['refuses HEAD with 403', { status: 403 }],
    ['names no digest', { status: 200 }],
    ['names nonsense', { status: 200, headers: { 'docker-content-digest': 'nonsense' } }],
  ])('reads it where the registry %s', async (_, head) => {
    const { client, requests } = createFakeClient(({ method }) => (method === 'HEAD' ? head : GOOD));
    expect(await headManifest(client, APP, TAG)).toBe(DIGEST);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it.each([
    ['404', { status: 404 }, { status: 500 }],
    ['405, and reading it 404', { status: 405 }, { status: 404 }],
  ])('answered %s finds nothing', async (_, head, get) => {
    const { client } = createFakeClient(({ method }) => (method === 'HEAD' ? head : get));
    expect(await headManifest(client, APP, TAG)).toBeUndefined();
  });

  it('that answers with another digest is refused', async () => {
    const { client } = createFakeClient(() => ({ headers: { 'docker-content-digest': OTHER } }));
    await expect(headManifest(client, APP, DIGEST)).rejects.toMatchObject({
      message: expect.stringContaining(
        `Cannot look up registry.example.com/d/app@${DIGEST}: the registry answers with the digest ${OTHER}`,
      ),
      code: 'digest-mismatch',
    });
  });

  it('does not believe the digest of a refusal', async () => {
    const { client, requests } = createFakeClient(({ method }) =>
      method === 'HEAD' ? { status: 403, headers: { 'docker-content-digest': OTHER } } : GOOD,
    );
    expect(await headManifest(client, APP, TAG)).toBe(DIGEST);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('that is refused otherwise is not read', async () => {
    const { client, requests } = createFakeClient(() => ({
      status: 400,
      headers: { 'docker-content-digest': DIGEST },
    }));
    await expect(headManifest(client, APP, TAG)).rejects.toMatchObject({ code: 'refused' });
    expect(requests.map(({ method }) => method)).toEqual(['HEAD']);
  });
});

describe.each([
  ['reading', getManifest],
  ['looking up', headManifest],
])('%s a manifest', (_, operation) => {
  it.each([
    [401, 'unauthorized'],
    [403, 'denied'],
    [429, 'rate-limited'],
    [400, 'refused'],
    [500, 'server-error'],
    [503, 'server-error'],
  ])('answered %d is an error and never "not there"', async (status, code) => {
    const { client } = createFakeClient(() => ({ status }));
    await expect(operation(client, APP, TAG)).rejects.toMatchObject({ code });
  });
});

describe('writing a manifest', () => {
  const manifest = { mediaType: OCI_INDEX, digest: DIGEST, bytes: BYTES };

  it.each([
    ['a tag', TAG],
    ['a digest', DIGEST],
  ])('under %s sends the bytes as they are', async (_, reference) => {
    const { client, requests } = createFakeClient(() => ({ status: 201 }));
    await putManifest(client, APP, reference, manifest);
    expect(linesOf(requests)).toEqual([`PUT /v2/d/app/manifests/${reference}`]);
    expect(requests[0]?.headers).toEqual({ 'content-type': OCI_INDEX });
    expect(requests[0]?.body).toBe(BYTES);
  });

  it.each([200, 201, 202])('answered %d is done', async (status) => {
    const { client } = createFakeClient(() => ({ status, headers: { 'docker-content-digest': DIGEST } }));
    expect(await putManifest(client, APP, TAG, manifest)).toMatchObject({ subject: undefined });
  });

  it.each([200, 202])('answered %d without a digest is done where the manifest is there', async (status) => {
    const { client, requests } = createFakeClient(({ method }) => (method === 'PUT' ? { status } : GOOD));
    expect(await putManifest(client, APP, TAG, manifest)).toMatchObject({ subject: undefined });
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  });

  it.each([
    ['nothing', { status: 404 }, 'the registry answers 200, but has nothing there'],
    ['what was there before', { headers: { 'docker-content-digest': OTHER } }, `but ${OTHER} is there`],
  ])('answered 200 without a digest is an error where the tag holds %s', async (_, head, words) => {
    const { client } = createFakeClient(({ method }) => (method === 'PUT' ? { status: 200 } : head));
    const writing = putManifest(client, APP, TAG, manifest);
    await expect(writing).rejects.toThrow(words);
    await expect(writing).rejects.toMatchObject({ code: 'invalid-answer' });
  });

  it('tells which subject the registry has indexed', async () => {
    const { client } = createFakeClient(() => ({ status: 201, headers: { 'oci-subject': OTHER } }));
    expect(await putManifest(client, APP, TAG, manifest)).toMatchObject({ subject: OTHER });
  });

  it('is refused where the registry stored something else', async () => {
    const { client } = createFakeClient(() => ({ status: 201, headers: { 'docker-content-digest': OTHER } }));
    await expect(putManifest(client, APP, TAG, manifest)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  const IMMUTABLE: FakeAnswer = { status: 400, body: errorBody('TAG_INVALID', 'it cannot be overwritten') };
  function immutable(holds: string | undefined) {
    return createFakeClient(({ method }) => {
      if (method === 'PUT') return IMMUTABLE;
      return holds === undefined ? { status: 404 } : { headers: { 'docker-content-digest': holds } };
    });
  }

  it('under an immutable tag that holds it already is done', async () => {
    const { client, requests } = immutable(DIGEST);
    expect(await putManifest(client, APP, TAG, manifest)).toMatchObject({ subject: undefined });
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  });

  it.each([
    ['another image', OTHER],
    ['nothing', undefined],
  ])('under an immutable tag that holds %s is refused', async (_, holds) => {
    const { client } = immutable(holds);
    await expect(putManifest(client, APP, TAG, manifest)).rejects.toMatchObject({ code: 'tag-immutable' });
  });

  it('under a tag that is refused for another reason asks for nothing more', async () => {
    const { client, requests } = createFakeClient(({ method }) =>
      method === 'PUT' ? { status: 403, body: errorBody('DENIED') } : GOOD,
    );
    await expect(putManifest(client, APP, TAG, manifest)).rejects.toMatchObject({
      message: expect.stringContaining('Cannot write registry.example.com/d/app:1.2.3: '),
      code: 'denied',
    });
    expect(requests.map(({ method }) => method)).toEqual(['PUT']);
  });

  it.each<readonly [string, FakeAnswer, FakeAnswer, boolean]>([
    ['whose digest is named', { status: 201, headers: { 'docker-content-digest': DIGEST } }, {}, true],
    ['of which only the status speaks', { status: 201 }, {}, false],
    ['of which another digest speaks', { status: 201, headers: { 'docker-content-digest': SHA512 } }, {}, false],
    ['that was looked at', { status: 200 }, GOOD, true],
    ['that was there already', IMMUTABLE, GOOD, true],
  ])('%s is confirmed, or not', async (_, put, head, isConfirmed) => {
    const { client } = createFakeClient(({ method }) => (method === 'PUT' ? put : head));
    expect(await putManifest(client, APP, TAG, manifest)).toEqual({ subject: undefined, isConfirmed });
  });

  it('under a digest that is refused like that asks for nothing more', async () => {
    const { client, requests } = immutable(DIGEST);
    await expect(putManifest(client, APP, DIGEST, manifest)).rejects.toMatchObject({ code: 'tag-immutable' });
    expect(requests).toHaveLength(1);
  });

  it.each(['MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'DIGEST_INVALID'])(
    'is tried again where the refusal %s may pass',
    async (code) => {
      const { client, clock } = createFakeClient((_, index) =>
        index < 3 ? { status: 400, body: errorBody(code) } : { status: 201 },
      );
      await putManifest(client, APP, TAG, manifest);
      expect(clock.pauses).toEqual([100, 200, 400]);
    },
  );

  it('is tried again after pauses that differ from run to run', async () => {
    const clock = createClock();
    const { client } = createFakeClient(
      (_, index) => (index < 3 ? { status: 400, body: errorBody('BLOB_UNKNOWN') } : { status: 201 }),
      { ...clock, random: () => 0 },
    );
    await putManifest(client, APP, TAG, manifest);
    expect(clock.pauses).toEqual([50, 100, 200]);
  });

  it.each([
    [400, 'MANIFEST_BLOB_UNKNOWN', 'refused'],
    [401, 'UNAUTHORIZED', 'unauthorized'],
    [403, 'DENIED', 'denied'],
    [409, 'TAG_IMMUTABLE', 'tag-immutable'],
    [413, 'SIZE_INVALID', 'too-large'],
    [204, '', 'refused'],
  ])('answered %d %s is an error', async (status, words, code) => {
    const { client } = createFakeClient(() => ({ status, body: errorBody(words) }));
    await expect(putManifest(client, APP, TAG, manifest)).rejects.toMatchObject({ code });
  });
});
