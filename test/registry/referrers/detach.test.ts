import { describe, expect, it } from 'vitest';
import { type Digest, parseDigest } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { detachReferrers } from '../../../src/registry/referrers/detach.ts';
import { fallbackTag, listReferrers } from '../../../src/registry/referrers/referrers.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { buildReferrer } from '../../support/image/build-referrer.ts';
import { pushImage } from '../../support/image/push-image.ts';
import { pushReferrer } from '../../support/image/push-referrer.ts';
import type { RegistryOptions } from '../../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../../support/registry/registry.ts';
import { connect } from '../support.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const SUBJECT = parseDigest(IMAGE.index.digest);
const LIST = `manifests/${fallbackTag(SUBJECT)}`;

/** Starts a registry with an image that some statements refer to. */
async function start(names: readonly string[], options: RegistryOptions = {}) {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'p/app', IMAGE, ['1']);
  const digests: Digest[] = [];
  for (const name of names) {
    const built = buildReferrer(IMAGE.index, { artifactType: 'a/b', content: name, annotations: { name } });
    await pushReferrer({ host: registry.host, repository: 'p/app' }, IMAGE.index, built);
    digests.push(parseDigest(built.index.digest));
  }
  registry.clearLog();
  return { registry, digests };
}

async function detach(registry: EmbeddedRegistry, digests: readonly Digest[]): Promise<string> {
  await using connection = await connect(registry.host);
  const repository = parseRepository(`${registry.host}/p/app`);
  return await detachReferrers(connection.client, repository, { subject: SUBJECT, digests }).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

async function listed(registry: EmbeddedRegistry): Promise<readonly string[]> {
  await using connection = await connect(registry.host);
  const repository = parseRepository(`${registry.host}/p/app`);
  return (await listReferrers(connection.client, repository, SUBJECT)).map(({ digest }) => digest);
}

function asked(registry: EmbeddedRegistry, method: string): readonly string[] {
  return registry.log.filter((each) => each.method === method).map(({ path }) => path.replace('/v2/p/app/', ''));
}

describe('referrers that are deleted', () => {
  it.each(['api', 'none'] as const)('are gone, and in no list (%s)', async (referrers) => {
    const { registry, digests } = await start(['a', 'b', 'c'], { referrers });
    await using _ = registry;
    const [first, second, third] = digests;
    if (first === undefined || second === undefined) throw new Error('there are no referrers');
    expect(await detach(registry, [first, second])).toBe('');
    expect(asked(registry, 'DELETE').filter((path) => !path.includes('sha256-'))).toEqual([
      `manifests/${first}`,
      `manifests/${second}`,
    ]);
    // The list is written once for all of them.
    expect(asked(registry, 'PUT')).toEqual(referrers === 'none' ? [LIST] : []);
    expect(await listed(registry)).toEqual([third]);
  });

  it('leave no list behind where they were the last ones in it', async () => {
    const { registry, digests } = await start(['a'], { referrers: 'none' });
    await using _ = registry;
    expect(await detach(registry, digests)).toBe('');
    expect(await listed(registry)).toEqual([]);
    const list = registry.manifest('p/app', fallbackTag(SUBJECT));
    expect(list === undefined ? [] : JSON.parse(Buffer.from(list.bytes).toString()).manifests).toEqual([]);
  });

  it('may be gone already', async () => {
    const { registry, digests } = await start(['a', 'b'], { referrers: 'none' });
    await using _ = registry;
    const [first = SUBJECT] = digests;
    expect(await detach(registry, [first])).toBe('');
    expect(await detach(registry, [first])).toBe('');
    expect(await listed(registry)).toEqual(digests.slice(1));
  });

  it('all go but the one that cannot, and that one stays in the list', async () => {
    let kept = '';
    const { registry, digests } = await start(['a', 'b', 'c'], {
      referrers: 'none',
      intercept({ method, url = '' }, response) {
        if (method !== 'DELETE' || !url.endsWith(kept)) return false;
        response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"errors":[{"code":"DENIED"}]}');
        return true;
      },
    });
    await using _ = registry;
    kept = digests[1] ?? '';
    expect(await detach(registry, digests)).toMatch(
      /^Cannot delete .*; give the credentials the right to delete there/,
    );
    expect(await listed(registry)).toEqual([kept]);
  });

  it.each([
    ['switch deletion on in the registry', { delete: 'refuse' }],
    ['run again, or delete it by hand', { intercept: refuseBy(409) }],
  ] as const)('that the registry keeps are told: %s', async (remedy, options) => {
    const { registry, digests } = await start(['a'], { referrers: 'none', ...options });
    await using _ = registry;
    expect(await detach(registry, digests)).toContain(remedy);
    expect(asked(registry, 'PUT')).toEqual([]);
    expect(await listed(registry)).toEqual(digests);
  });
});

function refuseBy(status: number): NonNullable<RegistryOptions['intercept']> {
  return ({ method }, response) => {
    if (method !== 'DELETE') return false;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"errors":[{"code":"DENIED"}]}');
    return true;
  };
}
