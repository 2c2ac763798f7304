import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { DIGEST, IMAGE, OTHER, startChainWorld, type World } from './world.ts';

const forge = await startForge();

/** Attaches the record of a hotfix from `t` into `p`, after the regular one. */
function hotfix(world: World, tags: readonly string[], replaced: ReadonlyMap<string, typeof DIGEST> = new Map()) {
  return world.attach({
    to: 'p',
    claims: {
      time: new Date(forge.time.getTime() + 60_000),
      source: { uri: world.uri('t'), tags: ['1.2.3'], environment: 't' },
      destination: { uri: world.uri('p'), environment: 'p', tags, replaced },
      route: { kind: 'hotfix', name: 'emergency' },
      reason: 'CVE',
    },
  });
}

async function routeIn(world: World): Promise<string | undefined> {
  const { refusal, lines } = await world.verify(`${world.uri('p')}:1.2.3`);
  expect(refusal).toBeUndefined();
  return lines.find((line) => line.startsWith('info   ✓ p: '))?.replace(/ on 20.*/, '');
}

describe('an image that came the regular way and is promoted by a hotfix route', () => {
  it('is shown by the regular way where the hotfix gave it nothing', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await world.place('d', 't', 's1', 's2', 'p');
    await hotfix(world, ['1.2.3']);
    expect(await routeIn(world)).toBe('info   ✓ p: promoted from s2');
  });

  it.each([
    ['a tag', ['1.2.3', 'latest'], undefined],
    ['a tag that another image had meanwhile', ['1.2.3'], '1.2.3'],
  ])('is shown by the hotfix where that gave it %s', async (_, tags, taken) => {
    await using world = await startChainWorld(undefined, { forge });
    await world.place('d', 't', 's1', 's2', 'p');
    await world.push('p/app', OTHER, ['old']);
    await world.push('p/app', IMAGE, tags);
    await hotfix(world, tags, new Map(taken === undefined ? [] : [[taken, DIGEST]]));
    expect(await routeIn(world)).toBe('info   ✓ p: promoted from t on the hotfix emergency route');
  });
});
