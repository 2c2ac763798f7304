import { expect, it } from 'vitest';
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

it('a registry that has answered over plain HTTP is not asked for HTTPS later', async () => {
  let count = 0;
  const transport = withLoopbackTls(new URL(PLAIN), () => ({
    send: async (request) => answerOf(request, count++ === 0 ? {} : GO),
  }));
  await transport.send({ method: 'GET', url: new URL(PLAIN) });
  expect((await transport.send({ method: 'GET', url: new URL(PLAIN) })).status).toBe(400);
  expect(count).toBe(2);
});
