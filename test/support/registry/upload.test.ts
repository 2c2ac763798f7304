import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { digestOf } from './grammar.ts';
import { type EmbeddedRegistry, startRegistry } from './registry.ts';

const DIGEST = digestOf(Buffer.from('abcdef'));

async function open({ host }: EmbeddedRegistry): Promise<string> {
  const answer = await call(host, { method: 'POST', path: '/v2/a/blobs/uploads/' });
  return answer.headers.get('location') ?? '';
}

async function patch({ host }: EmbeddedRegistry, path: string, { body, range }: { body: string; range?: string }) {
  const headers = {
    'Content-Type': 'application/octet-stream',
    ...(range === undefined ? {} : { 'Content-Range': range }),
  };
  const answer = await call(host, { method: 'PATCH', path, headers, body });
  return { ...answer, location: answer.headers.get('location') ?? '', range: answer.headers.get('range') };
}

describe('an upload session', () => {
  it('takes chunks with ranges and ends with an empty PUT', async () => {
    await using registry = await startRegistry();
    const first = await patch(registry, await open(registry), { body: 'abc', range: '0-2' });
    expect([first.status, first.range]).toEqual([202, '0-2']);
    const second = await patch(registry, first.location, { body: 'def', range: '3-5' });
    expect([second.status, second.range]).toEqual([202, '0-5']);
    const put = await call(registry.host, { method: 'PUT', path: `${second.location}&digest=${DIGEST}` });
    expect([put.status, put.headers.get('location')]).toEqual([201, `/v2/a/blobs/${DIGEST}`]);
    expect(Buffer.from(registry.blobs('a').get(DIGEST) ?? '').toString()).toBe('abcdef');
  });

  it('takes a stream without a range and ends with the last chunk', async () => {
    await using registry = await startRegistry();
    const { location } = await patch(registry, await open(registry), { body: 'abc' });
    const headers = { 'Content-Range': '3-5' };
    const put = await call(registry.host, {
      method: 'PUT',
      path: `${location}&digest=${DIGEST}`,
      headers,
      body: 'def',
    });
    expect(put.status).toBe(201);
  });

  it('tells how far it is, and can be cancelled', async () => {
    await using registry = await startRegistry();
    const { location } = await patch(registry, await open(registry), { body: 'abc' });
    const status = await call(registry.host, { path: location });
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-2']);
    expect(status.headers.get('location')).toBe(location);
    expect((await call(registry.host, { method: 'DELETE', path: location })).status).toBe(204);
    const gone = await call(registry.host, { path: location });
    expect([gone.status, gone.codes]).toEqual([404, ['BLOB_UPLOAD_UNKNOWN']]);
  });

  it('keeps what came before a broken connection', async () => {
    await using registry = await startRegistry();
    const location = await open(registry);
    const broken = request(location, { method: 'PATCH', headers: { 'Content-Length': '6' } });
    broken.on('error', () => undefined);
    broken.write('abc');
    await expect.poll(async () => (await call(registry.host, { path: location })).headers.get('range')).toBe('0-2');
    broken.destroy();
    const rest = await patch(registry, location, { body: 'def', range: '3-5' });
    expect([rest.status, rest.range]).toEqual([202, '0-5']);
  });

  it.each([
    ['a gap', '1-3'],
    ['an overlap', '0-2'],
    ['another form', 'bytes 3-5/6'],
  ])('refuses a chunk with %s, and says where to go on', async (_, range) => {
    await using registry = await startRegistry();
    const started = range === '0-2' ? await patch(registry, await open(registry), { body: 'abc' }) : undefined;
    const answer = await patch(registry, started?.location ?? (await open(registry)), { body: 'def', range });
    expect([answer.status, answer.codes]).toEqual([416, ['RANGE_INVALID']]);
    const again = await call(registry.host, { path: answer.location });
    expect([again.status, again.headers.get('range')]).toEqual([204, answer.range]);
  });

  it('refuses a range that is not as long as the body', async () => {
    await using registry = await startRegistry();
    const answer = await patch(registry, await open(registry), { body: 'abc', range: '0-3' });
    expect([answer.status, answer.codes]).toEqual([400, ['SIZE_INVALID']]);
  });

  it('refuses a location that is not the latest', async () => {
    await using registry = await startRegistry();
    const location = await open(registry);
    const next = await patch(registry, location, { body: 'abc' });
    const answer = await patch(registry, location, { body: 'def' });
    expect([answer.status, answer.location]).toEqual([416, next.location]);
  });

  it.each([
    ['without its query', (url: URL) => url.pathname],
    ['with another state', (url: URL) => `${url.pathname}?_state=1`],
    ['with a state decoded once too often', (url: URL) => decodeURIComponent(url.href)],
  ])('refuses a location %s', async (_, change) => {
    await using registry = await startRegistry();
    const path = change(new URL(await open(registry)));
    for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
      const answer = await call(registry.host, {
        method,
        path: `${path}${path.includes('?') ? '&' : '?'}digest=${DIGEST}`,
      });
      expect([answer.status, answer.codes]).toEqual([400, ['BLOB_UPLOAD_INVALID']]);
    }
  });

  it('belongs to one repository', async () => {
    await using registry = await startRegistry();
    const path = (await open(registry)).replace('/v2/a/', '/v2/b/');
    const answer = await call(registry.host, { method: 'PATCH', path, body: 'abc' });
    expect([answer.status, answer.codes]).toEqual([404, ['BLOB_UPLOAD_UNKNOWN']]);
  });

  it('ends with a wrong digest', async () => {
    await using registry = await startRegistry();
    const location = await open(registry);
    const path = `${location}&digest=${DIGEST}`;
    const answer = await call(registry.host, { method: 'PUT', path, body: 'abcdeX' });
    expect([answer.status, answer.codes]).toEqual([400, ['DIGEST_INVALID']]);
    expect(registry.blobs('a').size).toBe(0);
    expect((await call(registry.host, { path: location })).codes).toEqual(['BLOB_UPLOAD_UNKNOWN']);
  });

  it('needs a digest to end, and lives on without one', async () => {
    await using registry = await startRegistry();
    const location = await open(registry);
    const answer = await call(registry.host, { method: 'PUT', path: location, body: 'abcdef' });
    expect([answer.status, answer.codes]).toEqual([400, ['DIGEST_INVALID']]);
    const path = `${location}&digest=${DIGEST}`;
    expect((await call(registry.host, { method: 'PUT', path, body: 'abcdef' })).status).toBe(201);
  });
});
