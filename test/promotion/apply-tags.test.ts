import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { applyClaims, applyMoves } from '../../src/promotion/apply-tags.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import {
  bothEnds,
  createEvents,
  emptyRoot,
  LABELS,
  NOW,
  type RequestChanges,
  requestOf,
  rootOf,
  tagAs,
} from './support.ts';

const IMAGE = buildImage({ labels: LABELS });
const THEIRS = emptyRoot('theirs');
const SEMVER = parseTagRules('type=semver');

/** Puts the image into source and destination, so that only its tags are missing there. */
async function withImage(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry();
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  await pushImage(registry.host, 'p/app', IMAGE, []);
  return registry;
}

interface Meanwhile {
  readonly changes?: RequestChanges;
  /** What happens between plan and apply. */
  readonly before?: () => Promise<void>;
  /** How much time passes between them, in ms. */
  readonly pause?: number;
  /** What happens while the run waits for the first time. */
  readonly during?: () => Promise<void>;
}

async function apply(registry: EmbeddedRegistry, { changes, before, pause = 0, during }: Meanwhile) {
  const clock = createClock(NOW.getTime());
  let isFirst = true;
  async function sleep(milliseconds: number): Promise<void> {
    await clock.sleep(milliseconds);
    if (isFirst) await during?.();
    isFirst = false;
  }
  await using connection = await connect(registry.host, { clock: { ...clock, sleep } });
  const request = requestOf(registry.host, { rules: SEMVER, ...changes });
  const plan = await preparePromotion(request, bothEnds(connection.client));
  const [destination] = plan.destinations;
  if (destination === undefined) throw new Error('there is no destination');
  await before?.();
  clock.advance(pause);
  registry.clearLog();
  const events = createEvents();
  const changed: (readonly PlannedTag[])[] = [];
  const target = {
    client: connection.client,
    root: rootOf(IMAGE),
    journal: new TagJournal(),
    own: [...plan.graph.nodes.keys()],
    emit: events.emit,
    onChange: async (tags: readonly PlannedTag[]) => void changed.push(tags),
  };
  const settled = await applyMoves(target, destination, await applyClaims(target, destination));
  return {
    settled: settled.map(({ action, tag }) => `${action} ${tag}`),
    changed,
    events: events.all,
    plan: destination,
  };
}

function writtenTo(registry: EmbeddedRegistry): readonly string[] {
  return registry.log.flatMap(({ method, path }) => (method === 'PUT' ? [path.split('/').at(-1) ?? ''] : []));
}

describe('tags', () => {
  it('are written as planned, the immutable ones first', async () => {
    await using registry = await withImage();
    const { settled, changed } = await apply(registry, {});
    expect(settled).toEqual(['create 1.2.3', 'create 1.2', 'create 1', 'create latest']);
    expect(changed).toEqual([]);
    expect(writtenTo(registry)[0]).toBe('1.2.3');
    expect(new Set(registry.tags('p/app').values())).toEqual(new Set([IMAGE.index.digest]));
    const look = registry.log.findLastIndex(({ path }) => path.includes('/tags/list'));
    expect(registry.log.slice(look).filter(({ method }) => method === 'PUT')).toHaveLength(3);
  });

  it('that stand already cost nothing', async () => {
    await using registry = await withImage();
    await apply(registry, {});
    const { settled } = await apply(registry, {});
    expect(settled).toEqual(['keep 1.2.3', 'keep 1.2', 'keep 1', 'keep latest']);
    expect(registry.log).toEqual([]);
  });

  it('that move only, and do not depend on a list, cost a look and a write', async () => {
    await using registry = await withImage();
    await apply(registry, { changes: { rules: parseTagRules('stable') }, pause: 10_000 });
    expect(registry.log.map(({ method }) => method)).toEqual(['HEAD', 'PUT']);
  });
});

describe('a higher version that came between plan and apply', () => {
  const higher = (registry: EmbeddedRegistry) => () =>
    tagAs(registry, 'p/app', ['1.3.0', '1.3', '1', 'latest'], THEIRS.bytes);

  it('keeps the tags that it moved', async () => {
    await using registry = await withImage();
    const { settled, changed } = await apply(registry, { before: higher(registry) });
    expect(settled).toEqual(['create 1.2.3', 'create 1.2', 'skip 1', 'skip latest']);
    expect(changed).toHaveLength(1);
    const tags = registry.tags('p/app');
    expect([tags.get('1.2'), tags.get('1'), tags.get('latest')]).toEqual([
      IMAGE.index.digest,
      THEIRS.digest,
      THEIRS.digest,
    ]);
  });

  it.each([
    {
      line: 'a channel',
      rules: 'type=semver\ntype=channel',
      version: '2.0.0-rc.9',
      theirs: ['2.0.0-rc.10', 'rc'],
      kept: 'rc',
    },
    {
      line: 'a line of PEP 440',
      rules: 'type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}',
      version: '1.2.3',
      theirs: ['1.3.0', '1'],
      kept: '1',
    },
    {
      line: 'a raw latest beside a family',
      rules: 'type=semver\ntype=raw,value=latest',
      version: '1.2.3',
      theirs: ['1.3.0', 'latest'],
      kept: 'latest',
    },
  ])('keeps $line', async ({ rules, version, theirs, kept }) => {
    await using registry = await withImage();
    const changes = { rules: parseTagRules(rules), version };
    const before = () => tagAs(registry, 'p/app', theirs, THEIRS.bytes);
    const { settled } = await apply(registry, { changes, before });
    expect(settled).toContain(`skip ${kept}`);
    expect(registry.tags('p/app').get(kept)).toBe(THEIRS.digest);
  });

  it('while the claim was waiting keeps them too', async () => {
    await using registry = await withImage();
    const { settled } = await apply(registry, { during: higher(registry) });
    expect(settled).toEqual(['create 1.2.3', 'create 1.2', 'skip 1', 'skip latest']);
    expect(registry.tags('p/app').get('latest')).toBe(THEIRS.digest);
  });

  it.each([
    ['a while ago is seen', 301, 'skip latest'],
    ['just now is seen by what the tags hold', 300, 'skip latest'],
  ])('%s', async (_, pause, expected) => {
    await using registry = await withImage();
    await tagAs(registry, 'p/app', ['1.2.3'], rootOf(IMAGE).bytes);
    const { settled } = await apply(registry, { before: higher(registry), pause });
    expect(settled).toContain(expected);
  });

  it('is not looked for where existing tags are not read', async () => {
    await using registry = await withImage();
    const { settled } = await apply(registry, { changes: { existingTags: 'none' }, before: higher(registry) });
    expect(settled).toEqual(['create 1.2.3', 'create 1.2', 'move 1', 'move latest']);
    expect(registry.log.some(({ path }) => path.includes('/tags/list'))).toBe(false);
  });
});

describe('a version that another run took', () => {
  const taken = (registry: EmbeddedRegistry) => () => tagAs(registry, 'p/app', ['1.2.3'], THEIRS.bytes);

  it('moves nothing where that fails', async () => {
    await using registry = await withImage();
    await expect(apply(registry, { during: taken(registry) })).rejects.toThrow('another run gave the immutable tag');
    expect([...registry.tags('p/app').keys()]).toEqual(['1.2.3']);
  });

  it('keeps its family where it is to be left', async () => {
    await using registry = await withImage();
    const { settled, changed } = await apply(registry, {
      changes: { ifTagExists: 'skip' },
      during: taken(registry),
    });
    expect(settled).toEqual(['skip 1.2.3', 'skip 1.2', 'skip 1', 'skip latest']);
    expect(changed.map((tags) => tags.map(({ action }) => action))).toEqual([['skip', 'skip', 'skip', 'skip']]);
    expect([...registry.tags('p/app')]).toEqual([['1.2.3', THEIRS.digest]]);
  });
});

describe('a list that lags behind', () => {
  function lagging(reads: number) {
    let left = reads;
    return {
      intercept(request: { readonly method?: string | undefined }, response: ServerResponse, path: string) {
        if (request.method !== 'GET' || !path.startsWith('/v2/p/app/tags/list') || left-- <= 0) return false;
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"name":"p/app","tags":[]}');
        return true;
      },
    };
  }

  it.each([
    // The first two lists are those of the plan and of the claim.
    ['until it shows our own tag', 4, [1000, 200, 400]],
    ['no longer than is reasonable', 100, [1000, 200, 400, 800, 1600, 3200]],
  ])('is read again %s', async (_, reads, pauses) => {
    const clock = createClock(NOW.getTime());
    await using registry = await startRegistry(lagging(reads));
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(registry.host, 'p/app', IMAGE, []);
    await using connection = await connect(registry.host, { clock });
    const request = requestOf(registry.host, { rules: SEMVER });
    const [destination] = (await preparePromotion(request, bothEnds(connection.client))).destinations;
    if (destination === undefined) throw new Error('there is no destination');
    const target = {
      client: connection.client,
      root: rootOf(IMAGE),
      journal: new TagJournal(),
      own: [],
      emit: () => undefined,
      onChange: async () => undefined,
    };
    await applyMoves(target, destination, await applyClaims(target, destination));
    expect(clock.pauses).toEqual(pauses);
  });
});
