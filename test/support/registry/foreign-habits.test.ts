import { describe, expect, it } from 'vitest';
import { type Call, type CallAnswer, call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { digestOf } from './grammar.ts';
import type { RegistryOptions } from './options.ts';
import { callAs } from './plain-client.ts';
import { bearerOf } from './profiles/profile.ts';
import { PROFILES, startProfile } from './profiles.ts';
import { type EmbeddedRegistry, startRegistry } from './registry.ts';

const IMAGE = buildImage();
const NESTED = buildImage({ nested: true });
const [BLOB = ''] = IMAGE.blobs.keys();
const INDEX = IMAGE.manifests.get(IMAGE.index.digest);

async function withRegistry(options: RegistryOptions, act: (registry: EmbeddedRegistry) => Promise<void>) {
  await using registry = await startRegistry(options);
  await act(registry);
}

function putIndex({ host }: EmbeddedRegistry, image = IMAGE): Promise<CallAnswer> {
  const { mediaType, bytes } = image.manifests.get(image.index.digest) ?? { mediaType: '', bytes: Buffer.alloc(0) };
  return call(host, { method: 'PUT', path: '/v2/b/manifests/1', headers: { 'Content-Type': mediaType }, body: bytes });
}

describe('a mount of what the other repository lacks', () => {
  const mount = (from: string): Call => ({ method: 'POST', path: `/v2/b/blobs/uploads/?mount=${BLOB}&from=${from}` });

  it.each([
    ['unknown', 404, 201],
    ['denied', 401, 401],
  ] as const)('%s: %d, and %d where it is there', (mode, absent, present) =>
    withRegistry({ mount: mode }, async ({ host, load }) => {
      load('a', IMAGE, ['1']);
      expect((await call(host, mount('none'))).status).toBe(absent);
      expect((await call(host, mount('a'))).status).toBe(present);
    }),
  );
});

describe('an index whose children are not there', () => {
  it.each([
    [404, { missing: 404 }, ['MANIFEST_BLOB_UNKNOWN']],
    [500, { missing: 500 }, ['UNKNOWN']],
    [201, { children: 'unchecked' }, []],
  ] as const)('is answered %d: %o', (status, manifests, codes) =>
    withRegistry({ manifests }, async (registry) => {
      expect(await putIndex(registry)).toMatchObject({ status, codes });
    }),
  );

  it('is looked at all the same in a manifest, where only children go unchecked', () =>
    withRegistry({ manifests: { children: 'unchecked' } }, async ({ host }) => {
      const [manifest] = IMAGE.manifests.values();
      const headers = { 'Content-Type': manifest?.mediaType ?? '' };
      const put: Call = { method: 'PUT', path: '/v2/b/manifests/1', headers, body: manifest?.bytes ?? '' };
      expect(await call(host, put)).toMatchObject({ status: 400, codes: ['MANIFEST_BLOB_UNKNOWN'] });
    }));
});

it('an index in an index is refused where none is taken', () =>
  withRegistry({ manifests: { nested: 'refuse' } }, async (registry) => {
    for (const image of [IMAGE, NESTED]) registry.load('b', image, []);
    expect(await putIndex(registry)).toMatchObject({ status: 201 });
    expect(await putIndex(registry, NESTED)).toMatchObject({ status: 400, codes: ['MANIFEST_INVALID'] });
  }));

it('bytes that are not what their digest says are answered 500', () =>
  withRegistry({ upload: { wrongDigest: 500 } }, async ({ host, blobs }) => {
    const { headers } = await call(host, { method: 'POST', path: '/v2/b/blobs/uploads/' });
    const path = `${headers.get('location')}&digest=${digestOf(Buffer.from('a'))}`;
    expect(await call(host, { method: 'PUT', path, body: 'b' })).toMatchObject({ status: 500, codes: ['UNKNOWN'] });
    expect(blobs('b').size).toBe(0);
  }));

describe('what is not there', () => {
  it.each([
    ['text', 'text/plain', /^404 page not found/],
    ['html', 'text/html; charset=utf-8', /^<!doctype html>/],
  ] as const)('is said as %s', (absent, type, body) =>
    withRegistry({ absent, referrers: 'none', owners: ['acme'] }, async ({ host, load }) => {
      load('acme/a', IMAGE, ['1']);
      const paths = ['nobody/a/tags/list', 'nobody/a/manifests/1', `acme/a/referrers/${IMAGE.index.digest}`];
      for (const path of paths) {
        const { status, headers, bytes } = await call(host, { path: `/v2/${path}` });
        expect([status, headers.get('content-type')]).toEqual([404, type]);
        expect(Buffer.from(bytes).toString()).toMatch(body);
      }
      expect((await call(host, { path: '/v2/acme/a/tags/list' })).status).toBe(200);
    }),
  );
});

it('an empty list may be null', () =>
  withRegistry({ emptyList: 'null' }, async ({ host, load }) => {
    load('a', IMAGE, ['1']);
    const referrers = `/v2/a/referrers/${IMAGE.index.digest}`;
    expect((await call(host, { path: referrers })).json).toMatchObject({ manifests: null });
    expect((await call(host, { path: '/v2/a/tags/list' })).json).toMatchObject({ tags: ['1'] });
    expect((await call(host, { path: '/v2/a/tags/list?last=1' })).json).toMatchObject({ tags: null });
  }));

it('writes wait for each other, and reads for nobody', () =>
  withRegistry({ serialWrites: 50 }, async (registry) => {
    registry.load('b', IMAGE, []);
    const started = performance.now();
    const writes = Promise.all([putIndex(registry), putIndex(registry), putIndex(registry)]);
    await call(registry.host, { path: '/v2/' });
    expect(registry.log.map(({ method }) => method)).toEqual(['GET']);
    await writes;
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
  }));

describe('Gitea', () => {
  it('gives one token for all that its user may do, and asks for Basic where a right is missing', async () => {
    for (const [readOnly, status, challenge] of [
      [false, 202, null],
      [true, 401, 'Basic realm="Gitea Package API"'],
    ] as const) {
      await using registry = await startProfile('gitea', { options: bearerOf(PROFILES.gitea, { readOnly }) });
      const { username, password } = registry.user;
      const headers = { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
      const { json } = await call(registry.host, { path: '/v2/token?scope=*', headers });
      const { token } = json as { readonly token: string };
      const authorization = { Authorization: `Bearer ${token}` };
      const start: Call = { method: 'POST', path: '/v2/acme/app/blobs/uploads/', headers: authorization };
      const answer = await call(registry.host, start);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([status, challenge]);
      const list = await call(registry.host, { path: '/v2/acme/app/tags/list', headers: authorization });
      expect(list.status).toBe(404);
    }
  });

  it('keeps tags in lower case, and links a page after the last', async () => {
    await using registry = await startProfile('gitea');
    const ask = (request: Call) => callAs(registry.user, registry.host, request);
    registry.load('acme/app', IMAGE, []);
    const headers = { 'Content-Type': IMAGE.index.mediaType };
    await ask({ method: 'PUT', path: '/v2/acme/app/manifests/1.0-RC', headers, body: INDEX?.bytes ?? '' });
    expect([...registry.tags('acme/app').keys()]).toEqual(['1.0-rc']);
    const list = await ask({ path: '/v2/acme/app/tags/list' });
    expect(list.headers.get('link')).toBe('</v2/acme/app/tags/list?last=1.0-rc>; rel="next"');
    expect((await ask({ path: '/v2/acme/app/tags/list?last=1.0-rc' })).headers.get('link')).toBeNull();
  });
});

it('Pulp redirects reads of blobs by 302, HEAD too', async () => {
  await using registry = await startProfile('pulp');
  registry.load('acme/app', IMAGE, ['1']);
  for (const method of ['GET', 'HEAD']) {
    const { status, headers } = await callAs(registry.user, registry.host, {
      method,
      path: `/v2/acme/app/blobs/${BLOB}`,
    });
    expect([status, headers.get('location')]).toEqual([302, expect.stringContaining('X-Amz-Signature=')]);
  }
});

it('Pulp lists tags in the order of a language, and links a page after a full one', async () => {
  await using registry = await startProfile('pulp');
  registry.load('acme/app', IMAGE, ['B', 'a', 'c']);
  const ask = (query: string) => callAs(registry.user, registry.host, { path: `/v2/acme/app/tags/list?${query}` });
  const page = await ask('n=3');
  expect(page.json).toMatchObject({ tags: ['a', 'B', 'c'] });
  expect(page.headers.get('link')).toBe(`<http://${registry.host}/v2/acme/app/tags/list?n=3&last=c>; rel="next"`);
  expect((await ask('n=3&last=c')).json).toMatchObject({ tags: [] });
  expect((await ask('n=4')).headers.get('link')).toBeNull();
});
