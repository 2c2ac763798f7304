import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { DIGEST, IMAGE, PIPELINE, startChainWorld, type World } from '../policy/world.ts';

const forge = await startForge();

/** The records of the image in a repository. */
function recordsIn({ registry }: World, repository: string): readonly string[] {
  return [...registry.manifests(repository)].flatMap(([digest, { bytes }]) =>
    JSON.parse(Buffer.from(bytes).toString()).subject?.digest === DIGEST ? [digest] : [],
  );
}

/** A world where the image came to t, and lies in s1 with something that looks as if it had come there as well. */
async function startRepeat(signed: false | { readonly identity: string }): Promise<World> {
  const world = await startChainWorld(PIPELINE, { forge });
  await world.place('d', 't');
  await world.push('s1/app', IMAGE, ['1.2.3']);
  await world.attach({ to: 's1', signed });
  // What the promotion would take along is there already: nothing is left to copy.
  for (const [digest, manifest] of world.registry.manifests('t/app')) {
    const content = {
      index: { digest },
      manifests: new Map([[digest, manifest]]),
      blobs: world.registry.blobs('t/app'),
    };
    world.registry.load('s1/app', content, []);
  }
  return world;
}

describe('a promotion that changes nothing', () => {
  it.each([
    ['that is not signed', false as const],
    ['that somebody else signed', { identity: 'https://evil.test/' }],
  ])('leaves a record of its own beside one with its annotations %s', async (_, signed) => {
    await using world = await startRepeat(signed);
    const before = recordsIn(world, 's1/app');
    expect((await world.verify('s1')).refusal).toContain('Cannot verify');
    expect(await world.promote({ from: 't', to: 's1' })).toBeUndefined();
    expect(recordsIn(world, 's1/app')).toHaveLength(before.length + 1);
    expect((await world.verify('s1')).refusal).toBeUndefined();
    expect(await world.promote({ from: 's1', to: 's2' })).toBeUndefined();
  });

  it('writes no second record where its own still holds', async () => {
    await using world = await startRepeat(false);
    expect(await world.promote({ from: 't', to: 's1' })).toBeUndefined();
    const after = recordsIn(world, 's1/app');
    expect(await world.promote({ from: 't', to: 's1' })).toBeUndefined();
    expect(recordsIn(world, 's1/app')).toEqual(after);
  });

  it('writes one where the way is another: a hotfix is no regular promotion', async () => {
    await using world = await startChainWorld(PIPELINE, { forge });
    await world.place('d', 't', 's1', 's2');
    const now = new Date(forge.now.getTime() - 60_000);
    expect(await world.promote({ from: 't', to: 'p', reason: 'CVE', now })).toBeUndefined();
    const after = recordsIn(world, 'p/app');
    expect(await world.promote({ from: 't', to: 'p', reason: 'CVE' })).toBeUndefined();
    expect(recordsIn(world, 'p/app')).toEqual(after);
    // That of s2 and that of s1 come along, and a new one of p.
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    expect(recordsIn(world, 'p/app').length).toBeGreaterThan(after.length);
    const { lines } = await world.verify(`${world.uri('p')}:1.2.3`);
    expect(lines.find((line) => line.startsWith('info   ✓ p: '))).toContain('promoted from s2');
  });
});
