import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseRepository } from '../../src/oci/reference.ts';
import { readHolds } from '../../src/records/holds.ts';
import { startForge } from '../attestation/verify/forge.ts';
import { DIGEST, OTHER, startChainWorld, type World } from '../policy/world.ts';
import { connect } from '../registry/support.ts';
import { startHolder } from './hold-world.ts';

const forge = await startForge();

/** The key of somebody whom no pipeline file names. */
const STRANGER = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

async function recordsAt(world: World, name: string): Promise<readonly string[]> {
  await using connection = await connect(world.host);
  const repository = parseRepository(`${world.host}/${name}`);
  return (await readHolds(connection.client, { repository, subject: DIGEST })).map(({ digest }) => digest);
}

const BOTH = ['p/app', 'dc2/app'];

describe('a hold', () => {
  it('is one record in every repository that has the image, and in no other', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    await world.push('p/app');
    await world.push('dc2/app');
    await world.push('t/app', OTHER);
    const { record, written, uncounted } = await holder.hold({ at: [...BOTH, 't/app'] });
    expect(written).toEqual(BOTH);
    expect(uncounted).toEqual(new Map());
    expect(await recordsAt(world, 'p/app')).toEqual([record]);
    expect(await recordsAt(world, 'dc2/app')).toEqual([record]);
    expect(await recordsAt(world, 't/app')).toEqual([]);
  });

  it('is written once for the same effects', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    for (const name of BOTH) await world.push(name);
    const { record } = await holder.hold({ at: ['p/app'] });
    // A run that ended between the two repositories is completed with the same record.
    const again = await holder.hold({ at: BOTH });
    expect(again).toMatchObject({ record, written: ['dc2/app'] });
    expect(await holder.hold({ at: BOTH })).toMatchObject({ record, written: [] });
    const legal = await holder.hold({ at: BOTH, effect: 'legal' });
    expect(legal.written).toEqual(BOTH);
    expect(legal.record).not.toBe(record);
    const ending = await holder.hold({ at: BOTH, until: new Date(Date.now() + 86_400_000) });
    // The one without an end lasts longer: it would change nothing.
    expect(ending.written).toEqual([]);
    expect(await recordsAt(world, 'p/app')).toHaveLength(2);
  });

  it('is the same record in further places of the same plan', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    for (const name of ['p/app', 't/app']) await world.push(name);
    const first = await holder.hold({ at: ['p/app'] });
    const second = await holder.hold({ at: ['t/app'] }, first);
    expect(second).toMatchObject({ record: first.record, written: ['t/app'] });
    // Also if the first found it there.
    const found = await holder.plan({ at: ['p/app'] });
    await world.push('s1/app');
    expect(await holder.hold({ at: ['s1/app'] }, found)).toMatchObject({ record: first.record, written: ['s1/app'] });
  });

  it('says where it would not count', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    await world.push('p/app');
    const plan = await holder.plan({ at: ['p/app'], key: STRANGER, environments: ['t', 'p'] });
    expect([...plan.uncounted.keys()]).toEqual(['t', 'p']);
    expect(plan.uncounted.get('p')).toMatch(/does not count: it was signed by no key that the pipeline file names/);
    const unsigned = await holder.plan({ at: ['p/app'], isSigned: false, environments: ['p'] });
    expect(unsigned.uncounted.get('p')).toMatch(/it is not signed, and p accepts only signed records$/);
  });
});

describe('the end of a hold', () => {
  it('ends all that hold the image, wherever they are kept', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    for (const name of BOTH) await world.push(name);
    const { record } = await holder.hold({ at: ['p/app'] });
    const { record: legal } = await holder.hold({ at: BOTH, effect: 'legal' });
    const end = await holder.unhold({ at: BOTH });
    expect(end.written).toEqual(BOTH);
    expect(end.ended.map(({ by }) => by.kind === 'record' && by.record).toSorted()).toEqual([record, legal].toSorted());
    expect(end.predicate).toMatchObject({ action: 'unhold', holds: expect.arrayContaining([record, legal]) });
    expect(end.uncounted).toEqual(new Map());
    expect(await holder.unhold({ at: BOTH })).toMatchObject({ written: [], record: undefined });
    // Holding it again needs a new record.
    const again = await holder.hold({ at: BOTH });
    expect(again.written).toEqual(BOTH);
    expect(again.record).not.toBe(record);
  });

  it('ends them in the environments that are named', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    await world.push('p/app');
    const { record } = await holder.hold({ at: ['p/app'] });
    expect((await holder.unhold({ at: ['p/app'], environments: ['t'] })).written).toEqual(['p/app']);
    expect(await holder.hold({ at: ['p/app'], environments: ['p'] })).toMatchObject({ record, written: [] });
    expect((await holder.hold({ at: ['p/app'], environments: ['t'] })).written).toEqual(['p/app']);
  });

  it('says where it would not count', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    await world.push('p/app');
    await holder.hold({ at: ['p/app'] });
    const { uncounted } = await holder.unhold({ at: ['p/app'], key: STRANGER, environments: ['p'] });
    expect(uncounted.get('p')).toMatch(/^the unhold record sha256:\S+ does not count: it was signed by/);
  });

  it('writes nothing for an image that nothing holds, or that is nowhere', async () => {
    await using world = await startChainWorld(undefined, { forge });
    await using holder = await startHolder(world);
    expect(await holder.unhold({ at: BOTH })).toMatchObject({ written: [], places: [] });
    await world.push('p/app');
    expect(await holder.unhold({ at: BOTH })).toMatchObject({ written: [], record: undefined });
    expect(await holder.hold({ at: ['t/app'] })).toMatchObject({ written: [], places: [], record: undefined });
  });
});
