import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type CallAnswer, call } from '../http-call.ts';
import type { UploadOptions } from './content-options.ts';
import { digestOf } from './grammar.ts';
import { type EmbeddedRegistry, startRegistry } from './registry.ts';

const DIGEST = digestOf(Buffer.from('abcdef'));

function registryWith(upload: UploadOptions) {
  return startRegistry({ upload });
}

async function open({ host }: EmbeddedRegistry): Promise<CallAnswer> {
  return call(host, { method: 'POST', path: '/v2/a/blobs/uploads/' });
}

function locationOf({ headers }: CallAnswer): string {
  return headers.get('location') ?? '';
}

function send({ host }: EmbeddedRegistry, method: 'PATCH' | 'PUT', path: string, body: string, range?: string) {
  const headers = range === undefined ? {} : { 'Content-Range': range };
  const end = method === 'PUT' ? `${path}${path.includes('?') ? '&' : '?'}digest=${DIGEST}` : path;
  return call(host, { method, path: end, headers, body });
}

describe('forms of upload', () => {
  it.each([
    ['all', 202, 201],
    ['patch', 202, 405],
    ['put', 405, 201],
  ] as const)('%s: PATCH gives %d, a PUT with bytes %d', async (forms, patched, put) => {
    await using registry = await registryWith({ forms });
    expect((await send(registry, 'PATCH', locationOf(await open(registry)), 'abcdef')).status).toBe(patched);
    expect((await send(registry, 'PUT', locationOf(await open(registry)), 'abcdef')).status).toBe(put);
  });

  it('with the closing PUT may be limited', async () => {
    await using registry = await registryWith({ maxPut: 5 });
    const refused = await send(registry, 'PUT', locationOf(await open(registry)), 'abcdef');
    expect([refused.status, registry.blobs('a').size]).toEqual([413, 0]);
    const patched = await send(registry, 'PATCH', locationOf(await open(registry)), 'abcdef');
    expect((await send(registry, 'PUT', locationOf(patched), '')).status).toBe(201);
  });

  it.each([202, 201, 204] as const)('with PATCH may answer %d', async (patchStatus) => {
    await using registry = await registryWith({ patchStatus });
    const patched = await send(registry, 'PATCH', locationOf(await open(registry)), 'abcdef');
    expect(patched.status).toBe(patchStatus);
    expect((await send(registry, 'PUT', locationOf(patched), '')).status).toBe(201);
  });
});

describe('chunks with a range', () => {
  it.each([
    ['ok', [202, '0-2'], [202, '0-5']],
    ['stale', [202, '0-0'], [202, '0-0']],
    ['last-chunk-wins', [202, '0-2'], [416, '0-2']],
    ['refuse', [400, null], [400, null]],
  ] as const)('are %s', async (contentRange, first, second) => {
    await using registry = await registryWith({ contentRange });
    const one = await send(registry, 'PATCH', locationOf(await open(registry)), 'abc', '0-2');
    expect([one.status, one.headers.get('range')]).toEqual(first);
    if (contentRange === 'refuse') return;
    const two = await send(registry, 'PATCH', locationOf(one), 'def', '3-5');
    expect([two.status, two.headers.get('range')]).toEqual(second);
    if (two.status === 202) expect((await send(registry, 'PUT', locationOf(two), '')).status).toBe(201);
  });

  it('replace each other without a range where the last one wins', async () => {
    await using registry = await registryWith({ contentRange: 'last-chunk-wins' });
    const one = await send(registry, 'PATCH', locationOf(await open(registry)), 'abc');
    const two = await send(registry, 'PATCH', locationOf(one), 'def');
    expect(two.status).toBe(202);
    expect((await send(registry, 'PUT', locationOf(two), '')).codes).toEqual(['DIGEST_INVALID']);
  });

  it.each(['bytes 0-5/6', 'bytes=0-5', '0-5/6'])('must be plain, and not %s', async (range) => {
    await using registry = await startRegistry();
    expect((await send(registry, 'PATCH', locationOf(await open(registry)), 'abcdef', range)).status).toBe(416);
  });

  it('may have a least length, but for the last', async () => {
    await using registry = await registryWith({ minChunk: 4 });
    const opened = await open(registry);
    expect(opened.headers.get('oci-chunk-min-length')).toBe('4');
    const short = await send(registry, 'PATCH', locationOf(opened), 'abc', '0-2');
    expect((await send(registry, 'PATCH', locationOf(short), 'def', '3-5')).status).toBe(416);
    const long = await send(registry, 'PATCH', locationOf(await open(registry)), 'abcd', '0-3');
    const last = await send(registry, 'PATCH', locationOf(long), 'ef', '4-5');
    expect((await send(registry, 'PUT', locationOf(last), '')).status).toBe(201);
  });

  it.each([true, false])('may need a length: %s', async (needsLength) => {
    await using registry = await registryWith({ needsLength });
    const url = locationOf(await open(registry));
    const headers = { 'Content-Range': '0-5', 'Transfer-Encoding': 'chunked' };
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    request(url, { method: 'PATCH', headers }, (answer) => resolve(answer.resume().statusCode)).end('abcdef');
    expect(await promise).toBe(needsLength ? 400 : 202);
  });
});

describe('a location', () => {
  it.each([
    ['absolute', /^http:\/\/127\.0\.0\.1:\d+\/v2\/a\/blobs\/uploads\/[^/?]+\?_state=/],
    ['relative', /^\/v2\/a\/blobs\/uploads\/[^/?]+\?_state=/],
    ['schemeless', /^\/\/127\.0\.0\.1:\d+\/v2\/a\/blobs\/uploads\/[^/?]+\?_state=/],
  ] as const)('is %s', async (location, form) => {
    await using registry = await registryWith({ location });
    const opened = await open(registry);
    expect(locationOf(opened)).toMatch(form);
    expect((await send(registry, 'PUT', locationOf(opened), 'abcdef')).status).toBe(201);
  });

  it('may name the default port', async () => {
    await using registry = await registryWith({ location: 'default-port' });
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const headers = { Host: 'registry.test' };
    const url = `http://${registry.host}/v2/a/blobs/uploads/`;
    request(url, { method: 'POST', headers }, (answer) => resolve(answer.resume().headers.location)).end();
    expect(await promise).toMatch(/^http:\/\/registry\.test:80\/v2\/a\//);
  });

  it('may be without a query', async () => {
    await using registry = await registryWith({ state: false });
    const opened = await open(registry);
    expect(new URL(locationOf(opened)).search).toBe('');
    const patched = await send(registry, 'PATCH', locationOf(opened), 'abcdef');
    expect((await send(registry, 'PUT', locationOf(patched), '')).status).toBe(201);
  });
});

it('a range may have a unit where no bytes came with the request', async () => {
  await using registry = await registryWith({ rangeUnit: true });
  const opened = await open(registry);
  const patched = await send(registry, 'PATCH', locationOf(opened), 'abcdef');
  const asked = await call(registry.host, { path: locationOf(patched) });
  const ranges = [opened, patched, asked].map(({ headers }) => headers.get('range'));
  expect(ranges).toEqual(['bytes=0-0', '0-5', 'bytes=0-5']);
});
