import { describe, expect, it } from 'vitest';
import type { BuiltImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { sample } from '../support/sample.ts';
import { NOW, openChain, type RetentionWorld } from './world.ts';

const LATER = new Date(NOW.getTime() + 8 * 86_400_000);

const PIPELINE = `version: 1
images: [app]
ledger: "HOST/ledger/{image}"
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    retention: { keep: { last: 1 } }
retention: { in-use: optional, max-delete: { images: 50, percent: 100 } }
`;

/** In runs that are not full, one of so many requests is the last one of its run. */
const STRIDE = 16;

/** Runs at the same time: most of each is waiting. */
const WORKERS = 4;

/** What ends a run at one of its requests: before the registry gets it, or after it has done it. */
interface Cut {
  readonly at: number;
  readonly after: boolean;
  readonly controller: AbortController;
}

/** A chain of two images, of which the second stays; its registry counts requests, and cuts a run off at one of them. */
async function openWorld() {
  let count = 0;
  let cut: Cut | undefined;
  const { world, images } = await openChain(['A', 'B'], {
    intercept(request, response) {
      if (cut === undefined || count++ !== cut.at) return false;
      const { controller } = cut;
      if (cut.after) {
        response.once('finish', () => controller.abort(new Error('killed')));
        return false;
      }
      controller.abort(new Error('killed'));
      request.socket.destroy();
      return true;
    },
  });
  const [a, b] = images;
  if (a === undefined || b === undefined) throw new Error('there are no images');
  world.registry.load('p/app', buildReferrer(a.index, { artifactType: 'application/spdx+json' }), []);
  return {
    ...{ world, a, b },
    /** Applies a plan, and cuts the run off; counts its requests if it is not. */
    async apply(now: Date, at = Number.POSITIVE_INFINITY, after = false) {
      const { plan } = await world.run(PIPELINE, {}, { now });
      const controller = new AbortController();
      count = 0;
      cut = { at, after, controller };
      const run = await world
        .run(PIPELINE, {}, { now, apply: plan, cut: controller })
        .catch((error: unknown) => ({ error: String(error) }));
      cut = undefined;
      return { plan, error: run.error, requests: count };
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

type World = Awaited<ReturnType<typeof openWorld>>;

function requireWhole({ world }: World, image: BuiltImage, where: string): void {
  const there = world.registry.manifests('p/app');
  for (const digest of image.manifests.keys()) expect(there.has(digest), `${where}: ${digest}`).toBe(true);
  for (const digest of image.blobs.keys()) expect(world.registry.blobs('p/app').has(digest), where).toBe(true);
}

function records({ registry }: RetentionWorld): number {
  const bytes = [...registry.manifests('p/app').values()].map((each) => Buffer.from(each.bytes).toString());
  return bytes.filter((each) => each.includes('sealift.github.io/retirement/v1')).length;
}

function requireRetired(opened: World, where: string): void {
  const { world, a, b } = opened;
  expect(Object.fromEntries(world.registry.tags('p/app')), where).toEqual({
    [`0-retired-20261130-${a.index.digest.slice(7, 19)}`]: a.index.digest,
    ...{ '20261102_01': b.index.digest, latest: b.index.digest },
  });
  expect([...world.registry.tags('ledger/app').keys()], where).toEqual([`gone-sha256-${a.index.digest.slice(7)}`]);
  expect(records(world), where).toBe(1);
  requireWhole(opened, a, where);
}

function requireDestroyed({ world, a, b }: World, where: string): void {
  expect([...world.registry.tags('p/app').keys()].sort(), where).toEqual(['20261102_01', 'latest']);
  const own = [...b.manifests.keys()];
  const left = [...world.registry.manifests('p/app')].filter(([digest]) => !own.includes(digest));
  // Only the record of the promotion of the image that stays.
  expect(
    left.map(([, { bytes }]) => Buffer.from(bytes).toString().includes(b.index.digest)),
    where,
  ).toEqual([true]);
  expect([...world.registry.tags('ledger/app').keys()], where).toEqual([`gone-sha256-${a.index.digest.slice(7)}`]);
}

async function killEverywhere(
  now: Date,
  prepare: (world: World) => Promise<void>,
  check: (world: World, where: string) => void,
) {
  let total = 0;
  {
    await using first = await openWorld();
    await prepare(first);
    const { error, requests } = await first.apply(now);
    expect(error).toBe('');
    check(first, 'not killed');
    total = requests;
  }
  const all = Array.from({ length: total }, (_, at) => [true, false].map((after) => ({ at, after }))).flat();
  const chosen = [...sample(all, STRIDE, `retention killed at ${now.toISOString()}`)];
  let killed = 0;
  async function work(): Promise<void> {
    for (let next = chosen.shift(); next !== undefined; next = chosen.shift()) {
      const where = `killed ${next.after ? 'after' : 'before'} request ${next.at}`;
      await using opened = await openWorld();
      await prepare(opened);
      if ((await opened.apply(now, next.at, next.after)).error !== '') killed++;
      requireWhole(opened, opened.b, where);
      const again = await opened.apply(now);
      expect(again.error, where).toBe('');
      check(opened, where);
      requireWhole(opened, opened.b, where);
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work));
  console.log(`      ${killed} runs killed, of ${total} requests each`);
  expect(killed).toBeGreaterThan(0);
}

describe('a run that is killed at any of its requests', () => {
  it('retires nothing by halves: the next run completes it', async () => {
    await killEverywhere(NOW, async () => undefined, requireRetired);
  }, 600_000);

  it('destroys nothing by halves: the next run finds what is left by the tombstone', async () => {
    const prepare = async (world: World) => {
      expect((await world.apply(NOW)).error).toBe('');
    };
    await killEverywhere(LATER, prepare, requireDestroyed);
  }, 600_000);
});
