import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { type ActionResult, runAction, type SpawnedAction, spawnAction } from '../support/run-action.ts';
import { shuffle, sizeOf, someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { DISTRIBUTION } from './targets.ts';

/** The versions of a team: two major ones, of two minor ones each, of so many patches. */
const PATCHES = sizeOf({ every: 1, full: 5 });
/** How many runs begin at once. */
const TEAM = 4 * PATCHES;
/** How many of them die. */
const KILLS = TEAM / 4;
/** Every write is held up by up to this, in ms. */
const DELAY = 500;
const TIME_LIMIT = 240_000;

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const PACES = [
  { writeLatency: 'at full speed', slow: 0, kills: 0 },
  { writeLatency: 'with every write held up at random', slow: DELAY, kills: 0 },
  {
    writeLatency: 'with writes held up, and some runs killed between their check and their write',
    slow: DELAY,
    kills: KILLS,
  },
] as const;

/** Starts one run of the action; one that is doomed dies when it writes its first tag, before the registry gets it. */
async function startRun(
  host: string,
  work: { readonly inputs: Readonly<Record<string, string>>; readonly slow: number; readonly doomed: boolean },
): Promise<ActionResult> {
  let spawned: SpawnedAction | undefined;
  await using proxy = await startProxy(host, {
    async intercept({ method, path }) {
      if (method !== 'PUT' && method !== 'POST') return undefined;
      const isTag = method === 'PUT' && path.includes('/manifests/') && !path.includes('/manifests/sha256');
      if (work.doomed && isTag) {
        spawned?.child.kill('SIGKILL');
        return 'drop';
      }
      await delay(Math.random() * work.slow);
      return undefined;
    },
  });
  const inputs = Object.entries(work.inputs).map(([name, value]) => [name, value.replaceAll(host, proxy.host)]);
  spawned = spawnAction({ inputs: Object.fromEntries(inputs) });
  return await spawned.done;
}

describe.skipIf(!DISTRIBUTION.available)(`${TEAM} runs at once on CNCF Distribution`, () => {
  it.each(someOf(2, PACES, 'paces'))(
    'get different consecutive numbers of the day, $writeLatency',
    async ({ slow, kills }) => {
      await using registry = await DISTRIBUTION.start();
      const { host } = registry;
      const images = Array.from({ length: TEAM }, (_, index) =>
        buildImage({ seed: `team ${index}`, layers: 1, labels: LABELS }),
      );
      await Promise.all(images.map((image, index) => pushImage(host, 'd/app', image, [`build-${index}`])));
      const startedAt = performance.now();
      const runs = await Promise.all(
        images.map((_, index) =>
          startRun(host, {
            inputs: { from: `${host}/d/app:build-${index}`, to: `${host}/t/app`, tags: 'type=date_seq' },
            slow,
            doomed: index < kills,
          }),
        ),
      );
      const survivors = runs.slice(kills);
      expect(survivors.filter(({ exitCode }) => exitCode !== 0).map(({ stdout }) => stdout)).toEqual([]);
      const tags = await readTags(host, 't/app');
      const numbers = Object.keys(tags).map((tag) => Number(tag.split('_')[1]));
      expect(numbers).toEqual(Array.from({ length: TEAM - kills }, (_, index) => index + 1));
      for (const [index, { outputs }] of survivors.entries()) {
        expect(tags[outputs['date-seq'] ?? '']).toBe(images[index + kills]?.index.digest);
      }
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`      ${survivors.length} numbers handed out in ${seconds} s, ${kills} runs killed`);
      for (let index = 0; index < kills; index++) {
        const inputs = { from: `${host}/d/app:build-${index}`, to: `${host}/t/app`, tags: 'type=date_seq' };
        expect(await runAction({ inputs })).toMatchObject({ exitCode: 0 });
      }
      expect(Object.keys(await readTags(host, 't/app'))).toHaveLength(TEAM);
    },
    TIME_LIMIT,
  );

  it.each(someOf(2, PACES, 'paces'))(
    'release in any order and leave moving tags on the highest version, $writeLatency',
    async ({ writeLatency, slow, kills }) => {
      await using registry = await DISTRIBUTION.start();
      const { host } = registry;
      const highest = PATCHES - 1;
      const versions = Array.from(
        { length: TEAM },
        (_, index) => `${1 + Math.floor(index / 2 / PATCHES)}.${Math.floor(index / PATCHES) % 2}.${index % PATCHES}`,
      );
      await Promise.all(
        versions.map((version) => {
          const labels = { ...LABELS, 'org.opencontainers.image.version': version };
          return pushImage(host, 'd/app', buildImage({ seed: version, layers: 1, labels }), [version]);
        }),
      );
      const order = shuffle(versions, `releases ${writeLatency}`);
      const runs = await Promise.all(
        order.map((version, index) => {
          const inputs = { from: `${host}/d/app:${version}`, to: `${host}/t/app`, tags: 'type=semver' };
          return startRun(host, { inputs, slow, doomed: index < kills });
        }),
      );
      expect(
        runs
          .slice(kills)
          .filter(({ exitCode }) => exitCode !== 0)
          .map(({ stdout }) => stdout),
      ).toEqual([]);
      for (const version of order.slice(0, kills)) {
        const inputs = { from: `${host}/d/app:${version}`, to: `${host}/t/app`, tags: 'type=semver' };
        expect(await runAction({ inputs })).toMatchObject({ exitCode: 0 });
      }
      const tags = await readTags(host, 't/app');
      expect(versions.every((version) => version in tags)).toBe(true);
      const lines = {
        '1.0': `1.0.${highest}`,
        '1.1': `1.1.${highest}`,
        '2.0': `2.0.${highest}`,
        '2.1': `2.1.${highest}`,
        '1': `1.1.${highest}`,
        '2': `2.1.${highest}`,
        latest: `2.1.${highest}`,
      };
      for (const [line, version] of Object.entries(lines)) expect(tags[line], line).toBe(tags[version]);
    },
    TIME_LIMIT,
  );
});
