import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { findFreeHost } from '../loopback.ts';
import { startRegistry } from './registry.ts';

describe('startRegistry', () => {
  it('answers the ping', async () => {
    await using registry = await startRegistry();
    const answer = await call(registry.host, { path: '/v2/' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  it('listens on the port that it is told', async () => {
    const host = await findFreeHost();
    await using registry = await startRegistry({ port: Number(host.split(':')[1]) });
    expect(registry.host).toBe(host);
  });

  it('is gone after its scope, and can be closed twice', async () => {
    const registry = await startRegistry();
    await registry.close();
    await registry[Symbol.asyncDispose]();
    await expect(call(registry.host, { path: '/v2/' })).rejects.toThrow('fetch failed');
  });

  it.each(['/', '/v2', '/v2/a/b', '/v2/a/manifests/', '/token'])('knows no %s', async (path) => {
    await using registry = await startRegistry();
    const answer = await call(registry.host, { path });
    expect([answer.status, answer.codes]).toEqual([404, []]);
  });

  it.each([
    ['/v2/', 'POST'],
    ['/v2/a/manifests/1', 'POST'],
    ['/v2/a/blobs/uploads/', 'GET'],
    ['/v2/a/tags/list', 'DELETE'],
  ])('refuses %s by %s', async (path, method) => {
    await using registry = await startRegistry();
    const answer = await call(registry.host, { path, method });
    expect([answer.status, answer.codes]).toEqual([405, ['UNSUPPORTED']]);
    expect(answer.headers.get('allow')).toMatch(/[A-Z]/);
  });
});

describe('the log', () => {
  it('has a request when its answer is there, and can be cleared', async () => {
    await using registry = await startRegistry();
    await call(registry.host, { path: '/v2/x/tags/list?n=1', headers: { Authorization: 'Basic eDp5' } });
    const opened = await call(registry.host, { method: 'POST', path: '/v2/x/blobs/uploads/' });
    const location = opened.headers.get('location') ?? '';
    await call(registry.host, { method: 'PATCH', path: location, body: 'four' });
    expect(registry.log).toMatchObject([
      { method: 'GET', path: '/v2/x/tags/list?n=1', status: 404, requestBytes: 0, hasAuthorization: true },
      { method: 'POST', path: '/v2/x/blobs/uploads/', status: 202, hasAuthorization: false },
      { method: 'PATCH', status: 202, requestBytes: 4, responseBytes: 0 },
    ]);
    const [first, second] = registry.log;
    expect(first?.responseBytes).toBeGreaterThan(10);
    expect(second?.startedAt).toBeGreaterThanOrEqual(first?.endedAt ?? Number.NaN);
    registry.clearLog();
    expect(registry.log).toEqual([]);
  });

  it('counts the body of a refused request', async () => {
    await using registry = await startRegistry({ auth: { kind: 'basic', users: {} } });
    await call(registry.host, { method: 'PUT', path: '/v2/x/manifests/1', body: new Uint8Array(300_000) });
    expect(registry.log).toMatchObject([{ status: 401, requestBytes: 300_000 }]);
  });
});

describe('intercept', () => {
  it('can wait, and its path has the query', async () => {
    const paths: string[] = [];
    await using registry = await startRegistry({
      intercept: async (_request, _response, path) => {
        paths.push(path);
        await delay(20);
      },
    });
    expect((await call(registry.host, { path: '/v2/?a=b' })).status).toBe(200);
    const [request] = registry.log;
    expect(paths).toEqual(['/v2/?a=b']);
    expect((request?.endedAt ?? 0) - (request?.startedAt ?? 0)).toBeGreaterThan(15);
  });

  it('can answer itself', async () => {
    await using registry = await startRegistry({
      intercept: (_request, response) => {
        response.writeHead(503, { 'Retry-After': '1', 'Content-Length': '4' }).end('busy');
        return true;
      },
    });
    const answer = await call(registry.host, { path: '/v2/' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(registry.log).toMatchObject([{ status: 503, responseBytes: 4 }]);
  });

  it.each([true, undefined])('can break the connection (and return %s)', async (result) => {
    await using registry = await startRegistry({
      intercept: (request) => {
        request.socket.destroy();
        return result;
      },
    });
    await expect(call(registry.host, { path: '/v2/' })).rejects.toThrow('fetch failed');
    await expect.poll(() => registry.log).toMatchObject([{ status: 0, responseBytes: 0 }]);
  });

  it('is answered for where it throws', async () => {
    await using registry = await startRegistry({
      intercept: () => {
        throw new Error('my own fault');
      },
    });
    const answer = await call(registry.host, { path: '/v2/' });
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ errors: [{ message: 'Error: my own fault' }] });
  });
});
