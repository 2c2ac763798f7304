import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openClientPool } from '../../src/clients/pool.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import type { RegistryClient } from '../../src/registry/client.ts';
import { detachReferrers } from '../../src/registry/referrers/detach.ts';
import { buildImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { keepLog } from '../support/log.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { openImageClients } from './support.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const SUBJECT = parseDigest(IMAGE.index.digest);
const STATEMENT = buildReferrer(IMAGE.index, { artifactType: 'a/b', content: 'x', annotations: {} });

/** Starts a registry that asks for a token, with a statement on an image, and opens the clients of a promotion. */
async function start() {
  const stack = new AsyncDisposableStack();
  const registry = stack.use(
    await startRegistry({ referrers: 'none', auth: { kind: 'bearer', users: { ci: 'battery-staple' } } }),
  );
  registry.load('p/app', IMAGE, ['1']);
  registry.load('p/app', STATEMENT, []);
  const home = await mkdtemp(join(tmpdir(), 'sealift-deleting-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const hosts = new Set<string>();
  const environment = { HOME: home };
  const pool = stack.use(
    await openClientPool({ environment, logger: keepLog() }, { insecureRegistries: hosts, trustedAuthHosts: hosts }),
  );
  const repository = parseRepository(`${registry.host}/p/app`);
  const given = { username: 'ci', password: 'battery-staple', origin: 'inputs' };
  const from = parseRepository(`${registry.host}/d/app`);
  const clients = await openImageClients(pool, { from, to: [repository], source: given, destination: given });
  return { registry, clients, repository, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('the clients of a promotion', () => {
  it('delete only by one that is opened for it, whose token says so', async () => {
    await using world = await start();
    const { registry, clients, repository } = world;
    const digest = parseDigest(STATEMENT.index.digest);
    const detach = (client: RegistryClient) =>
      detachReferrers(client, repository, { subject: SUBJECT, digests: [digest] });
    await expect(detach(clients.destination(repository))).rejects.toThrow(
      'the login is right, but may not delete from "p/app"; give it that right in the registry',
    );
    expect(registry.manifest('p/app', digest)).toBeDefined();
    const scopes = () =>
      registry.log
        .filter(({ path }) => path.startsWith('/token'))
        .flatMap(({ path }) => new URL(path, 'http://localhost').searchParams.getAll('scope'));
    expect(scopes().some((scope) => scope.includes('delete'))).toBe(false);
    const deleting = await clients.deleting?.(repository);
    if (deleting === undefined) throw new Error('there is no client that deletes');
    await detach(deleting);
    expect(registry.manifest('p/app', digest)).toBeUndefined();
    expect(scopes().at(-1)).toBe('repository:p/app:pull,push,delete');
  });
});
