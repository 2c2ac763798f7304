import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTags } from '../e2e/look.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { NOW, RetentionWorld } from './world.ts';

const PIPELINE = `version: 1
images: [app]
ledger: "HOST/ledger/{image}"
environments:
  d: { repository: "HOST/d/{image}", retention: { keep: { last: 1 }, archive: required } }
retention:
  in-use: optional
  max-delete: { images: 50, percent: 100 }
  archive: { to: "HOST/kept/{environment}/{image}" }
`;

const DAY = 86_400_000;

describe('archive: required', () => {
  it('vector 48: archives, archives again what got a referrer since, and destroys only what is archived whole', async () => {
    await using world = await RetentionWorld.open();
    const { host } = world.registry;
    const [old, fresh] = [world.image('old'), world.image('new')];
    world.put('d/app', old, ['20261001_01']);
    world.put('d/app', fresh, ['20261101_01']);
    let day = 0;
    async function apply(): Promise<readonly (readonly [string, string | null])[]> {
      const now = new Date(NOW.getTime() + day * DAY);
      const { plan } = await world.run(PIPELINE, {}, { now });
      const run = await world.run(PIPELINE, {}, { now, apply: plan });
      expect(run.error).toBe('');
      return run.report.applied?.images.map(({ outcome, reason }) => [outcome, reason] as const) ?? [];
    }
    const attach = (seed: string) =>
      pushReferrer(
        { host, repository: 'd/app' },
        old.index,
        buildReferrer(old.index, { artifactType: `application/x-${seed}` }),
      );

    expect(await apply()).toEqual([['retired', null]]);
    day = 8;
    expect(await apply()).toEqual([['archived', null]]);
    expect(await readTags(host, 'kept/d/app')).toEqual({ 'd-20261001_01': old.index.digest });

    // The plan says that it may go; a referrer comes before it is applied.
    const now = new Date(NOW.getTime() + day * DAY);
    const { plan } = await world.run(PIPELINE, {}, { now });
    expect(plan?.environments[0]?.images.map(({ action }) => action).toSorted()).toEqual(['destroy', 'keep']);
    await attach('late');
    const late = await world.run(PIPELINE, {}, { now, apply: plan });
    expect(late.report.applied?.images ?? []).toEqual([]);
    expect(world.registry.manifests('d/app').has(old.index.digest)).toBe(true);

    expect(await apply()).toEqual([['archived', null]]);
    // What an archive has lost, it does not hold.
    await fetch(`http://${host}/v2/kept/d/app/manifests/${old.index.digest}`, { method: 'DELETE' });
    expect(await apply()).toEqual([['left', expect.stringContaining('archive it again')]]);
    world.put('kept/d/app', old, []);
    expect(await apply()).toEqual([['destroyed', null]]);
    expect(world.registry.manifests('d/app').has(old.index.digest)).toBe(false);
    expect(world.registry.manifests('kept/d/app').has(old.index.digest)).toBe(true);
  });

  it('destroys what is archived in a layout only while the layout is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sealift-kept-'));
    try {
      await using world = await RetentionWorld.open();
      const pipeline = PIPELINE.replace(/to: "HOST[^"]*"/, `layout: "${folder}"`);
      const old = world.image('old');
      world.put('d/app', old, ['20261001_01']);
      world.put('d/app', world.image('new'), ['20261101_01']);
      async function apply(day: number) {
        const now = new Date(NOW.getTime() + day * DAY);
        const { plan } = await world.run(pipeline, {}, { now });
        const run = await world.run(pipeline, {}, { now, apply: plan });
        return run.report.applied?.images.map(({ outcome }) => outcome);
      }
      expect(await apply(0)).toEqual(['retired']);
      expect(await apply(8)).toEqual(['archived']);
      await rename(join(folder, 'd'), join(folder, 'elsewhere'));
      expect(await apply(8)).toEqual(['left']);
      expect(world.registry.manifests('d/app').has(old.index.digest)).toBe(true);
      await rename(join(folder, 'elsewhere'), join(folder, 'd'));
      expect(await apply(8)).toEqual(['destroyed']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
