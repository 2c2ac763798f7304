import { describe, expect, it } from 'vitest';
import { createRunClock } from '../../src/clients/pool.ts';
import { startForge } from '../attestation/verify/forge.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import type { Intercept, RegistryOptions } from '../support/registry/options.ts';
import { startChainWorld, type World } from './world.ts';

const forge = await startForge();
const LIMIT = 90_000;
const VERSIONS = ['1.2.5', '1.2.3', '1.2.4'];
const IMAGES = VERSIONS.map((version) =>
  buildImage({ seed: version, layers: 1, labels: { 'org.opencontainers.image.version': version } }),
);

const REGISTRIES: readonly (readonly [string, RegistryOptions])[] = [
  ['a registry with a referrers API', { referrers: 'api' }],
  ['a registry that lists referrers under tags', { referrers: 'none' }],
];

/** A world in which waiting takes time: runs at once claim tags by it. */
async function startWorld(options: RegistryOptions, images: readonly BuiltImage[] = IMAGES): Promise<World> {
  const world = await startChainWorld(undefined, { forge, registry: options, clock: createRunClock() });
  for (const [index, image] of images.entries()) await world.push('d/app', image, [`i${index}`]);
  return world;
}

/** Promotes the images at the same time; gives what each was refused with. */
function promoteAll(world: World, rules: string, images: readonly BuiltImage[] = IMAGES) {
  return Promise.all(
    images.map((_, index) =>
      world.promote({
        ...{ from: `${world.uri('d')}:i${index}`, to: world.uri('t'), rules },
        now: new Date(forge.now.getTime() + index),
      }),
    ),
  );
}

/** The tags of the destination without those that list referrers. */
function tagsOf({ registry }: World): ReadonlyMap<string, string> {
  return new Map([...registry.tags('t/app')].filter(([tag]) => !tag.startsWith('sha256-')));
}

async function verdicts(world: World): Promise<Readonly<Record<string, string | undefined>>> {
  const tags = [...tagsOf(world).keys()];
  const rejections = await Promise.all(
    tags.map(async (tag) => (await world.verify(`${world.uri('t')}:${tag}`)).refusal),
  );
  return Object.fromEntries(tags.map((tag, index) => [tag, rejections[index]]));
}

/** What verify must say where every tag is held by right. */
function allProven(world: World): Readonly<Record<string, undefined>> {
  return Object.fromEntries([...tagsOf(world).keys()].map((tag) => [tag, undefined]));
}

describe.each(REGISTRIES)('promotions at the same time, in %s,', (_, options) => {
  it(
    'give each number of the day to one image, whose name it is by right',
    async () => {
      await using world = await startWorld(options);
      expect(await promoteAll(world, 'type=date_seq')).toEqual([undefined, undefined, undefined]);
      const numbers = [...tagsOf(world)].toSorted();
      expect(numbers.map(([tag]) => tag.slice(-3))).toEqual(['_01', '_02', '_03']);
      expect(await verdicts(world)).toEqual(allProven(world));
      // What lost a number cannot be given it by hand.
      const [first, second] = numbers;
      const loser = IMAGES.find(({ index }) => index.digest === second?.[1]);
      await world.push('t/app', loser, [first?.[0] ?? '']);
      expect((await verdicts(world))[first?.[0] ?? '']).toContain('Cannot verify');
    },
    LIMIT,
  );

  it(
    'leave the moving tags to the highest version, which has them by right',
    async () => {
      await using world = await startWorld(options);
      expect(await promoteAll(world, 'type=semver')).toEqual([undefined, undefined, undefined]);
      expect(tagsOf(world).get('latest')).toBe(IMAGES[0]?.index.digest);
      expect(await verdicts(world)).toEqual(allProven(world));
    },
    LIMIT,
  );

  it(
    'for one version leave it to one image, and the record of the other names it no more',
    async () => {
      const images = [IMAGES[0], IMAGES[1]].flatMap((image) => image ?? []);
      await using world = await startWorld(options, images);
      const rules = 'type=raw,value=1.0.0,immutable=true\ntype=raw,value=live,immutable=false';
      const rejections = await promoteAll(world, rules, images);
      const winner = rejections.indexOf(undefined);
      expect(rejections[1 - winner]).toContain('1.0.0');
      expect(tagsOf(world).get('1.0.0')).toBe(images[winner]?.index.digest);
      expect(await verdicts(world)).toEqual(allProven(world));
      await world.push('t/app', images[1 - winner], ['1.0.0', 'live']);
      expect(await verdicts(world)).toEqual({
        '1.0.0': expect.stringContaining('corrected it afterwards'),
        live: expect.stringContaining('corrected it afterwards'),
      });
    },
    LIMIT,
  );
});

describe('a promotion that is refused after its record was written', () => {
  /** Refuses writes of a tag, for one image only. */
  function refusing(tag: string, status: number): Intercept & { armed: boolean } {
    const intercept = Object.assign(
      (...[request, response, path]: Parameters<Intercept>) => {
        if (!intercept.armed || request.method !== 'PUT' || !path.endsWith(`/manifests/${tag}`)) return false;
        response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"errors":[]}');
        return true;
      },
      { armed: false },
    );
    return intercept;
  }

  it.each([400, 403])(
    'by %i at a tag takes no tag from the image that has it',
    async (status) => {
      const intercept = refusing('latest', status);
      await using world = await startWorld({ intercept });
      const promote = (index: number) =>
        world.promote({
          ...{ from: `${world.uri('d')}:i${index}`, to: world.uri('t'), rules: 'type=semver' },
          now: new Date(forge.now.getTime() + index * 1000),
        });
      expect(await promote(1)).toBeUndefined();
      intercept.armed = true;
      expect(await promote(2)).toContain('latest');
      expect(tagsOf(world).get('latest')).toBe(IMAGES[1]?.index.digest);
      expect(tagsOf(world).get('1.2.4')).toBe(IMAGES[2]?.index.digest);
      // The new version stands on the complete image, and is its own by right.
      expect(await verdicts(world)).toEqual(allProven(world));
      intercept.armed = false;
      await world.push('t/app', IMAGES[2], ['latest']);
      expect((await verdicts(world))['latest']).toContain('corrected it afterwards');
      // Run again it is all right.
      expect(await promote(2)).toBeUndefined();
      expect(await verdicts(world)).toEqual(allProven(world));
    },
    LIMIT,
  );
});
