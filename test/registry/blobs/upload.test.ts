import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { startUpload, uploadBlob } from '../../../src/registry/blobs/upload.ts';
import { seededBytes } from '../../support/image/random-bytes.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { APP, connect, createFakeClient, errorBody, type FakeAnswer, linesOf } from '../support.ts';

const DIGEST = digestOf('0123456789');
const SESSION = 'https://registry.example.com/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D';
const OPEN = 'POST /v2/d/app/blobs/uploads/';

describe('an upload', () => {
  function uploading(size: number, answer: (index: number) => FakeAnswer, location = SESSION) {
    async function* source() {
      yield Buffer.alloc(size);
    }
    const fake = createFakeClient((_, index) => answer(index));
    const upload = { digest: DIGEST, size, location: new URL(location), source };
    return { ...fake, source, done: uploadBlob(fake.client, APP, upload) };
  }
  const CLOSING = `_state=a%2Bb%3D&digest=${encodeURIComponent(DIGEST)}`;

  it.each([0, 10, 4 * 1024 * 1024])('of %d bytes is one PUT', async (size) => {
    const { done, requests } = uploading(size, () => ({ status: 201 }));
    await done;
    expect(linesOf(requests)).toEqual([`PUT /v2/d/app/blobs/uploads/1?${CLOSING}`]);
    expect(requests[0]?.body).toMatchObject({ length: size });
    expect(requests[0]?.headers).toEqual({ 'content-type': 'application/octet-stream' });
  });

  it.each([202, 201, 204])('of more is a PATCH, answered %d, and an empty PUT to where it leads', async (status) => {
    const location = '/v2/d/app/blobs/uploads/1?_state=c%2Fd%3D%3D&x=~%20';
    const { done, requests } = uploading(4 * 1024 * 1024 + 1, (index) =>
      index === 0 ? { status, headers: { location } } : { status: 201 },
    );
    await done;
    expect(linesOf(requests)).toEqual([
      'PATCH /v2/d/app/blobs/uploads/1?_state=a%2Bb%3D',
      `PUT ${location}&digest=${encodeURIComponent(DIGEST)}`,
    ]);
    expect(requests[0]?.body).toMatchObject({ length: 4 * 1024 * 1024 + 1 });
    expect(requests[0]?.headers).not.toHaveProperty('content-range');
    expect(requests[1]?.body).toHaveLength(0);
  });

  it('adds the digest to an address without a query', async () => {
    const { done, requests } = uploading(1, () => ({ status: 201 }), 'https://registry.example.com/v2/up/1');
    await done;
    expect(linesOf(requests)).toEqual([`PUT /v2/up/1?digest=${encodeURIComponent(DIGEST)}`]);
  });

  it('does not follow a PATCH to another host', async () => {
    const { done, requests } = uploading(5 * 1024 * 1024, () => ({
      status: 202,
      headers: { location: 'https://evil.test/up' },
    }));
    await expect(done).rejects.toThrow('wants the upload sent to another host');
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['PATCH', 5 * 1024 * 1024, 307, '', 'invalid-answer'],
    ['PATCH', 5 * 1024 * 1024, 401, '', 'unauthorized'],
    ['PUT', 1, 400, '', 'refused'],
    ['PUT', 1, 400, 'DIGEST_INVALID', 'refused'],
    ['PUT', 1, 403, 'DENIED', 'denied'],
  ])('whose %s of %d bytes is answered %d %s fails, and is not sent twice', async (_, size, status, code, expected) => {
    const { done, requests } = uploading(size, (index) => (index === 0 ? { status, body: errorBody(code) } : {}));
    await expect(done).rejects.toMatchObject({ code: expected });
    expect(requests.filter(({ method }) => method === 'PUT' || method === 'PATCH')).toHaveLength(1);
  });

  it.each([
    ['nothing', 0],
    ['a few bytes', 10],
    ['more than one PUT takes', 5 * 1024 * 1024],
  ])('of %s arrives whole at a strict registry', async (_, size) => {
    const bytes = seededBytes('upload', size);
    const digest = digestOf(bytes);
    await using registry = await startRegistry();
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    async function* source() {
      const step = 1024 * 1024;
      for (let at = 0; at < size; at += step) yield bytes.subarray(at, at + step);
    }
    const location = await startUpload(connection.client, repository, digest);
    await uploadBlob(connection.client, repository, { digest, size, location, source });
    expect(Buffer.from(registry.blobs('d/app').get(digest) ?? 'missing').equals(bytes)).toBe(true);
  });

  it('whose source breaks leaves nothing behind', async () => {
    await using registry = await startRegistry();
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/d/app`);
    const broken = new RegistryError('Cannot read blob', { code: 'digest-mismatch' });
    async function* source() {
      yield Buffer.from('01234');
      throw broken;
    }
    const location = await startUpload(connection.client, repository, DIGEST);
    const upload = { digest: DIGEST, size: 10, location, source };
    await expect(uploadBlob(connection.client, repository, upload)).rejects.toBe(broken);
    expect(registry.blobs('d/app').size).toBe(0);
  });

  it.each([200, 202, 204])('whose PUT is answered %d is looked for', async (status) => {
    const { done, requests } = uploading(10, (index) => ({ status: index === 0 ? status : 200 }));
    await done;
    expect(linesOf(requests)).toEqual([`PUT /v2/d/app/blobs/uploads/1?${CLOSING}`, `HEAD /v2/d/app/blobs/${DIGEST}`]);
  });

  it('whose PUT is answered 202 and that is not there fails after all tries', async () => {
    const { done, requests } = uploading(10, (index) => {
      if (requests[index]?.method === 'HEAD') return { status: 404 };
      return { status: 202, headers: { location: SESSION } };
    });
    await expect(done).rejects.toThrow('the registry answers 202 and does not have it');
    expect(requests.filter(({ method }) => method === 'PUT')).toHaveLength(4);
  });

  it('that is there with another length is not there', async () => {
    const { done, requests } = uploading(10, (index) => {
      if (requests[index]?.method === 'HEAD') return { headers: { 'content-length': '9' } };
      return { status: 202, headers: { location: SESSION } };
    });
    await expect(done).rejects.toThrow('does not have it');
  });

  it('that the registry stores as another blob fails at once', async () => {
    const headers = { 'docker-content-digest': digestOf('another') };
    const { done, requests } = uploading(10, () => ({ status: 201, headers }));
    await expect(done).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['the same digest', DIGEST],
    ['a digest of another kind', digestOf('0123456789', 'sha512')],
    ['what is no digest', 'sha256:'],
  ])('whose answer names %s is done', async (_, named) => {
    await uploading(10, () => ({ status: 201, headers: { 'docker-content-digest': named } })).done;
  });

  it('goes on where it was if the answer to a PATCH leads nowhere', async () => {
    const { done, requests } = uploading(5 * 1024 * 1024, (index) => ({ status: index === 0 ? 202 : 201 }));
    await done;
    expect(linesOf(requests)[1]).toBe(`PUT /v2/d/app/blobs/uploads/1?${CLOSING}`);
  });

  it('without a session opens one', async () => {
    const fake = createFakeClient((_, index) =>
      index === 0 ? { status: 202, headers: { location: SESSION } } : { status: 201 },
    );
    async function* source() {
      yield Buffer.alloc(10);
    }
    await uploadBlob(fake.client, APP, { digest: DIGEST, size: 10, source });
    expect(linesOf(fake.requests)).toEqual([OPEN, `PUT /v2/d/app/blobs/uploads/1?${CLOSING}`]);
  });

  it('of a blob that the registry calls complete sends nothing', async () => {
    const fake = createFakeClient((_, index) => ({ status: index === 0 ? 201 : 200 }));
    function source(): never {
      throw new Error('nobody should read this');
    }
    await uploadBlob(fake.client, APP, { digest: DIGEST, size: 10, source });
    expect(linesOf(fake.requests)).toEqual([OPEN, `HEAD /v2/d/app/blobs/${DIGEST}`]);
  });
});
