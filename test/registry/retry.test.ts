import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import type { HttpRequest, Method } from '../../src/registry/http.ts';
import { withRetry } from '../../src/registry/retry.ts';
import { createClock, createTransport, type FakeAnswer } from './support.ts';

const NOW = Date.parse('2026-01-02T03:04:05Z');

function request(method: Method, path = '/v2/a/tags/list', body?: HttpRequest['body']): HttpRequest {
  return { method, url: new URL(path, 'https://registry.example.com'), ...(body === undefined ? {} : { body }) };
}

function retrying(answer: (index: number) => FakeAnswer) {
  const clock = createClock(NOW);
  const transport = createTransport((_, index) => answer(index));
  return { clock, transport, chain: withRetry(transport, clock) };
}

function failing(code: 'timeout' | 'unreachable' | 'denied', cause?: unknown) {
  return (): FakeAnswer => {
    throw new RegistryError('Cannot', { code, registry: 'r', cause });
  };
}

const STREAM = { source: async function* () {}, length: 0 };

describe('an answer', () => {
  it.each([408, 429, 500, 502, 503, 504])('of %d is asked for again', async (status) => {
    const { chain, transport, clock } = retrying((index) => ({ status: index < 2 ? status : 200 }));
    expect((await chain.send(request('GET'))).status).toBe(200);
    expect(transport.requests).toHaveLength(3);
    expect(clock.pauses).toEqual([250, 500]);
  });

  it.each([200, 301, 400, 401, 403, 404, 405, 413, 416, 501])('of %d is final', async (status) => {
    const { chain, transport, clock } = retrying(() => ({ status }));
    expect((await chain.send(request('GET'))).status).toBe(status);
    expect(transport.requests).toHaveLength(1);
    expect(clock.pauses).toEqual([]);
  });

  it('that stays the same is given back after four tries', async () => {
    const { chain, transport, clock } = retrying(() => ({ status: 503 }));
    expect((await chain.send(request('GET'))).status).toBe(503);
    expect(transport.requests).toHaveLength(4);
    expect(clock.pauses).toEqual([250, 500, 1000]);
  });
});

describe('a request', () => {
  it.each([
    ['GET', 'a list', request('GET'), 4],
    ['HEAD', 'a blob', request('HEAD', '/v2/a/blobs/x'), 4],
    ['PUT', 'a manifest', request('PUT', '/v2/a/manifests/1.2.3', Buffer.from('{}')), 4],
    ['POST', 'to open an upload or mount', request('POST', '/v2/a/blobs/uploads/?mount=x&from=b'), 4],
    ['PUT', 'a blob', request('PUT', '/v2/a/blobs/uploads/1?digest=x', STREAM), 1],
    ['PUT', 'a blob whose session is called as a manifest', request('PUT', '/v2/manifests/blobs/uploads/1', STREAM), 1],
    ['PATCH', 'a blob', request('PATCH', '/v2/a/blobs/uploads/1', STREAM), 1],
    ['POST', 'with a body', request('POST', '/token', Buffer.from('a=b')), 1],
    ['DELETE', 'a manifest', request('DELETE', '/v2/a/manifests/1'), 1],
  ])('%s %s', async (_, __, asked, tries) => {
    const { chain, transport } = retrying(() => ({ status: 503 }));
    await chain.send(asked);
    expect(transport.requests).toHaveLength(tries);
  });
});

describe('Retry-After', () => {
  it.each([
    ['seconds', '7', 7000],
    ['no time', '0', 0],
    ['blanks around it', ' 2 ', 2000],
    ['a date', 'Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
    ['a date that has passed', 'Fri, 02 Jan 2026 03:04:00 GMT', 0],
    ['more than a minute', '3600', 60_000],
    ['a date next year', 'Fri, 01 Jan 2027 00:00:00 GMT', 60_000],
    ['nonsense', 'soon', 250],
    ['nothing', '', 250],
    ['too many digits', '1'.repeat(100_000), 250],
  ])('of %s is waited for', async (_, value, pause) => {
    const { chain, clock } = retrying((index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': value } } : {},
    );
    await chain.send(request('GET'));
    expect(clock.pauses).toEqual([pause]);
  });
});

describe('a failure', () => {
  function cause(code: string): Error {
    return Object.assign(new Error(code), { code });
  }
  it.each([
    ['a broken connection', failing('unreachable', cause('ECONNRESET')), 4],
    ['no answer in time', failing('timeout', cause('UND_ERR_HEADERS_TIMEOUT')), 4],
    ['a name that cannot be looked up right now', failing('unreachable', cause('EAI_AGAIN')), 4],
    ['a closed port', failing('unreachable', cause('ECONNREFUSED')), 1],
    ['a name that does not exist', failing('unreachable', cause('ENOTFOUND')), 1],
    ['a refusal', failing('denied'), 1],
  ])('by %s', async (_, fail, tries) => {
    const { chain, transport } = retrying(fail);
    await expect(chain.send(request('GET'))).rejects.toThrow(RegistryError);
    expect(transport.requests).toHaveLength(tries);
  });

  it('of a write that cannot be repeated is final', async () => {
    const { chain, transport } = retrying(failing('unreachable', cause('ECONNRESET')));
    await expect(chain.send(request('PATCH', '/v2/a/blobs/uploads/1', STREAM))).rejects.toThrow(RegistryError);
    expect(transport.requests).toHaveLength(1);
  });

  it('that is none of a registry is passed on', async () => {
    const fault = new TypeError('a fault of ours');
    const { chain, transport } = retrying(() => {
      throw fault;
    });
    await expect(chain.send(request('GET'))).rejects.toBe(fault);
    expect(transport.requests).toHaveLength(1);
  });
});
