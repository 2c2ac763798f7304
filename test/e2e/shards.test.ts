import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';
import { someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { findMissing, readTags } from './look.ts';
import { DISTRIBUTION, EMBEDDED, type Target } from './targets.ts';

const NAMES = Array.from({ length: 12 }, (_, index) => `shop/app-${index}`);
/** Three families of images share their layers. */
const FAMILIES = 3;

function familyOf(name: string): number {
  return NAMES.indexOf(name) % FAMILIES;
}

function imageOf(name: string, layerBytes = 2000): BuiltImage {
  const labels = { ...LABELS, 'org.opencontainers.image.title': name };
  return buildImage({ labels, layers: 2, layerBytes, seed: `family ${familyOf(name)}` });
}

const SCRIPT = process.env['SEALIFT_TEST_SCRIPT'];

function run(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  return runAction({ inputs, env, ...(SCRIPT === undefined ? {} : { script: SCRIPT }) });
}

interface Matrix {
  readonly include: readonly {
    readonly shard: string;
    readonly plan: string;
    readonly images: number;
    readonly bytes: number;
  }[];
}

/** A registry with the images of a set, and the folder that stands for the artifacts of a workflow run. */
async function openWorld(target: Target = EMBEDDED, images: (name: string) => BuiltImage = imageOf) {
  const registry = await target.start();
  const folder = await mkdtemp(join(tmpdir(), 'sealift-shards-'));
  for (const name of NAMES) await pushImage(registry.host, `d/${name}`, images(name), ['1.2.3']);
  return {
    host: registry.host,
    folder,
    async plan(inputs: Readonly<Record<string, string>> = {}) {
      const asked = {
        command: 'plan',
        from: `${registry.host}/d/{image}`,
        to: `${registry.host}/t/{image}`,
        image: NAMES.map((name) => `${name}:1.2.3`).join('\n'),
        tags: 'type=semver',
        shards: '3',
        ...inputs,
      };
      const planned = await run(asked, { RUNNER_TEMP: await mkdtemp(join(folder, 'plan-')) });
      const matrix: Matrix = JSON.parse(planned.outputs['matrix'] || '{"include":[]}');
      return { planned, matrix, file: planned.outputs['plan-file'] ?? '', id: planned.outputs['plan-id'] ?? '' };
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
      await registry[Symbol.asyncDispose]();
    },
  };
}

/** A world with a plan, for the tests that write nothing to its registry. */
let untouched: Awaited<ReturnType<typeof openWorld>>;
let untouchedPlan: Awaited<ReturnType<typeof untouched.plan>>;

beforeAll(async () => {
  untouched = await openWorld();
  untouchedPlan = await untouched.plan();
});
afterAll(() => untouched[Symbol.asyncDispose]());

function shardOf({ matrix }: { readonly matrix: Matrix }, index: number): string {
  return matrix.include[index]?.shard ?? '';
}

describe.each(someOf(1, [DISTRIBUTION, EMBEDDED], 'sets in shards'))('a set in shards within $name', (target) => {
  it.skipIf(!target.available)('is brought by jobs in any order, and tagged by the last one', async () => {
    await using world = await openWorld(target);
    const plan = await world.plan();
    expect(plan.planned, plan.planned.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(plan.matrix.include).toHaveLength(3);
    expect(plan.matrix.include.reduce((sum, { images }) => sum + images, 0)).toBe(NAMES.length);
    for (const name of NAMES) expect(await readTags(world.host, `t/${name}`)).toEqual({});
    // The last one first, and two at a time.
    const jobs = plan.matrix.include.toReversed().map(({ shard }) => run({ plan: plan.file, shard }));
    for (const job of await Promise.all(jobs)) {
      expect(job, job.stdout).toMatchObject({ exitCode: 0, stderr: '' });
      expect(job.outputs).toMatchObject({ changed: 'false' });
      expect(job.outputs['tags'] ?? '').toBe('');
    }
    for (const name of NAMES) {
      const tags = Object.keys(await readTags(world.host, `t/${name}`));
      expect(tags.filter((tag) => !tag.startsWith('sha256-'))).toEqual([]);
    }
    const last = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    expect(last, last.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(last.outputs).toMatchObject({ changed: 'true' });
    expect(last.outputs['record']?.split('\n')).toHaveLength(NAMES.length);
    for (const name of NAMES) {
      const { digest } = imageOf(name).index;
      expect(await readTags(world.host, `t/${name}`)).toMatchObject({ '1': digest, '1.2.3': digest, latest: digest });
      expect(await findMissing(world.host, `t/${name}`, '1.2.3')).toEqual([]);
    }
    const again = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    expect(again, again.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });
  });
});

describe('a set in shards between registries', () => {
  it('streams a layer once, where the images that share it are in one shard', async () => {
    await using world = await openWorld(EMBEDDED, (name) => imageOf(name, 200_000));
    await using other = await startRegistry();
    const plan = await world.plan({ to: `${other.host}/t/{image}` });
    const shards = new Map<number, Set<number>>();
    for (const { from, shard } of JSON.parse(await readFile(plan.file, 'utf8')).images) {
      const family = familyOf(NAMES.find((name) => from.includes(`/d/${name}:`)) ?? '');
      shards.set(family, (shards.get(family) ?? new Set()).add(shard));
    }
    expect([...shards.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(plan.planned.stdout).toMatch(/^Estimate: \d+ requests and 2\.\d MiB through the runner/m);
    let streamed = 0;
    for (const { shard } of plan.matrix.include) {
      const job = await run({ plan: plan.file, shard });
      expect(job, job.stdout).toMatchObject({ exitCode: 0, stderr: '' });
      const { images } = JSON.parse(job.outputs['report'] ?? '');
      for (const { destinations } of images) streamed += destinations[0].bytesCopied;
    }
    // 4 layers a family, and no config: those of 200 kB do not compress.
    expect(streamed).toBeGreaterThan(FAMILIES * 4 * 200_000);
    expect(streamed).toBeLessThan(FAMILIES * 4 * 200_000 * 1.1);
    const last = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    expect(last, last.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'true' } });
  });
});

describe('the jobs of a plan', () => {
  it('promote what the plan pinned, whatever the tags of the source hold by then', async () => {
    await using world = await openWorld();
    const plan = await world.plan();
    const [moved = ''] = NAMES;
    const newer = buildImage({ labels: LABELS, seed: 'newer' });
    await pushImage(world.host, `d/${moved}`, newer, ['1.2.3']);
    for (const { shard } of plan.matrix.include) {
      expect(await run({ plan: plan.file, shard })).toMatchObject({ exitCode: 0 });
    }
    const last = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    expect(last, last.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await readTags(world.host, `t/${moved}`))['1.2.3']).toBe(imageOf(moved).index.digest);
  });

  it('write nothing anew where they are run again', async () => {
    await using world = await openWorld();
    const plan = await world.plan();
    const job = { plan: plan.file, shard: shardOf(plan, 0) };
    const first = await run(job);
    const second = await run(job);
    expect(second, second.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(second.outputs['record']).toBe(first.outputs['record']);
    const report = JSON.parse(second.outputs['report'] ?? '');
    expect(
      report.images.flatMap((image: { destinations: { manifestsWritten: number }[] }) => image.destinations),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ manifestsWritten: 0 })]));
  });

  it('bring a single image whole, though its tags come later and it has no record', async () => {
    await using world = await openWorld();
    const plan = await world.plan({ shards: '12', record: 'off' });
    expect(plan.matrix.include.map(({ images }) => images)).toEqual(NAMES.map(() => 1));
    await Promise.all(plan.matrix.include.slice(0, 6).map(({ shard }) => run({ plan: plan.file, shard })));
    await Promise.all(plan.matrix.include.slice(6).map(({ shard }) => run({ plan: plan.file, shard })));
    const last = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    expect(last, last.stdout).toMatchObject({ exitCode: 0, outputs: { record: '', changed: 'true' } });
  });

  it('show what they would do in a dry run', async () => {
    const [world, plan] = [untouched, untouchedPlan];
    const dry = await run({ plan: plan.file, shard: shardOf(plan, 1), 'dry-run': 'true' });
    expect(dry, dry.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dry.stdout).toMatch(/Dry run: shard 2-of-3 would copy \d+ images; nothing was written/);
    expect(dry.summary).toMatch(/^## 🔎 Dry run: shard `2-of-3` would copy \d+ images; nothing was written$/m);
    expect(await readTags(world.host, 't/shop/app-0')).toEqual({});
  });
});

describe('a plan', () => {
  it('tells shards, bytes and an estimate in log and summary, and holds no secret', async () => {
    const world = untouched;
    const { planned, file, matrix, id } = await world.plan({ 'github-token': 'ghs_secretOfThisTest' });
    expect(planned.stdout).toMatch(/^shard 1-of-3: \d+ images, .* to copy; \d+ requests and 0 B through the runner/m);
    expect(planned.stdout).toMatch(/^Estimate: \d+ requests and 0 B through the runner, about \d+ s$/m);
    expect(planned.summary).toContain('12 images in 3 shards, nothing was written');
    expect(planned.summary).toContain('`3-of-3`');
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('ghs_');
    expect(JSON.parse(text)).toMatchObject({ version: 1, shards: 3, settings: { tags: 'type=semver' } });
    for (const each of matrix.include) {
      expect(each.plan).toBe(id);
      expect(each.shard).toContain(`@${id.slice('sha256:'.length).slice(0, 32)}`);
    }
  });

  it('is refused where two images want one tag, before any job begins', async () => {
    const world = untouched;
    const { planned } = await world.plan({ to: `${world.host}/t/all` });
    expect(planned.exitCode).toBe(1);
    expect(planned.stdout).toContain(`Cannot promote as one set: ${world.host}/t/all:1.2.3 would be both`);
    expect(planned.outputs).toEqual({});
  });
});

describe('no tag moves, and the reason is named, where', () => {
  async function expectRefused(job: Awaited<ReturnType<typeof run>>, host: string, sentence: RegExp | string) {
    expect(job.exitCode, job.stdout).toBe(1);
    expect(job.stdout).toMatch(sentence);
    for (const name of NAMES) expect(await readTags(host, `t/${name}`)).toEqual({});
  }

  it('a shard is not complete', async () => {
    await using world = await openWorld();
    const plan = await world.plan();
    for (const index of [0, 2]) await run({ plan: plan.file, shard: shardOf(plan, index) });
    const last = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    const missing =
      /Cannot move the tags of plan [a-f0-9]{32}: shard 2-of-3 is not complete: \S+\/t\/shop\/app-\d+@sha256:[a-f0-9]{64} is missing, and \d+ more images?; run that job again, and then this one/;
    await expectRefused(last, world.host, missing);
  });

  it('the images are there, but were recorded by no job of the plan', async () => {
    await using world = await openWorld();
    const other = await world.plan({ record: 'off' });
    for (const { shard } of other.matrix.include) await run({ plan: other.file, shard });
    const plan = await world.plan();
    const last = await run({ plan: plan.file, shard: `tags@${plan.id}` });
    await expectRefused(last, world.host, /shard \d-of-3 is not complete: the record of \S+ is missing/);
    for (const { shard } of plan.matrix.include) await run({ plan: plan.file, shard });
    expect(await run({ plan: plan.file, shard: `tags@${plan.id}` })).toMatchObject({ exitCode: 0 });
  });

  it('the shard is of another plan', async () => {
    const [world, first] = [untouched, untouchedPlan];
    const second = await world.plan({ reason: 'another one' });
    const [own, other] = [first, second].map(({ id }) => id.slice('sha256:'.length).slice(0, 32));
    const job = await run({ plan: second.file, shard: shardOf(first, 2) });
    const sentence = `Cannot promote shard 3-of-3: it belongs to plan ${own}, but the plan file is plan ${other}; take both from the same run`;
    await expectRefused(job, world.host, new RegExp(sentence));
    const last = await run({ plan: second.file, shard: `tags@${first.id}` });
    await expectRefused(last, world.host, /Cannot promote shard tags: it belongs to plan/);
  });

  it('the plan file was changed by hand', async () => {
    const [world, plan] = [untouched, untouchedPlan];
    const text = await readFile(plan.file, 'utf8');
    const changed = join(world.folder, 'changed.json');
    await writeFile(changed, text.replace('/t/shop/app-3"', '/t/shop/evil"'));
    const job = await run({ plan: changed, shard: shardOf(plan, 0) });
    await expectRefused(
      job,
      world.host,
      /it belongs to plan \w+, but the plan file is plan \w+; .* leave the file as it was/,
    );
  });

  it.each([
    ['there is no such shard', '9-of-3', /Cannot use shard "9-of-3@\w+": it is neither like "3-of-8@…"/],
    ['the plan has another number of shards', '3-of-8', /Cannot promote shard 3-of-8: plan \w+ has 3 shards/],
    ['the shard is a word', 'all', /Cannot use shard "all@\w+": it is neither/],
  ])('%s', async (_, title, sentence) => {
    const [world, plan] = [untouched, untouchedPlan];
    const job = await run({ plan: plan.file, shard: `${title}@${plan.id.slice('sha256:'.length)}` });
    await expectRefused(job, world.host, sentence);
  });

  it.each([
    ['is no JSON', '{"version":1,', /Cannot read the plan file "\S+": it is not valid JSON; take it as/],
    ['is of another version', '{"version":2}', /it is of version "2" and not of 1/],
    ['lists no images', '{"version":1,"shards":3,"at":"2026-01-01"}', /it lacks shards, instant or images/],
    ['is larger than any plan', ' '.repeat(64 * 1024 * 1024 + 1), /it is larger than 64 MiB/],
  ])('the plan file %s', async (_, text, sentence) => {
    const world = untouched;
    const file = join(world.folder, 'made-up.json');
    await writeFile(file, text);
    // The plan is read only if it is the one that the shard names.
    const id = createHash('sha256').update(text).digest('hex');
    await expectRefused(await run({ plan: file, shard: `1-of-3@${id}` }), world.host, sentence);
  });

  it('there is no plan file', async () => {
    const world = untouched;
    const job = await run({ plan: join(world.folder, 'none.json'), shard: `1-of-3@${'0'.repeat(32)}` });
    await expectRefused(job, world.host, /Cannot read the plan file ".*none\.json": it is not there; download it/);
  });

  it('a job says otherwise than the plan', async () => {
    const [world, plan] = [untouched, untouchedPlan];
    const job = await run({ plan: plan.file, shard: shardOf(plan, 0), tags: 'latest' });
    await expectRefused(
      job,
      world.host,
      /Cannot use the input "tags" with a plan: the plan was made with "type=semver"/,
    );
  });
});
