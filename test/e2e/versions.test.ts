import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEventFixture } from '../support/events.ts';
import { buildImage } from '../support/image/build-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';

const COMMIT = '860c1904a1ce19322e91ac35af1ab07466440c37';
const SOURCE = 'https://github.com/acme/shop';
const ON_TAG = readEventFixture('push-tag');

/** The labels of an image, by the last part of their keys. */
function labelled(labels: Readonly<Record<string, string>>) {
  const entries = Object.entries({ created: '2020-01-01T00:00:00Z', ...labels });
  const full = Object.fromEntries(entries.map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
  return buildImage({ labels: full, layers: 1, seed: JSON.stringify(labels) });
}

const REDIS = labelled({});
const APP = labelled({ source: SOURCE, revision: COMMIT, version: '1.2.3' });
const DB = labelled({ source: SOURCE, revision: COMMIT, version: '4.5.6' });
const ALPINE = labelled({ source: SOURCE, revision: 'f'.repeat(40), version: '1.2.3' });

function tagsOf(registry: EmbeddedRegistry, repository: string): readonly string[] {
  return [...registry.tags(repository).keys()].filter((tag) => !tag.startsWith('sha256-')).sort();
}

function promote(inputs: Readonly<Record<string, string>>, event = ON_TAG) {
  return runAction({ inputs: { tags: 'type=semver', ...inputs }, ...event });
}

describe('the version of an image on a git tag', () => {
  it('is not that of the git tag where the image names no commit', async () => {
    await using registry = await startRegistry();
    registry.load('d/redis', REDIS, ['7.2.4']);
    const run = await promote({ from: `${registry.host}/d/redis:7.2.4`, to: `${registry.host}/p/redis` });
    expect(run.exitCode).toBe(0);
    expect(tagsOf(registry, 'p/redis')).toEqual(['7', '7.2', '7.2.4', 'latest']);
    expect(run.outputs['version']).toBe('7.2.4');
    expect(run.stdout).toContain('The git tag "v1.2.3" does not count for ');
    expect(run.stdout).toContain('by the input "revision"');
  });

  it('is refused where the source tag says otherwise, and the input decides', async () => {
    await using registry = await startRegistry();
    registry.load('d/db', DB, ['4.5.6']);
    const inputs = { from: `${registry.host}/d/db:4.5.6`, to: `${registry.host}/p/db` };
    const refused = await promote(inputs);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('the git tag "v1.2.3" on its commit and its tag "4.5.6" name different versions');
    expect(registry.tags('p/db').size).toBe(0);
    const run = await promote({ ...inputs, version: '4.5.6' });
    expect(run.outputs['version']).toBe('4.5.6');
    expect(tagsOf(registry, 'p/db')).toEqual(['4', '4.5', '4.5.6', 'latest']);
  });
});

describe('a set on a git tag', () => {
  const names = ['shop/app', 'shop/db', 'shop/cache', 'shop/alpine'];
  const image = ['shop/app:1.2.3', 'shop/db:4.5.6', 'shop/cache:4.5.6', 'shop/alpine:1.2.3-alpine'].join('\n');

  async function startShop(): Promise<EmbeddedRegistry> {
    const registry = await startRegistry();
    registry.load('d/shop/app', APP, ['1.2.3']);
    registry.load('d/shop/db', DB, ['4.5.6']);
    registry.load('d/shop/cache', REDIS, ['4.5.6']);
    registry.load('d/shop/alpine', ALPINE, ['1.2.3-alpine']);
    return registry;
  }

  it.each([
    ['promote', { command: 'promote' }],
    ['a dry run', { command: 'promote', 'dry-run': 'true' }],
    ['plan', { command: 'plan', shards: '2' }],
  ])('is refused by %s for every image that cannot be told, and for no other', async (_, command) => {
    await using registry = await startShop();
    const run = await promote({
      ...command,
      from: `${registry.host}/d/{image}`,
      to: `${registry.host}/p/{image}`,
      image,
    });
    expect(run.exitCode).toBe(1);
    const line = run.stdout.split('\n').find((each) => each.includes('Cannot promote 2 of 4 images')) ?? '';
    expect(line).toContain(
      `cannot tell the version of ${registry.host}/d/shop/db:4.5.6: the git tag "v1.2.3" on its commit`,
    );
    expect(line).toContain(
      `cannot tell the version of ${registry.host}/d/shop/alpine:1.2.3-alpine: its tag "1.2.3-alpine"`,
    );
    expect(line).toContain('"suffix=-alpine"');
    expect(line).not.toContain('shop/cache');
    expect(line).not.toContain('shop/app');
    for (const name of names) expect(registry.tags(`p/${name}`).size).toBe(0);
  });

  it('gives each image its own version, alone and in shards', async () => {
    await using registry = await startShop();
    const temp = await mkdtemp(join(tmpdir(), 'sealift-versions-'));
    try {
      const of = (to: string) => ({
        ...{ from: `${registry.host}/d/{image}`, to: `${registry.host}/${to}/{image}` },
        image: 'shop/app:1.2.3\nshop/cache:4.5.6',
      });
      const run = await promote(of('p'));
      expect(run).toMatchObject({ exitCode: 0, outputs: { version: '1.2.3' } });
      const event = { ...ON_TAG, env: { ...ON_TAG.env, RUNNER_TEMP: temp } };
      const planned = await promote({ ...of('t'), command: 'plan', shards: '2' }, event);
      const plan = planned.outputs['plan-file'] ?? '';
      const { include } = JSON.parse(planned.outputs['matrix'] ?? '') as { include: readonly { shard: string }[] };
      const shards = [...include.map((each) => each.shard), `tags@${planned.outputs['plan-id']}`];
      for (const shard of shards) {
        expect(await runAction({ inputs: { plan, shard }, ...event })).toMatchObject({ exitCode: 0 });
      }
      for (const to of ['p', 't']) {
        expect(tagsOf(registry, `${to}/shop/app`)).toEqual(['1', '1.2', '1.2.3', 'latest']);
        expect(tagsOf(registry, `${to}/shop/cache`)).toEqual(['4', '4.5', '4.5.6', 'latest']);
      }
    } finally {
      await rm(temp, { recursive: true, force: true });
    }
  });
});

it('a family with a suffix goes from environment to environment', async () => {
  await using registry = await startRegistry();
  registry.load('d/app', ALPINE, ['1.2.3-alpine']);
  const flavor = 'suffix=-alpine,onlatest=true';
  const family = ['1-alpine', '1.2-alpine', '1.2.3-alpine', 'latest-alpine'];
  for (const [from, to] of [
    ['d', 't'],
    ['t', 'p'],
  ]) {
    const run = await promote({
      ...{ from: `${registry.host}/${from}/app:1.2.3-alpine`, to: `${registry.host}/${to}/app`, flavor },
    });
    expect(run).toMatchObject({ exitCode: 0, outputs: { version: '1.2.3-alpine' } });
    expect(tagsOf(registry, `${to}/app`)).toEqual(family);
  }
});
