import { expect, it } from 'vitest';
import { createRegistryClient } from '../../src/registry/client.ts';
import { createClock, createTransport } from './support.ts';

it.each([
  ['trusts is named by them, and its addresses are their choice', ['tokens.test'], undefined],
  ['does not name is one that the registry sends us to', ['other.test'], 'registry.example.com'],
] as const)('a token server that the user %s', async (_, trusted, expected) => {
  const wire = createTransport(({ url, headers }) => {
    if (url.host === 'tokens.test') return { body: '{"token":"t"}' };
    const isKnown = headers?.['authorization'] !== undefined;
    return isKnown ? {} : { status: 401, headers: { 'www-authenticate': 'Bearer realm="https://tokens.test/t"' } };
  });
  const clock = createClock();
  const auth = {
    ...{ credential: { kind: 'anonymous' } as const, scopes: [], maskSecret: () => undefined, now: clock.now },
    trustedHosts: new Set(trusted),
  };
  const endpoint = new URL('https://registry.example.com/v2/');
  const client = createRegistryClient({ registry: endpoint.host, endpoint, transport: wire, clock, auth });
  await client.send({ method: 'GET', url: new URL('a/tags/list', endpoint) });
  const [asked] = wire.requests.filter(({ url }) => url.host === 'tokens.test');
  expect(asked?.url.href).toBe('https://tokens.test/t');
  expect(asked?.sentBy?.host).toBe(expected);
});
