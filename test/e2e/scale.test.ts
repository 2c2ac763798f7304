import { describe, expect, it } from 'vitest';
import { runAction } from '../support/run-action.ts';
import { makeManyTags, type ScaleRegistry, startScaleRegistry } from './scale-registry.ts';
import { SHA } from './vector.ts';
import { dayOf, eventOf } from './vector-run.ts';

const TAGS = makeManyTags();

/** How much memory V8 may take for objects, in MB; here the least that does is 24, of which Node takes some 10. */
const HEAP = 48;

async function runTags(registry: ScaleRegistry, ref: string, tags: string) {
  const inputs = { command: 'tags', images: `${registry.host}/d/app`, tags };
  const { event, env } = eventOf({ ref });
  const run = await runAction({
    inputs,
    ...(event === undefined ? {} : { event }),
    env: { ...env, NODE_OPTIONS: `--max-old-space-size=${HEAP}` },
  });
  expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(run.outputs['report'] ?? '').requests).toBe(registry.requests.length);
  return run.outputs['tag-names']?.split('\n');
}

describe('a repository of 100,000 tags', () => {
  it('has them', () => {
    expect(new Set(TAGS).size).toBe(100_000);
  });

  it.each([
    { ref: 'refs/tags/v20.99.10', names: ['20.99.10', '20.99', '20', 'latest', SHA] },
    { ref: 'refs/tags/v20.98.10', names: ['20.98.10', '20.98', SHA] },
    { ref: 'refs/tags/v7.99.10', names: ['7.99.10', '7.99', '7', SHA] },
    { ref: 'refs/tags/v21.0.0-rc.5001', names: ['21.0.0-rc.5001', SHA] },
  ])('read in pages of 1,000 in no order, some of them twice: $ref gives $names', async ({ ref, names }) => {
    await using registry = await startScaleRegistry({ tags: TAGS, pageSize: 1000, overlap: 50 });
    expect(await runTags(registry, ref, 'type=semver\ntype=sha')).toEqual(names);
    const lists = registry.requests.filter((request) => request.includes('/tags/list'));
    // 106 pages of 950 new tags each, and every tenth of them again.
    expect(lists).toHaveLength(117);
    const looked = registry.requests.filter((request) => request.startsWith('HEAD '));
    expect(registry.requests).toHaveLength(lists.length + looked.length);
    // The moving tags, and those that never move: a list does not prove that they are not there.
    expect(looked.length).toBeLessThanOrEqual(5);
  });
});

describe('the number of the day among 100,000 tags', () => {
  const { today, tags } = todaysTags();

  function todaysTags() {
    const day = dayOf(new Date());
    return { today: day, tags: [...TAGS, ...['02', '17', '09'].map((number) => `${day}_${number}`)] };
  }

  it.each([
    { behaviour: 'honours last', pageSize: 1000, requests: 1 },
    { behaviour: 'ignores last', pageSize: 200_000, requests: 2 },
    { behaviour: 'ignores last', pageSize: 10_000, requests: 12 },
    { behaviour: 'gives no order', pageSize: 200_000, requests: 2 },
  ] as const)(
    'is right where the registry $behaviour, with $requests requests',
    async ({ behaviour, pageSize, requests }) => {
      await using registry = await startScaleRegistry({ tags, pageSize, behaviour });
      expect(await runTags(registry, 'refs/heads/main', 'type=date_seq')).toEqual([`${today}_18`]);
      expect(registry.requests).toHaveLength(requests);
    },
  );

  it('is right where the registry gives nothing after last, because the first number is asked for', async () => {
    const all = [...tags, `${today}_01`];
    await using registry = await startScaleRegistry({
      tags: all,
      pageSize: 200_000,
      behaviour: 'gives nothing after last',
    });
    expect(await runTags(registry, 'refs/heads/main', 'type=date_seq')).toEqual([`${today}_18`]);
    expect(registry.requests).toHaveLength(3);
  });

  it('is the first on a new day, with two requests', async () => {
    await using registry = await startScaleRegistry({ tags: TAGS, pageSize: 1000, behaviour: 'honours last' });
    expect(await runTags(registry, 'refs/heads/main', 'type=date_seq')).toEqual([`${today}_01`]);
    expect(registry.requests).toHaveLength(2);
  });

  it('costs one request more for each other tag, and no list', async () => {
    await using registry = await startScaleRegistry({ tags, pageSize: 1000, behaviour: 'honours last' });
    expect(await runTags(registry, 'refs/heads/main', 'type=date_seq\ntype=sha')).toEqual([SHA, `${today}_18`]);
    expect(registry.requests).toHaveLength(2);
  });
});
