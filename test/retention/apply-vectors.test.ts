import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../src/oci/digest.ts';
import type { RetentionPlan } from '../../src/retention/plan.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { imageOf, NOW, openChain, PIPELINE, RetentionWorld } from './world.ts';

const DAY = 86_400_000;

const daysLater = (days: number) => new Date(NOW.getTime() + days * DAY);

/** What is gone is in a ledger, and everything may go at once. */
const WITH_LEDGER = PIPELINE.replace('environments:', 'ledger: "HOST/ledger/{image}"\nenvironments:').replace(
  'in-use: optional',
  'in-use: optional, max-delete: { images: 50, percent: 100 }',
);

async function planOf(world: RetentionWorld, now = NOW, file = WITH_LEDGER): Promise<RetentionPlan> {
  const { plan } = await world.run(file, {}, { now });
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}

/** Applies a plan; a refusal is its error, and then nothing was done. */
async function apply(
  world: RetentionWorld,
  plan: RetentionPlan,
  {
    now = NOW,
    file = WITH_LEDGER,
    inputs = {},
    variables = {},
  }: {
    readonly now?: Date;
    readonly file?: string;
    readonly inputs?: Readonly<Record<string, string>>;
    readonly variables?: Readonly<Record<string, string>>;
  } = {},
) {
  try {
    const run = await world.run(file, inputs, { now, apply: plan, variables });
    return { error: run.error, done: run.report.applied?.images ?? [], run };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), done: [], run: undefined };
  }
}

const tagsOf = (world: RetentionWorld) => Object.fromEntries(world.registry.tags('p/app'));

function nameOf(images: readonly ReturnType<typeof imageOf>[], digest: string): string {
  return 'ABCDE'[images.findIndex(({ index }) => index.digest === digest)] ?? digest;
}

/** A, B, C and D ran; A and B are retired by a run of today. */
async function openRetired() {
  const opened = await openChain();
  const { world } = opened;
  expect((await apply(world, await planOf(world))).error).toBe('');
  return opened;
}

describe('the vectors of applying', () => {
  it('vector 40: refuses the whole run if more would go than may', async () => {
    const world = await RetentionWorld.open();
    await using _ = world;
    for (let index = 0; index < 10; index++) {
      world.put('d/app', world.image(`image ${index}`), [`202611${String(index + 1).padStart(2, '0')}_01`]);
    }
    const file = WITH_LEDGER.replace(
      '"HOST/d/{image}" }',
      '"HOST/d/{image}", retention: { keep: { last: 4 } } }',
    ).replace('percent: 100', 'percent: 20');
    const plan = await planOf(world, NOW, file);
    const before = Object.fromEntries(world.registry.tags('d/app'));
    const { error } = await apply(world, plan, { file });
    expect(error).toMatch(
      /^Cannot apply plan sha256:[0-9a-f]+: 6 images of d would go, and at most 2 may; raise "max-delete"/,
    );
    expect(Object.fromEntries(world.registry.tags('d/app'))).toEqual(before);
    expect((await apply(world, plan, { file: file.replace('percent: 20', 'percent: 60') })).error).toContain(
      'it was made by another pipeline file',
    );
  });

  it('lowers what the file allows by the input, and never raises it', async () => {
    const { world } = await openChain();
    await using _ = world;
    const plan = await planOf(world);
    const lowered = await apply(world, plan, { inputs: { 'max-delete': '1' } });
    expect(lowered.error).toContain('2 images of p would go, and at most 1 may');
    const raised = await apply(world, plan, { inputs: { 'max-delete': '60' } });
    expect(raised.error).toContain('may only lower that');
    expect(Object.keys(tagsOf(world))).toHaveLength(5);
  });

  it('vector 41: leaves what is held since the plan was approved', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const plan = await planOf(world);
    const [, b] = images;
    if (b !== undefined) world.hold('p/app', b, { time: new Date('2026-11-29T00:00:00Z') });
    const { error, done } = await apply(world, plan);
    expect(error).toBe('');
    expect(done.map(({ digest, outcome }) => [nameOf(images, digest), outcome])).toEqual([['A', 'retired']]);
    expect(tagsOf(world)['20261102_01']).toBe(b?.index.digest);
  });

  it('vector 42: leaves what is due since the plan was approved for the next one', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const approved = await planOf(world);
    const late = world.image('E');
    world.put('p/app', late, ['20261020_01']);
    world.promoted('p/app', late, { at: '2026-10-20T10:00:00Z', tags: ['20261020_01'] });
    const { error, done, run } = await apply(world, approved);
    expect(error).toBe('');
    expect(done.map(({ digest }) => nameOf(images, digest)).sort()).toEqual(['A', 'B']);
    expect(run?.going('p/app')).toEqual(['A', 'B', 'E']);
    expect(tagsOf(world)['20261020_01']).toBe(late.index.digest);
  });

  it('vector 43: waits as long as grace says', async () => {
    const { world } = await openRetired();
    await using _ = world;
    const waiting = await planOf(world, daysLater(3));
    const going = waiting.environments[0]?.images.filter(({ action }) => action !== 'keep');
    expect(going?.map(({ action }) => action)).toEqual(['leave', 'leave']);
    expect(going?.[0]?.because.at(-1)?.detail).toBe('retired on 2026-11-30, and waits 4 days more');
    const { done } = await apply(world, waiting, { now: daysLater(3) });
    expect(done).toEqual([]);
  });

  it('vector 44: rescues what was promoted again, with its immutable tags', async () => {
    const { world, images } = await openRetired();
    await using _ = world;
    const [a, , , d] = images;
    if (a === undefined || d === undefined) throw new Error('there are no images');
    const now = daysLater(8);
    world.promoted('p/app', a, { at: new Date(now.getTime() - 3_600_000).toISOString(), tags: ['latest'], after: d });
    world.put('p/app', a, ['latest']);
    const plan = await planOf(world, now);
    expect(plan.environments[0]?.images.find(({ digest }) => digest === a.index.digest)?.action).toBe('rescue');
    const { error, done } = await apply(world, plan, { now });
    expect(error).toBe('');
    expect(done.find(({ digest }) => digest === a.index.digest)).toMatchObject({ outcome: 'rescued', left: [] });
    expect(tagsOf(world)).toMatchObject({ latest: a.index.digest, '20261101_01': a.index.digest });
    expect(Object.keys(tagsOf(world)).filter((tag) => tag.endsWith(a.index.digest.slice(7, 19)))).toEqual([]);
    // Its newest record says that it is needed again: it is retired anew before it goes.
    const later = await planOf(world, now);
    expect(later.environments[0]?.images.find(({ digest }) => digest === a.index.digest)?.action).toBe('keep');
  });

  it('vector 46: keeps an image pullable where it goes with its last tag', async () => {
    const tagged = (digest: string) => [...world.registry.tags('p/app').values()].includes(digest);
    const { world, images } = await openChain(['A', 'B', 'C', 'D'], {
      intercept({ method }, response, path) {
        if (method !== 'DELETE') return false;
        const digest = world.registry.tags('p/app').get(path.split('/').at(-1) ?? '');
        // As Amazon ECR does: the image goes with its last tag.
        response.once('finish', () => {
          if (digest !== undefined && !tagged(digest)) lost.push(digest);
        });
        return false;
      },
    });
    await using _ = world;
    const lost: string[] = [];
    const { done } = await apply(world, await planOf(world));
    expect(done.map(({ outcome }) => outcome)).toEqual(['retired', 'retired']);
    expect(lost).toEqual([]);
    for (const image of images) expect(tagged(image.index.digest)).toBe(true);
  });

  it('vector 57: leaves an image that a tag was put on by hand, and the tag still pulls', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const plan = await planOf(world);
    const [a] = images;
    if (a === undefined) throw new Error('there is no image');
    world.put('p/app', a, ['hotfix']);
    const { error, done } = await apply(world, plan);
    expect(error).toBe('');
    expect(done.map(({ digest }) => nameOf(images, digest))).toEqual(['B']);
    expect(tagsOf(world)).toMatchObject({ hotfix: a.index.digest, '20261101_01': a.index.digest });
  });

  it('archives what has to be archived, and destroys nothing by the same plan', async () => {
    const { world } = await openRetired();
    await using _ = world;
    const file = WITH_LEDGER.replace('{ last: 2 } }', '{ last: 2 }, archive: required }').replace(
      'in-use: optional',
      'in-use: optional, archive: { to: "HOST/archive/{environment}/{image}" }',
    );
    const plan = await planOf(world, daysLater(8), file);
    expect(plan.environments[0]?.images.map(({ action }) => action).sort()).toEqual([
      'archive',
      'archive',
      'keep',
      'keep',
    ]);
    const { done } = await apply(world, plan, { file, now: daysLater(8) });
    expect(done.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['archived', null],
      ['archived', null],
    ]);
    const next = await planOf(world, daysLater(8), file);
    expect(next.environments[0]?.images.map(({ action }) => action).sort()).toEqual([
      'destroy',
      'destroy',
      'keep',
      'keep',
    ]);
  });

  it('leaves what the registry does not delete, and goes on with the next image', async () => {
    const { world, images } = await openChain(['A', 'B', 'C', 'D'], {
      intercept({ method }, response, path) {
        if (method !== 'DELETE' || !path.endsWith(images[0]?.index.digest ?? '-')) return false;
        response.writeHead(403, { 'content-type': 'application/json' });
        response.end('{"errors":[{"code":"DENIED","message":"more than 5,000 downloads"}]}');
        return true;
      },
    });
    await using _ = world;
    expect((await apply(world, await planOf(world))).error).toBe('');
    const now = daysLater(8);
    const { error, done } = await apply(world, await planOf(world, now), { now });
    expect(error).toBe('');
    expect(new Map(done.map(({ digest, outcome }) => [nameOf(images, digest), outcome]))).toEqual(
      new Map([
        ['A', 'left'],
        ['B', 'destroyed'],
      ]),
    );
    expect(done.find(({ outcome }) => outcome === 'left')?.reason).toContain('more than 5,000 downloads');
  });

  it.each(['digest-only', 'ok'] as const)('retires and destroys where tags can be deleted or not: %s', async (mode) => {
    const { world } = await openChain(['A', 'B', 'C', 'D'], { delete: mode });
    await using _ = world;
    expect((await apply(world, await planOf(world))).error).toBe('');
    const left = Object.keys(tagsOf(world));
    expect(left.filter((tag) => tag.startsWith('0-retired-'))).toHaveLength(mode === 'ok' ? 2 : 0);
    expect(left.includes('20261101_01')).toBe(mode === 'digest-only');
    const now = daysLater(8);
    const { error, done } = await apply(world, await planOf(world, now), { now });
    expect(error).toBe('');
    expect(done.map(({ outcome, left: rest }) => [outcome, rest])).toEqual([
      ['destroyed', []],
      ['destroyed', []],
    ]);
    expect(Object.keys(tagsOf(world)).sort()).toEqual(['20261103_01', '20261104_01', 'latest']);
  });

  it('of two runs at once retires each image once, and harms nothing', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const plan = await planOf(world);
    const both = await Promise.all([apply(world, plan), apply(world, plan)]);
    expect(both.map(({ error }) => error)).toEqual(['', '']);
    const now = daysLater(8);
    const next = await planOf(world, now);
    const swept = await Promise.all([apply(world, next, { now }), apply(world, next, { now })]);
    expect(swept.map(({ error }) => error)).toEqual(['', '']);
    expect(Object.keys(tagsOf(world)).sort()).toEqual(['20261103_01', '20261104_01', 'latest']);
    const there = world.registry.manifests('p/app');
    for (const image of images.slice(2))
      for (const digest of image.manifests.keys()) expect(there.has(digest)).toBe(true);
    for (const image of images.slice(0, 2)) expect(there.has(image.index.digest)).toBe(false);
  });
});

describe('what forbids to apply a plan', () => {
  const RUN = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
  };

  it.each([
    ['a plan of nine days ago', { now: daysLater(9) }, 'it was made 9 days ago, and 7 days are the most; approve plan'],
    [
      'a registry whose deletion was never verified',
      { file: WITH_LEDGER.replace(/HOST\/p\//, 'quay.io/p/') },
      'quay.io is Quay: what a deletion does there',
    ],
    ['no ledger', { file: WITH_LEDGER.replace(/ledger: .*\n/, '') }, 'names no ledger'],
    [
      'a pull request',
      { variables: { ...RUN, GITHUB_EVENT_NAME: 'pull_request' } },
      'the event "pull_request" only plans',
    ],
    ['a run that does not say who made the plan', { variables: RUN }, 'it does not say which run made it'],
    [
      'another environment of GitHub',
      { file: WITH_LEDGER.replace('from: d\n', 'from: d\n    github-environment: production\n') },
      'only a job in GitHub\'s environment "production" may destroy in p',
    ],
  ])('%s', async (_, options, expected) => {
    const { world } = await openChain();
    await using _world = world;
    const before = tagsOf(world);
    const { error } = await apply(world, await planOf(world), options);
    expect(error).toContain('Cannot apply plan');
    expect(error).toContain(expected);
    expect(tagsOf(world)).toEqual(before);
  });

  it('the run that made the plan', async () => {
    const { world } = await openChain();
    await using _ = world;
    const { plan } = await world.run(WITH_LEDGER, {}, { variables: RUN });
    if (plan === undefined) throw new Error('there is no plan');
    expect(plan.run).toBe('https://github.com/acme/shop/actions/runs/77');
    const again = await apply(world, plan, { variables: { ...RUN, GITHUB_RUN_ATTEMPT: '2' } });
    expect(again.error).toContain(
      'this run made it, and nobody approved its job; run the job in an environment of GitHub',
    );
    const other = await apply(world, plan, { variables: { ...RUN, GITHUB_RUN_ID: '78' } });
    expect(other.error).toBe('');
    expect(other.done).toHaveLength(2);
  });

  it('a file that says something else than what was approved', async () => {
    const { world } = await openChain();
    await using _ = world;
    const plan = await planOf(world);
    const [p] = plan.environments;
    const images = p?.images.map((image) => ({ ...image, action: 'destroy' as const })) ?? [];
    const changed = { ...plan, environments: plan.environments.map((each) => ({ ...each, images })) };
    expect((await apply(world, changed)).error).toMatch(
      /has the id sha256:[0-9a-f]{64}; give the file that the run wrote/,
    );
    expect((await apply(world, { ...plan, id: parseDigest(`sha256:${'0'.repeat(64)}`) })).error).toContain(
      'has the id',
    );
  });

  it('an environment where nothing would be left', async () => {
    const world = await RetentionWorld.open();
    await using _ = world;
    const image = world.image('A');
    world.put('d/app', image, ['20260101_01']);
    world.put('d/app', imageOf('B'), ['20260102_01']);
    const file = WITH_LEDGER.replace('"HOST/d/{image}" }', '"HOST/d/{image}", retention: { keep: { days: 1d } } }');
    const { error } = await apply(world, await planOf(world, NOW, file), { file });
    expect(error).toContain('nothing would be left in');
    expect(Object.keys(Object.fromEntries(world.registry.tags('d/app')))).toHaveLength(2);
  });

  it('says all of it at once', async () => {
    const { world } = await openChain();
    await using _ = world;
    const plan = await planOf(world);
    const file = WITH_LEDGER.replace(/ledger: .*\n/, '').replace(
      'from: d\n',
      'from: d\n    github-environment: production\n',
    );
    await expect(
      world.run(file, {}, { apply: plan, variables: { ...RUN, GITHUB_EVENT_NAME: 'pull_request' } }).then(() => ''),
    ).rejects.toThrow(/only plans/);
  });
});

describe('signatures beside images', () => {
  it('go with an image, and its tombstone lists them', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [a] = images;
    if (a === undefined) throw new Error('there is no image');
    const sbom = buildReferrer(a.index, { artifactType: 'application/spdx+json' });
    world.registry.load('p/app', sbom, []);
    expect((await apply(world, await planOf(world))).error).toBe('');
    const now = daysLater(8);
    expect((await apply(world, await planOf(world, now), { now })).error).toBe('');
    expect(world.registry.manifests('p/app').has(sbom.index.digest)).toBe(false);
    const list = world.registry.manifest('ledger/app', `gone-sha256-${a.index.digest.slice(7)}`);
    const { manifests } = JSON.parse(Buffer.from(list?.bytes ?? []).toString()) as {
      manifests: readonly { annotations: Readonly<Record<string, string>> }[];
    };
    expect(manifests.map(({ annotations }) => annotations['io.github.sealift.retirement.action'])).toEqual([
      ...['retire', 'destroy', 'destroy'],
    ]);
    expect(manifests.at(-1)?.annotations['io.github.sealift.retirement.state']).toBe('destroyed');
  });
});
