import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/repository.ts';
import { mountBlob, startUpload, uploadBlob } from '../../src/registry/uploads.ts';
import { seededBytes } from '../support/image/random-bytes.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { APP, connect, createFakeClient, errorBody, type FakeAnswer, linesOf } from './support.ts';

const DIGEST = digestOf('0123456789');
const FROM = parseRepository('registry.example.com/s/app');
const SESSION = 'https://registry.example.com/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D';
const OPENED: FakeAnswer = { status: 202, headers: { location: SESSION } };
const MOUNT = `POST /v2/d/app/blobs/uploads/?mount=${encodeURIComponent(DIGEST)}&from=s%2Fapp`;
const OPEN = 'POST /v2/d/app/blobs/uploads/';

function mounting(answer: (index: number) => FakeAnswer) {
  const fake = createFakeClient((_, index) => answer(index));
  return { ...fake, done: mountBlob(fake.client, APP, { digest: DIGEST, from: FROM }) };
}

describe('a mount', () => {
  it('that is done is one request', async () => {
    const { done, requests } = mounting(() => ({ status: 201 }));
    expect(await done).toEqual({ kind: 'mounted' });
    expect(linesOf(requests)).toEqual([MOUNT]);
  });

  it('that is not done goes on with the session that came instead', async () => {
    const { done, requests } = mounting(() => OPENED);
    expect(await done).toEqual({ kind: 'session', location: new URL(SESSION) });
    expect(linesOf(requests)).toEqual([MOUNT]);
  });

  it.each([
    ['Docker Hub', 400, 1],
    ['Harbor', 401, 1],
    ['a registry without the right to read', 403, 1],
    ['an old registry', 404, 1],
    ['a registry that does not know mounts', 405, 1],
    ['a registry that fails', 500, 5],
  ])('that %s refuses with %d goes on with a session of its own', async (_, status, tries) => {
    const { done, requests } = mounting((index) => (index < tries ? { status } : OPENED));
    expect(await done).toEqual({ kind: 'session', location: new URL(SESSION) });
    expect(linesOf(requests)).toEqual([...Array.from({ length: tries }, () => MOUNT), OPEN]);
  });

  it('whose connection always breaks goes on with a session', async () => {
    const broken = new RegistryError('Cannot reach', { code: 'unreachable', registry: 'registry.example.com' });
    const { done, requests } = mounting((index) => {
      if (index < 5) throw broken;
      return OPENED;
    });
    expect(await done).toEqual({ kind: 'session', location: new URL(SESSION) });
    expect(linesOf(requests)).toEqual([...Array.from({ length: 5 }, () => MOUNT), OPEN]);
  });

  it('that gives another blob is none', async () => {
    const headers = { 'docker-content-digest': digestOf('another') };
    const { done } = mounting((index) => (index === 0 ? { status: 201, headers } : OPENED));
    expect((await done).kind).toBe('session');
  });

  it('from a repository that no token covers goes on with a session', async () => {
    await using registry = await startRegistry({
      auth: { kind: 'bearer', users: { alice: 'secret' } },
      intercept({ headers }, response, path) {
        if (!path.includes('?mount=') || headers.authorization === undefined) return false;
        const scope = 'repository:p/app:pull,push repository:d/app:pull';
        const challenge = `Bearer realm="http://${headers.host}/token",scope="${scope}",error="insufficient_scope"`;
        response.writeHead(401, { 'WWW-Authenticate': challenge }).end(errorBody('UNAUTHORIZED'));
        return true;
      },
    });
    await using connection = await connect(registry.host, {
      credential: { kind: 'basic', username: 'alice', password: 'secret' },
      scopes: ['repository:p/app:pull,push', 'repository:d/app:pull'],
    });
    const to = parseRepository(`${registry.host}/p/app`);
    const from = parseRepository(`${registry.host}/d/app`);
    const result = await mountBlob(connection.client, to, { digest: DIGEST, from });
    expect(result.kind).toBe('session');
    expect(registry.log.filter(({ path }) => path === '/v2/p/app/blobs/uploads/').map(({ status }) => status)).toEqual([
      202,
    ]);
  });

  it('ends where no session can be had either', async () => {
    const { done } = mounting(() => ({ status: 403, body: errorBody('DENIED') }));
    await expect(done).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('a session', () => {
  it.each([
    ['as an address', SESSION, SESSION],
    ['as a path', '/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D', SESSION],
    ['without a scheme', '//registry.example.com/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D', SESSION],
    ['with the default port', SESSION.replace('.com/', '.com:443/'), SESSION],
    ['relative to the request', '1?_state=a%2Bb%3D', SESSION],
  ])('is opened where the registry gives it %s', async (_, location, expected) => {
    const { client, requests } = createFakeClient(() => ({ status: 202, headers: { location } }));
    expect((await startUpload(client, APP, DIGEST)).href).toBe(expected);
    expect(linesOf(requests)).toEqual([OPEN]);
  });

  it.each([
    ['on another host', 'https://evil.test/v2/d/app/blobs/uploads/1', 'wants the upload sent to another host'],
    ['on another port', SESSION.replace('.com/', '.com:8443/'), 'wants the upload sent to another host'],
    ['without HTTPS', SESSION.replace('https:', 'http:'), 'wants the upload sent to another host'],
    ['on a host below', SESSION.replace('registry', 'cdn.registry'), 'wants the upload sent to another host'],
    ['nowhere', 'https://', 'the registry opens no upload session'],
    ['without an address', undefined, 'the registry opens no upload session'],
  ])('that is %s is refused', async (_, location, words) => {
    const { client } = createFakeClient(() => ({
      status: 202,
      headers: location === undefined ? {} : { location },
    }));
    await expect(startUpload(client, APP, DIGEST)).rejects.toThrow(words);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'denied'],
    [404, 'not-found'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [201, 'refused'],
  ])('answered %d is an error', async (status, code) => {
    const { client } = createFakeClient(() => ({ status }));
    await expect(startUpload(client, APP, DIGEST)).rejects.toMatchObject({ code });
  });
});

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
    const { done, requests, source } = uploading(size, () => ({ status: 201 }));
    await done;
    expect(linesOf(requests)).toEqual([`PUT /v2/d/app/blobs/uploads/1?${CLOSING}`]);
    expect(requests[0]?.body).toEqual({ source, length: size });
    expect(requests[0]?.headers).toEqual({ 'content-type': 'application/octet-stream' });
  });

  it.each([202, 201, 204])('of more is a PATCH, answered %d, and an empty PUT to where it leads', async (status) => {
    const location = '/v2/d/app/blobs/uploads/1?_state=c%2Fd%3D%3D&x=~%20';
    const { done, requests, source } = uploading(4 * 1024 * 1024 + 1, (index) =>
      index === 0 ? { status, headers: { location } } : { status: 201 },
    );
    await done;
    expect(linesOf(requests)).toEqual([
      'PATCH /v2/d/app/blobs/uploads/1?_state=a%2Bb%3D',
      `PUT ${location}&digest=${encodeURIComponent(DIGEST)}`,
    ]);
    expect(requests[0]?.body).toEqual({ source, length: 4 * 1024 * 1024 + 1 });
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
    ['PATCH', 5 * 1024 * 1024, 307, '', 'refused'],
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
    const broken = new RegistryError('Cannot read blob', { code: 'digest-mismatch', registry: 'source' });
    async function* source() {
      yield Buffer.from('01234');
      throw broken;
    }
    const location = await startUpload(connection.client, repository, DIGEST);
    const upload = { digest: DIGEST, size: 10, location, source };
    await expect(uploadBlob(connection.client, repository, upload)).rejects.toBe(broken);
    expect(registry.blobs('d/app').size).toBe(0);
  });
});
