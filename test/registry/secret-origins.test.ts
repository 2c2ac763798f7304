import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRegistryClient } from '../../src/registry/client.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import type { HttpRequest } from '../../src/registry/transport/http.ts';
import { fc, runs } from '../support/property.ts';
import { type NamedServers, startNamedServers } from './named-servers.ts';
import { createClock } from './support.ts';

const HOME = 'https://registry.example.com';
const FOREIGN = [
  'http://registry.example.com',
  'https://evil.test',
  'https://registry.example.com.evil.test',
  'http://storage.test',
  'https://storage.test:8443',
];
const ORIGINS = [HOME, ...FOREIGN];
const PASSWORD = 'canary+pass/word=?';
const HOME_TOKEN = 'canary-home-token';
const CREDENTIALS: readonly Credential[] = [
  { kind: 'basic', username: 'alice', password: PASSWORD },
  { kind: 'identity-token', token: PASSWORD },
  { kind: 'bearer', token: 'canary-bearer-token' },
];
const USERS = ['alice', '00000000-0000-0000-0000-000000000000'];
/** Every form in which a secret could travel. */
const SECRETS = [
  ...[PASSWORD, HOME_TOKEN, 'canary-bearer-token'].flatMap((text) => [
    text,
    encodeURIComponent(text),
    new URLSearchParams({ a: text }).toString().slice(2),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
  ]),
  ...USERS.map((user) => Buffer.from(`${user}:${PASSWORD}`).toString('base64')),
];

/** An answer of a registry that may be anybody's by now. */
interface Step {
  readonly status: number;
  readonly challenge: 'none' | 'basic' | 'bearer' | 'both';
  readonly target: number;
  readonly path: string;
  readonly hasError: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  status: fc.constantFrom(401, 401, 401, 200, 302, 307, 308, 400, 403, 404),
  challenge: fc.constantFrom('none', 'basic', 'bearer', 'bearer', 'both'),
  target: fc.nat(ORIGINS.length - 1),
  path: fc.constantFrom('/token', '/v2/d/app/manifests/1', '/other?x=1', '/token#x', '@evil.test/'),
  hasError: fc.boolean(),
});

const request = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: fc.constantFrom('/v2/d/app/manifests/1', '/v2/p/app/blobs/uploads/', '/v2/d/app/tags/list'),
  // Most requests go where a client sends them; some to where a Location or Link would lead.
  origin: fc.constantFrom(HOME, HOME, HOME, ...FOREIGN),
});

function headersOf({ status, challenge, target, path, hasError }: Step): Record<string, string> {
  const url = `${ORIGINS[target]}${path}`;
  const error = hasError ? ',error="insufficient_scope"' : '';
  const bearer = `Bearer realm="${url}",service="s",scope="repository:d/app:pull"${error}`;
  const offers = { none: '', basic: 'Basic realm="r"', bearer, both: `${bearer}, Basic realm="r"` };
  return {
    ...(status === 401 && challenge !== 'none' && { 'www-authenticate': offers[challenge] }),
    ...(status > 300 && status < 400 && { location: url }),
  };
}

let script: Step[] = [];
let servers: NamedServers;
beforeAll(async () => {
  servers = await startNamedServers(ORIGINS, (origin, _, response) => {
    const next = script.shift();
    response.writeHead(next?.status ?? 200, next === undefined ? {} : headersOf(next));
    // A token of the registry is a secret; what strangers give is none.
    response.end(JSON.stringify({ token: origin === HOME ? HOME_TOKEN : 'foreign-token', expires_in: 300 }));
  });
});
afterAll(() => servers[Symbol.asyncDispose]());

async function work(credential: Credential, steps: readonly Step[], list: readonly HttpRequest[]): Promise<void> {
  script = [...steps];
  servers.forget();
  const clock = createClock();
  const scopes = ['repository:p/app:pull,push', 'repository:d/app:pull'];
  const auth = { credential, scopes, maskSecret: () => undefined, now: clock.now };
  const endpoint = new URL('/v2/', HOME);
  const client = createRegistryClient({
    ...{ registry: 'registry.example.com', endpoint, clock, auth },
    transport: servers.transport,
  });
  for (const each of list) {
    await client.send(each).then(
      (response) => response.discard(),
      () => undefined,
    );
    clock.advance(70_000);
  }
}

function leaks(): readonly string[] {
  return FOREIGN.filter((origin) => SECRETS.some((secret) => servers.received(origin).includes(secret)));
}

it('secrets never reach a foreign origin, whatever a registry answers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...CREDENTIALS),
      fc.array(step, { maxLength: 12 }),
      fc.array(request, { minLength: 1, maxLength: 3 }),
      async (credential, steps, requests) => {
        const list = requests.map(
          ({ method, path, origin }): HttpRequest => ({
            method,
            url: new URL(path, origin),
            ...(method.startsWith('P') && { body: Buffer.from('{}') }),
          }),
        );
        await work(credential, steps, list);
        expect(leaks()).toEqual([]);
      },
    ),
    { numRuns: runs(400) },
  );
});

it('secrets reach the registry itself, so that the search would find them', async () => {
  const url = new URL('/v2/d/app/manifests/1', HOME);
  const asks: Step = { status: 401, challenge: 'bearer', target: 0, path: '/token', hasError: false };
  await work({ kind: 'basic', username: 'alice', password: PASSWORD }, [asks], [{ method: 'GET', url }]);
  const received = servers.received(HOME);
  expect(received).toContain(Buffer.from(`alice:${PASSWORD}`).toString('base64'));
  expect(received).toContain(`Bearer ${HOME_TOKEN}`);
  const away: Step = { ...asks, target: ORIGINS.indexOf('https://evil.test') };
  await work({ kind: 'basic', username: 'alice', password: PASSWORD }, [away], [{ method: 'GET', url }]);
  expect(servers.received('https://evil.test')).toContain('GET\n/token?');
  expect(leaks()).toEqual([]);
});
