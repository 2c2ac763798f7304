import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basicAuthorization } from './authorization.ts';
import { type Certificate, findOpenssl, makeAuthority, makeServerCertificate } from './certificates.ts';
import { startDistribution } from './distribution.ts';
import { startFront } from './front.ts';
import { call } from './http-call.ts';
import { buildImage } from './image/build-image.ts';
import { pushImage } from './image/push-image.ts';
import { DISTRIBUTION_2, DISTRIBUTION_3, findRegistryProgram } from './registry-programs.ts';
import { startTokenServer } from './token-server.ts';

const USERS = { deployer: { password: 'correct-horse', pushes: ['d/app'] } };
const DEPLOYER = basicAuthorization({ username: 'deployer', password: 'correct-horse' });

let folder = '';
let authority: Certificate = { certificateFile: '', keyFile: '' };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-login-'));
  if (findOpenssl() !== undefined) authority = await makeAuthority({ folder, name: 'authority' });
});
afterAll(() => rm(folder, { recursive: true }));

async function askForToken(realm: string, query: Readonly<Record<string, string>>, authorization: string) {
  const response = await fetch(`${realm}?${new URLSearchParams(query)}`, { headers: { authorization } });
  const body: unknown = await response.json();
  const token = typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : '';
  return { status: response.status, token };
}

describe.skipIf(findOpenssl() === undefined).each([
  { version: 2 as const, program: DISTRIBUTION_2 },
  { version: 3 as const, program: DISTRIBUTION_3 },
])('CNCF Distribution $version', ({ version, program }) => {
  const isMissing = findRegistryProgram(program) === undefined;

  it.skipIf(isMissing).each(['ES256', 'RS256'] as const)(
    'takes the token of our token server, signed by %s, for what it grants alone',
    async (algorithm) => {
      const certificate = await makeAuthority({ folder, name: `signer-${version}-${algorithm}`, algorithm });
      await using server = await startTokenServer({ users: USERS, certificate, algorithm });
      await using registry = await startDistribution({ version, tokens: server.tokens });
      const { realm, service } = server.tokens;
      const challenged = await call(registry.host, { path: '/v2/d/app/manifests/1' });
      expect(challenged.status).toBe(401);
      expect(challenged.headers.get('www-authenticate')).toBe(
        `Bearer realm="${realm}",service="${service}",scope="repository:d/app:pull"`,
      );
      const scope = 'repository:d/app:pull,push repository:p/app:pull,push';
      const { token } = await askForToken(realm, { service, scope }, DEPLOYER);
      const authorization = `Bearer ${token}`;
      await pushImage(registry.host, 'd/app', buildImage(), ['1'], { authorization });
      const refused = pushImage(registry.host, 'p/app', buildImage(), ['1'], { authorization });
      await expect(refused).rejects.toThrow('was answered 401');
      expect(
        await askForToken(realm, { service, scope }, basicAuthorization({ username: 'deployer', password: 'x' })),
      ).toEqual({
        status: 401,
        token: '',
      });
      expect(server.log.map(({ user }) => user)).toEqual(['deployer', undefined]);
    },
  );

  it.skipIf(isMissing)('refuses a token that another key signed', async () => {
    const certificate = await makeAuthority({ folder, name: `right-${version}` });
    await using server = await startTokenServer({ users: USERS, certificate });
    await using registry = await startDistribution({ version, tokens: server.tokens });
    await using stranger = await startTokenServer({
      users: USERS,
      certificate: await makeAuthority({ folder, name: `wrong-${version}` }),
    });
    const access = [{ repository: 'd/app', actions: ['pull'] as const }];
    const statusWith = async (authorization: string) =>
      (await call(registry.host, { path: '/v2/d/app/tags/list', headers: { authorization } })).status;
    expect(await statusWith(server.authorize(access))).toBe(404);
    expect(await statusWith(stranger.authorize(access))).toBe(401);
  });

  it.skipIf(isMissing)('speaks TLS with a certificate of our authority', async () => {
    const tls = await makeServerCertificate(authority, { folder, name: `server-${version}` });
    await using registry = await startDistribution({ version, tls });
    expect((await call(registry.host, { path: '/v2/' })).status).toBe(400);
    await expect(fetch(`https://${registry.host}/v2/`)).rejects.toThrow('fetch failed');
    await using front = await startFront(registry.host, { authorityFile: authority.certificateFile });
    const image = buildImage();
    await pushImage(front.host, 'd/app', image, ['1']);
    const pulled = await call(front.host, {
      path: '/v2/d/app/manifests/1',
      headers: { accept: image.index.mediaType },
    });
    expect(pulled.headers.get('docker-content-digest')).toBe(image.index.digest);
  });
});
