import { describe, expect, it } from 'vitest';
import { createRegistryClient, createTraffic } from '../../src/registry/client.ts';
import { APP, createClock, createFakeClient, createTransport, type Handler, linesOf, REGISTRY } from './support.ts';

const CHALLENGE = { 'www-authenticate': 'Bearer realm="https://auth.example.com/token",service="registry"' };

/** A registry whose token server answers something else for a while. */
function withTokens(tokenStatus: (count: number) => number): Handler {
  let tokens = 0;
  return ({ url, headers }) => {
    if (url.pathname === '/token') {
      const status = tokenStatus(tokens++);
      return status === 200 ? { body: '{"token":"t"}' } : { status, headers: { 'retry-after': '2' } };
    }
    return headers?.['authorization'] === 'Bearer t' ? {} : { status: 401, headers: CHALLENGE };
  };
}

describe('a token', () => {
  it.each([408, 429, 500, 502, 503, 504])('is asked for again where its server answers %d', async (status) => {
    const { client, requests, clock } = createFakeClient(withTokens((count) => (count < 2 ? status : 200)));
    const response = await client.send({ method: 'GET', url: client.address(APP, 'tags/list') });
    expect(response.status).toBe(200);
    expect(linesOf(requests).map((line) => line.replace(/\?.*/, ''))).toEqual([
      'GET /v2/d/app/tags/list',
      'GET /token',
      'GET /token',
      'GET /token',
      'GET /v2/d/app/tags/list',
    ]);
    expect(clock.pauses).toEqual([2000, 2000]);
  });

  it('that cannot be had is an error of the login', async () => {
    const { client } = createFakeClient(withTokens(() => 503));
    await expect(client.send({ method: 'GET', url: client.address(APP, 'tags/list') })).rejects.toThrow(
      `Cannot log in to registry "${REGISTRY}": its token server answers 503; try again later`,
    );
  });
});

it('clients of one run wait for one another where their registry is busy', async () => {
  const clock = createClock();
  let sent = 0;
  const wire = createTransport(() => (sent++ === 0 ? { status: 429, headers: { 'retry-after': '9' } } : {}));
  const traffic = createTraffic(clock);
  const auth = { credential: { kind: 'anonymous' } as const, scopes: [], maskSecret: () => undefined, now: clock.now };
  const endpoint = new URL(`https://${REGISTRY}/v2/`);
  const [one, other] = [1, 2].map(() =>
    createRegistryClient({ registry: REGISTRY, endpoint, transport: wire, clock, auth, traffic }),
  );
  const url = new URL(`https://${REGISTRY}/v2/a/blobs/uploads/1`);
  expect((await one?.send({ method: 'PATCH', url }))?.status).toBe(429);
  expect((await other?.send({ method: 'PATCH', url }))?.status).toBe(200);
  expect(clock.pauses).toEqual([9000]);
  expect(traffic.limits.get(`write ${REGISTRY}`)?.size).toBe(8);
});

it('a registry on this machine is spoken to over HTTPS where it wants that', async () => {
  const clock = createClock();
  const wire = createTransport(({ url }) =>
    url.protocol === 'https:' ? {} : { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' },
  );
  const auth = { credential: { kind: 'anonymous' } as const, scopes: [], maskSecret: () => undefined, now: clock.now };
  const endpoint = new URL('http://127.0.0.1:5000/v2/');
  const client = createRegistryClient({ registry: '127.0.0.1:5000', endpoint, transport: wire, clock, auth });
  await client.send({ method: 'HEAD', url: client.address(APP, 'manifests/1') });
  await client.send({ method: 'GET', url: client.address(APP, 'manifests/1') });
  expect(wire.requests.map(({ method, url }) => `${method} ${url.origin}`)).toEqual([
    'HEAD http://127.0.0.1:5000',
    'GET http://127.0.0.1:5000',
    'HEAD https://127.0.0.1:5000',
    'GET https://127.0.0.1:5000',
  ]);
});
