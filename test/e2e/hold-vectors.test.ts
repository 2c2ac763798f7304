import { describe, expect, it } from 'vitest';
import { digestOfImage, imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from '../rollback/world.ts';
import { someOf } from '../support/sample.ts';
import { REAL_REGISTRIES } from './real-registries.ts';

const [A, B, C] = [imageOf('1.2.3'), imageOf('1.2.4'), imageOf('1.3.0')];
const [FIX, NEXT] = [imageOf('1.2.5'), imageOf('1.3.1')];

/** Images are built in s, so that the chain of p is whole. */
const SHORT = PIPELINE.replace('from: d }', 'from: [] }');

/** p went from 1.2.3 over 1.2.4 to 1.3.0; s has what may come. */
async function fill(world: RollbackWorld): Promise<void> {
  await world.place(A, { tags: ['1.2.3', '1.2', '1', 'latest'], at: 0 });
  await world.place(B, {
    ...{ tags: ['1.2.4', '1.2', '1', 'latest'], at: 60 },
    replaced: { '1.2': A, '1': A, latest: A },
  });
  await world.place(C, { tags: ['1.3.0', '1.3', '1', 'latest'], replaced: { '1': B, latest: B }, at: 120 });
  for (const [image, version] of [
    [C, '1.3.0'],
    [FIX, '1.2.5'],
    [NEXT, '1.3.1'],
  ] as const) {
    await world.push('s/app', image, [version]);
  }
}

function promote(world: RollbackWorld, image: string) {
  return world.run({ command: 'promote', from: 's', to: 'p', image, tags: 'type=semver', referrers: 'true' });
}

describe.each(someOf(1, REAL_REGISTRIES, 'hold vectors'))('holds on $name', ({ available, start }) => {
  it.skipIf(!available)(
    'let lower and higher fixes get the lines, and not the bad image (vectors 14, 16, 18)',
    async () => {
      await using world = await startRollbackWorld({ pipeline: SHORT, start });
      await fill(world);
      expect((await world.run({})).refusal).toBe('');
      expect(await world.tags()).toMatchObject({ latest: B.index.digest, '1': B.index.digest, '1.3': C.index.digest });

      expect((await promote(world, 'app:1.2.5')).refusal).toBe('');
      const fixed = await world.tags();
      for (const tag of ['1.2.5', '1.2', '1', 'latest']) expect(fixed[tag], tag).toBe(FIX.index.digest);

      expect((await promote(world, 'app:1.3.0')).refusal).toContain('it is held since');
      expect(await world.tags()).toEqual(fixed);

      expect((await promote(world, 'app:1.3.1')).refusal).toBe('');
      const next = await world.tags();
      for (const tag of ['1.3.1', '1.3', '1', 'latest']) expect(next[tag], tag).toBe(NEXT.index.digest);
      expect((await promote(world, 'app:1.3.0')).refusal).toContain('it is held since');
    },
  );

  it.skipIf(!available)('end for the hold that is named, and for no later one (vectors 17 and 21)', async () => {
    await using world = await startRollbackWorld({ pipeline: SHORT, start });
    await fill(world);
    expect((await world.run({})).refusal).toBe('');
    const image = `app@${C.index.digest}`;
    expect((await world.run({ command: 'unhold', to: '', image })).refusal).toBe('');
    expect((await world.run({ command: 'hold', to: '', image, reason: 'INC-2' })).refusal).toBe('');
    // The record of the first end is still attached.
    expect((await promote(world, 'app:1.3.0')).refusal).toContain('INC-2');
    expect((await world.run({ command: 'unhold', to: '', image })).refusal).toBe('');
    expect((await promote(world, 'app:1.3.0')).refusal).toBe('');
    const tags = await world.tags();
    for (const tag of ['1.3.0', '1.3', '1', 'latest']) expect(tags[tag], tag).toBe(C.index.digest);
  });

  it.skipIf(!available)(
    'of one platform hold its image, and of one environment only its own steps (vectors 24 and 51)',
    async () => {
      await using world = await startRollbackWorld({ pipeline: SHORT.replace('from: [] }', 'from: d }'), start });
      await fill(world);
      for (const [image, version] of [
        [FIX, '1.2.5'],
        [NEXT, '1.3.1'],
      ] as const) {
        await world.push('d/app', image, [version]);
      }
      const [platform] = [...FIX.manifests.keys()].filter((digest) => digest !== FIX.index.digest);
      expect((await world.run({ command: 'hold', image: `app@${platform}`, to: 'd' })).refusal).toBe('');
      const enter = (name: string) =>
        world.run({
          command: 'promote',
          from: 'd',
          to: 's',
          image: `app:${name}`,
          tags: 'type=semver',
          referrers: 'true',
        });
      expect((await enter('1.2.5')).refusal).toContain(`${platform}`.slice(0, 19));

      const hold = { command: 'hold', image: `app@${digestOfImage(NEXT)}`, to: 'd' };
      expect((await world.run(hold)).refusal).toBe('');
      expect((await enter('1.3.1')).refusal).toContain('it is held in d since');
      // From s to p nobody asks d.
      expect((await promote(world, 'app:1.3.1')).refusal).not.toContain('it is held');
    },
  );

  it.skipIf(!available)('by two people at once are two records, of which each must end', async () => {
    await using world = await startRollbackWorld({ pipeline: SHORT, start });
    await fill(world);
    const image = `app@${C.index.digest}`;
    const both = ['INC-1', 'INC-2'].map((reason) => world.run({ command: 'hold', image, reason }));
    for (const { refusal } of await Promise.all(both)) expect(refusal).toBe('');
    expect((await promote(world, 'app:1.3.0')).refusal).toMatch(/INC-[12]/);
    // One ends them while another holds it again.
    const again = [
      world.run({ command: 'unhold', image, reason: 'over' }),
      world.run({ command: 'hold', image, reason: 'INC-3' }),
    ];
    for (const { refusal } of await Promise.all(again)) expect(refusal).toBe('');
    const after = await promote(world, 'app:1.3.0');
    // Both orders are right; it is not promoted and held.
    if (after.refusal === '')
      expect((await world.run({ command: 'unhold', image, reason: 'x' })).outputs.get('changed')).toBe('false');
    else expect(after.refusal).toContain('it is held since');
  });
});
