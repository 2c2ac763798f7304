import { describe, expect, it } from 'vitest';
import { readRepositoryState } from '../../src/history/read-repository.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseFlavor } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { connect, createClock } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { applyPromotion, bothEnds, LABELS, NOW, type RequestChanges, repositoryOn, requestOf } from './support.ts';

function release(version: string, seed = version): BuiltImage {
  return buildImage({ labels: { ...LABELS, 'org.opencontainers.image.version': version }, seed });
}

async function startGitea(): Promise<EmbeddedRegistry> {
  return startRegistry({ tagList: { keeps: 'lower-case', links: 'always' }, referrers: 'none' });
}

async function promote(registry: EmbeddedRegistry, image: BuiltImage, changes: RequestChanges) {
  await pushImage(registry.host, 'd/app', image, ['build']);
  const clock = createClock(NOW.getTime());
  await using connection = await connect(registry.host, { clock });
  const from = {
    ...requestOf(registry.host).from,
    kind: 'digest',
    tag: undefined,
    digest: image.index.digest,
  } as never;
  const request = requestOf(registry.host, { rules: parseTagRules('type=semver'), from, ...changes });
  const clients = bothEnds(connection.client);
  const plan = await preparePromotion(request, clients);
  const planned = plan.destinations.flatMap(({ tags }) => tags.tags.map(({ action, tag }) => `${action} ${tag}`));
  registry.clearLog();
  const [result] = await applyPromotion(request, clients, { plan, emit: () => undefined });
  return { planned, tags: result?.tags.map(({ action, tag }) => `${action} ${tag}`), changed: result?.changed, clock };
}

/** What a stable release would have, and a pre-release does not. */
const HELD_BACK = ['skip 1.3', 'skip 1', 'skip latest'];

describe('a registry that keeps tags in lower case', () => {
  it('has the tags of an earlier run: nothing changes, and no second record is written', async () => {
    await using registry = await startGitea();
    const image = release('1.3.0-RC.1');
    const rules = parseTagRules('type=semver\ntype=channel');
    const first = await promote(registry, image, { rules });
    expect(first).toMatchObject({ tags: ['create 1.3.0-RC.1', 'create RC', ...HELD_BACK], changed: true });
    // Its own tag in lower case is no sign of another run, and the list is not waited for.
    expect(first.clock.pauses).toEqual([1000]);
    const second = await promote(registry, image, { rules });
    expect(second).toMatchObject({ planned: ['keep 1.3.0-RC.1', 'keep RC', ...HELD_BACK], changed: false });
    expect(registry.log.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('has the version of another image: it is refused before anything is written', async () => {
    await using registry = await startGitea();
    await promote(registry, release('1.3.0-RC.1'), {});
    registry.clearLog();
    await expect(promote(registry, release('1.3.0-RC.1', 'other'), {})).rejects.toThrow(
      /the immutable tag "1\.3\.0-RC\.1" holds sha256:\w+ and not/,
    );
    const written = registry.log.filter(
      ({ method, path }) => method !== 'GET' && method !== 'HEAD' && path.includes('/p/app/'),
    );
    expect(written).toEqual([]);
  });

  it('has the version of another image: it is skipped where that is asked for', async () => {
    await using registry = await startGitea();
    await promote(registry, release('1.3.0-RC.1'), {});
    const { planned } = await promote(registry, release('1.3.0-RC.1', 'other'), { ifTagExists: 'skip' });
    expect(planned).toEqual(['skip 1.3.0-RC.1', ...HELD_BACK]);
  });

  it('keeps families apart by their affixes in any case, and no moving tag goes back', async () => {
    await using registry = await startGitea();
    const rules = parseTagRules('type=semver');
    const flavor = parseFlavor('suffix=-Alpine,onlatest=true');
    const give = (version: string) => promote(registry, release(version), { rules, flavor, version });
    await give('1.3.0');
    expect((await give('1.2.4')).planned).toEqual([
      'create 1.2.4-Alpine',
      'create 1.2-Alpine',
      'skip 1-Alpine',
      'skip latest-Alpine',
    ]);
    expect((await give('1.3.1')).tags).toEqual([
      'create 1.3.1-Alpine',
      'move 1.3-Alpine',
      'move 1-Alpine',
      'move latest-Alpine',
    ]);
  });

  it('counts the numbers of the day, and finds an image its own again', async () => {
    await using registry = await startGitea();
    const rules = parseTagRules('type=date_seq,prefix=Build-');
    const [one, two] = [release('1.0.0'), release('2.0.0')];
    expect((await promote(registry, one, { rules })).tags).toEqual(['create Build-20200102_01']);
    expect((await promote(registry, two, { rules })).planned).toEqual(['create Build-20200102_02']);
    expect((await promote(registry, one, { rules })).planned).toEqual(['keep Build-20200102_01']);
  });

  it('shows the tag of an environment in its history', async () => {
    await using registry = await startGitea();
    const image = release('1.0.0');
    await pushImage(registry.host, 'p/app', image, ['Current', '1.0.0']);
    await using connection = await connect(registry.host);
    const repository = repositoryOn(registry.host, 'p/app');
    const view = await readRepositoryState(connection.client, repository, { first: new Set(['Current']), limit: 10 });
    expect([...view.holds.keys()].toSorted()).toEqual(['1.0.0', 'Current']);
  });
});

describe('a registry that tells the cases apart', () => {
  it('has a tag in another case that is another tag', async () => {
    await using registry = await startRegistry();
    await pushImage(registry.host, 'p/app', release('1.0.0', 'theirs'), ['1.3.0-rc.1']);
    const { tags } = await promote(registry, release('1.3.0-RC.1'), {});
    expect(tags).toEqual(['create 1.3.0-RC.1', ...HELD_BACK]);
    expect([...registry.tags('p/app').keys()].filter((tag) => !tag.startsWith('sha256-'))).toEqual([
      '1.3.0-rc.1',
      '1.3.0-RC.1',
    ]);
  });
});
