import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { mountBlob } from '../../../src/registry/blobs/mount.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { APP, connect, createFakeClient, errorBody, type FakeAnswer, linesOf } from '../support.ts';

const DIGEST = digestOf('0123456789');
const FROM = parseRepository('registry.example.com/s/app');
const SESSION = 'https://registry.example.com/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D';
const OPENED: FakeAnswer = { status: 202, headers: { location: SESSION } };
const MOUNT = `POST /v2/d/app/blobs/uploads/?mount=${encodeURIComponent(DIGEST)}&from=s%2Fapp`;

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
    expect(await done).toEqual({ kind: 'refused', location: new URL(SESSION) });
    expect(linesOf(requests)).toEqual([MOUNT]);
  });

  it.each([
    ['Docker Hub', 400, 1],
    ['Harbor', 401, 1],
    ['a registry without the right to read', 403, 1],
    ['an old registry', 404, 1],
    ['a registry that does not know mounts', 405, 1],
    ['a registry that fails', 500, 5],
  ])('that %s refuses with %d is none', async (_, status, tries) => {
    const { done, requests } = mounting(() => ({ status }));
    const isDenied = status === 401 || status === 403;
    expect(await done).toEqual(isDenied ? { kind: 'refused', isDenied } : { kind: 'refused' });
    // Without a challenge in its answer, the API itself is asked for one.
    const asked = status === 401 ? ['GET /v2/'] : [];
    expect(linesOf(requests)).toEqual([...Array.from({ length: tries }, () => MOUNT), ...asked]);
  });

  it('whose connection always breaks is none', async () => {
    const broken = new RegistryError('Cannot reach', { code: 'unreachable' });
    const { done, requests } = mounting(() => {
      throw broken;
    });
    expect(await done).toEqual({ kind: 'refused' });
    expect(linesOf(requests)).toEqual(Array.from({ length: 5 }, () => MOUNT));
  });

  it('that fails for a reason that does not pass ends the run', async () => {
    const failure = new RegistryError('Cannot reach', { code: 'denied' });
    const { done } = mounting(() => {
      throw failure;
    });
    await expect(done).rejects.toBe(failure);
  });

  it.each([
    ['another blob', digestOf('another'), 'refused'],
    ['the blob by a hash of another kind', digestOf('0123456789', 'sha512'), 'mounted'],
    ['no digest at all', 'none', 'mounted'],
  ])('that names %s (%s) is %s', async (_, named, kind) => {
    const { done } = mounting(() => ({ status: 201, headers: { 'docker-content-digest': named } }));
    expect((await done).kind).toBe(kind);
  });

  it('whose session is on another host is refused', async () => {
    const { done } = mounting(() => ({ status: 202, headers: { location: 'https://evil.test/up' } }));
    await expect(done).rejects.toThrow('wants the upload sent to another host, "https://evil.test"');
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
    expect(result).toEqual({ kind: 'refused', isDenied: true });
  });
});

describe('mounts from a repository', () => {
  function asking(answer: () => FakeAnswer) {
    const { client, requests } = createFakeClient(answer);
    const ask = (from = FROM, to = APP) => mountBlob(client, to, { digest: DIGEST, from });
    return { ask, requests };
  }

  it.each([400, 401, 405])('that are refused with %d are asked for three times and no more', async (status) => {
    const { ask, requests } = asking(() => ({ status }));
    for (let count = 0; count < 6; count++) expect(await ask()).toMatchObject({ kind: 'refused' });
    const mounts = () => requests.filter(({ method }) => method === 'POST');
    expect(mounts()).toHaveLength(3);
    await ask(parseRepository('registry.example.com/s/other'));
    await ask(FROM, parseRepository('registry.example.com/d/other'));
    expect(mounts()).toHaveLength(5);
  });

  it('that are answered with a session go on being asked for', async () => {
    const { ask, requests } = asking(() => OPENED);
    for (let count = 0; count < 6; count++) expect((await ask()).kind).toBe('refused');
    expect(requests).toHaveLength(6);
  });
});
