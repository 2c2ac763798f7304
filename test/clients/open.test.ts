import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOpener, type ClientPurpose, openClients } from '../../src/clients/open.ts';
import { openPromotionClients } from '../../src/commands/promotion-clients.ts';
import { InputError } from '../../src/errors.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import { createFakeClient, startServer } from '../registry/support.ts';
import { keepLog } from '../support/log.ts';
import { startRegistry } from '../support/registry/registry.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealift-clients-'));
  await mkdir(join(home, '.docker'));
  const auths = { 'registry.example.com': { auth: Buffer.from('alice:hunter2-long').toString('base64') } };
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ auths }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const NOTHING = { explicit: undefined, push: [], pull: [] };

function setUp(environment: Readonly<Record<string, string>>) {
  return { environment, logger: keepLog(), insecureRegistries: new Set<string>(), trustedAuthHosts: new Set<string>() };
}

describe('the clients of a run', () => {
  it('have their secrets masked before anything else is said', async () => {
    const setup = setUp({ HOME: home });
    const { lines } = setup.logger;
    await using opener = await openClients(setup);
    expect(lines).toEqual([]);
    await opener.open('registry.example.com', NOTHING);
    const explicit = { username: 'bob', password: 'canary-bird', origin: 'inputs a and b' };
    await opener.open('ghcr.io', { ...NOTHING, explicit });
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
    const setup = setUp({ HOME: home, BUILDX_CONFIG: folder });
    const repository = parseRepository('ghcr.io/p/app');
    await using opener = await openClients(setup);
    await opener.open('ghcr.io', { ...NOTHING, pull: [repository] });
    await opener.open('ghcr.io', { ...NOTHING, push: [repository] });
    expect(setup.logger.lines.filter((line) => !line.startsWith('mask'))).toEqual([
      'debug Credentials for ghcr.io: none found, anonymous',
      `info Credentials for ghcr.io: auths in ${join(folder, 'config', 'ghcr.io', 'p', 'app@push', 'config.json')}`,
    ]);
  });

  it('say in the debug log what was asked, and no query', async () => {
    await using registry = await startRegistry();
    const log = keepLog();
    await using opener = await openClients({
      environment: { HOME: join(home, 'nobody') },
      logger: log,
      insecureRegistries: new Set(),
      trustedAuthHosts: new Set(),
    });
    await listTags(await opener.open(registry.host, NOTHING), parseRepository(`${registry.host}/a`));
    expect(log.lines).toContain(`debug GET http://${registry.host}/v2/a/tags/list 404`);
    expect(log.lines.join()).not.toContain('n=1000');
    expect(opener.requests).toBe(1);
  });

  it('are refused where the credentials cannot be read', async () => {
    const folder = join(home, 'broken');
    await mkdir(folder);
    await writeFile(join(folder, 'config.json'), '{"auths":"aHVudGVyMg==');
    await using opener = await openClients(setUp({ DOCKER_CONFIG: folder }));
    await expect(opener.open('ghcr.io', NOTHING)).rejects.toThrow(InputError);
  });
});

describe('the clients of a promotion', () => {
  const alice = { username: 'alice', password: '1', origin: 'a' };
  const bob = { username: 'bob', password: '2', origin: 'b' };
  const [d, p, q] = ['ghcr.io/d/app', 'ghcr.io/p/app', 'ghcr.io/q/app'].map(parseRepository);
  const elsewhere = parseRepository('quay.io/p/app');
  if (d === undefined || p === undefined || q === undefined) throw new Error('a repository is missing');

  /** An opener that writes down what it opens; a function says which user a file holds for a repository. */
  function opening(stored: (repository: string, actions: readonly string[]) => string | undefined = () => undefined) {
    const opened: { registry: string; purpose: ClientPurpose }[] = [];
    const opener: ClientOpener = {
      requests: 0,
      async find({ name }, { explicit, actions }) {
        const username = explicit?.username ?? stored(name, actions);
        if (username === undefined) return { credential: { kind: 'anonymous' }, origin: 'none' };
        return { credential: { kind: 'basic', username, password: explicit?.password ?? '' }, origin: 'x' };
      },
      async open(registry, purpose) {
        opened.push({ registry, purpose });
        return createFakeClient(() => ({})).client;
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
    return { opened, opener };
  }

  it('on one registry with one credential share their token', async () => {
    const { opened, opener } = opening();
    const clients = await openPromotionClients(opener, {
      from: d,
      to: [p, q],
      source: undefined,
      destination: undefined,
    });
    expect(opened).toEqual([{ registry: 'ghcr.io', purpose: { explicit: undefined, push: [p, q], pull: [d] } }]);
    expect(clients.source).toBe(clients.destination(p));
    expect(clients.destination(q)).toBe(clients.destination(p));
  });

  it.each([
    ['with two users', { source: alice, destination: bob }, alice, bob],
    [
      'with two passwords',
      { source: alice, destination: { ...alice, password: '2' } },
      alice,
      { ...alice, password: '2' },
    ],
    ['with one side given', { source: alice, destination: undefined }, alice, undefined],
  ])('on one registry %s are two, each with its own', async (_, credentials, source, destination) => {
    const { opened, opener } = opening();
    const clients = await openPromotionClients(opener, { from: d, to: [p], ...credentials });
    expect(clients.source).not.toBe(clients.destination(p));
    expect(opened).toEqual([
      { registry: 'ghcr.io', purpose: { explicit: destination, push: [p], pull: [d] } },
      { registry: 'ghcr.io', purpose: { explicit: source, push: [], pull: [d] } },
    ]);
  });

  it('on two registries are asked for what each is for', async () => {
    const { opened, opener } = opening();
    const access = { from: d, to: [elsewhere, p], source: alice, destination: alice };
    const clients = await openPromotionClients(opener, access);
    expect(opened).toEqual([
      { registry: 'quay.io', purpose: { explicit: alice, push: [elsewhere], pull: [] } },
      { registry: 'ghcr.io', purpose: { explicit: alice, push: [p], pull: [d] } },
    ]);
    expect(clients.source).toBe(clients.destination(p));
  });

  it('are apart where files hold two users for source and destination', async () => {
    const { opened, opener } = opening((_, actions) => (actions.includes('push') ? 'pusher' : 'puller'));
    const access = { from: d, to: [p, q], source: undefined, destination: undefined };
    const clients = await openPromotionClients(opener, access);
    expect(clients.source).not.toBe(clients.destination(p));
    expect(clients.destination(q)).toBe(clients.destination(p));
    expect(opened).toEqual([
      { registry: 'ghcr.io', purpose: { explicit: undefined, push: [p, q], pull: [d] } },
      { registry: 'ghcr.io', purpose: { explicit: undefined, push: [], pull: [d] } },
    ]);
  });

  it('are one for each user where files hold several for the destinations', async () => {
    const { opened, opener } = opening((repository) => (repository === 'q/app' ? 'bob' : 'alice'));
    const access = { from: d, to: [p, q], source: undefined, destination: undefined };
    const clients = await openPromotionClients(opener, access);
    expect(clients.source).toBe(clients.destination(p));
    expect(clients.destination(q)).not.toBe(clients.destination(p));
    expect(opened.map(({ purpose }) => purpose.push)).toEqual([[p], [q]]);
  });

  it('do not know what was never asked for', async () => {
    const clients = await openPromotionClients(opening().opener, {
      from: d,
      to: [p],
      source: undefined,
      destination: undefined,
    });
    expect(() => clients.destination(elsewhere)).toThrow('no client was opened for quay.io/p/app');
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
    await using opener = await openClients(setUp({ HOME: join(home, 'nobody') }));
    const access = { from, to: [to], source: READER, destination: WRITER };
    const clients = await openPromotionClients(opener, access);
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
    await using opener = await openClients(setUp({ HOME: join(home, 'nobody') }));
    const clients = await openPromotionClients(opener, { from, to: [to], source: READER, destination: WRITER });
    await listTags(clients.source, from);
    await listTags(clients.destination(to), to);
    const basic = (user: typeof READER) =>
      `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
    expect(seen).toEqual(['nobody', basic(READER), basic(WRITER)]);
  });
});
