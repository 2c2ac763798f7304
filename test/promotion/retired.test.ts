import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { IMAGE, PIPELINE, startChainWorld, type World } from '../policy/world.ts';
import { createClock } from '../registry/support.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';

const forge = await startForge();
const ROOT = IMAGE.index.digest;
const [CHILD = ''] = [...IMAGE.manifests.keys()].filter((digest) => digest !== ROOT);
const MARK = `0-retired-20261130-${ROOT.slice('sha256:'.length).slice(0, 12)}`;

/** Retention of t, whose mark may be a record alone. */
const RETAINED = PIPELINE.replace('"HOST/t/{image}",', '"HOST/t/{image}", retention: { keep: { last: 5 } },').replace(
  'environments:',
  'images: [app]\nretention: { in-use: optional }\nenvironments:',
);

type Deletes = (host: string, looks: number) => Promise<void>;

async function remove(host: string, ...references: readonly string[]): Promise<void> {
  for (const reference of references) {
    await fetch(`http://${host}/v2/t/app/manifests/${reference}`, { method: 'DELETE' });
  }
}

/** Starts a world in which something is deleted while the promotion stands by. */
async function startSwept(deletes: Deletes, text = PIPELINE): Promise<World & { readonly looks: () => number }> {
  const clock = createClock();
  let looks = 0;
  let host = '';
  const world = await startChainWorld(text, {
    forge,
    clock: {
      ...clock,
      async sleep(milliseconds) {
        await clock.sleep(milliseconds);
        if (milliseconds === 3000) await deletes(host, ++looks);
      },
    },
  });
  host = world.host;
  await world.push('d/app');
  return { ...world, looks: () => looks };
}

function isWhole({ registry }: World): boolean {
  return [...IMAGE.manifests.keys(), ROOT].every((digest) => registry.manifest('t/app', digest) !== undefined);
}

const ASKED = { from: 'd', to: 't', rules: 'type=semver,value=1.2.3' } as const;

describe('a promotion of an image that retention has marked', () => {
  it('puts back a platform that a sweep deletes after it was written (vector 45)', async () => {
    await using world = await startSwept((host, looks) => remove(host, ...(looks === 1 ? [CHILD] : [])));
    await world.push('t/app', IMAGE, [MARK]);
    expect(await world.promote(ASKED)).toBeUndefined();
    expect(world.looks()).toBe(2);
    expect(isWhole(world)).toBe(true);
    expect(world.registry.tags('t/app').get('1.2.3')).toBe(ROOT);
  });

  it('puts back the root with its tags', async () => {
    await using world = await startSwept((host, looks) => remove(host, ...(looks <= 2 ? [ROOT, CHILD] : [])));
    await world.push('t/app', IMAGE, [MARK]);
    expect(await world.promote(ASKED)).toBeUndefined();
    expect(world.looks()).toBe(3);
    expect(isWhole(world)).toBe(true);
    expect(world.registry.tags('t/app').get('1.2.3')).toBe(ROOT);
  });

  it('writes what is there again, because it may be gone a moment later', async () => {
    await using world = await startSwept(async () => undefined);
    await world.push('t/app', IMAGE, [MARK]);
    world.registry.clearLog();
    expect(await world.promote(ASKED)).toBeUndefined();
    const written = world.registry.log.filter(
      ({ method, path }) => method === 'PUT' && path.includes('/t/app/manifests/'),
    );
    for (const digest of [ROOT, CHILD]) expect(written.some(({ path }) => path.includes(digest))).toBe(true);
  });

  it('knows a record for a mark, where tags cannot be deleted, and whoever attached it', async () => {
    await using world = await startSwept((host, looks) => remove(host, ...(looks === 1 ? [CHILD] : [])), RETAINED);
    await world.push('t/app', IMAGE, ['1.2.2']);
    const annotations = { 'in-toto.io/predicate-type': 'https://sealift.github.io/retirement/v1' };
    const record = buildReferrer(IMAGE.index, { artifactType: 'application/vnd.in-toto+json', annotations });
    await pushReferrer({ host: world.host, repository: 't/app' }, IMAGE.index, record);
    expect(await world.promote({ ...ASKED, rules: 'type=raw,value=1.2.3' })).toBeUndefined();
    expect(world.looks()).toBe(2);
    expect(isWhole(world)).toBe(true);
  });

  it('fails if something goes on deleting it', async () => {
    await using world = await startSwept((host) => remove(host, CHILD));
    await world.push('t/app', IMAGE, [MARK]);
    expect(await world.promote(ASKED)).toMatch(
      /^Cannot keep \S+\/t\/app@sha256:[0-9a-f]{64}: command retain, or another tool, deletes its manifests again and again \(1 are missing\)/,
    );
  });
});

describe('a promotion of an image without a mark', () => {
  it('does not stand by', async () => {
    await using world = await startSwept(async () => undefined, RETAINED);
    await world.push('t/app', IMAGE, ['1.2.3']);
    expect(await world.promote(ASKED)).toBeUndefined();
    expect(world.looks()).toBe(0);
  });
});
