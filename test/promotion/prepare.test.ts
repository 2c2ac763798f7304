import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import {
  bothEnds,
  emptyIndex,
  emptyRoot,
  LABELS,
  NOW,
  type RequestChanges,
  repositoryOn,
  requestOf,
  tagAs,
} from './support.ts';

const IMAGE = buildImage({ labels: LABELS });

async function withSource(image = IMAGE): Promise<EmbeddedRegistry> {
  const registry = await startRegistry();
  await pushImage(registry.host, 'd/app', image, ['1.2.3']);
  registry.clearLog();
  return registry;
}

async function prepare(registry: EmbeddedRegistry, changes: RequestChanges = {}) {
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const plan = await preparePromotion(requestOf(registry.host, changes), bothEnds(connection.client));
  // Nothing is ever written while a plan is made.
  expect(registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  return plan;
}

/** Writes what is planned for each tag, in order. */
function actionsOf(plan: Awaited<ReturnType<typeof prepare>>): readonly string[] {
  return plan.destinations.flatMap(({ tags }) => tags.tags.map(({ action, tag }) => `${action} ${tag}`));
}

const SHA = 'sha-860c190';

describe('a plan', () => {
  it('for a new destination creates everything', async () => {
    await using registry = await withSource();
    const plan = await prepare(registry);
    expect(actionsOf(plan)).toEqual([
      'create 1.2.3',
      'create 1.2',
      'create 1',
      'create latest',
      `create ${SHA}`,
      'create 20200102_01',
    ]);
    expect(plan.image.digest).toBe(IMAGE.index.digest);
    expect(plan.source).toEqual({
      repository: repositoryOn(registry.host, 'd/app'),
      reference: `${registry.host}/d/app:1.2.3`,
      tag: '1.2.3',
    });
    expect(plan.labels).toEqual(new Map(Object.entries(LABELS)));
    expect(plan.warnings).toEqual([]);
    expect(plan.destinations[0]?.copy.manifests).toHaveLength(3);
    expect(plan.destinations[0]?.readAt).toBe(NOW.getTime());
  });

  it('asks a new destination for nothing but its list', async () => {
    await using registry = await withSource();
    await prepare(registry);
    expect(registry.log.filter(({ path }) => path.startsWith('/v2/p/app/'))).toMatchObject([
      { method: 'GET', path: '/v2/p/app/tags/list?n=1000', status: 404 },
    ]);
    // The root by its tag, its two children, the list of tags, what refers to each manifest, and the one config that speaks for the image.
    expect(registry.log.filter(({ path }) => path.startsWith('/v2/d/app/'))).toHaveLength(8);
  });

  it('for a destination that has everything keeps it and copies nothing', async () => {
    await using registry = await withSource();
    const tags = ['1.2.3', '1.2', '1', 'latest', SHA, '20200102_01'];
    await pushImage(registry.host, 'p/app', IMAGE, tags);
    registry.clearLog();
    const plan = await prepare(registry);
    expect(actionsOf(plan)).toEqual(tags.map((tag) => `keep ${tag}`));
    expect(plan.destinations[0]?.copy).toMatchObject({ blobs: [], manifests: [] });
  });

  it('moves what may move and leaves what a higher version holds', async () => {
    await using registry = await withSource();
    await tagAs(registry, 'p/app', ['1.2.2', '1.2', '1.3.0', '1', 'latest', '20200102_01'], emptyIndex('theirs'));
    registry.clearLog();
    expect(actionsOf(await prepare(registry))).toEqual([
      'create 1.2.3',
      'move 1.2',
      `create ${SHA}`,
      'create 20200102_02',
      'skip 1',
      'skip latest',
    ]);
  });

  it('for two destinations reads both and the source once', async () => {
    await using registry = await withSource();
    await tagAs(registry, 't/app', ['2.0.0', 'latest'], emptyIndex('theirs'));
    registry.clearLog();
    const to = [repositoryOn(registry.host, 'p/app'), repositoryOn(registry.host, 't/app')] as const;
    const plan = await prepare(registry, { to, rules: parseTagRules('type=semver') });
    expect(actionsOf(plan)).toEqual([
      ...['create 1.2.3', 'create 1.2', 'create 1', 'create latest'],
      ...['create 1.2.3', 'create 1.2', 'create 1', 'skip latest'],
    ]);
    expect(registry.log.filter(({ path }) => path === '/v2/d/app/manifests/1.2.3')).toHaveLength(1);
  });

  it('without a list asks for every tag by name', async () => {
    await using registry = await withSource();
    await tagAs(registry, 'p/app', ['1.3.0', 'latest'], emptyIndex('theirs'));
    registry.clearLog();
    const plan = await prepare(registry, { existingTags: 'none', rules: parseTagRules('type=semver') });
    expect(actionsOf(plan)).toEqual(['create 1.2.3', 'create 1.2', 'create 1', 'move latest']);
    expect(registry.log.some(({ path }) => path.startsWith('/v2/p/app/tags/list'))).toBe(false);
  });

  it('warns of labels that the image lacks', async () => {
    await using registry = await withSource(buildImage({ labels: { 'org.opencontainers.image.version': '1.2.3' } }));
    const plan = await prepare(registry, { rules: parseTagRules('type=semver') });
    expect(plan.warnings).toEqual([
      'The image does not say where it came from: it lacks org.opencontainers.image.source, org.opencontainers.image.revision, org.opencontainers.image.created; set them at build time, for example with the output "labels" of command "tags"',
    ]);
  });

  it('names an annotation as what it is, and warns if a label says something else', async () => {
    const key = 'org.opencontainers.image.version';
    const image = buildImage({ labels: { ...LABELS, [key]: '1.0.0' }, annotations: { [key]: '9.9.9' } });
    await using registry = await startRegistry();
    await pushImage(registry.host, 'd/app', image, ['main']);
    registry.clearLog();
    const from = parseReference(`${registry.host}/d/app:main`);
    const plan = await prepare(registry, { from, rules: parseTagRules('type=semver') });
    expect(plan.warnings).toContain(
      `The annotation ${key} of ${registry.host}/d/app:main is "9.9.9", and its label of that name is "1.0.0": the annotation counts; have the build set both alike`,
    );
    const [full] = plan.destinations[0]?.tags.tags ?? [];
    expect(full).toMatchObject({ tag: '9.9.9', reason: expect.stringContaining(`the annotation ${key}`) });
  });

  it('warns if no rule gives a tag', async () => {
    await using registry = await withSource();
    const rules = parseTagRules('type=raw,value=x,enable=false');
    expect((await prepare(registry, { rules })).warnings).toEqual([
      `No rule gives a tag in ${registry.host}/p/app: the image is there by its digest only, and the log says why for each rule; keep a rule that always gives a tag, such as "type=sha,format=long"`,
    ]);
  });

  it('takes the version and revision that are given before those of the labels', async () => {
    await using registry = await withSource();
    const revision = 'a'.repeat(40);
    const plan = await prepare(registry, { version: '2.0.0', revision, rules: parseTagRules('type=semver\ntype=sha') });
    expect(actionsOf(plan)).toEqual(['create 2.0.0', 'create 2.0', 'create 2', 'create latest', 'create sha-aaaaaaa']);
  });
});

describe('a promotion is forbidden before anything is written where', () => {
  it.each<readonly [string, (host: string) => RequestChanges, string]>([
    [
      'the source does not exist',
      (host) => ({ from: parseReference(`${host}/d/app:9.9.9`) }),
      'there is no such image; check the name and tag',
    ],
    ['the source is another image', () => ({ expectedDigest: emptyRoot('x').digest }), 'it has the digest'],
  ])('%s', async (_, changes, words) => {
    await using registry = await withSource();
    await expect(prepare(registry, changes(registry.host))).rejects.toThrow(words);
    expect(registry.log.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
  });

  it.each(['registry', 'none'] as const)(
    'a version is another image, with existing tags from %s',
    async (existingTags) => {
      await using registry = await withSource();
      await tagAs(registry, 'p/app', ['1.2.3'], emptyIndex('theirs'));
      registry.clearLog();
      const failing = prepare(registry, { existingTags });
      await expect(failing).rejects.toThrow(PolicyError);
      await expect(failing).rejects.toThrow(`Cannot tag ${registry.host}/p/app: the immutable tag "1.2.3" holds`);
      expect(registry.log.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
    },
  );

  it('a list cannot be read', async () => {
    await using registry = await startRegistry({
      intercept(_, response, path) {
        if (!path.startsWith('/v2/p/app/tags/list')) return false;
        response.writeHead(403).end();
        return true;
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    registry.clearLog();
    await expect(prepare(registry)).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('where if-tag-exists is "skip"', () => {
  it('a version that is another image is left with its family', async () => {
    await using registry = await withSource();
    await tagAs(registry, 'p/app', ['1.2.3', '1.2', 'latest'], emptyIndex('theirs'));
    registry.clearLog();
    const plan = await prepare(registry, { ifTagExists: 'skip', rules: parseTagRules('type=semver\ntype=date_seq') });
    expect(actionsOf(plan)).toEqual(['skip 1.2.3', 'skip 1.2', 'skip 1', 'skip latest', 'create 20200102_01']);
    expect(plan.destinations[0]?.tags.tags[0]).toMatchObject({ after: emptyRoot('theirs').digest });
  });
});

describe('reads', () => {
  const LEAN = { record: 'off', copyAttachments: false, rules: parseTagRules('stable') } as const;

  /** The requests of a plan, each as method, kind and whether it is about the source. */
  async function readsOf(registry: EmbeddedRegistry, changes: RequestChanges) {
    registry.clearLog();
    const plan = await prepare(registry, { ...LEAN, ...changes });
    const reads = registry.log.map(({ method, path }) => {
      const [, place = '', kind = '', what = ''] =
        /^\/v2\/(.+?)\/(manifests|blobs|tags|referrers)\/([^?]*)/.exec(path) ?? [];
      return `${method} ${place} ${what.startsWith('sha256:') ? 'digest' : kind === 'manifests' ? what : kind}`;
    });
    return { plan, reads: reads.toSorted() };
  }

  it('are as few as show that nothing is to be done', async () => {
    await using registry = await withSource();
    await pushImage(registry.host, 'p/app', IMAGE, ['stable']);
    const { plan, reads } = await readsOf(registry, {});
    expect(reads).toEqual(['GET d/app 1.2.3', 'HEAD p/app stable']);
    expect(actionsOf(plan)).toEqual(['keep stable']);
    expect(plan.destinations[0]?.copy).toMatchObject({ blobs: [], manifests: [] });
    expect(plan.graph.nodes.size).toBe(1);
  });

  it('are all of them where one destination of two lacks the image', async () => {
    await using registry = await withSource();
    await pushImage(registry.host, 'p/app', IMAGE, ['stable']);
    const to = [repositoryOn(registry.host, 'p/app'), repositoryOn(registry.host, 'p2/app')] as const;
    const { plan } = await readsOf(registry, { to });
    expect(plan.graph.nodes.size).toBe(3);
    expect(plan.destinations.map(({ copy }) => copy.manifests.length)).toEqual([0, 3]);
  });

  it.each<readonly [string, RequestChanges, boolean]>([
    ['not for a tag that needs none of its labels', {}, false],
    ['for a record, which repeats them', { record: 'unsigned' }, true],
    ['for a tag that is made of them', { rules: parseTagRules('type=sha') }, true],
    ['not where what they would say is given', { rules: parseTagRules('type=sha'), revision: 'a'.repeat(40) }, false],
    [
      'for a version that the source tag names, which is held against them',
      { rules: parseTagRules('type=semver') },
      true,
    ],
    ['not for a version that the input names', { rules: parseTagRules('type=semver'), version: '1.2.3' }, false],
    ['for a line of versions', { rules: parseTagRules('type=raw,value=v1') }, true],
  ])("are of the image's config %s", async (_, changes, isRead) => {
    await using registry = await withSource();
    const { plan } = await readsOf(registry, changes);
    expect(registry.log.some(({ path }) => path.startsWith('/v2/d/app/blobs/'))).toBe(isRead);
    expect(plan.labels.size > 0).toBe(isRead);
    expect(plan.warnings).toEqual([]);
  });
});

describe('a destination that is the source', () => {
  it('gets further tags for a digest', async () => {
    await using registry = await withSource();
    const from = parseReference(`${registry.host}/d/app@${IMAGE.index.digest}`);
    const plan = await prepare(registry, {
      from,
      to: [from.repository],
      rules: parseTagRules('type=raw,value=stable'),
    });
    expect(actionsOf(plan)).toEqual(['create stable']);
    expect(plan.destinations[0]?.copy.manifests).toEqual([]);
  });
});

it('resolves a source by digest without asking for a tag', async () => {
  await using registry = await withSource();
  const from = parseReference(`${registry.host}/d/app@${IMAGE.index.digest}`);
  const plan = await prepare(registry, { from, rules: parseTagRules('type=source\ntype=sha') });
  expect(plan.source.tag).toBeUndefined();
  expect(plan.image.digest).toBe(parseDigest(IMAGE.index.digest));
  expect(plan.destinations[0]?.computed.unmatched).toEqual([
    { line: 1, rule: 'type=source', reason: 'the source was given by digest and has no tag' },
  ]);
});
