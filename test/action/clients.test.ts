import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOpener, type ClientPurpose, openClients, openPromotionClients } from '../../src/action/clients.ts';
import { InputError } from '../../src/errors.ts';
import { parseRepository } from '../../src/oci/repository.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import { createFakeClient } from '../registry/support.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { keepLog } from './log.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealift-clients-'));
  await mkdir(join(home, '.docker'));
  const auths = { 'registry.example.com': { auth: Buffer.from('alice:hunter2').toString('base64') } };
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ auths }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const NOTHING = { explicit: undefined, push: [], pull: [] };

describe('the clients of a run', () => {
  it('have their secrets masked before anything else is said', async () => {
    const log = keepLog();
    const setup = { environment: { HOME: home }, logger: log, insecureRegistries: new Set<string>() };
    await using opener = await openClients(setup);
    expect(log.lines).toEqual(['mask hunter2', 'mask YWxpY2U6aHVudGVyMg==']);
    opener.open('registry.example.com', NOTHING);
    const explicit = { username: 'bob', password: 'canary', origin: 'inputs a and b' };
    opener.open('ghcr.io', { ...NOTHING, explicit });
    const said = log.lines.filter((line) => !line.startsWith('mask'));
    expect(said).toEqual([
      `info Credentials for registry.example.com: auths in ${join(home, '.docker', 'config.json')}`,
      'info Credentials for ghcr.io: inputs a and b',
    ]);
    expect(log.lines.indexOf('mask canary')).toBeLessThan(log.lines.indexOf(said[1] ?? ''));
    expect(said.join()).not.toMatch(/hunter2|canary/);
  });

  it('say in the debug log what was asked, and no query', async () => {
    await using registry = await startRegistry();
    const log = keepLog();
    await using opener = await openClients({
      environment: { HOME: join(home, 'nobody') },
      logger: log,
      insecureRegistries: new Set(),
    });
    await listTags(opener.open(registry.host, NOTHING), parseRepository(`${registry.host}/a`));
    expect(log.lines).toContain(`debug GET http://${registry.host}/v2/a/tags/list 404`);
    expect(log.lines.join()).not.toContain('n=1000');
    expect(opener.requests).toBe(1);
  });

  it('are refused where the credentials cannot be read', async () => {
    const folder = join(home, 'broken');
    await mkdir(folder);
    await writeFile(join(folder, 'config.json'), '{"auths":"aHVudGVyMg==');
    const setup = { environment: { DOCKER_CONFIG: folder }, logger: keepLog(), insecureRegistries: new Set<string>() };
    await expect(openClients(setup)).rejects.toThrow(InputError);
  });
});

describe('the clients of a promotion', () => {
  const alice = { username: 'alice', password: '1', origin: 'a' };
  const bob = { username: 'bob', password: '2', origin: 'b' };
  const [d, p, q] = ['ghcr.io/d/app', 'ghcr.io/p/app', 'ghcr.io/q/app'].map(parseRepository);
  const elsewhere = parseRepository('quay.io/p/app');
  if (d === undefined || p === undefined || q === undefined) throw new Error('a repository is missing');

  /** An opener that writes down what it opens. */
  function opening() {
    const opened: { registry: string; purpose: ClientPurpose }[] = [];
    const opener: ClientOpener = {
      requests: 0,
      open(registry, purpose) {
        opened.push({ registry, purpose });
        return createFakeClient(() => ({})).client;
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
    return { opened, opener };
  }

  it('on one registry with one credential share their token', () => {
    const { opened, opener } = opening();
    const clients = openPromotionClients(opener, { from: d, to: [p, q], source: undefined, destination: undefined });
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
  ])('on one registry %s are two, each with its own', (_, credentials, source, destination) => {
    const { opened, opener } = opening();
    const clients = openPromotionClients(opener, { from: d, to: [p], ...credentials });
    expect(clients.source).not.toBe(clients.destination(p));
    expect(opened).toEqual([
      { registry: 'ghcr.io', purpose: { explicit: destination, push: [p], pull: [d] } },
      { registry: 'ghcr.io', purpose: { explicit: source, push: [], pull: [d] } },
    ]);
  });

  it('on two registries are asked for what each is for', () => {
    const { opened, opener } = opening();
    const access = { from: d, to: [elsewhere, p], source: alice, destination: alice };
    const clients = openPromotionClients(opener, access);
    expect(opened).toEqual([
      { registry: 'quay.io', purpose: { explicit: alice, push: [elsewhere], pull: [] } },
      { registry: 'ghcr.io', purpose: { explicit: alice, push: [p], pull: [d] } },
    ]);
    expect(clients.source).toBe(clients.destination(p));
  });

  it('do not know what was never asked for', () => {
    const clients = openPromotionClients(opening().opener, {
      from: d,
      to: [p],
      source: undefined,
      destination: undefined,
    });
    expect(() => clients.destination(elsewhere)).toThrow('no client was opened for quay.io');
  });
});
