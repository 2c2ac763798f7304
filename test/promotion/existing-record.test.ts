import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { type Asked, DIGEST, IMAGE, PIPELINE, startChainWorld, type World } from '../policy/world.ts';

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

describe('a promotion that is repeated', () => {
  const approval = (login: string, state: 'approved' | 'rejected' = 'approved', ...environments: string[]) => ({
    ...{ login, state, environments, comment: undefined },
  });
  const check = (id: string, result = 'pass') => ({ id, result });

  /** The changes between two runs, and whether the second leaves a record. */
  type Repeat = readonly [string, first: Partial<Asked>, second: Partial<Asked>, isNew: boolean];

  it.each<Repeat>([
    ['by an approval', {}, { approvals: [approval('wang')] }, true],
    ['by nothing, if nobody approved it', { approvals: [approval('wang')] }, { approvals: [] }, false],
    ['by nothing, if the same person did', { approvals: [approval('wang')] }, { approvals: [approval('wang')] }, false],
    ['by the approval of somebody else', { approvals: [approval('wang')] }, { approvals: [approval('chen')] }, true],
    [
      "by an approval for another of GitHub's environments",
      { approvals: [approval('wang', 'approved', 'test')] },
      { approvals: [approval('wang', 'approved', 'stage')] },
      true,
    ],
    ['by nothing, if it was rejected', {}, { approvals: [approval('wang', 'rejected')] }, false],
    [
      'by an approval of who rejected it',
      { approvals: [approval('wang', 'rejected')] },
      { approvals: [approval('wang')] },
      true,
    ],
    ['by a gate that is new', { checks: [check('labels')] }, { checks: [check('labels'), check('base')] }, true],
    [
      'by nothing, if the gates are the same',
      { checks: [check('labels')] },
      { checks: [check('labels', 'warn')] },
      false,
    ],
    [
      'by nothing, if a gate is gone',
      { checks: [check('labels'), check('base')] },
      { checks: [check('labels')] },
      false,
    ],
    [
      'by a gate that was bypassed before',
      { checks: [check('labels', 'bypassed')] },
      { checks: [check('labels')] },
      true,
    ],
    [
      'by nothing, if a gate is bypassed again',
      { checks: [check('labels', 'bypassed')] },
      { checks: [check('labels', 'bypassed')] },
      false,
    ],
  ])('proves more %s', async (_, first, second, isNew) => {
    await using world = await startRepeat(false);
    expect(await world.promote({ from: 't', to: 's1', ...first })).toBeUndefined();
    const after = recordsIn(world, 's1/app');
    expect(await world.promote({ from: 't', to: 's1', ...second })).toBeUndefined();
    expect(recordsIn(world, 's1/app')).toHaveLength(after.length + (isNew ? 1 : 0));
    // Once more, and nothing is left to prove.
    expect(await world.promote({ from: 't', to: 's1', ...second })).toBeUndefined();
    expect(recordsIn(world, 's1/app')).toHaveLength(after.length + (isNew ? 1 : 0));
  });

  it('by a hotfix route that has expired warns that this extends nothing, until a regular promotion pays', async () => {
    await using world = await startChainWorld(PIPELINE.replace('from: t, to: p }', 'from: t, to: p, expires: 1h }'), {
      forge,
    });
    await world.place('d', 't', 's1', 's2');
    const said: string[] = [];
    const again = (minutes: number, rules = 'type=source') => {
      said.length = 0;
      const now = new Date(forge.now.getTime() + minutes * 60_000);
      return world.promote({ from: 't', to: 'p', reason: 'CVE', now, rules, said });
    };
    const expired =
      /^In \S+\/(?:p|dc2)\/app, the hotfix by "emergency" expired on .* UTC, and no regular promotion followed: another hotfix does not extend it, and "command: verify" still fails; promote it regularly to p, from s2$/;
    expect(await again(0)).toBeUndefined();
    expect(said).toEqual([]);
    expect(await again(59)).toBeUndefined();
    expect(said).toEqual([]);
    expect(await again(61)).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(expired), expect.stringMatching(expired)]);
    // Neither does one that gives it another tag.
    expect(await again(62, 'type=raw,value=more')).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(expired), expect.stringMatching(expired)]);
    const now = new Date(forge.now.getTime() + 63 * 60_000);
    expect(await world.promote({ from: 's2', to: 'p', now })).toBeUndefined();
    expect(await again(64)).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('on the same way proves more if that was a hotfix before: the route is regular now', async () => {
    await using world = await startChainWorld(
      PIPELINE.replace('from: s2 }', 'from: [s2, t] }').replace(/hotfix-routes:[\s\S]*/, ''),
      { forge },
    );
    await world.place('d', 't');
    await world.push('p/app', IMAGE, ['1.2.3']);
    const source = { uri: world.uri('t'), tags: ['1.2.3'], environment: 't' };
    await world.attach({ to: 'p', claims: { source, route: { kind: 'hotfix', name: 'emergency' }, reason: 'INC-1' } });
    const before = recordsIn(world, 'p/app').length;
    for (let count = 0; count < 2; count++) {
      expect(await world.promote({ from: `${world.uri('t')}:1.2.3`, to: world.uri('p') })).toBeUndefined();
    }
    // That of t came along, and one is new.
    expect(recordsIn(world, 'p/app')).toHaveLength(before + 2);
  });
});
