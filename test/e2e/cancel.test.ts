import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { type ActionResult, runAction, type SpawnedAction, spawnAction } from '../support/run-action.ts';
import { sample } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { readRecords, readTags } from './look.ts';
import { EMBEDDED } from './targets.ts';

const OLD = buildImage({ seed: 'old', layers: 1 });
const NEW = buildImage({ seed: 'new', layers: 1, labels: LABELS });
const MOVING = ['1.2', '1', 'latest'];
const OLD_TAGS = ['1.2.2', ...MOVING];
/** Runs at the same time: most of each is waiting. */
const WORKERS = 6;
/** In runs that are not full, one of so many requests is the one at which the run is told to end. */
const STRIDE = 8;
/** GitHub sends the next signal after 7.5 s. */
const LIMIT = 7000;
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A request that the run makes, as the proxy sees it. */
interface Seen {
  readonly index: number;
  readonly method: string;
  readonly path: string;
}

interface Ending {
  readonly signal: NodeJS.Signals;
  /** Whether the run is told to end when this request comes. */
  readonly when: (seen: Seen) => boolean;
  /** How long the registry gets that request later, in ms; forever where it never answers. */
  readonly held?: number;
  /** A second signal, SIGTERM, comes so much later, in ms. */
  readonly again?: number;
  /** Whether the registry answers nothing any more from then on. */
  readonly isDeaf?: boolean;
  /** What is promoted, without its host. */
  readonly source?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Ended extends ActionResult {
  /** From the first signal to the end, in ms; undefined where none was sent. */
  readonly took: number | undefined;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Runs a promotion that is told to end at one of its requests. */
async function endAt(host: string, repository: string, ending: Ending): Promise<Ended> {
  let spawned: SpawnedAction | undefined;
  let sentAt: number | undefined;
  await using proxy = await startProxy(host, {
    async intercept({ index, method, path }) {
      if (sentAt !== undefined && ending.isDeaf === true) await sleep(60_000, undefined, { ref: false });
      if (sentAt !== undefined || !ending.when({ index, method, path })) return undefined;
      sentAt = performance.now();
      spawned?.child.kill(ending.signal);
      if (ending.again !== undefined) setTimeout(() => spawned?.child.kill('SIGTERM'), ending.again);
      if (ending.held !== undefined) await sleep(ending.held, undefined, { ref: false });
      return undefined;
    },
  });
  const { source = 'd/app:1.2.3' } = ending;
  const inputs = { from: `${proxy.host}/${source}`, to: `${proxy.host}/${repository}`, ...ending.inputs };
  spawned = spawnAction({ inputs, ...(ending.env === undefined ? {} : { env: ending.env }) });
  const result = await spawned.done;
  const took = sentAt === undefined ? undefined : performance.now() - sentAt;
  return { ...result, took, inputs: { ...inputs, from: `${host}/${source}`, to: `${host}/${repository}` } };
}

/** Reads what the log says of tags. */
function toldOf({ stdout }: ActionResult): ReadonlyMap<string, string> {
  const line =
    /^(NOT put back, look at it|perhaps (?:moved|written), look at it|moved|put back to what it was|created, on a complete image|did not move): \S+:(\S+)$/gm;
  return new Map([...stdout.matchAll(line)].map(([, words = '', tag = '']) => [tag, words]));
}

/** Holds what the log and the summary say of tags against what the registry has. */
function expectTruth(result: ActionResult, tags: Readonly<Record<string, string>>, where: string): void {
  for (const [tag, words] of toldOf(result)) {
    expect(result.summary, where).toContain(words);
    const isOurs = tags[tag] === NEW.index.digest;
    if (words === 'moved' || words.startsWith('new,')) expect(isOurs, `${where}: ${tag} ${words}`).toBe(true);
    if (words.startsWith('put back') || words === 'did not move') {
      expect(isOurs, `${where}: ${tag} ${words}`).toBe(false);
    }
  }
}

/** Tells whether a request moves a tag. */
function isMove({ method, path }: Pick<Seen, 'method' | 'path'>): boolean {
  return method === 'PUT' && MOVING.some((tag) => path.endsWith(`/manifests/${tag}`));
}

describe('a promotion that is told to end at any of its requests', () => {
  it('puts back or finishes, says what it did, and is completed by the next run', async () => {
    await using registry = await EMBEDDED.start();
    const { host } = registry;
    await pushImage(host, 'd/app', NEW, ['1.2.3']);
    await pushImage(host, 'count/app', OLD, OLD_TAGS);
    await using counting = await startProxy(host);
    const counted = await runAction({
      inputs: { from: `${counting.host}/d/app:1.2.3`, to: `${counting.host}/count/app` },
    });
    expect(counted.exitCode).toBe(0);
    const count = counting.log.length;
    const all = Array.from({ length: count }, (_, index) => index);
    // Few requests move a tag, and these are in every sample: only after one of them is there something to put back.
    const moves = all.filter((index) => counting.log.slice(index, index + 1).some(isMove));
    expect(moves).toHaveLength(MOVING.length);
    const sampled = new Set([...sample(all, STRIDE, 'told to end'), ...moves]);
    const indexes = all.filter((index) => sampled.has(index));
    const cases = [...indexes.entries()];
    const tally = new Map<string, number>();
    async function work(): Promise<void> {
      for (let each = cases.shift(); each !== undefined; each = cases.shift()) {
        const [turn, index] = each;
        const repository = `c${index}/app`;
        await pushImage(host, repository, OLD, OLD_TAGS);
        const signal = turn % 2 === 0 ? 'SIGINT' : 'SIGTERM';
        const held = moves.includes(index) ? [3000, 200][moves.indexOf(index) % 2] : [undefined, 200, 3000][turn % 3];
        const ended = await endAt(host, repository, {
          signal,
          when: (seen) => seen.index === index,
          ...(held === undefined ? {} : { held }),
        });
        const where = `${signal} at request ${index} of ${count}, held ${held}`;
        if (ended.took === undefined) continue;
        expect(ended, where).toMatchObject({ exitCode: CODES[signal], signal: null });
        expect(ended.took, where).toBeLessThan(LIMIT);
        const tags = await readTags(host, repository);
        expectTruth(ended, tags, where);
        const moved = MOVING.filter((tag) => tags[tag] === NEW.index.digest);
        const isDone = ended.summary.includes('Done') || ended.outputs['digest'] !== undefined;
        // Either nothing has moved, or all has; a write that the registry held back past the end is told of.
        if (!/perhaps (?:moved|written)|NOT put back/.test(ended.stdout))
          expect([0, MOVING.length], where).toContain(moved.length);
        if (!isDone) {
          expect(ended.stdout, where).toContain(`${signal} ended the run`);
          expect(ended.summary, where).toContain('Sealift was cancelled');
        }
        const kind = isDone ? 'done' : /put back to/.test(ended.stdout) ? 'put back' : 'nothing moved';
        tally.set(kind, (tally.get(kind) ?? 0) + 1);
        const again = await runAction({ inputs: ended.inputs });
        expect(again, where).toMatchObject({ exitCode: 0 });
        const final = await readTags(host, repository);
        for (const tag of ['1.2.3', ...MOVING]) expect(final[tag], `${where}: ${tag}`).toBe(NEW.index.digest);
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, work));
    console.log(
      `      ${indexes.length} of ${count} requests: ${[...tally].map(([kind, times]) => `${times} ${kind}`).join(', ')}`,
    );
    // A run may take a few requests fewer than the one that was counted.
    const least = indexes.filter((index) => index < count - 3).length;
    expect([...tally.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(least);
    expect(tally.get('put back')).toBeGreaterThan(0);
  }, 600_000);
});

/** Tells whether a request writes a tag of a repository. */
function writes(repository: string, tag: string) {
  return ({ method, path }: Seen): boolean => method === 'PUT' && path.endsWith(`/${repository}/manifests/${tag}`);
}

async function withRelease(...repositories: readonly string[]) {
  const registry = await EMBEDDED.start();
  await pushImage(registry.host, 'd/app', NEW, ['1.2.3']);
  for (const repository of repositories) await pushImage(registry.host, repository, OLD, OLD_TAGS);
  return registry;
}

/** Lists what the corrections of the records of the image in `p/app` say of its tags. */
async function correctionsOf(host: string): Promise<readonly (readonly string[])[]> {
  const records = await readRecords(host, 'p/app', NEW.index.digest);
  return records.flatMap(({ annotations }) => {
    const corrected = annotations['io.github.sealift.promotion.corrects'];
    if (corrected === undefined) return [];
    expect(records.map(({ digest }) => digest)).toContain(corrected);
    return [(annotations['io.github.sealift.promotion.tags'] ?? '').split(' ')];
  });
}

describe('a run that is told to end', { timeout: 120_000 }, () => {
  it('when some tags of a set have moved puts them all back, in every repository', async () => {
    await using registry = await withRelease('p/a', 'p/b');
    const { host } = registry;
    for (const name of ['a', 'b']) await pushImage(host, `d/${name}`, NEW, ['1.2.3']);
    let seen = 0;
    const ended = await endAt(host, 'p/{image}', {
      signal: 'SIGINT',
      // The fourth of six moving tags is on its way: some of both repositories stand.
      when: ({ method, path }) => method === 'PUT' && /manifests\/(1\.2|1|latest)$/.test(path) && ++seen === 4,
      held: 60_000,
      source: 'd/{image}',
      inputs: { image: 'a:1.2.3\nb:1.2.3', tags: 'type=semver' },
    });
    expect(ended, ended.stdout).toMatchObject({ exitCode: 130 });
    expect(ended.took).toBeLessThan(LIMIT);
    for (const repository of ['p/a', 'p/b']) {
      const tags = await readTags(host, repository);
      expect(MOVING.map((tag) => tags[tag])).toEqual(MOVING.map(() => OLD.index.digest));
      expect(tags['1.2.3']).toBe(NEW.index.digest);
    }
    expect(ended.stdout).toMatch(/put back to what it was: \S+\/p\/a:/);
    expect(ended.stdout).toMatch(/put back to what it was: \S+\/p\/b:/);
    expect(ended.stdout).toMatch(/perhaps written, look at it: \S+\/p\//);
    expect(ended.summary).toContain('put back to what it was');
  });

  it('while a write is never answered says so, and puts back the others in time', async () => {
    await using registry = await withRelease('p/app');
    const ended = await endAt(registry.host, 'p/app', {
      signal: 'SIGTERM',
      when: writes('p/app', 'latest'),
      held: 60_000,
      inputs: { tags: 'type=semver' },
    });
    expect(ended.exitCode).toBe(143);
    expect(ended.took).toBeLessThan(LIMIT);
    const tags = await readTags(registry.host, 'p/app');
    for (const tag of MOVING) expect(tags[tag]).toBe(OLD.index.digest);
    expect(toldOf(ended)).toEqual(
      new Map([
        ['latest', 'perhaps written, look at it'],
        ['1.2', 'put back to what it was'],
        ['1', 'put back to what it was'],
        ['1.2.3', 'created, on a complete image'],
      ]),
    );
  });

  it.each([1, 500])('puts back to the end though a second signal comes %d ms later', async (again) => {
    await using registry = await withRelease('p/app');
    const ended = await endAt(registry.host, 'p/app', {
      signal: 'SIGINT',
      when: writes('p/app', 'latest'),
      held: 60_000,
      again,
      inputs: { tags: 'type=semver\nfresh' },
    });
    // The system may hand over two signals that are sent at once in either order; the run goes by the one it got first.
    const [first, second] = again === 1 && ended.exitCode === 143 ? ['SIGTERM', 'SIGINT'] : ['SIGINT', 'SIGTERM'];
    expect(ended.exitCode).toBe(first === 'SIGINT' ? 130 : 143);
    expect(ended.took).toBeLessThan(LIMIT);
    const told = toldOf(ended);
    expect(told.get('fresh')).toMatch(/^(?:created, on a complete image|perhaps written, look at it|did not move)$/);
    expect([...told].filter(([tag]) => tag !== 'fresh').toSorted()).toEqual([
      ['1', 'put back to what it was'],
      ['1.2', 'put back to what it was'],
      ['1.2.3', 'created, on a complete image'],
      ['latest', 'perhaps written, look at it'],
    ]);
    for (const words of told.values()) expect(ended.summary).toContain(words);
    expect(ended.stdout).toContain(`${first}: no further write begins`);
    expect(ended.stdout).toContain(`${second}: the run is ending`);
    const tags = await readTags(registry.host, 'p/app');
    for (const tag of MOVING) expect(tags[tag]).toBe(OLD.index.digest);
  });

  it('with a registry that answers nothing any more tells every tag as it is', async () => {
    await using registry = await withRelease('p/app');
    let moves = 0;
    const ended = await endAt(registry.host, 'p/app', {
      signal: 'SIGINT',
      // The first of three has had its answer, or has none yet.
      when: ({ method, path }) => method === 'PUT' && /manifests\/(1\.2|1|latest)$/.test(path) && ++moves === 3,
      held: 60_000,
      isDeaf: true,
      again: 5000,
      inputs: { tags: 'type=semver' },
    });
    expect(ended.exitCode).toBe(130);
    expect(ended.took).toBeLessThan(LIMIT);
    const told = toldOf(ended);
    expect([...told.keys()].toSorted()).toEqual(['1', '1.2', '1.2.3', 'latest']);
    expect(told.get('1.2.3')).toBe('created, on a complete image');
    expectTruth(ended, await readTags(registry.host, 'p/app'), 'deaf');
    for (const tag of MOVING)
      expect(told.get(tag)).toMatch(/^(?:moved|perhaps (?:moved|written), look at it|NOT put back, look at it)$/);
  });

  it('while it waits for its claim leaves the immutable tag on the complete image, and moves nothing', async () => {
    await using registry = await withRelease('p/app');
    const ended = await endAt(registry.host, 'p/app', {
      signal: 'SIGINT',
      when: writes('p/app', '1.2.3'),
      inputs: { tags: 'type=semver' },
    });
    expect(ended.exitCode).toBe(130);
    expect(toldOf(ended)).toEqual(
      new Map([['1.2.3', 'created, on a complete image'], ...MOVING.map((tag) => [tag, 'did not move'] as const)]),
    );
    const tags = await readTags(registry.host, 'p/app');
    for (const tag of MOVING) expect(tags[tag]).toBe(OLD.index.digest);
    expect(await correctionsOf(registry.host)).toEqual([['1.2.3']]);
  });

  it('corrects its record when tags were put back, and says nothing of tags that may have moved', async () => {
    await using registry = await withRelease('p/app');
    const ended = await endAt(registry.host, 'p/app', {
      signal: 'SIGTERM',
      when: writes('p/app', 'latest'),
      held: 60_000,
      inputs: { tags: 'type=semver' },
    });
    expect(ended).toMatchObject({ exitCode: 143 });
    expect(await correctionsOf(registry.host)).toEqual([['1.2.3']]);
  });

  it('by an error that escapes everything else puts back too, and exits with 1', async () => {
    await using registry = await withRelease('p/app');
    const fault = `process.on('SIGUSR2', () => setTimeout(() => { throw new Error('boom'); }, 0));`;
    const ended = await endAt(registry.host, 'p/app', {
      signal: 'SIGUSR2',
      when: writes('p/app', 'latest'),
      held: 3500,
      env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fault)}` },
    });
    expect(ended).toMatchObject({ exitCode: 1, signal: null });
    expect(ended.stdout).toContain('an unexpected error in Sealift');
    expect(ended.stdout).toContain('put back to what it was');
    const tags = await readTags(registry.host, 'p/app');
    for (const tag of MOVING) expect(tags[tag]).toBe(OLD.index.digest);
  });

  it('in a plan of several jobs puts back in the last one, and has touched no tag in the others', async () => {
    await using registry = await withRelease('p/a', 'p/b');
    const { host } = registry;
    for (const name of ['a', 'b']) await pushImage(host, `d/${name}`, NEW, ['1.2.3']);
    let spawned: SpawnedAction | undefined;
    let when: ((seen: Seen) => boolean) | undefined;
    await using proxy = await startProxy(host, {
      async intercept(seen) {
        if (when?.(seen) !== true) return undefined;
        when = undefined;
        spawned?.child.kill('SIGTERM');
        await sleep(4000, undefined, { ref: false });
        return undefined;
      },
    });
    const folder = await mkdtemp(join(tmpdir(), 'sealift-cancel-'));
    try {
      const asked = { from: `${proxy.host}/d/{image}`, to: `${proxy.host}/p/{image}`, image: 'a:1.2.3\nb:1.2.3' };
      const inputs = { ...asked, command: 'plan', tags: 'type=semver', shards: '1' };
      const { outputs } = await runAction({ inputs, env: { RUNNER_TEMP: folder } });
      const plan = outputs['plan-file'] ?? '';
      const shard = JSON.parse(outputs['matrix'] ?? '').include[0].shard;
      when = ({ method, path }) => method === 'PUT' && path.includes('/p/b/manifests/');
      spawned = spawnAction({ inputs: { plan, shard } });
      const first = await spawned.done;
      expect(first, first.stdout).toMatchObject({ exitCode: 143 });
      expect(first.stdout).toContain('SIGTERM ended the run before any tag was written');
      expect(await runAction({ inputs: { plan, shard } })).toMatchObject({ exitCode: 0 });
      when = writes('p/b', 'latest');
      spawned = spawnAction({ inputs: { plan, shard: `tags@${outputs['plan-id']}` } });
      const last = await spawned.done;
      expect(last, last.stdout).toMatchObject({ exitCode: 143 });
      expect(last.stdout).toMatch(/put back to what it was: \S+\/p\/a:latest/);
      expect(last.summary).toContain('Sealift was cancelled');
      expect((await readTags(host, 'p/a'))['latest']).toBe(OLD.index.digest);
      // The records say by now that the images have no moving tag; the next try says otherwise again.
      const again = await runAction({ inputs: { plan, shard: `tags@${outputs['plan-id']}` } });
      expect(again, again.stdout).toMatchObject({ exitCode: 0 });
      expect((await readTags(host, 'p/a'))['latest']).toBe(NEW.index.digest);
      const records = await readRecords(host, 'p/a', NEW.index.digest);
      const corrected = records.map(({ annotations }) => annotations['io.github.sealift.promotion.corrects'] ?? '');
      const standing = records.filter(({ digest }) => !corrected.join(' ').includes(digest));
      expect(standing.map(({ annotations }) => annotations['io.github.sealift.promotion.tags'])).toEqual([
        '1.2.3 1.2 1 latest',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s while it reads ends at once, and has written nothing',
    async (signal) => {
      await using registry = await withRelease('p/app');
      const ended = await endAt(registry.host, 'p/app', { signal, when: ({ index }) => index === 0, held: 60_000 });
      expect(ended.exitCode).toBe(CODES[signal]);
      expect(ended.took).toBeLessThan(1500);
      expect(ended.stdout).toContain(`${signal} ended the run before any tag was written`);
    },
  );
});
