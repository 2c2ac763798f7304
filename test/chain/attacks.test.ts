import { describe, expect, it } from 'vitest';
import { startChainWorld } from './world.ts';

describe('smoke', () => {
  it('verifies', async () => {
    await using world = await startChainWorld();
    await world.place('d', 't', 's1', 's2', 'p');
    const r = await world.verify('host/p/app:1.2.3'.replace('host', world.host));
    console.log(r.lines.filter(l=>l.startsWith('info')).join('\n'), r.refusal);
    const w = await world.verify('p');
    console.log(w.refusal);
    await using other = await startChainWorld();
    await other.push('d/app');
    for (const [from,to] of [['d','t'],['t','s1'],['s1','s2'],['s2','p'], ['s1','p']] as const) console.log(from,to, await other.promote({from,to}));
    console.log((await other.verify('p')).lines.join('\n'));
    expect(1).toBe(1);
  });
});
