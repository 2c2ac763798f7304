import { describe, expect, it } from 'vitest';
import { parseTag } from '../../../src/oci/reference.ts';
import { parseChallenges } from '../../../src/registry/auth/challenge.ts';
import type { Credential } from '../../../src/registry/credentials/credential.ts';
import { headManifest } from '../../../src/registry/manifests.ts';
import { repositoryOn } from '../../promotion/support.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { connect, startServer } from '../support.ts';

const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };

describe('a registry that answers 401 without a challenge', () => {
  it('is asked for one at the address of its API, once', async () => {
    await using registry = await startRegistry({
      auth: { kind: 'basic', users: { alice: 'secret' }, challenge: 'api' },
    });
    await using connection = await connect(registry.host, { credential: ALICE });
    const repository = repositoryOn(registry.host, 'd/app');
    await Promise.all(['1', '2', '3'].map((tag) => headManifest(connection.client, repository, parseTag(tag))));
    const asked = registry.log.map(({ method, path }) => `${method} ${path}`);
    expect(asked.filter((line) => line === 'GET /v2/')).toHaveLength(1);
    expect(asked).toHaveLength(5);
  });

  it('and asks for none there either gets no credentials', async () => {
    await using server = await startServer((_, response) => response.writeHead(401).end());
    await using connection = await connect(server.host, { credential: ALICE });
    const looking = headManifest(connection.client, repositoryOn(server.host, 'd/app'), parseTag('1'));
    await expect(looking).rejects.toThrow('it asks for a login and does not say how');
    expect(server.seen.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });
});

describe('a realm without quotes', () => {
  it.each([
    'Bearer realm=https://evil.test/token,service="r"',
    'Bearer realm=https://evil.test/token',
    'Bearer realm=/token,service="r"',
    'Bearer realm=https:,service=r',
  ])('is none where it is an address: %s', (header) => {
    const [challenge] = parseChallenges(header);
    expect(challenge?.scheme).toBe('bearer');
    expect(challenge?.parameters.has('realm')).toBe(false);
    expect(parseChallenges(header)).toHaveLength(1);
  });

  it('that is a word is one', () => {
    expect(parseChallenges('Basic realm=registry, Bearer service=x').map(({ parameters }) => [...parameters])).toEqual([
      [['realm', 'registry']],
      [['service', 'x']],
    ]);
  });

  it('gets no password, neither where it seems to lead nor anywhere else', async () => {
    await using server = await startServer((request, response) => {
      const { host } = request.headers;
      response.writeHead(401, { 'WWW-Authenticate': `Bearer realm=http://${host}/token,service="r"` }).end();
    });
    await using connection = await connect(server.host, { credential: ALICE });
    const looking = headManifest(connection.client, repositoryOn(server.host, 'd/app'), parseTag('1'));
    await expect(looking).rejects.toThrow('it names no valid token server ("")');
    expect(server.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v2/d/app/manifests/1', undefined],
    ]);
  });
});
