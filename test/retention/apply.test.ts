import { describe, expect, it } from 'vitest';
import { NOW, openChain, type RetentionWorld } from './world.ts';

const DAY = 86_400_000;

const LATER = new Date(NOW.getTime() + 8 * DAY);

/** Two environments, whose last keeps the two images that ran last; what is gone is in a ledger. */
const PIPELINE = `version: 1
images: [app]
ledger: "HOST/ledger/{image}"
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    retention: { keep: { last: 2 } }
retention: { in-use: optional, max-delete: { images: 50, percent: 100 } }
`;

const tagsOf = (world: RetentionWorld) => Object.fromEntries(world.registry.tags('p/app'));

/** Plans, and applies that plan at once. */
async function planAndApply(world: RetentionWorld, now = NOW, file = PIPELINE) {
  const { plan } = await world.run(file, {}, { now });
  return { plan, run: await world.run(file, {}, { now, apply: plan }) };
}

describe('a plan that is applied', () => {
  it('retires, waits, and destroys in a later run', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [a, b] = images;
    const { run } = await planAndApply(world);
    expect(run.error).toBe('');
    expect(run.outputs.get('retired')).toBe('2');
    expect(run.outputs.get('changed')).toBe('true');
    expect(run.summary).toContain('Retired 2 images in p');
    const marks = [a, b].map((image) => `0-retired-20261130-${image?.index.digest.slice(7, 19)}`);
    expect(Object.keys(tagsOf(world)).sort()).toEqual([...marks, '20261103_01', '20261104_01', 'latest'].sort());

    const waiting = await world.run(PIPELINE, {}, { now: new Date(NOW.getTime() + 3 * DAY) });
    expect(waiting.plan?.environments[0]?.images.map(({ action }) => action).sort()).toEqual([
      'keep',
      'keep',
      'leave',
      'leave',
    ]);

    const swept = await planAndApply(world, LATER);
    expect(swept.plan?.environments[0]?.images.map(({ action }) => action).sort()).toEqual([
      'destroy',
      'destroy',
      'keep',
      'keep',
    ]);
    expect(swept.run.error).toBe('');
    expect(swept.run.outputs.get('destroyed')).toBe('2');
    expect(swept.run.summary).toContain('Destroyed 2 images, which frees');
    expect(Object.keys(tagsOf(world)).sort()).toEqual(['20261103_01', '20261104_01', 'latest']);
    for (const image of [a, b]) expect(world.registry.manifest('p/app', image?.index.digest ?? '')).toBeUndefined();
    expect([...world.registry.tags('ledger/app').keys()].sort()).toEqual(
      [a, b].map((image) => `gone-sha256-${image?.index.digest.slice(7)}`).sort(),
    );
    const empty = await planAndApply(world, LATER);
    expect(empty.run.outputs.get('changed')).toBe('false');
  });
});
