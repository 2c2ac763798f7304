import { expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import type { HttpRequest } from '../../../src/registry/transport/http.ts';
import { withLoopbackTls } from '../../../src/registry/transport/loopback-tls.ts';
import { answerOf, createTransport, type FakeAnswer, linesOf } from '../support.ts';

const PLAIN = 'http://127.0.0.1:5000/v2/';
const GO: FakeAnswer = { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' };
const NGINX: FakeAnswer = { status: 400, body: '<h1>The plain HTTP request was sent to HTTPS port</h1>' };

/** A registry that answers plain HTTP with one thing, and HTTPS with what it is. */
function speaking(plain: FakeAnswer, endpoint = PLAIN) {
  const built: string[] = [];
  const wire = createTransport(({ url, method }) =>
    url.protocol === 'https:' ? {} : method === 'HEAD' ? { ...plain, body: '' } : plain,
  );
  const transport = withLoopbackTls(new URL(endpoint), (address) => {
    built.push(address.href);
    return wire;
  });
  const send = (method: HttpRequest['method'], url = `${endpoint}a/manifests/1?x=%2B`) =>
    transport.send({ method, url: new URL(url) });
  const urls = () => wire.requests.map(({ method, url }) => `${method} ${url.href}`);
  return { transport, send, urls, built, wire };
}

it.each([
  ['Go', GO],
  ['nginx', NGINX],
])('a registry on this machine that wants HTTPS, as %s says it, is spoken to so from then on', async (_, answer) => {
  const { transport, send, urls, built } = speaking(answer);
  expect((await send('GET')).status).toBe(200);
  expect((await send('PUT')).status).toBe(200);
  expect(urls()).toEqual([
    'GET http://127.0.0.1:5000/v2/a/manifests/1?x=%2B',
    'GET https://127.0.0.1:5000/v2/a/manifests/1?x=%2B',
    'PUT https://127.0.0.1:5000/v2/a/manifests/1?x=%2B',
  ]);
  expect(transport.endpoint.href).toBe('https://127.0.0.1:5000/v2/');
  expect(built).toEqual([PLAIN, 'https://127.0.0.1:5000/v2/']);
});

it('an answer to HEAD has no words, so they are asked for', async () => {
  const { send, urls } = speaking(GO);
  expect((await send('HEAD')).status).toBe(200);
  expect(urls().slice(1)).toEqual([`GET ${PLAIN}`, 'HEAD https://127.0.0.1:5000/v2/a/manifests/1?x=%2B']);
});

it('requests that found it out together build one transport', async () => {
  const { send, built } = speaking(GO);
  await Promise.all([send('GET'), send('GET'), send('GET')]);
  expect(built).toHaveLength(2);
});

it.each([
  ['a host elsewhere', 'http://registry.example.com/v2/', GO],
  ['another 400', PLAIN, { status: 400, body: '{"errors":[]}' }],
  ['another status', PLAIN, { ...GO, status: 404 }],
])('%s stays as it is', async (_, endpoint, answer) => {
  const { transport, send, wire } = speaking(answer, endpoint);
  const response = await send('GET');
  expect(response.status).toBe(answer.status);
  expect(transport.endpoint.href).toBe(endpoint);
  expect(linesOf(wire.requests)).toHaveLength(1);
});

it.each([
  ['another status', [404], 1],
  ['400, and to GET something else', [400, 401], 2],
])('an answer of %s to HEAD stays as it is', async (_, statuses, count) => {
  const requests: HttpRequest[] = [];
  const transport = withLoopbackTls(new URL(PLAIN), () => ({
    async send(request) {
      requests.push(request);
      return answerOf(request, { ...GO, status: statuses[requests.length - 1] ?? 500 });
    },
  }));
  expect((await transport.send({ method: 'HEAD', url: new URL(PLAIN) })).status).toBe(statuses[0]);
  expect(requests).toHaveLength(count);
  expect(transport.endpoint.href).toBe(PLAIN);
});

it('words in a page that is too long are not read', async () => {
  const { transport, send } = speaking({ status: 400, body: `${GO.body}${' '.repeat(4096)}` });
  expect((await send('GET')).status).toBe(400);
  expect(transport.endpoint.href).toBe(PLAIN);
});

it('a registry that is spoken to over HTTPS is not built anew', async () => {
  const built: string[] = [];
  const secure = PLAIN.replace('http:', 'https:');
  const transport = withLoopbackTls(new URL(secure), (address) => {
    built.push(address.href);
    return createTransport(() => GO);
  });
  expect((await transport.send({ method: 'GET', url: new URL(secure) })).status).toBe(400);
  expect(built).toEqual([secure]);
});

it('what another server on this machine says changes nothing, and it is spoken to as it was named', async () => {
  const other = 'http://127.0.0.1:5001/blob';
  const { transport, send, urls } = speaking(GO);
  expect((await send('GET', other)).status).toBe(400);
  expect(transport.endpoint.href).toBe(PLAIN);
  expect((await send('GET')).status).toBe(200);
  expect((await send('GET', other)).status).toBe(400);
  expect(urls().filter((url) => url.includes(':5001'))).toEqual([`GET ${other}`, `GET ${other}`]);
});

it('a registry that has answered over plain HTTP is not asked for HTTPS later', async () => {
  let count = 0;
  const transport = withLoopbackTls(new URL(PLAIN), () => ({
    send: async (request) => answerOf(request, count++ === 0 ? {} : GO),
  }));
  await transport.send({ method: 'GET', url: new URL(PLAIN) });
  expect((await transport.send({ method: 'GET', url: new URL(PLAIN) })).status).toBe(400);
  expect(count).toBe(2);
});

it.each<[string, AsyncIterable<Uint8Array>]>([
  [
    'breaks off',
    {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error('the connection broke')),
      }),
    },
  ],
  [
    'is longer than such a sentence',
    {
      async *[Symbol.asyncIterator]() {
        yield Buffer.alloc(4096, ' ');
        yield Buffer.from(String(GO.body));
      },
    },
  ],
])('a refusal whose body %s asks for nothing', async (_, body) => {
  const transport = withLoopbackTls(new URL(PLAIN), () => ({
    send: async (request) => ({ ...answerOf(request, { status: 400 }), body }),
  }));
  expect((await transport.send({ method: 'GET', url: new URL(PLAIN) })).status).toBe(400);
  expect(transport.endpoint.href).toBe(PLAIN);
});

/** A registry whose plain port hangs up, and what its TLS answers: nothing where it fails too. */
function hangingUp(code: string, secure: FakeAnswer | Error) {
  const requests: string[] = [];
  const transport = withLoopbackTls(new URL(PLAIN), () => ({
    async send(request) {
      requests.push(`${request.method} ${request.url.href}`);
      if (request.url.protocol === 'https:') {
        if (secure instanceof Error) throw secure;
        return answerOf(request, secure);
      }
      throw failing(code);
    },
  }));
  const send = () => transport.send({ method: 'HEAD', url: new URL(`${PLAIN}a/manifests/1`) });
  return { transport, send, requests };
}

function failing(code: string): RegistryError {
  const cause = Object.assign(new Error('failed'), { code });
  return new RegistryError({ what: 'reach it', reason: code, remedy: 'look', code: 'unreachable', cause });
}

it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'HPE_INVALID_CONSTANT'])(
  'a registry that ends the connection (%s) before it answers is tried by HTTPS',
  async (code) => {
    const { transport, send, requests } = hangingUp(code, { status: 401 });
    expect((await send()).status).toBe(401);
    expect((await send()).status).toBe(401);
    expect(requests.slice(1)).toEqual([
      'GET https://127.0.0.1:5000/v2/',
      'HEAD https://127.0.0.1:5000/v2/a/manifests/1',
      'HEAD https://127.0.0.1:5000/v2/a/manifests/1',
    ]);
    expect(transport.endpoint.protocol).toBe('https:');
  },
);

it('a registry that speaks neither is told of as before, and tried over plain HTTP the next time', async () => {
  const { transport, send } = hangingUp('ECONNRESET', failing('ERR_SSL_WRONG_VERSION_NUMBER'));
  await expect(send()).rejects.toThrow('ECONNRESET');
  await expect(send()).rejects.toThrow('ECONNRESET');
  expect(transport.endpoint.protocol).toBe('http:');
});

it('a registry whose certificate is wrong is told of by that', async () => {
  const { send } = hangingUp('ECONNRESET', failing('DEPTH_ZERO_SELF_SIGNED_CERT'));
  await expect(send()).rejects.toThrow('DEPTH_ZERO_SELF_SIGNED_CERT');
});

it('a registry that nobody listens for is not tried by HTTPS', async () => {
  const { send, requests } = hangingUp('ECONNREFUSED', {});
  await expect(send()).rejects.toThrow('ECONNREFUSED');
  expect(requests).toHaveLength(1);
});
