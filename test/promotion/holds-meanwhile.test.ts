import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { startChainWorld } from '../policy/world.ts';
import { createClock, type FakeClock } from '../registry/support.ts';
import { type Holder, startHolder } from './hold-world.ts';

const forge = await startForge();

/** Promotes from d to t while somebody holds the image, and so much time passes (ms). */
async function promoteWhile(passes: number) {
  const clock: FakeClock = createClock();
  let holder: Holder | undefined;
  let isDue = true;
  await using world = await startChainWorld(undefined, {
    forge,
    clock,
    registry: {
      async intercept({ method }, _, path) {
        if (!isDue || method !== 'PUT' || !path.includes('/t/app/manifests/')) return false;
        isDue = false;
        await holder?.hold({ at: ['d/app'] });
        clock.advance(passes);
        return false;
      },
    },
  });
  await using opened = await startHolder(world);
  holder = opened;
  await world.push('d/app');
  const refusal = await world.promote({ from: 'd', to: 't' });
  expect(isDue).toBe(false);
  return { refusal, tags: [...world.registry.tags('t/app').keys()].filter((tag) => !tag.startsWith('sha256-')) };
}

describe('a hold that comes while images are copied', () => {
  it('stops the run before it writes a tag', async () => {
    const { refusal, tags } = await promoteWhile(6000);
    expect(refusal).toMatch(/^Cannot promote \S+ to t: it is held since /);
    expect(tags).toEqual([]);
  });

  it('is as one right after the run, if that is short', async () => {
    const { refusal, tags } = await promoteWhile(100);
    expect(refusal).toBeUndefined();
    expect(tags).toEqual(['1.2.3']);
  });
});

describe('hostile holds', () => {
  it('of whoever may push do not stop a promotion, nor end a hold', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    await world.push('d/app');
    for (let count = 0; count < 20; count++) {
      await holder.hold({ at: ['d/app'], isSigned: false, until: new Date(Date.now() + 1e9 + count) });
    }
    const plan = await world.plan({ from: 'd', to: 't' });
    expect(plan.warnings.filter((each) => each.includes('does not count: it is not signed'))).toHaveLength(6);
    expect(plan.warnings.some((each) => each.includes('17 more'))).toBe(true);
    await holder.hold({ at: ['d/app'] });
    await holder.unhold({ at: ['d/app'], isSigned: false });
    expect(await world.promote({ from: 'd', to: 't' })).toMatch(/it is held since/);
  });
});
