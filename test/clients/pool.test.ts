import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepositoryUse } from '../../src/clients/by-credential.ts';
import { type ClientPool, openClientPool } from '../../src/clients/pool.ts';
import { InputError } from '../../src/errors.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import { startServer } from '../registry/support.ts';
import { keepLog } from '../support/log.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { openImageClients } from './support.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealift-clients-'));
  await mkdir(join(home, '.docker'));
  const auths = { 'registry.example.com': { auth: Buffer.from('alice:hunter2-long').toString('base64') } };
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ auths }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

function openPool(environment: Readonly<Record<string, string>>, logger = keepLog()): Promise<ClientPool> {
  const hosts = new Set<string>();
  return openClientPool({ environment, logger }, { insecureRegistries: hosts, trustedAuthHosts: hosts });
}

function useOf(
  name: string,
  access: RepositoryUse['access'] = 'pull',
  given?: RepositoryUse['given'],
): readonly RepositoryUse[] {
  return [{ repository: parseRepository(name), access, given }];
}

describe('the clients of a run', () => {
  it('have their secrets masked before anything else is said', async () => {
    const log = keepLog();
    const { lines } = log;
    await using pool = await openPool({ HOME: home }, log);
    expect(lines).toEqual([]);
    await pool.open(useOf('registry.example.com/a'));
    const given = { username: 'bob', password: 'canary-bird', origin: 'inputs a and b' };
    await pool.open(useOf('ghcr.io/a', 'pull', given));
    expect(lines).toEqual([
      'mask hunter2-long',
      `mask ${Buffer.from('alice:hunter2-long').toString('base64')}`,
      'mask alice:hunter2-long',
      `info Credentials for registry.example.com: auths in ${join(home, '.docker', 'config.json')}`,
      'mask canary-bird',
      `mask ${Buffer.from('bob:canary-bird').toString('base64')}`,
      'mask bob:canary-bird',
      'info Credentials for ghcr.io: inputs a and b',
    ]);
  });

  it('look for what is to be done: in a repository, by pull or push', async () => {
    const folder = join(home, 'scoped');
    const auths = { 'ghcr.io': { auth: Buffer.from('pusher:hunter3-long').toString('base64') } };
    await mkdir(join(folder, 'config', 'ghcr.io', 'p', 'app@push'), { recursive: true });
    await writeFile(join(folder, 'config', 'ghcr.io', 'p', 'app@push', 'config.json'), JSON.stringify({ auths }));
    const log = keepLog();
    await using pool = await openPool({ HOME: home, BUILDX_CONFIG: folder }, log);
    await pool.open(useOf('ghcr.io/p/app', 'pull'));
    await pool.open(useOf('ghcr.io/p/app', 'push'));
    expect(log.lines.filter((line) => !line.startsWith('mask'))).toEqual([
      'debug Credentials for ghcr.io: none found, anonymous',
      `info Credentials for ghcr.io: auths in ${join(folder, 'config', 'ghcr.io', 'p', 'app@push', 'config.json')}`,
    ]);
  });

  it('say in the debug log what was asked, and no query', async () => {
    await using registry = await startRegistry();
    const log = keepLog();
    await using pool = await openPool({ HOME: join(home, 'nobody') }, log);
    const repository = parseRepository(`${registry.host}/a`);
    const clientOf = await pool.open(useOf(`${registry.host}/a`));
    await listTags(clientOf(repository, 'pull'), repository);
    expect(log.lines).toContain(`debug GET http://${registry.host}/v2/a/tags/list 404`);
    expect(log.lines.join()).not.toContain('n=1000');
    expect(pool.requests).toBe(1);
  });

  it('are refused where the credentials cannot be read', async () => {
    const folder = join(home, 'broken');
    await mkdir(folder);
    await writeFile(join(folder, 'config.json'), '{"auths":"aHVudGVyMg==');
    await using pool = await openPool({ DOCKER_CONFIG: folder });
    await expect(pool.open(useOf('ghcr.io/a'))).rejects.toThrow(InputError);
  });

  it('never use a credential of the inputs at a registry that it is not bound to', async () => {
    const log = keepLog();
    await using pool = await openPool({ HOME: join(home, 'nobody') }, log);
    const registries = new Set(['p.example.com']);
    const given = { username: 'bob', password: 'canary-bird', origin: 'inputs a and b', registries };
    await pool.open([...useOf('evil.example/a', 'push', given), ...useOf('p.example.com/a', 'push', given)]);
    expect(log.lines.filter((line) => !line.startsWith('mask'))).toEqual([
      'debug Credentials for evil.example: none found, anonymous',
      'info Credentials for p.example.com: inputs a and b',
    ]);
  });
});

describe('the clients of two users on one host', () => {
  const READER = { username: 'reader', password: 'battery-staple', origin: 'source' };
  const WRITER = { username: 'writer', password: 'horse-battery', origin: 'destination' };

  /** A registry that asks everybody for the right to push to the destination; keeps who asks for what. */
  async function startGreedy() {
    const asked: string[] = [];
    const server = await startServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const given = request.headers.authorization ?? '';
      if (url.pathname === '/token') {
        const [user] = Buffer.from(given.replace(/^Basic /, ''), 'base64')
          .toString()
          .split(':');
        asked.push(`${user} ${url.searchParams.getAll('scope').join(' ')}`);
        response.end(JSON.stringify({ token: `token-of-${user}-${asked.length}` }));
        return;
      }
      const challenge = `Bearer realm="/token",scope="repository:t/app:pull,push,delete",error="insufficient_scope"`;
      const isEnough = /^Bearer token-of-writer-3$/.test(given);
      if (isEnough) response.writeHead(200, { 'Content-Type': 'application/json' });
      else response.writeHead(401, { 'WWW-Authenticate': challenge });
      response.end('{"tags":[]}');
    });
    return { asked, server };
  }

  it('ask by their own name, each for its own rights, whatever the registry wants', async () => {
    const { asked, server } = await startGreedy();
    await using _server = server;
    const [from, to] = [parseRepository(`${server.host}/d/app`), parseRepository(`${server.host}/t/app`)];
    await using pool = await openPool({ HOME: join(home, 'nobody') });
    const access = { from, to: [to], source: READER, destination: WRITER };
    const clients = await openImageClients(pool, access);
    await listTags(clients.source, from).catch(() => undefined);
    await listTags(clients.destination(to), to).catch(() => undefined);
    expect(asked).toEqual([
      // Nothing of what the registry wants: this client does nothing there.
      'reader repository:d/app:pull',
      'writer repository:t/app:pull,push repository:d/app:pull',
      // Of what it wants only what this client does there.
      'writer repository:t/app:pull,push',
    ]);
  });

  it('send a password at once where the other was taken by password', async () => {
    const seen: string[] = [];
    await using server = await startServer((request, response) => {
      const given = request.headers.authorization;
      seen.push(given ?? 'nobody');
      response.writeHead(given === undefined ? 401 : 200, {
        'Content-Type': 'application/json',
        ...(given === undefined && { 'WWW-Authenticate': 'Basic realm="r"' }),
      });
      response.end('{"tags":[]}');
    });
    const [from, to] = [parseRepository(`${server.host}/d/app`), parseRepository(`${server.host}/t/app`)];
    await using pool = await openPool({ HOME: join(home, 'nobody') });
    const clients = await openImageClients(pool, { from, to: [to], source: READER, destination: WRITER });
    await listTags(clients.source, from);
    await listTags(clients.destination(to), to);
    const basic = (user: typeof READER) =>
      `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
    expect(seen).toEqual(['nobody', basic(READER), basic(WRITER)]);
  });
});
