import { describe, expect, it } from 'vitest';
import { PolicyError, RegistryError } from '../../src/errors.ts';
import { shortDigest } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import type { ClaimTarget } from '../../src/tag-updates/claim.ts';
import { claimTags, type LookedAt } from '../../src/tag-updates/claim.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { createEvents, createSharedClock, emptyIndex, emptyRoot, repositoryOn, tagAs } from '../promotion/support.ts';
import { connect, createClock, type FakeClock } from '../registry/support.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

const OURS = emptyRoot('ours');
const THEIRS = emptyRoot('theirs');

/** A number of the day that is to be claimed. */
function number(of: number, root = OURS): PlannedTag {
  const sequence = { stem: '20200102_', suffix: '', width: 2, number: of };
  const tag = parseTag(`20200102_0${of}`);
  return {
    tag,
    kind: 'date_seq',
    mutable: false,
    action: 'create',
    reason: 'x',
    before: undefined,
    after: root.digest,
    sequence,
  };
}

/** A version that is to be claimed. */
const VERSION: PlannedTag = {
  tag: parseTag('1.2.3'),
  kind: 'semver.full',
  mutable: false,
  action: 'create',
  reason: 'x',
  before: undefined,
  after: OURS.digest,
};

interface Claiming {
  readonly ifTagExists?: 'fail' | 'skip';
  readonly root?: typeof OURS;
  readonly clock?: RetryClock;
  /** What the caller saw of them. */
  readonly looked?: LookedAt;
  /** The tags that existed then. */
  readonly names?: ReadonlySet<string>;
  /** What the run knows of the tags that exist now, in place of the registry's list. */
  readonly known?: ReadonlySet<string>;
}

/** The pauses of a run that sees others at work: twelve looks in three seconds. */
const BUSY = Array.from({ length: 12 }, () => 250);

async function claim(registry: EmbeddedRegistry, claims: readonly PlannedTag[], how: Claiming = {}) {
  const { ifTagExists = 'fail', root = OURS, clock = createClock(), names = new Set<string>() } = how;
  await using connection = await connect(registry.host, { clock });
  const events = createEvents();
  const repository = repositoryOn(registry.host, 'p/app');
  const target: ClaimTarget = {
    client: connection.client,
    repository,
    root,
    journal: new TagJournal(),
    own: [root.digest],
    ifTagExists,
    emit: events.emit,
    readNames: async () => how.known ?? listTags(connection.client, repository),
  };
  const outcome = await claimTags(target, claims, {
    names,
    ...(how.looked === undefined ? {} : { looked: how.looked }),
  });
  return { settled: outcome.tags, names: outcome.names, events: events.all };
}

/** A clock on which another run writes a tag while we sleep for the first time. */
function interrupted(registry: () => EmbeddedRegistry, tag: string, root = THEIRS): FakeClock {
  const clock = createClock();
  let isFirst = true;
  return {
    ...clock,
    async sleep(milliseconds) {
      await clock.sleep(milliseconds);
      if (isFirst) await tagAs(registry(), 'p/app', [tag], root.bytes);
      isFirst = false;
    },
  };
}

function requestsOf(registry: EmbeddedRegistry): readonly string[] {
  return registry.log.map(({ method, path, status }) => `${method} ${path.replace('/v2/p/app/', '')} ${status}`);
}

describe('a claim', () => {
  it('that nobody disputes is a look, a write, a wait and a look', async () => {
    await using registry = await startRegistry();
    const clock = createClock();
    const { settled, names, events } = await claim(registry, [number(1)], { clock });
    expect(settled).toEqual([number(1)]);
    expect(names).toEqual(new Set(['20200102_01']));
    expect(clock.pauses).toEqual([1000]);
    const [first, second, ...rest] = requestsOf(registry);
    expect([first, second]).toEqual(['HEAD manifests/20200102_01 404', 'PUT manifests/20200102_01 201']);
    expect(rest.toSorted()).toEqual(['GET tags/list?n=1000 200', 'HEAD manifests/20200102_01 200']);
    expect(events.map(({ kind }) => kind)).toEqual(['tag', 'waiting']);
  });

  it('of several tags waits once', async () => {
    await using registry = await startRegistry();
    const clock = createClock();
    const { settled } = await claim(registry, [VERSION, number(1)], { clock });
    expect(settled).toEqual([VERSION, number(1)]);
    expect(clock.pauses).toEqual([1000]);
    expect(registry.log).toHaveLength(7);
  });

  it('of nothing asks for nothing', async () => {
    await using registry = await startRegistry();
    expect(await claim(registry, [])).toEqual({ settled: [], names: undefined, events: [] });
    expect(registry.log).toEqual([]);
  });

  it.each([
    ['is good for half a second', 500, 'PUT'],
    ['is repeated when it is older', 501, 'HEAD'],
  ])('that was looked at by the caller: the look %s', async (_, age, method) => {
    await using registry = await startRegistry();
    const clock = createClock();
    const looked = { looks: [{ verdict: 'free' as const, holds: undefined }], at: clock.now() - age };
    await claim(registry, [number(1)], { clock, looked });
    expect(registry.log[0]?.method).toBe(method);
    expect(registry.log.filter((request) => request.method === 'PUT')).toHaveLength(1);
  });

  it('is looked at once more before it is written once more', async () => {
    let left = 1;
    await using registry = await startRegistry({
      intercept({ method }, response, path) {
        if (method !== 'PUT' || !path.endsWith('_01') || left-- === 0) return false;
        response.writeHead(403).end();
        return true;
      },
    });
    await claim(registry, [VERSION, number(1)]);
    const ours = requestsOf(registry).filter((line) => line.includes('_01'));
    expect(ours.map((line) => line.slice(0, 3))).toEqual(['HEA', 'PUT', 'HEA', 'HEA', 'PUT', 'HEA']);
  });

  it('waits three times as long as a slow registry takes to write', async () => {
    const clock = createClock();
    await using registry = await startRegistry({
      intercept: ({ method }) => (method === 'PUT' ? clock.advance(3000) : undefined),
    });
    await claim(registry, [number(1)], { clock });
    expect(clock.pauses).toEqual([9000]);
  });

  it('finds out by its look that it has the tag already', async () => {
    await using registry = await startRegistry();
    await tagAs(registry, 'p/app', ['20200102_01'], OURS.bytes);
    registry.clearLog();
    const { settled } = await claim(registry, [number(1)], {});
    expect(settled).toMatchObject([{ tag: '20200102_01', action: 'keep', before: OURS.digest, after: OURS.digest }]);
    expect(requestsOf(registry)).toEqual(['HEAD manifests/20200102_01 200', 'GET tags/list?n=1000 200']);
  });

  it('ends where the registry refuses the write', async () => {
    await using registry = await startRegistry({
      intercept({ method }, response) {
        if (method !== 'PUT') return false;
        response.writeHead(403).end();
        return true;
      },
    });
    await expect(claim(registry, [number(1)])).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('another run that writes a number', () => {
  it('between our look and our write takes the next one itself, since ours came last', async () => {
    let isDone = false;
    await using registry = await startRegistry({
      async intercept({ method }, _, path) {
        if (method !== 'PUT' || isDone || !path.endsWith('_01')) return false;
        isDone = true;
        await tagAs(registry, 'p/app', ['20200102_01'], THEIRS.bytes);
        return false;
      },
    });
    const { settled } = await claim(registry, [number(1)]);
    expect(settled).toEqual([number(1)]);
    expect(registry.tags('p/app').get('20200102_01')).toBe(OURS.digest);
  });

  it('after ours keeps it, and we take the next', async () => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, '20200102_01');
    const { settled, events } = await claim(registry, [number(1)], { clock });
    expect(clock.pauses).toEqual([1000, ...BUSY]);
    expect(settled).toEqual([{ ...number(2), reason: 'another run took 20200102_01 first' }]);
    expect(registry.tags('p/app')).toEqual(
      new Map([
        ['20200102_01', THEIRS.digest],
        ['20200102_02', OURS.digest],
      ]),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['tag', 'waiting', 'lost-race', 'tag', 'waiting']);
    expect(events[2]).toMatchObject({ tag: '20200102_01', next: '20200102_02', wasTaken: false });
  });

  it('before our look is seen, and we take the number behind all others', async () => {
    await using registry = await startRegistry();
    await tagAs(registry, 'p/app', ['20200102_01', '20200102_07'], THEIRS.bytes);
    const { settled, events } = await claim(registry, [number(1)], {});
    expect(settled).toMatchObject([
      {
        tag: '20200102_08',
        reason: expect.stringMatching(/^another image, sha256:[0-9a-f]{12}, already has 20200102_01$/),
      },
    ]);
    expect(events.filter(({ kind }) => kind === 'lost-race')).toMatchObject([{ wasTaken: true }]);
    expect(registry.tags('p/app').get('20200102_01')).toBe(THEIRS.digest);
  });

  it('again and again is an error after two hundred times', async () => {
    await using registry = await startRegistry();
    const clock = createClock();
    let round = 0;
    const always: RetryClock = {
      ...clock,
      async sleep() {
        round++;
        await tagAs(registry, 'p/app', [`20200102_${String(round).padStart(2, '0')}`], THEIRS.bytes);
      },
    };
    await expect(claim(registry, [number(1)], { clock: always })).rejects.toThrow(
      new RegistryError({
        what: `tag ${registry.host}/p/app`,
        reason: 'other runs took the number 200 times in a row',
        remedy: 'run again, or one at a time',
        code: 'refused',
      }),
    );
  });
});

describe('tags of other runs that come up', () => {
  it('make a run wait longer, and look while it waits', async () => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, '1.3.0');
    const { settled, names } = await claim(registry, [number(1)], { clock });
    expect(settled).toEqual([number(1)]);
    expect(clock.pauses).toEqual([1000, ...BUSY]);
    expect(names).toEqual(new Set(['1.3.0', '20200102_01']));
  });

  it('let it move on at once where its number is lost late', async () => {
    await using registry = await startRegistry();
    const clock = createClock();
    const writes = [['1.3.0'], ['20200102_01'], []];
    const late: FakeClock = {
      ...clock,
      async sleep(milliseconds) {
        await clock.sleep(milliseconds);
        await tagAs(registry, 'p/app', writes.shift() ?? [], THEIRS.bytes);
      },
    };
    const { settled } = await claim(registry, [number(1)], { clock: late });
    expect(settled.map(({ tag }) => tag)).toEqual(['20200102_02']);
    expect(clock.pauses).toEqual([1000, 250, ...BUSY]);
  });

  it.each([
    ['that were there before', '1.3.0', new Set(['1.3.0'])],
    ['that list the referrers of this image', OURS.digest.replace(':', '-'), new Set<string>()],
  ])('do not count %s', async (_, tag, names) => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, tag);
    await claim(registry, [number(1)], { clock, names });
    expect(clock.pauses).toEqual([1000]);
  });
});

describe('a run that does not read the list', () => {
  it('claims all the same, and sees nobody else', async () => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, '1.3.0');
    const { settled } = await claim(registry, [VERSION], { clock, known: new Set() });
    expect(settled).toEqual([VERSION]);
    expect(clock.pauses).toEqual([1000]);
    expect(registry.log.some(({ path }) => path.includes('/tags/list'))).toBe(false);
  });
});

describe('runs at the same time', () => {
  it.each([2, 3, 5])('%d of them get different numbers in a row', async (count) => {
    await using registry = await startRegistry();
    const clock = createSharedClock(count);
    const roots = Array.from({ length: count }, (_, index) => emptyRoot(`run ${index}`));
    const results = await Promise.all(
      roots.map(async (root) => {
        const { settled } = await claim(registry, [number(1, root)], { root, clock });
        clock.leave();
        return settled;
      }),
    );
    const tags = results.map(([settled]) => settled?.tag ?? '');
    const expected = Array.from({ length: count }, (_, index) => `20200102_0${index + 1}`);
    expect(tags.toSorted()).toEqual(expected);
    for (const [index, tag] of tags.entries()) expect(registry.tags('p/app').get(tag)).toBe(roots[index]?.digest);
    expect(registry.tags('p/app').size).toBe(count);
  });

  it('that promote the same image share its number', async () => {
    await using registry = await startRegistry();
    const clock = createSharedClock(2);
    const results = await Promise.all(
      [1, 2].map(async () => {
        const { settled } = await claim(registry, [number(1)], { clock });
        clock.leave();
        return settled.map(({ tag }) => tag);
      }),
    );
    expect(results).toEqual([['20200102_01'], ['20200102_01']]);
    expect(registry.tags('p/app').size).toBe(1);
  });
});

describe('a version that another run creates', () => {
  it('is an error with words', async () => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, '1.2.3');
    await expect(claim(registry, [VERSION], { clock })).rejects.toThrow(
      new PolicyError({
        what: `tag ${registry.host}/p/app`,
        reason: `another run gave the immutable tag "1.2.3" to ${shortDigest(THEIRS.digest)} just now and not to ${shortDigest(OURS.digest)}`,
        remedy: 'release a new version, or run one release at a time',
      }),
    );
    expect(registry.tags('p/app').get('1.2.3')).toBe(THEIRS.digest);
  });

  it('is left where that is asked for, and the number is claimed all the same', async () => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, '1.2.3');
    const { settled } = await claim(registry, [VERSION, number(1)], { clock, ifTagExists: 'skip' });
    expect(settled).toEqual([
      {
        ...VERSION,
        action: 'skip',
        reason: `another run created it just now for ${shortDigest(THEIRS.digest)}`,
        before: THEIRS.digest,
        after: THEIRS.digest,
      },
      number(1),
    ]);
  });

  it('with the same image is ours as well', async () => {
    await using registry = await startRegistry();
    const clock = interrupted(() => registry, '1.2.3', OURS);
    expect((await claim(registry, [VERSION], { clock })).settled).toEqual([VERSION]);
  });
});

describe('a registry that does not show what it accepted', () => {
  /** Answers every look at tags as if none of them existed, once one was written. */
  const blind = (isLost: boolean): RegistryOptions => {
    let isArmed = false;
    return {
      intercept({ method }, response, path) {
        if (path.includes('sha256:') || !path.includes('/manifests/')) return false;
        if (method === 'PUT') {
          isArmed = true;
          if (isLost) response.writeHead(201, { 'Docker-Content-Digest': OURS.digest }).end();
          return isLost;
        }
        if (isArmed) response.writeHead(404).end();
        return isArmed;
      },
    };
  };
  const refused = (registry: EmbeddedRegistry, tag: string) =>
    new RegistryError({
      what: `tag ${registry.host}/p/app`,
      reason: `the registry accepted the immutable tag "${tag}" for ${shortDigest(OURS.digest)} and does not show it, so what it holds is unknown`,
      remedy:
        "look at the tag, run again once the registry shows it, and tell the registry's administrators if that does not help",
      code: 'digest-mismatch',
    });

  it.each([
    ['a version that it lost', VERSION, true],
    ['a version that it hides', VERSION, false],
    ['a number of the day that it lost', number(1), true],
    ['a number of the day that it hides', number(1), false],
  ])('is told so, and no other run is blamed: %s', async (_, asked, isLost) => {
    await using registry = await startRegistry(blind(isLost));
    await expect(claim(registry, [asked])).rejects.toThrow(refused(registry, asked.tag));
    expect([...registry.tags('p/app').keys()]).toEqual(isLost ? [] : [asked.tag]);
  });

  it('is believed once it shows it', async () => {
    let looks = 0;
    await using registry = await startRegistry({
      intercept({ method }, response, path) {
        // The look before the write, the look after it and one more find nothing.
        if (method !== 'HEAD' || !path.endsWith('/1.2.3') || ++looks > 3) return false;
        response.writeHead(404).end();
        return true;
      },
    });
    expect((await claim(registry, [VERSION])).settled).toEqual([VERSION]);
  });
});

describe('a registry that keeps tags from being overwritten', () => {
  /** Answers as Quay does to a write of a tag that exists. */
  function immutable(registry: () => EmbeddedRegistry): RegistryOptions {
    return {
      intercept({ method }, response, path) {
        const tag = path.split('/').at(-1) ?? '';
        if (method !== 'PUT' || !registry().tags('p/app').has(tag)) return false;
        response.writeHead(409, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ errors: [{ code: 'TAG_IMMUTABLE', message: 'tag is immutable' }] }));
        return true;
      },
    };
  }

  it.each([
    ['another image', 'theirs', '20200102_02'],
    ['this image', 'ours', '20200102_01'],
  ])('is believed where the tag holds %s', async (_, name, expected) => {
    await using registry = await startRegistry(immutable(() => registry));
    await tagAs(registry, 'p/app', ['20200102_01'], emptyIndex(name));
    const { settled } = await claim(registry, [number(1)]);
    expect(settled.map(({ tag }) => tag)).toEqual([expected]);
    expect(registry.tags('p/app').get('20200102_01')).toBe(emptyRoot(name).digest);
    expect(registry.tags('p/app').get(expected)).toBe(OURS.digest);
  });

  it('is not believed where the tag does not exist', async () => {
    await using registry = await startRegistry({
      intercept({ method }, response) {
        if (method !== 'PUT') return false;
        response.writeHead(409).end('{"errors":[{"code":"TAG_IMMUTABLE"}]}');
        return true;
      },
    });
    await expect(claim(registry, [number(1)])).rejects.toMatchObject({ code: 'tag-immutable' });
  });
});
