import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from '../rollback/world.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { sequentialDepth } from '../support/requests.ts';
import { runAction, type SpawnedAction, spawnAction } from '../support/run-action.ts';
import { sample } from '../support/sample.ts';

const [B, C] = [imageOf('1.2.4'), imageOf('1.3.0')];

/** What each request takes longer (ms): so much that those that go out together overlap, however busy the machine is. */
const LATENCY = 250;

/** Runs at the same time: most of each is waiting. */
const WORKERS = 4;

/** In runs that are not full, one of so many requests is the last one of its run. */
const STRIDE = 12;

const RUN = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_ACTOR: 'wang',
};

/** B, and then C, which took the lines from it. */
async function placeTwo(world: RollbackWorld, app: string): Promise<void> {
  await world.place(B, { app, tags: ['1.2.4', '1.2', '1', 'latest', '20200101_01'], at: 0 });
  await world.place(C, {
    ...{ app, tags: ['1.3.0', '1.3', '1', 'latest', '20200101_02'], at: 60 },
    replaced: { latest: B, '1': B },
  });
  await world.push(`d/${app}`, C, ['1.3.0']);
}

function optionsOf(world: RollbackWorld, app: string) {
  const inputs = { command: 'rollback', to: 'p', image: app, reason: 'INC-4711', 'signing-key': world.key };
  return { inputs, cwd: world.root, env: { ...RUN, GITHUB_WORKSPACE: world.root } };
}

describe('command: rollback', () => {
  it('takes an environment back, and tells the next steps', async () => {
    await using world = await startRollbackWorld({ rules: 'type=semver\\ntype=date_seq' });
    await placeTwo(world, 'app');
    const { exitCode, stdout, outputs, summary } = await runAction(optionsOf(world, 'app'));
    expect(exitCode, stdout).toBe(0);
    expect(outputs).toMatchObject({
      ...{ digest: B.index.digest, 'previous-digest': C.index.digest, ready: 'true', changed: 'true' },
      'date-seq': expect.stringMatching(/^\d{8}_01$/),
      hold: expect.stringContaining(`${world.host}/p/app@sha256:`),
      record: expect.stringContaining(`${world.host}/p/app@sha256:`),
    });
    expect(outputs['updater-hints']).toContain('add !=1.3.0 to the range');
    expect(summary).toContain('Rolled back `app` in **p**');
    // What is about to be done is said before the first write.
    expect(stdout.indexOf(`to      ${B.index.digest} (what ran before)`)).toBeLessThan(stdout.indexOf('held '));
    const tags = await world.tags();
    for (const tag of ['latest', '1', '1.2', outputs['date-seq'] ?? '']) expect(tags[tag]).toBe(B.index.digest);
    for (const tag of ['1.3', '1.3.0']) expect(tags[tag]).toBe(C.index.digest);
    expect(await world.attached(C, 'd/app')).toEqual(['hold']);
  });

  it('takes no more round trips than it must', async () => {
    await using registry = await startRegistry({ intercept: () => sleep(LATENCY, false) });
    await using world = await startRollbackWorld({
      start: async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined }),
    });
    await placeTwo(world, 'app');
    registry.clearLog();
    const { exitCode, stdout } = await runAction(optionsOf(world, 'app'));
    expect(exitCode, stdout).toBe(0);
    const depth = sequentialDepth(registry.log);
    console.log(`      a rollback took ${depth} round trips in sequence, of ${registry.log.length} requests`);
    // Six of them read what ran and its records, five what comes back, three write each of hold and record.
    expect(depth).toBeLessThanOrEqual(20);
  });
});

describe('a rollback that is killed at any of its requests (vector 53)', () => {
  it.each([
    { when: 'before the registry gets it', after: false },
    { when: 'after the registry has done it', after: true },
  ])(
    'leaves the old tags or the new ones, and the same run again completes it (vector 53): $when',
    async ({ after }) => {
      const watched = new Map<string, { count: number; at: number; action: SpawnedAction | undefined }>();
      await using registry = await startRegistry({
        intercept(request, response, path) {
          const app = /\/(?:p|s|d)\/(k\d+)\//.exec(path)?.[1] ?? '';
          const watch = watched.get(app);
          if (watch === undefined || watch.count++ !== watch.at) return false;
          if (!after) {
            watch.action?.child.kill('SIGKILL');
            request.socket.destroy();
            return true;
          }
          response.once('finish', () => void watch.action?.child.kill('SIGKILL'));
          return false;
        },
      });
      await using world = await startRollbackWorld({
        start: async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined }),
        rules: 'type=semver\\ntype=date_seq',
      });
      await placeTwo(world, 'k0');
      const counter = { count: 0, at: -1, action: undefined };
      watched.set('k0', counter);
      expect((await runAction(optionsOf(world, 'k0'))).exitCode).toBe(0);
      const all = Array.from({ length: counter.count }, (_, index) => index);
      const indexes = [...sample(all, STRIDE, after ? 'rollback killed after' : 'rollback killed before')];
      const chosen = indexes.length;
      let killed = 0;
      async function work(): Promise<void> {
        for (let index = indexes.shift(); index !== undefined; index = indexes.shift()) {
          const app = `k${index + 1}`;
          const [inP, where] = [`p/${app}`, `killed at request ${index}`];
          await placeTwo(world, app);
          const watch = { count: 0, at: index, action: undefined as SpawnedAction | undefined };
          watched.set(app, watch);
          watch.action = spawnAction(optionsOf(world, app));
          if ((await watch.action.done).signal === 'SIGKILL') killed++;
          watched.delete(app);
          const left = await world.tags(inP);
          for (const tag of ['latest', '1']) expect([B.index.digest, C.index.digest], where).toContain(left[tag]);
          const moved = Object.values({ latest: left['latest'], one: left['1'] }).includes(B.index.digest);
          if (moved) {
            expect(await world.attached(C, inP), where).toContain('hold');
            expect(await world.attached(B, inP), where).toContain('rollback');
          }
          const again = optionsOf(world, app);
          const second = await runAction({ ...again, env: { ...again.env, GITHUB_RUN_ATTEMPT: '2' } });
          expect(second.exitCode, `${where}: ${second.stdout}`).toBe(0);
          const tags = await world.tags(inP);
          for (const tag of ['latest', '1', '1.2']) expect(tags[tag], where).toBe(B.index.digest);
          expect(tags['1.3'], where).toBe(C.index.digest);
          const numbers = Object.keys(tags).filter((tag) => /^20[2-9]\d{5}_/.test(tag) && !tag.startsWith('20200101'));
          expect(numbers, where).toHaveLength(1);
          // One hold, one record, however the first attempt ended.
          expect(await world.attached(C, inP), where).toEqual(['hold', 'promotion']);
          expect(await world.attached(B, inP), where).toEqual(['promotion', 'rollback']);
          expect(await world.attached(C, `d/${app}`), where).toEqual(['hold']);
        }
      }
      await Promise.all(Array.from({ length: WORKERS }, work));
      console.log(`      ${killed} runs killed, at ${chosen} of ${counter.count} requests`);
      expect(killed).toBeGreaterThanOrEqual(chosen - 1);
    },
    600_000,
  );
});

describe('runs at once', () => {
  it('of the same rollback end as one', async () => {
    await using registry = await startRegistry({
      intercept: async ({ method }) => {
        if (method === 'PUT') await sleep(Math.random() * 60);
        return false;
      },
    });
    await using world = await startRollbackWorld({
      start: async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined }),
      rules: 'type=semver\\ntype=date_seq',
    });
    await placeTwo(world, 'app');
    const inputs = { 'expected-digest': C.index.digest };
    const runs = await Promise.all([world.run(inputs), world.run(inputs)]);
    expect(runs.map(({ refusal }) => refusal)).toEqual(['', '']);
    const tags = await world.tags();
    for (const tag of ['latest', '1']) expect(tags[tag]).toBe(B.index.digest);
    const [one, other] = runs.map(({ outputs }) => outputs.get('date-seq') ?? '');
    for (const number of [one, other]) if (number) expect(tags[number]).toBe(B.index.digest);
    expect((await world.run({ ...inputs, 'dry-run': 'true' })).refusal).toBe('');
  });

  it('of a rollback and a promotion leave one of their images, with its record', async () => {
    const fix = imageOf('1.3.1');
    await using registry = await startRegistry({
      intercept: async ({ method }) => {
        if (method === 'PUT') await sleep(Math.random() * 60);
        return false;
      },
    });
    await using world = await startRollbackWorld({
      start: async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined }),
      pipeline: PIPELINE.replace('from: d }', 'from: [] }'),
    });
    await placeTwo(world, 'app');
    await world.push('s/app', fix, ['1.3.1']);
    const [back, forth] = await Promise.all([
      world.run({}),
      world.run({ command: 'promote', from: 's', image: 'app:1.3.1', tags: 'type=semver', referrers: 'true' }),
    ]);
    expect(forth.refusal).toBe('');
    const { latest = '' } = await world.tags();
    expect([B.index.digest, fix.index.digest]).toContain(latest);
    if (back.code !== 0) {
      expect(back.refusal).toContain('another run was faster');
      expect(latest).toBe(fix.index.digest);
    }
    expect(await world.attached(latest === B.index.digest ? B : fix)).toContain(
      latest === B.index.digest ? 'rollback' : 'promotion',
    );
  });
});
