import { request as startRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bearerAuthorization } from '../../authorization.ts';
import { call } from '../../http-call.ts';
import { type EmbeddedRegistry, startRegistry } from '../registry.ts';
import type { Fault } from './fault.ts';
import { createFaultScript } from './fault-script.ts';

const MEDIA_TYPE = 'application/vnd.oci.image.index.v1+json';
const BYTES = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, manifests: [] }));
const PATH = '/v2/a/manifests/1';
const PUT = { method: 'PUT', path: PATH, headers: { 'Content-Type': MEDIA_TYPE }, body: BYTES };
const GET = { path: PATH, headers: { Accept: MEDIA_TYPE } };

/** Starts a registry that a fault strikes at one request. */
async function withFault(fault: Fault, request = 1) {
  const script = createFaultScript([{ at: { request }, fault }]);
  const registry = await startRegistry({ intercept: script.intercept });
  return { registry, script, [Symbol.asyncDispose]: () => registry.close() };
}

function has(registry: EmbeddedRegistry): boolean {
  return registry.tags('a').has('1');
}

describe.each([
  ['before', false],
  ['after', true],
] as const)('%s the registry has done it', (time, isDone) => {
  it('the connection is reset', async () => {
    await using world = await withFault({ kind: 'reset', time });
    await expect(call(world.registry.host, PUT)).rejects.toMatchObject({
      cause: { code: /ECONNRESET|UND_ERR_SOCKET/ },
    });
    expect(has(world.registry)).toBe(isDone);
    expect(world.script.struck).toMatchObject([{ number: 1, request: `PUT ${PATH}`, changed: true }]);
  });

  it('something else answers', async () => {
    const headers = { 'retry-after': '3', 'content-type': 'text/html' };
    await using world = await withFault({ kind: 'answer', time, status: 503, headers, body: '<h1>busy</h1>' });
    const answer = await call(world.registry.host, PUT);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
    expect(Buffer.from(answer.bytes).toString()).toBe('<h1>busy</h1>');
    expect(has(world.registry)).toBe(isDone);
  });

  it('the answer is late', async () => {
    await using world = await withFault({ kind: 'late', time, milliseconds: 300 });
    let isAnswered = false;
    const answering = call(world.registry.host, PUT).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => world.script.requests.length, { interval: 5 }).toBe(1);
    await expect.poll(() => has(world.registry), { interval: 5 }).toBe(isDone);
    expect(isAnswered).toBe(false);
    expect((await answering).status).toBe(201);
    expect(has(world.registry)).toBe(true);
  });

  it('the client gives up, and it is done all the same', async () => {
    await using world = await withFault({ kind: 'late', time, milliseconds: 60_000 });
    const { host, hostname, port } = new URL(`http://${world.registry.host}`);
    const request = startRequest({
      host: hostname,
      port,
      method: 'PUT',
      path: PATH,
      headers: { ...PUT.headers, host },
    });
    const failed = new Promise((resolve) => request.once('error', resolve));
    request.end(BYTES);
    await expect.poll(() => world.script.requests.length).toBe(1);
    request.destroy();
    await failed;
    await world.script.settled();
    expect(has(world.registry)).toBe(true);
  });
});

describe('an answer of the registry', () => {
  it('breaks off in its body', async () => {
    await using world = await withFault({ kind: 'cut', end: 'broken' }, 2);
    await call(world.registry.host, PUT);
    const response = await fetch(`http://${world.registry.host}${PATH}`, { headers: GET.headers });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, String(BYTES.length)]);
    await expect(response.bytes()).rejects.toThrow('terminated');
  });

  it('breaks off where it has no body', async () => {
    await using world = await withFault({ kind: 'cut', end: 'broken' });
    await expect(call(world.registry.host, PUT)).rejects.toThrow('terminated');
    expect(has(world.registry)).toBe(true);
  });

  it('is cut to half of it, and says so', async () => {
    await using world = await withFault({ kind: 'cut', end: 'clean' }, 2);
    await call(world.registry.host, PUT);
    const answer = await call(world.registry.host, GET);
    expect(Buffer.from(answer.bytes)).toEqual(BYTES.subarray(0, BYTES.length >> 1));
    expect(answer.headers.get('content-length')).toBe(String(BYTES.length >> 1));
  });

  it('has one bit that is another', async () => {
    await using world = await withFault({ kind: 'flip' }, 2);
    await call(world.registry.host, PUT);
    const { bytes } = await call(world.registry.host, GET);
    const differences = [...bytes].map((byte, index) => byte ^ (BYTES[index] ?? 0)).filter((bits) => bits !== 0);
    expect([bytes.length, differences]).toEqual([BYTES.length, [1]]);
  });

  it.each([
    ['is another one', 'sha256:0'],
    ['is missing', undefined],
  ])('has a header that %s', async (_, value) => {
    await using world = await withFault({ kind: 'header', name: 'docker-content-digest', value });
    const answer = await call(world.registry.host, PUT);
    expect([answer.status, answer.headers.get('docker-content-digest')]).toEqual([201, value ?? null]);
    expect(answer.headers.get('location')).toContain('/v2/a/manifests/sha256:');
    expect(has(world.registry)).toBe(true);
  });

  it('has another length for HEAD alone', async () => {
    const fault: Fault = { kind: 'header', name: 'content-length', value: '12345', methods: ['HEAD'] };
    const script = createFaultScript([{ at: { request: 2 }, fault, times: 2 }]);
    await using registry = await startRegistry({ intercept: script.intercept });
    await call(registry.host, PUT);
    const head = await call(registry.host, { ...GET, method: 'HEAD' });
    const get = await call(registry.host, GET);
    expect([head, get].map(({ headers }) => headers.get('content-length'))).toEqual(['12345', String(BYTES.length)]);
    expect(script.struck.map(({ changed }) => changed)).toEqual([true, false]);
  });

  it.each([
    { kind: 'flip' },
    { kind: 'cut', end: 'clean' },
    { kind: 'header', name: 'retry-after', value: '1' },
    { kind: 'unauthenticated' },
  ] as const)('stays as it is where $kind has nothing to change', async (fault) => {
    await using world = await withFault(fault);
    expect((await call(world.registry.host, PUT)).status).toBe(201);
    expect(world.script.struck).toMatchObject([{ changed: false }]);
  });
});

it('a request is answered as if it had no credentials', async () => {
  const user = { username: 'alice', password: 'secret' };
  const script = createFaultScript([{ at: { method: 'GET', path: /manifests/ }, fault: { kind: 'unauthenticated' } }]);
  const auth = { kind: 'bearer', users: { alice: 'secret' } } as const;
  await using registry = await startRegistry({ auth, intercept: script.intercept });
  const authorization = await bearerAuthorization(registry.host, { user, scopes: ['repository:a:pull'] });
  const get = () => call(registry.host, { ...GET, headers: { ...GET.headers, Authorization: authorization } });
  const refused = await get();
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer ')]);
  expect((await get()).status).toBe(404);
});

it('a request is carried out twice', async () => {
  await using world = await withFault({ kind: 'twice' }, 2);
  const { host } = world.registry;
  const { headers } = await call(host, { method: 'POST', path: '/v2/a/blobs/uploads/' });
  const digest = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  const path = `${headers.get('location')}&digest=${digest}`;
  const second = await call(host, { method: 'PUT', path, body: 'hello' });
  expect([second.status, second.codes]).toEqual([404, ['BLOB_UPLOAD_UNKNOWN']]);
  expect(world.registry.blobs('a').has(digest)).toBe(true);
});
