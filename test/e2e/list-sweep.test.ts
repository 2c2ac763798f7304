import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSealiftError } from '../../src/errors.ts';
import { parseReference } from '../../src/oci/reference.ts';
import type { SetItem } from '../../src/promotion/plan.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { applySet, pushSet, tagSet } from '../../src/promotion/promote.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { compareVersions, tryParseVersion, type Version } from '../../src/tags/version.ts';
import { bothEnds, LABELS, NOW, repositoryOn, requestOf } from '../promotion/support.ts';
import { connect, createClock } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { sample, sizeOf } from '../support/sample.ts';
import { createRandom, seedOf } from '../support/seed.ts';

/** Cases of random faults at every list. */
const RANDOM_CASES = sizeOf({ every: 30, full: 1200 });
/** In runs that are not full, one of so many cases is run: each lie in each shape, in one world or two. */
const STRIDE = 8;
const TIMEOUT = sizeOf({ every: 600_000, full: 3_600_000 });

type Random = () => number;

/** What a list answers in place of the truth. */
interface Lie {
  readonly name: string;
  /** @param past what the list was when the case began. */
  answer(
    actual: readonly string[],
    past: readonly string[],
    random: Random,
  ): { readonly tags?: readonly unknown[]; readonly link?: string; readonly body?: string };
}

const NEXT = '; rel="next"';
const LIES: readonly Lie[] = [
  { name: 'lags', answer: (_, past) => ({ tags: past }) },
  { name: 'is empty', answer: () => ({ tags: [] }) },
  { name: 'is null', answer: () => ({ body: '{"name":"x","tags":null}' }) },
  { name: 'lacks some', answer: (actual, _, random) => ({ tags: actual.filter(() => random() < 0.5) }) },
  { name: 'lacks versions', answer: (actual) => ({ tags: actual.filter((tag) => !/^\d+\.\d+\.\d+/.test(tag)) }) },
  { name: 'lacks moving tags', answer: (actual) => ({ tags: actual.filter((tag) => /\d+\.\d+\.\d+|_|-/.test(tag)) }) },
  { name: 'lacks the highest', answer: (actual) => ({ tags: actual.filter((tag) => !tag.startsWith('2')) }) },
  { name: 'has what is not there', answer: (actual) => ({ tags: [...actual, '0.0.1', '9.9.9', '20200102_90'] }) },
  { name: 'is in another order', answer: (actual, _, random) => ({ tags: actual.toSorted(() => random() - 0.5) }) },
  { name: 'is backwards and twice', answer: (actual) => ({ tags: [...actual.toReversed(), ...actual] }) },
  {
    name: 'is cut in its body',
    answer: (actual) => ({ body: JSON.stringify({ name: 'x', tags: actual }).slice(0, -9) }),
  },
  {
    name: 'is cut without brackets',
    answer: (actual) => ({ tags: actual.slice(0, 2), link: `/v2/x/tags/list?p=2${NEXT}` }),
  },
  {
    name: 'is cut in its link',
    answer: (actual) => ({ tags: actual.slice(0, 2), link: `</v2/x/tags/list?p=2${NEXT}` }),
  },
  {
    name: 'goes on elsewhere',
    answer: (actual) => ({ tags: actual.slice(0, 2), link: `<https://evil.test/?p=2>${NEXT}` }),
  },
  { name: 'has entries that are no text', answer: (actual) => ({ tags: [...actual.slice(0, 2), null, 7] }) },
];

const SHAPES = ['one image', 'two destinations', 'a set', 'the last job'] as const;
/** Tags that another image has already, and what comes while the run is under way. */
const WORLDS = [
  'a release',
  'a higher release',
  'our version is taken',
  'our commit is taken',
  'our numbers are taken',
  'another run',
] as const;

interface Case {
  readonly shape: (typeof SHAPES)[number];
  readonly world: (typeof WORLDS)[number];
  readonly ifTagExists: 'fail' | 'skip';
  /** The lie of the list at each point: the number of lists of its repository that came before, or any. */
  readonly lies: ReadonlyMap<number | 'any', Lie>;
  readonly random: Random;
}

function release(version: string): BuiltImage {
  const revision = version === '1.2.3' ? LABELS['org.opencontainers.image.revision'] : '0'.repeat(40);
  const labels = {
    ...LABELS,
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.revision': revision,
  };
  return buildImage({ seed: version, layers: 1, labels, platforms: ['linux/amd64'] });
}

const IMAGES = new Map(['1.2.2', '1.2.3', '1.2.4', '2.0.0', '0.9.0'].map((version) => [version, release(version)]));
const VERSIONS = new Map([...IMAGES].map(([version, { index }]) => [index.digest, tryParseVersion(version)]));
const OURS = '1.2.3';

function imageOf(version: string): BuiltImage {
  const image = IMAGES.get(version);
  if (image === undefined) throw new Error(`there is no ${version}`);
  return image;
}

const IMMUTABLE = /^(?:\d+\.\d+\.\d+|sha-[0-9a-f]{7}|20200102_\d+)$/;

let registry: EmbeddedRegistry;
/** The lists of repositories: what they answer, and how many were asked for. */
const lists = new Map<string, { readonly each: Case; readonly past: readonly string[]; count: number }>();

beforeAll(async () => {
  registry = await startRegistry({
    intercept({ method, url }: IncomingMessage, response: ServerResponse) {
      const [, name = ''] = /^\/v2\/(.+)\/tags\/list/.exec(url ?? '') ?? [];
      const state = lists.get(name);
      if (method !== 'GET' || state === undefined) return false;
      const { each, past } = state;
      const lie = each.lies.get(state.count++) ?? each.lies.get('any');
      if (lie === undefined) return false;
      const { tags, link, body } = lie.answer([...registry.tags(name).keys()].toSorted(), past, each.random);
      response.writeHead(200, { 'Content-Type': 'application/json', ...(link === undefined ? {} : { Link: link }) });
      response.end(body ?? JSON.stringify({ name, tags }));
      return true;
    },
  });
  await pushImage(registry.host, 'd/app', imageOf(OURS), [OURS]);
  await pushImage(registry.host, 'd/other', imageOf('1.2.4'), ['1.2.4']);
});
afterAll(() => registry[Symbol.asyncDispose]());

/** Puts into a destination what is there when the run begins. */
async function furnish(name: string, world: Case['world']): Promise<void> {
  const push = (version: string, tags: readonly string[]) => pushImage(registry.host, name, imageOf(version), tags);
  await push('0.9.0', ['0.9.0', 'sha-0000000', '20200102_01']);
  await push('1.2.2', ['1.2.2', '1.2', '1', 'latest']);
  if (world === 'a higher release') await push('2.0.0', ['2.0.0', '2.0', '2', 'latest']);
  if (world === 'our version is taken') await push('0.9.0', [OURS, '1.2.4']);
  if (world === 'our commit is taken') await push('0.9.0', ['sha-860c190']);
  if (world === 'our numbers are taken') await push('0.9.0', ['20200102_02', '20200102_03']);
}

async function prepare(each: Case, names: readonly (readonly [string, readonly string[]])[], isPlanned: boolean) {
  const clock = createClock(NOW.getTime());
  const connection = await connect(registry.host, { clock });
  const clients = bothEnds(connection.client);
  const rules = parseTagRules('type=semver\ntype=sha\ntype=date_seq\ntype=raw,value=fixed-{{version}},immutable=true');
  const items: SetItem[] = [];
  try {
    for (const [source, destinations] of names) {
      const [first, ...more] = destinations.map((name) => repositoryOn(registry.host, name));
      if (first === undefined) throw new Error('there is no destination');
      const from = parseReference(`${registry.host}/${source}`);
      const asked = { from, to: [first, ...more] as const, rules, ifTagExists: each.ifTagExists, isPlanned };
      const request = requestOf(registry.host, asked);
      items.push({ request, clients, plan: await preparePromotion(request, clients) });
    }
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
  return { items, [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose]() };
}

let number = 0;

/** Runs a case, and says what is wrong with what it left. */
async function run(
  each: Case,
): Promise<{ readonly wrong: readonly string[]; readonly outcome: string; readonly lists: number }> {
  const stem = `t${number++}`;
  const names: readonly (readonly [string, readonly string[]])[] =
    each.shape === 'a set'
      ? [
          [`d/app:${OURS}`, [`${stem}/app`]],
          ['d/other:1.2.4', [`${stem}/other`]],
        ]
      : [[`d/app:${OURS}`, each.shape === 'two destinations' ? [`${stem}/app`, `${stem}/more`] : [`${stem}/app`]]];
  const destinations = names.flatMap(([, all]) => all);
  for (const name of destinations) {
    await furnish(name, each.world);
    lists.set(name, { each, past: [...registry.tags(name).keys()], count: 0 });
  }
  const before = new Map(destinations.map((name) => [name, new Map(registry.tags(name))]));
  let outcome = 'completed';
  try {
    if (each.shape === 'the last job') {
      await using early = await prepare(each, names, true);
      await pushSet(early.items, () => undefined);
    }
    await using ready = await prepare(each, names, each.shape === 'the last job');
    if (each.world === 'another run') {
      for (const name of destinations) {
        await pushImage(registry.host, name, imageOf('2.0.0'), ['2.0.0', '2.0', '2', 'latest', '20200102_02']);
        before.set(name, new Map(registry.tags(name)));
      }
    }
    if (each.shape !== 'the last job') await applySet(ready.items, () => undefined);
    else {
      const pushed = await pushSet(ready.items, () => undefined);
      await tagSet(ready.items, pushed, { emit: () => undefined });
    }
  } catch (error) {
    if (!isSealiftError(error)) throw error;
    outcome = `refused: ${error.message}`;
  }
  const wrong = destinations.flatMap((name) => judge(name, before.get(name) ?? new Map(), outcome));
  const count = Math.max(...destinations.map((name) => lists.get(name)?.count ?? 0));
  return { wrong, outcome, lists: count };
}

function isLower(now: Version | undefined, then: Version | undefined): boolean {
  return now !== undefined && then !== undefined && compareVersions(now, then) < 0;
}

function judge(name: string, before: ReadonlyMap<string, string>, outcome: string): readonly string[] {
  const tags = registry.tags(name);
  return [...before].flatMap(([tag, digest]) => {
    const now = tags.get(tag);
    if (now === digest || tag.startsWith('sha256-')) return [];
    if (now === undefined) return [`${name}: ${tag} is gone (${outcome})`];
    if (IMMUTABLE.test(tag) || tag.startsWith('fixed-'))
      return [`${name}: the immutable ${tag} was changed (${outcome})`];
    if (isLower(VERSIONS.get(now), VERSIONS.get(digest))) return [`${name}: ${tag} went back (${outcome})`];
    return [];
  });
}

function describeCase({ shape, world, ifTagExists, lies }: Case): string {
  return `${shape}, ${world}, ${ifTagExists}: ${[...lies].map(([at, { name }]) => `list ${at} ${name}`).join(', ')}`;
}

async function runAll(cases: readonly Case[]) {
  const wrong: string[] = [];
  let completed = 0;
  for (const each of cases) {
    const result = await run(each);
    if (result.outcome === 'completed') completed++;
    wrong.push(...result.wrong.map((words) => `${describeCase(each)}: ${words}`));
  }
  return { wrong: wrong.slice(0, 20), completed };
}

describe('tags under lists that lie', () => {
  it(
    'at any point: no immutable tag is changed, and no moving tag goes back',
    async () => {
      const random = createRandom(seedOf('lies at each point'));
      const all: Case[] = [];
      for (const shape of SHAPES) {
        for (const world of WORLDS) {
          const truth = { shape, world, ifTagExists: 'skip', lies: new Map(), random } as const;
          const { lists: points, wrong } = await run(truth);
          expect(wrong).toEqual([]);
          expect(points).toBeGreaterThan(1);
          for (const [index, lie] of LIES.entries()) {
            // Each lie at one point or at all of them, in turn: together the worlds have every pair.
            const at = (index + all.length) % (points + 1);
            const ifTagExists = (index + at) % 2 === 0 ? 'fail' : 'skip';
            all.push({ ...truth, ifTagExists, lies: new Map([[at === points ? 'any' : at, lie]]) });
          }
        }
      }
      const cases = sample(all, STRIDE, 'lies at each point');
      expect(new Set(cases.flatMap(({ lies }) => [...lies.values()]))).toEqual(new Set(LIES));
      const { wrong, completed } = await runAll(cases);
      console.log(`      ${cases.length} of ${all.length} cases, ${completed} completed, the others refused`);
      expect(wrong).toEqual([]);
      expect(completed).toBeGreaterThan(cases.length / 4);
      expect(completed).toBeLessThan(cases.length);
    },
    TIMEOUT,
  );

  it(
    'in any mixture: the same',
    async () => {
      const random = createRandom(seedOf('mixed lies'));
      const pick = <Item>(items: readonly Item[]): Item => {
        const item = items[Math.floor(random() * items.length)];
        if (item === undefined) throw new Error('there is nothing to pick');
        return item;
      };
      const cases = Array.from({ length: RANDOM_CASES }, (): Case => {
        const lies = new Map<number | 'any', Lie>(
          Array.from({ length: 4 }, (_, index) => [index, pick(LIES.slice(0, 10))]),
        );
        if (random() < 0.5) lies.delete(pick([0, 1, 2, 3]));
        return { shape: pick(SHAPES), world: pick(WORLDS), ifTagExists: pick(['fail', 'skip']), lies, random };
      });
      const { wrong, completed } = await runAll(cases);
      console.log(`      ${cases.length} cases, ${completed} completed, the others refused`);
      expect(wrong).toEqual([]);
      expect(completed).toBeGreaterThan(cases.length / 4);
    },
    TIMEOUT,
  );
});
