import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { runAction, type SpawnedAction, spawnAction } from '../support/run-action.ts';
import { sample } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { findMissing, readRecords, readTags } from './look.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

const OLD = buildImage({ seed: 'old', layers: 1 });
const NEW = buildImage({ seed: 'new', layers: 1, labels: LABELS });
const OLD_TAGS = ['1.2.2', '1.2', '1', 'latest'];
/** Runs at the same time: most of each is waiting. */
const WORKERS = 6;

/** In runs that are not full, one of so many requests is the last one of its run. */
const STRIDE = 8;

const target = DISTRIBUTION.available ? DISTRIBUTION : EMBEDDED;

/**
 * Reads the tags once requests that were under way when the run died are over: CNCF Distribution lists a tag a
 * moment before it can be resolved.
 */
async function readSettledTags(host: string, repository: string): Promise<Readonly<Record<string, string>>> {
  const deadline = performance.now() + 5000;
  for (;;) {
    const tags = await readTags(host, repository);
    if (!Object.values(tags).includes('') || performance.now() > deadline) return tags;
  }
}

/** Kills a promotion at one of its requests, before or after the registry has done it, and tells what is left. */
async function killAt(host: string, repository: string, kill: { readonly index: number; readonly after: boolean }) {
  await pushImage(host, repository, OLD, OLD_TAGS);
  let spawned: SpawnedAction | undefined;
  await using proxy = await startProxy(host, {
    intercept({ index }) {
      if (index !== kill.index) return undefined;
      spawned?.child.kill('SIGKILL');
      return kill.after ? 'drop-answer' : 'drop';
    },
  });
  const inputs = { from: `${proxy.host}/d/app:1.2.3`, to: `${proxy.host}/${repository}` };
  spawned = spawnAction({ inputs });
  const first = await spawned.done;
  const left = await readSettledTags(host, repository);
  const records = await readRecords(host, repository, NEW.index.digest);
  const missing = await Promise.all(Object.keys(left).map((tag) => findMissing(host, repository, tag)));
  const second = await runAction({ inputs });
  return { first, left, records, missing: missing.flat(), second, final: await readTags(host, repository) };
}

async function countRequests(host: string): Promise<number> {
  await pushImage(host, 'count/app', OLD, OLD_TAGS);
  await using proxy = await startProxy(host);
  const run = await runAction({ inputs: { from: `${proxy.host}/d/app:1.2.3`, to: `${proxy.host}/count/app` } });
  expect(run.exitCode).toBe(0);
  return proxy.log.length;
}

describe(`killed at any of its requests, on ${target.name}`, () => {
  it.each([
    { when: 'before the registry gets it', after: false },
    { when: 'after the registry has done it', after: true },
  ])(
    'leaves the tags as they were or as they should be, and a second run completes: $when',
    async ({ after }) => {
      await using registry = await target.start();
      const { host } = registry;
      await pushImage(host, 'd/app', NEW, ['1.2.3']);
      const count = await countRequests(host);
      const all = Array.from({ length: count }, (_, index) => index);
      const chosen = sample(all, STRIDE, after ? 'killed after' : 'killed before');
      const indexes = [...chosen];
      let killed = 0;
      async function work(): Promise<void> {
        for (let index = indexes.shift(); index !== undefined; index = indexes.shift()) {
          const result = await killAt(host, `k${index}/app`, { index, after });
          if (result.first.signal === 'SIGKILL') killed++;
          const where = `killed at request ${index}`;
          for (const [tag, digest] of Object.entries(result.left)) {
            expect([OLD.index.digest, NEW.index.digest], `${where}: ${tag}`).toContain(digest);
          }
          for (const tag of OLD_TAGS) expect(result.left, where).toHaveProperty([tag]);
          expect(result.left['1.2.2'], where).toBe(OLD.index.digest);
          expect(result.missing, where).toEqual([]);
          if (Object.values(result.left).includes(NEW.index.digest))
            expect(result.records.length, where).toBeGreaterThan(0);
          expect(result.second, where).toMatchObject({ exitCode: 0 });
          const names = Object.keys(result.final).filter((tag) => !tag.includes('_'));
          expect(names, where).toEqual(['1', '1.2', '1.2.2', '1.2.3', 'latest', 'sha-860c190']);
          for (const tag of ['1', '1.2', '1.2.3', 'latest']) expect(result.final[tag], where).toBe(NEW.index.digest);
          expect(
            Object.keys(result.final).filter((tag) => tag.includes('_')),
            where,
          ).toHaveLength(1);
        }
      }
      await Promise.all(Array.from({ length: WORKERS }, work));
      console.log(
        `      ${killed} runs killed, at ${chosen.length} of ${count} requests, ${after ? 'after' : 'before'} the registry`,
      );
      expect(killed).toBeGreaterThanOrEqual(chosen.filter((index) => index < count - 2).length);
    },
    300_000,
  );
});
