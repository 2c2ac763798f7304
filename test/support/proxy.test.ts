import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { call } from './http-call.ts';
import { buildImage } from './image/build-image.ts';
import { pushImage } from './image/push-image.ts';
import { closeServer, findFreeHost, listen } from './loopback.ts';
import { type ProxyOptions, startProxy } from './proxy.ts';
import { startRegistry } from './registry/registry.ts';

/** A server that answers every request with its own body, headers first. */
async function startEcho() {
  const server = createServer((incoming, response) => {
    response.writeHead(200, { 'X-Twice': ['a', 'b'], 'X-Host': incoming.headers.host ?? '' });
    response.flushHeaders();
    incoming.pipe(response);
  });
  const host = await listen(server);
  return { host, [Symbol.asyncDispose]: () => closeServer(server) };
}

describe('startProxy', () => {
  it('passes a push on, and logs what the registry logs', async () => {
    await using registry = await startRegistry();
    await using proxy = await startProxy(registry.host);
    const image = buildImage({ layerBytes: 100_000 });
    await pushImage(proxy.host, 'a', image, ['1']);
    expect(registry.tags('a').get('1')).toBe(image.index.digest);
    const seen = (log: typeof proxy.log) => log.map(({ startedAt: _, endedAt: __, ...rest }) => rest);
    expect(seen(proxy.log)).toEqual(seen(registry.log));
    expect(proxy.log.length).toBeGreaterThan(10);
    proxy.clearLog();
    expect(proxy.log).toEqual([]);
  });

  it('keeps its own name, headers and bodies', async () => {
    await using echo = await startEcho();
    await using proxy = await startProxy(echo.host);
    const body = Buffer.alloc(1_000_000, 'x');
    const answer = await call(proxy.host, {
      method: 'POST',
      path: '/x?y=%2B',
      headers: { Authorization: 'Basic eA==' },
      body,
    });
    expect(answer.headers.get('x-host')).toBe(proxy.host);
    expect(answer.headers.get('x-twice')).toBe('a, b');
    expect(Buffer.from(answer.bytes).equals(body)).toBe(true);
    expect(proxy.log).toMatchObject([
      {
        method: 'POST',
        path: '/x?y=%2B',
        status: 200,
        requestBytes: 1_000_000,
        responseBytes: 1_000_000,
        hasAuthorization: true,
      },
    ]);
  });

  it('streams both ways', async () => {
    await using echo = await startEcho();
    await using proxy = await startProxy(echo.host);
    const sending = request(`http://${proxy.host}/`, { method: 'POST' });
    sending.flushHeaders();
    const [answer] = await once(sending, 'response');
    // Every part comes back before the next one is sent: nothing waits for the end.
    for (const part of ['one', 'two']) {
      sending.write(part);
      expect(String(await once(answer, 'data'))).toBe(part);
    }
    sending.end();
    await once(answer, 'end');
  });

  it('breaks the connection where the target cannot be reached', async () => {
    await using proxy = await startProxy(await findFreeHost());
    await expect(call(proxy.host, { path: '/' })).rejects.toThrow('fetch failed');
    await expect.poll(() => proxy.log).toMatchObject([{ status: 0 }]);
  });
});

describe('intercept', () => {
  const upload = { method: 'POST', path: '/v2/a/blobs/uploads/' };

  async function push(intercept: NonNullable<ProxyOptions['intercept']>) {
    await using registry = await startRegistry();
    await using proxy = await startProxy(registry.host, { intercept });
    const outcome = await call(proxy.host, upload).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
    await expect.poll(() => proxy.log.length).toBe(1);
    return { outcome, proxied: proxy.log[0], reached: registry.log.length };
  }

  it('sees method, path and number of a request, and may do nothing', async () => {
    const seen: unknown[] = [];
    const { outcome } = await push((info) => {
      seen.push(info);
      return undefined;
    });
    expect([outcome, seen]).toEqual([202, [{ ...upload, index: 0 }]]);
  });

  it('may wait', async () => {
    const { outcome, proxied } = await push(async () => {
      await delay(20);
      return undefined;
    });
    expect(outcome).toBe(202);
    expect((proxied?.endedAt ?? 0) - (proxied?.startedAt ?? 0)).toBeGreaterThan(15);
  });

  it('may drop the request', async () => {
    const { outcome, proxied, reached } = await push(() => 'drop');
    expect([outcome, proxied?.status, reached]).toEqual(['fetch failed', 0, 0]);
  });

  it('may drop the answer', async () => {
    const { outcome, proxied, reached } = await push(() => 'drop-answer');
    expect([outcome, proxied?.status, proxied?.responseBytes, reached]).toEqual(['fetch failed', 202, 0, 1]);
  });
});
