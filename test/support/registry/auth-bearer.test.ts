import { describe, expect, it } from 'vitest';
import { basicAuthorization, bearerAuthorization } from '../authorization.ts';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { pushImage } from '../image/push-image.ts';
import { startRegistry } from './registry.ts';

const user = { username: 'alice', password: 'secret' };
const users = { alice: 'secret' };
const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const [BLOB = ''] = IMAGE.blobs.keys();
const MOUNT = { method: 'POST', path: `/v2/dst/blobs/uploads/?mount=${BLOB}&from=src` };

async function registryWithImage(anonymousPull = false) {
  const registry = await startRegistry({ auth: { kind: 'bearer', users, anonymousPull } });
  const authorization = await bearerAuthorization(registry.host, { user, scopes: ['repository:src:pull,push'] });
  await pushImage(registry.host, 'src', IMAGE, ['1'], { authorization });
  registry.clearLog();
  return registry;
}

describe('a challenge', () => {
  it.each([
    ['GET', '/v2/', ''],
    ['GET', '/v2/a/tags/list', ',scope="repository:a:pull"'],
    ['HEAD', '/v2/a/manifests/1', ',scope="repository:a:pull"'],
    ['PUT', '/v2/a/manifests/1', ',scope="repository:a:pull,push"'],
    ['DELETE', '/v2/a/manifests/1', ',scope="repository:a:delete"'],
    [MOUNT.method, MOUNT.path, ',scope="repository:dst:pull,push repository:src:pull"'],
  ])('to %s %s names realm, service and scope', async (method, path, scope) => {
    await using registry = await startRegistry({ auth: { kind: 'bearer', users } });
    const answer = await call(registry.host, { method, path });
    expect(answer.status).toBe(401);
    const challenge = `Bearer realm="http://${registry.host}/token",service="sealift-test-registry"${scope}`;
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
  });

  it.each([
    ['an unknown token', async () => 'Bearer nonsense', 'invalid_token'],
    [
      'a token for less',
      (host: string) => bearerAuthorization(host, { user, scopes: ['repository:src:pull'] }),
      'insufficient_scope',
    ],
  ])('to %s says what is wrong', async (_, authorize, error) => {
    await using registry = await registryWithImage();
    const headers = { Authorization: await authorize(registry.host) };
    const answer = await call(registry.host, { method: 'POST', path: '/v2/src/blobs/uploads/', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain(`,error="${error}"`);
  });

  it('also answers a password in place of a token', async () => {
    await using registry = await registryWithImage();
    const headers = { Authorization: basicAuthorization(user) };
    expect((await call(registry.host, { path: '/v2/', headers })).status).toBe(401);
  });
});

describe('a token', () => {
  it.each([
    ['several scopes', ['repository:dst:pull,push', 'repository:src:pull'], 201],
    ['scopes with spaces between', ['repository:dst:pull,push repository:src:pull'], 201],
    ['all rights', ['repository:dst:*', 'repository:src:*'], 201],
    ['the destination alone', ['repository:dst:pull,push'], 401],
    ['the source alone', ['repository:src:pull,push'], 401],
    ['no right to push', ['repository:dst:pull', 'repository:src:pull'], 401],
    ['nothing', [], 401],
  ])('for %s decides a mount', async (_, scopes, status) => {
    await using registry = await registryWithImage();
    const headers = { Authorization: await bearerAuthorization(registry.host, { user, scopes }) };
    expect((await call(registry.host, { ...MOUNT, headers })).status).toBe(status);
    expect(registry.blobs('dst').size).toBe(status === 201 ? 1 : 0);
  });

  it('for nothing is enough for the ping', async () => {
    await using registry = await registryWithImage();
    const headers = { Authorization: await bearerAuthorization(registry.host, { user, scopes: [] }) };
    expect((await call(registry.host, { path: '/v2/', headers })).status).toBe(200);
  });

  it('is another one every time', async () => {
    await using registry = await registryWithImage();
    const ask = () => bearerAuthorization(registry.host, { user, scopes: ['repository:src:pull'] });
    expect(await ask()).not.toBe(await ask());
  });

  it.each([
    ['a wrong password', { ...user, password: 'other' }, true],
    ['nobody', undefined, false],
  ])('is refused to %s', async (_, wrong, anonymousPull) => {
    await using registry = await registryWithImage(anonymousPull);
    const headers = wrong === undefined ? {} : { Authorization: basicAuthorization(wrong) };
    const answer = await call(registry.host, { path: '/token?scope=repository:src:pull', headers });
    expect([answer.status, answer.codes]).toEqual([401, ['UNAUTHORIZED']]);
  });

  it('lets anyone pull where that is allowed, and nothing else', async () => {
    await using registry = await registryWithImage(true);
    const authorization = await bearerAuthorization(registry.host, { scopes: ['repository:src:pull,push,delete'] });
    const headers = { Authorization: authorization };
    const path = '/v2/src/manifests/1';
    expect((await call(registry.host, { path })).status).toBe(401);
    expect((await call(registry.host, { path, headers })).status).toBe(200);
    expect((await call(registry.host, { method: 'DELETE', path, headers })).status).toBe(401);
    expect((await call(registry.host, { method: 'POST', path: '/v2/src/blobs/uploads/', headers })).status).toBe(401);
  });

  it('is given to GET alone', async () => {
    await using registry = await registryWithImage();
    const headers = { Authorization: basicAuthorization(user) };
    expect((await call(registry.host, { method: 'POST', path: '/token', headers })).status).toBe(405);
  });
});
