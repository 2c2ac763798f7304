import { describe, expect, it } from 'vitest';
import { DISTRIBUTION, EMBEDDED } from '../e2e/targets.ts';
import { bury } from '../rollback/bury.ts';
import { digestOfImage, imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from '../rollback/world.ts';
import { startProxy } from '../support/proxy.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { Rounds } from '../support/rounds.ts';

const WITH_LEDGER = PIPELINE.replace('environments:', 'ledger: "HOST/ledger/{image}"\nenvironments:');

/** `used` had 1.3.0 in s, and is gone; `other` has the same version now. */
const [KEPT, USED, OTHER] = [imageOf('1.2.0'), imageOf('1.3.0', 'used'), imageOf('1.3.0', 'other')];

/** s has an older version. */
async function open(start: NonNullable<Parameters<typeof startRollbackWorld>[0]>['start'], pipeline = WITH_LEDGER) {
  const world = await startRollbackWorld({ pipeline, ...(start === undefined ? {} : { start }) });
  await world.push('s/app', KEPT, ['1.2.0', 'latest']);
  await world.push('d/app', OTHER, ['1.3.0']);
  return world;
}

const inS = ({ host }: RollbackWorld) => ({
  uri: `${host}/s/app`,
  environments: ['s'],
  tags: ['1.3.0', '20261002_01'],
});

function promote(world: RollbackWorld, image = 'app:1.3.0') {
  return world.run({ command: 'promote', from: 'd', to: 's', image, tags: 'type=semver' });
}

describe.each([EMBEDDED, DISTRIBUTION])('a burnt version on $name', ({ available, start }) => {
  it.skipIf(!available)('is refused for other bytes, and given again to the same', async () => {
    await using world = await open(start);
    await bury(world, { of: USED, changes: inS(world) });
    const { refusal } = await promote(world);
    expect(refusal).toMatch(
      /^Cannot promote \S+\/d\/app:1\.3\.0 to s: version 1\.3\.0 was used by sha256:[0-9a-f]{12} until it was destroyed on 2026-10-02 \(keep\.last and plan sha256:[0-9a-f]{12}\), archived at archive\.example\.com\S+, and these are other bytes; use a new version/,
    );
    expect(refusal).toContain(digestOfImage(USED).slice(0, 19));
    expect(Object.keys(await world.tags('s/app'))).toEqual(['1.2.0', 'latest']);
    expect(await world.attached(OTHER, 's/app')).toEqual([]);
    await world.push('d/app', USED, ['1.3.0']);
    expect((await promote(world)).refusal).toBe('');
    expect((await world.tags('s/app'))['1.3.0']).toBe(USED.index.digest);
  });
});

describe('a burnt version', () => {
  it('is burnt from the retirement on, and free again when its image is back', async () => {
    await using world = await open(undefined);
    const at = inS(world);
    await bury(world, { of: USED, changes: { ...at, action: 'retire', state: undefined } });
    expect((await promote(world)).refusal).toContain('until it was retired on 2026-10-02');
    const time = new Date('2026-10-03T12:00:00Z');
    await bury(world, { of: USED, changes: { ...at, action: 'restore', state: undefined, time } });
    expect((await promote(world)).refusal).toBe('');
  });

  it.each([
    ['not signed', { isSigned: false }, {}],
    ['of another environment', {}, { uri: 'registry.example.com/t/app', environments: ['t'] }],
    ['of other versions', {}, { tags: ['1.2.9'] }],
  ])('is not burnt by a tombstone that is %s', async (_, options, changes) => {
    await using world = await open(undefined);
    await bury(world, { of: USED, ...options, changes: { ...inS(world), ...changes } });
    expect((await promote(world)).refusal).toBe('');
  });

  it('is not asked for without a ledger, nor if it is there already', async () => {
    await using world = await open(undefined, PIPELINE);
    await bury(world, { of: USED, changes: inS(world) });
    expect((await promote(world)).refusal).toBe('');
  });

  it('is not believed to be free if the ledger holds something else', async () => {
    await using world = await open(undefined);
    const [[, single] = []] = USED.manifests;
    await world.push('ledger/app', USED, []);
    const url = `http://${world.host}/v2/ledger/app/manifests/version-1.3.0`;
    const headers = { 'Content-Type': single?.mediaType ?? '' };
    const answer = await fetch(url, { method: 'PUT', headers, body: Buffer.from(single?.bytes ?? []) });
    expect(answer.status).toBe(201);
    expect((await promote(world)).refusal).toContain('it is not a list of tombstones');
    expect(Object.keys(await world.tags('s/app'))).toEqual(['1.2.0', 'latest']);
  });

  it('takes no further round trip in sequence', async () => {
    const counts: number[] = [];
    for (const pipeline of [PIPELINE, WITH_LEDGER]) {
      const rounds = new Rounds(25);
      let isCounted = false;
      await using world = await open(async () => {
        const registry = await startRegistry();
        const proxy = await startProxy(registry.host, { intercept: () => (isCounted ? rounds.hold() : undefined) });
        return {
          host: proxy.host,
          async [Symbol.asyncDispose]() {
            await proxy.close();
            await registry.close();
          },
        };
      }, pipeline);
      isCounted = true;
      expect((await promote(world)).refusal).toBe('');
      isCounted = false;
      counts.push(rounds.count);
    }
    const [without = 0, withLedger] = counts;
    expect(withLedger).toBe(without);
  });
});
