import { describe, expect, it } from 'vitest';
import { openPromotionClients } from '../../src/commands/promotion-clients.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { createFakeClient } from '../registry/support.ts';
import { createTestPool, openImageClients } from './support.ts';

describe('the clients of a promotion', () => {
  const alice = { username: 'alice', password: '1', origin: 'a' };
  const bob = { username: 'bob', password: '2', origin: 'b' };
  const [d, p, q] = ['ghcr.io/d/app', 'ghcr.io/p/app', 'ghcr.io/q/app'].map(parseRepository);
  const elsewhere = parseRepository('quay.io/p/app');
  if (d === undefined || p === undefined || q === undefined) throw new Error('a repository is missing');

  /** A pool that writes down what it opens; a function says which user a file holds for a repository. */
  function opening(stored: (repository: string, access: string) => string | undefined = () => undefined) {
    const opened: { registry: string; user: string | undefined; push: unknown; pull: unknown }[] = [];
    const pool = createTestPool({
      async find({ repository, access, given }) {
        const username = given?.username ?? stored(repository.name, access);
        if (username === undefined) return { credential: { kind: 'anonymous' }, origin: 'none' };
        return { credential: { kind: 'basic', username, password: given?.password ?? '' }, origin: 'x' };
      },
      open({ registry, found: { credential }, push, pull }) {
        const user = credential.kind === 'basic' ? `${credential.username}:${credential.password}` : undefined;
        opened.push({ registry, user, push, pull });
        return createFakeClient(() => ({})).client;
      },
    });
    return { opened, pool };
  }

  it('on one registry with one credential share their token', async () => {
    const { opened, pool } = opening();
    const clients = await openImageClients(pool, {
      from: d,
      to: [p, q],
    });
    expect(opened).toEqual([{ registry: 'ghcr.io', user: undefined, push: [p, q], pull: [d] }]);
    expect(clients.source).toBe(clients.destination(p));
    expect(clients.destination(q)).toBe(clients.destination(p));
  });

  it.each([
    ['with two users', { source: alice, destination: bob }, 'alice:1', 'bob:2'],
    ['with two passwords', { source: alice, destination: { ...alice, password: '2' } }, 'alice:1', 'alice:2'],
    ['with one side given', { source: alice, destination: undefined }, 'alice:1', undefined],
  ])('on one registry %s are two, each with its own', async (_, credentials, source, destination) => {
    const { opened, pool } = opening();
    const clients = await openImageClients(pool, { from: d, to: [p], ...credentials });
    expect(clients.source).not.toBe(clients.destination(p));
    expect(opened).toEqual([
      { registry: 'ghcr.io', user: destination, push: [p], pull: [d] },
      { registry: 'ghcr.io', user: source, push: [], pull: [d] },
    ]);
  });

  it('on two registries are asked for what each is for', async () => {
    const { opened, pool } = opening();
    const access = { from: d, to: [elsewhere, p], source: alice, destination: alice };
    const clients = await openImageClients(pool, access);
    expect(opened).toEqual([
      { registry: 'quay.io', user: 'alice:1', push: [elsewhere], pull: [] },
      { registry: 'ghcr.io', user: 'alice:1', push: [p], pull: [d] },
    ]);
    expect(clients.source).toBe(clients.destination(p));
  });

  it('are apart where files hold two users for source and destination', async () => {
    const { opened, pool } = opening((_, access) => (access === 'push' ? 'pusher' : 'puller'));
    const access = { from: d, to: [p, q] };
    const clients = await openImageClients(pool, access);
    expect(clients.source).not.toBe(clients.destination(p));
    expect(clients.destination(q)).toBe(clients.destination(p));
    expect(opened).toEqual([
      { registry: 'ghcr.io', user: 'pusher:', push: [p, q], pull: [d] },
      { registry: 'ghcr.io', user: 'puller:', push: [], pull: [d] },
    ]);
  });

  it('are one for each user where files hold several for the destinations', async () => {
    const { opened, pool } = opening((repository) => (repository === 'q/app' ? 'bob' : 'alice'));
    const access = { from: d, to: [p, q] };
    const clients = await openImageClients(pool, access);
    expect(clients.source).toBe(clients.destination(p));
    expect(clients.destination(q)).not.toBe(clients.destination(p));
    expect(opened.map(({ push }) => push)).toEqual([[p], [q]]);
  });

  it('do not know what was never asked for', async () => {
    const clients = await openImageClients(opening().pool, {
      from: d,
      to: [p],
    });
    expect(() => clients.destination(elsewhere)).toThrow('no client was opened for quay.io/p/app');
  });

  it('of a set are one for eight images', async () => {
    const { opened, pool } = opening();
    const names = Array.from({ length: 9 }, (_, index) => `ghcr.io/p/app-${index}`);
    const routes = names.map((name) => ({
      from: { repository: d },
      destinations: [{ repository: parseRepository(name) }],
    }));
    await openPromotionClients(pool, routes, { sourceCredential: undefined, destinationCredential: undefined });
    expect(opened.map(({ push, pull }) => [push, pull])).toEqual([
      [names.slice(0, 8).map(parseRepository), [d]],
      [names.slice(8).map(parseRepository), [d]],
    ]);
  });

  it('that only read are one for sixteen repositories', async () => {
    const { opened, pool } = opening();
    const repositories = Array.from({ length: 17 }, (_, index) => parseRepository(`ghcr.io/p/app-${index}`));
    await pool.open(repositories.map((repository) => ({ repository, access: 'pull', given: undefined })));
    expect(opened.map(({ pull }) => pull)).toEqual([repositories.slice(0, 16), repositories.slice(16)]);
  });
});
