import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { readErrorResponse } from '../../../src/registry/errors.ts';
import { type HttpRequest, type Method, readBody } from '../../../src/registry/transport/http.ts';
import { withRetry } from '../../../src/registry/transport/retry.ts';
import { createRetryBudget } from '../../../src/registry/transport/retry-budget.ts';
import { answerOf, createClock, createTransport, errorBody, type FakeAnswer } from '../support.ts';

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
    throw new RegistryError('Cannot', { code, cause });
  };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const STREAM = { source: async function* () {}, length: 0 };

describe('an answer', () => {
  it.each([408, 429, 499, 500, 502, 503, 504, 522])('of %d is asked for again', async (status) => {
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

  it.each(['DENIED', 'DIGEST_INVALID', 'MANIFEST_INVALID', 'NAME_INVALID', 'SIZE_INVALID', 'UNSUPPORTED'])(
    'of 500 that says %s among other things is final',
    async (code) => {
      const body = JSON.stringify({ errors: [{ code: 'UNKNOWN' }, { code }] });
      const { chain, transport } = retrying(() => ({ status: 500, body }));
      const response = await chain.send(request('PUT', '/v2/a/manifests/1', Buffer.from('{}')));
      expect((await readErrorResponse(response)).code).toBe(code);
      expect(transport.requests).toHaveLength(1);
    },
  );

  it.each([
    [500, 'UNKNOWN', 5],
    [500, 'MANIFEST_BLOB_UNKNOWN', 5],
    [503, 'DENIED', 5],
  ])('of %d that says %s is asked for again', async (status, code, tries) => {
    const { chain, transport } = retrying(() => ({ status, body: errorBody(code) }));
    await chain.send(request('GET'));
    expect(transport.requests).toHaveLength(tries);
  });

  it('of 500 is final where the request knows so by the errors', async () => {
    const { chain, transport } = retrying(() => ({ status: 500, body: errorBody('MANIFEST_BLOB_UNKNOWN') }));
    const isFinal = (errors: readonly { readonly code: string }[]) => errors[0]?.code === 'MANIFEST_BLOB_UNKNOWN';
    await chain.send({ ...request('PUT', '/v2/a/manifests/1', Buffer.from('{}')), isFinal });
    expect(transport.requests).toHaveLength(1);
  });

  it('that stays the same is given back after five tries', async () => {
    const { chain, transport, clock } = retrying(() => ({ status: 503 }));
    expect((await chain.send(request('GET'))).status).toBe(503);
    expect(transport.requests).toHaveLength(5);
    expect(clock.pauses.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
  });
});

describe('a request', () => {
  it.each([
    ['GET', 'a list', request('GET'), 5],
    ['HEAD', 'a blob', request('HEAD', '/v2/a/blobs/x'), 5],
    ['PUT', 'a manifest', request('PUT', '/v2/a/manifests/1.2.3', Buffer.from('{}')), 5],
    ['POST', 'to open an upload or mount', request('POST', '/v2/a/blobs/uploads/?mount=x&from=b'), 5],
    ['PUT', 'a blob', request('PUT', '/v2/a/blobs/uploads/1?digest=x', STREAM), 1],
    ['PUT', 'a blob whose session is called as a manifest', request('PUT', '/v2/manifests/blobs/uploads/1', STREAM), 1],
    ['PATCH', 'a blob', request('PATCH', '/v2/a/blobs/uploads/1', STREAM), 1],
    ['POST', 'with a body', request('POST', '/token', Buffer.from('a=b')), 1],
    ['POST', 'a form for a token', { ...request('POST', '/token', Buffer.from('a=b')), headers: FORM }, 5],
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
    ['blanks around it', ' 2 ', 2000],
    ['a date', 'Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
    ['more than a minute', '3600', 60_000],
    ['a date next year', 'Fri, 01 Jan 2027 00:00:00 GMT', 60_000],
    ['nonsense', 'soon', 250],
    ['a number that is no date', '2026.5', 250],
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

describe('a busy registry', () => {
  const BUSY = { status: 429, body: errorBody('TOOMANYREQUESTS', 'retry-after: 10.305464ms, allowed: 2000/minute') };

  it('is given the second that GHCR hints at, and more where that does not help', async () => {
    const { chain, clock } = retrying((index) => (index < 4 ? BUSY : {}));
    expect((await chain.send(request('GET'))).status).toBe(200);
    expect(clock.pauses).toEqual([1000, 1000, 1000, 2000]);
  });

  it('is asked ten times', async () => {
    const { chain, transport } = retrying(() => BUSY);
    const response = await chain.send(request('GET'));
    expect(transport.requests).toHaveLength(10);
    expect(await readErrorResponse(response)).toMatchObject({ status: 429, code: 'TOOMANYREQUESTS' });
  });

  it('that tells no time is asked again at once, but only once', async () => {
    const { chain, clock } = retrying((index) => (index < 3 ? { status: 503, headers: { 'retry-after': '0' } } : {}));
    await chain.send(request('GET'));
    expect(clock.pauses).toEqual([500, 1000]);
  });

  it('whose limit lasts for hours is not waited for', async () => {
    const message = 'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit';
    const { chain, transport, clock } = retrying(() => ({ status: 429, body: errorBody('TOOMANYREQUESTS', message) }));
    expect((await chain.send(request('GET'))).status).toBe(429);
    expect(transport.requests).toHaveLength(1);
    expect(clock.pauses).toEqual([]);
  });

  it('holds back all requests to its host, and to no other', async () => {
    const clock = createClock(NOW);
    const sent: string[] = [];
    const transport = createTransport(({ url }) => {
      sent.push(`${url.host} ${clock.now() - NOW}`);
      return sent.length === 1 ? { status: 429, headers: { 'retry-after': '5' } } : {};
    });
    const retryBudget = createRetryBudget(clock);
    const [one, other] = [withRetry(transport, clock, retryBudget), withRetry(transport, clock, retryBudget)];
    const upload = await one.send(request('PATCH', '/v2/a/blobs/uploads/1', STREAM));
    expect(upload.status).toBe(429);
    await other.send({ method: 'GET', url: new URL('https://other.example.com/v2/') });
    await other.send(request('HEAD'));
    expect(sent).toEqual(['registry.example.com 0', 'other.example.com 0', 'registry.example.com 5000']);
  });

  it.each([
    [429, 'rate-limited', 'it answered 429'],
    [503, 'server-error', 'it answered 503'],
  ])('that answers %d is not waited for without end', async (status, code, words) => {
    const { chain, transport, clock } = retrying(() => ({ status, headers: { 'retry-after': '3600' } }));
    const send = () => chain.send(request('GET')).then(({ status }) => status);
    let last: unknown;
    for (let count = 0; count < 4 && !(last instanceof Error); count++) last = await send().catch((e: unknown) => e);
    expect(last).toBeInstanceOf(RegistryError);
    expect(last).toMatchObject({ code });
    expect(String(last)).toMatch(
      new RegExp(
        `Cannot wait longer for registry "registry.example.com": GET /v2/a/tags/list was tried [0-9]+ times, at last ${words}, and a run that gets nowhere waits 15 minutes for registries; run again later, or let fewer jobs use it at the same time$`,
      ),
    );
    expect(clock.now() - NOW).toBe(15 * 60_000);
    expect(transport.requests.length).toBeGreaterThan(15);
  });

  it('is asked by its whole address nowhere in the sentence', async () => {
    const { chain } = retrying(() => ({ status: 429, headers: { 'retry-after': '60' } }));
    const asked = request('GET', '/v2/a/tags/list?secret=canary');
    const failures = await Promise.all(
      [1, 2, 3].map(() =>
        chain
          .send(asked)
          .then(() => undefined)
          .catch((error: unknown) => String(error)),
      ),
    );
    expect(failures.join()).not.toContain('canary');
  });
});

describe('a body', () => {
  /** A transport whose bodies break off after some bytes, the given number of times. */
  function breaking(times: number, headers: Readonly<Record<string, string>> = {}, status = 200) {
    const clock = createClock(NOW);
    let sent = 0;
    const chain = withRetry(
      {
        async send(asked) {
          const isBroken = sent++ < times;
          async function* read(): AsyncGenerator<Uint8Array> {
            yield Buffer.from('{"a"');
            if (isBroken) throw new RegistryError('Cannot reach', { code: 'unreachable' });
            yield Buffer.from(':1}');
          }
          return { ...answerOf(asked, { status, headers }), body: { [Symbol.asyncIterator]: read } };
        },
      },
      clock,
    );
    return { chain, sent: () => sent };
  }

  it.each([
    ['a manifest', '/v2/a/manifests/1', {}],
    ['a list', '/v2/a/tags/list', {}],
    ['a small blob', '/v2/a/blobs/x', { 'content-length': '7' }],
  ])('of %s that breaks off is read again', async (_, path, headers) => {
    const { chain, sent } = breaking(2, headers);
    const response = await chain.send(request('GET', path));
    expect(Buffer.from((await readBody(response, 100)) ?? []).toString()).toBe('{"a":1}');
    expect(sent()).toBe(3);
  });

  it('that always breaks off is an error', async () => {
    const { chain, sent } = breaking(100);
    await expect(chain.send(request('GET', '/v2/a/manifests/1'))).rejects.toMatchObject({ code: 'unreachable' });
    expect(sent()).toBe(5);
  });

  it.each([
    ['of no stated length', {}],
    ['of many bytes', { 'content-length': '10000000' }],
  ])('of a blob %s is a stream', async (_, headers) => {
    const { chain, sent } = breaking(1, headers);
    const response = await chain.send(request('GET', '/v2/a/blobs/x'));
    await expect(readBody(response, 100)).rejects.toMatchObject({ code: 'unreachable' });
    expect(sent()).toBe(1);
  });

  it('of a refusal that breaks off is read as far as it goes', async () => {
    const { chain, sent } = breaking(1, {}, 413);
    const response = await chain.send(request('PATCH', '/v2/a/blobs/uploads/1', STREAM));
    expect(response.status).toBe(413);
    expect(Buffer.from((await readBody(response, 100)) ?? []).toString()).toBe('{"a"');
    expect(sent()).toBe(1);
  });

  it('that is larger than any manifest goes on as a stream', async () => {
    const chunks = Array.from({ length: 9 }, () => Buffer.alloc(1024 * 1024));
    const { chain } = retrying(() => ({ body: chunks }));
    const response = await chain.send(request('GET', '/v2/a/tags/list'));
    expect((await readBody(response, 16 * 1024 * 1024))?.byteLength).toBe(9 * 1024 * 1024);
  });
});

describe('a failure', () => {
  function cause(code: string): Error {
    return Object.assign(new Error(code), { code });
  }
  it.each([
    ['a broken connection', failing('unreachable', cause('ECONNRESET')), 5],
    ['no answer in time', failing('timeout', cause('UND_ERR_HEADERS_TIMEOUT')), 5],
    ['a name that cannot be looked up right now', failing('unreachable', cause('EAI_AGAIN')), 5],
    ['a closed port', failing('unreachable', cause('ECONNREFUSED')), 1],
    ['a name that does not exist', failing('unreachable', cause('ENOTFOUND')), 1],
    ['a certificate of a stranger', failing('unreachable', cause('DEPTH_ZERO_SELF_SIGNED_CERT')), 1],
    ['a certificate for another name', failing('unreachable', cause('ERR_TLS_CERT_ALTNAME_INVALID')), 1],
    ['a refusal', failing('denied'), 1],
  ])('by %s', async (_, fail, tries) => {
    const { chain, transport } = retrying(fail);
    await expect(chain.send(request('GET'))).rejects.toThrow(RegistryError);
    expect(transport.requests).toHaveLength(tries);
  });

  it('by a closed port is waited for where the registry answered before, as it may be started anew', async () => {
    const closed = failing('unreachable', cause('ECONNREFUSED'));
    const { chain, transport, clock } = retrying((index) => (index === 0 || index === 3 ? { status: 401 } : closed()));
    expect((await chain.send(request('GET'))).status).toBe(401);
    expect((await chain.send(request('GET'))).status).toBe(401);
    expect(transport.requests).toHaveLength(4);
    expect(clock.pauses).toEqual([250, 500]);
    await expect(chain.send(request('GET'))).rejects.toThrow(
      'it refuses connections, and has answered before in this run; run again when it is up',
    );
    expect(transport.requests).toHaveLength(9);
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
