import { describe, expect, it } from 'vitest';
import { basicAuthorization } from '../authorization.ts';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import type { BearerOptions } from './auth-options.ts';
import { type EmbeddedRegistry, startRegistry } from './registry.ts';

const USER = { username: 'alice', password: 'secret' };
const USERS = { alice: 'secret' };
const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const ALL = 'repository:a:pull,push';

async function registryWith(options: Partial<BearerOptions>, now?: () => number) {
  const auth = { kind: 'bearer', users: USERS, ...options } as const;
  const registry = await startRegistry({ auth, ...(now === undefined ? {} : { now }) });
  registry.load('a', IMAGE, ['1']);
  registry.load('b', IMAGE, ['1']);
  return registry;
}

async function challengeOf({ host }: EmbeddedRegistry): Promise<string> {
  const { headers } = await call(host, { path: '/v2/a/tags/list' });
  return headers.get('www-authenticate') ?? '';
}

async function ask({ host }: EmbeddedRegistry, query: string, path = '/token') {
  const answer = await call(host, {
    path: `${path}?${query}`,
    headers: { Authorization: basicAuthorization(USER) },
  });
  return answer.json as Readonly<Record<string, unknown>>;
}

async function statusWith({ host }: EmbeddedRegistry, token: unknown, path = '/v2/a/tags/list'): Promise<number> {
  return (await call(host, { path, headers: { Authorization: `Bearer ${String(token)}` } })).status;
}

function post({ host }: EmbeddedRegistry, form: Readonly<Record<string, string>>) {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(form).toString();
  return call(host, { method: 'POST', path: '/token', headers, body });
}

describe('the challenge', () => {
  it('names path and service', async () => {
    await using registry = await registryWith({ path: '/service/token', service: 'harbor-registry' });
    const { host } = registry;
    expect(await challengeOf(registry)).toContain(
      `realm="http://${host}/service/token",service="harbor-registry",scope=`,
    );
    expect(await statusWith(registry, (await ask(registry, `scope=${ALL}`, '/service/token'))['token'])).toBe(200);
    expect((await call(host, { path: '/token' })).status).toBe(404);
  });

  it('may name another host, which alone gives tokens', async () => {
    await using registry = await registryWith({ host: 'other' });
    const [, realm = ''] = /realm="([^"]*)"/.exec(await challengeOf(registry)) ?? [];
    expect(new URL(realm).host).not.toBe(registry.host);
    const headers = { Authorization: basicAuthorization(USER) };
    const answer = await call(registry.host, { path: `${realm}?scope=${ALL}`, headers });
    expect(await statusWith(registry, (answer.json as { token: string }).token)).toBe(200);
    expect((await call(registry.host, { path: '/token', headers })).status).toBe(404);
    expect(registry.otherLog.map(({ status }) => status)).toEqual([200]);
  });

  it('may offer Basic before Bearer, and takes it', async () => {
    await using registry = await registryWith({ orBasic: true });
    expect(await challengeOf(registry)).toMatch(/^Basic realm="registry", Bearer realm="/);
    const headers = { Authorization: basicAuthorization(USER) };
    expect((await call(registry.host, { path: '/v2/a/tags/list', headers })).status).toBe(200);
  });

  it('of Basic may name a service', async () => {
    await using registry = await startRegistry({ auth: { kind: 'basic', users: USERS, service: 'ecr.amazonaws.com' } });
    expect(await challengeOf(registry)).toMatch(/^Basic realm="[^"]+",service="ecr\.amazonaws\.com"$/);
  });
});

describe('a token', () => {
  it.each([
    [undefined, ['token', 'access_token', 'expires_in']],
    ['token', ['token', 'expires_in']],
    ['access_token', ['access_token', 'expires_in']],
  ] as const)('is given as %s', async (field, names) => {
    await using registry = await registryWith(field === undefined ? {} : { field });
    expect(Object.keys(await ask(registry, ''))).toEqual(names);
  });

  it.each([
    ['all', [200, 200]],
    ['first', [200, 401]],
    ['last', [401, 200]],
  ] as const)('covers %s of two scopes', async (scopes, statuses) => {
    await using registry = await registryWith({ scopes });
    const { token } = await ask(registry, 'scope=repository:a:pull&scope=repository:b:pull');
    const paths = ['/v2/a/tags/list', '/v2/b/tags/list'];
    expect(await Promise.all(paths.map((path) => statusWith(registry, token, path)))).toEqual(statuses);
  });

  it.each([
    [401, true],
    [403, false],
  ] as const)('of another scope is answered %d', async (otherScope, hasChallenge) => {
    await using registry = await registryWith({ otherScope });
    const { token } = await ask(registry, 'scope=repository:b:pull');
    const headers = { Authorization: `Bearer ${String(token)}` };
    const answer = await call(registry.host, { path: '/v2/a/tags/list', headers });
    expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([otherScope, hasChallenge]);
  });

  it.each([
    [401, true],
    [400, false],
  ] as const)('that has expired is answered %d', async (expired, hasChallenge) => {
    let time = 0;
    await using registry = await registryWith({ expired, expiresIn: 100 }, () => time);
    const { token } = await ask(registry, `scope=${ALL}`);
    time = 99_999;
    expect(await statusWith(registry, token)).toBe(200);
    time = 100_000;
    const headers = { Authorization: `Bearer ${String(token)}` };
    const answer = await call(registry.host, { path: '/v2/a/tags/list', headers });
    expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([expired, hasChallenge]);
  });

  it('lives a minute where its answer does not say how long', async () => {
    let time = 0;
    await using registry = await registryWith({ expiresIn: 'unsaid' }, () => time);
    const answer = await ask(registry, `scope=${ALL}`);
    expect(answer).not.toHaveProperty('expires_in');
    time = 59_999;
    expect(await statusWith(registry, answer['token'])).toBe(200);
    time = 60_000;
    expect(await statusWith(registry, answer['token'])).toBe(401);
  });
});

describe('POST for a token', () => {
  it.each([400, 401, 404, 405] as const)('is refused with %d', async (postStatus) => {
    await using registry = await registryWith({ postStatus });
    const form = { grant_type: 'password', username: 'alice', password: 'secret', scope: ALL };
    expect((await post(registry, form)).status).toBe(postStatus);
  });

  it('takes a refresh token, and no password', async () => {
    await using registry = await registryWith({ refreshTokens: ['r'], field: 'access_token' });
    const form = { grant_type: 'refresh_token', service: 's', scope: ALL };
    const answer = await post(registry, { ...form, refresh_token: 'r' });
    expect(await statusWith(registry, (answer.json as { access_token: string }).access_token)).toBe(200);
    expect((await post(registry, { ...form, refresh_token: 'other' })).status).toBe(401);
    expect((await post(registry, { ...form, grant_type: 'password' })).status).toBe(400);
  });
});
