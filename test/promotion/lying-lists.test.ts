import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import type { EventSink } from '../../src/promotion/events.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import {
  applyPromotion,
  bothEnds,
  createEvents,
  LABELS,
  NOW,
  type RequestChanges,
  repositoryOn,
  requestOf,
} from './support.ts';

const VERSION = 'org.opencontainers.image.version';
const IMAGE = buildImage({ labels: LABELS });
const OTHER = buildImage({ labels: LABELS, seed: 'other' });

/** Starts a registry whose list of the destination's tags shows what a test says. */
async function startLying(list: (actual: readonly string[]) => readonly string[]) {
  const registry: EmbeddedRegistry = await startRegistry({
    intercept({ method }: IncomingMessage, response: ServerResponse, path: string) {
      if (method !== 'GET' || !/^\/v2\/p\/[a-z]+\/tags\/list/.test(path)) return false;
      const [, , owner, name] = path.split('/');
      const tags = list([...registry.tags(`${owner}/${name}`).keys()]);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ name: 'p/app', tags }));
      return true;
    },
  });
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  return registry;
}

async function promote(registry: EmbeddedRegistry, changes: RequestChanges, emit: EventSink = () => undefined) {
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const request = requestOf(registry.host, changes);
  const clients = bothEnds(connection.client);
  const plan = await preparePromotion(request, clients);
  registry.clearLog();
  const results = await applyPromotion(request, clients, { plan, emit });
  return results.map(({ tags }) => tags.map(({ action, tag }) => `${action} ${tag}`));
}

function tagsOf(registry: EmbeddedRegistry, repository = 'p/app'): ReadonlyMap<string, string> {
  return new Map([...registry.tags(repository)].filter(([tag]) => !tag.startsWith('sha256-')));
}

describe('an immutable tag that no list shows', () => {
  const hidden = ['1.2.3', 'sha-860c190', 'fixed', '20200102_01'];
  it.each([
    ['a version', 'type=semver', '1.2.3'],
    ['a commit', 'type=sha', 'sha-860c190'],
    ['a commit beside versions', 'type=semver\ntype=sha', '1.2.3'],
    ['any tag that is said to be immutable', 'type=semver\ntype=raw,value=fixed,immutable=true', '1.2.3'],
  ])('is not overwritten: %s', async (_, rules, tag) => {
    await using registry = await startLying((actual) => actual.filter((each) => !hidden.includes(each)));
    await pushImage(registry.host, 'p/app', OTHER, ['1.0.0', tag]);
    const changes = { rules: parseTagRules(rules) };
    await expect(promote(registry, changes)).rejects.toThrow(
      new RegExp(`the immutable tag "${tag}".* holds sha256:[0-9a-f]{12} and not sha256:[0-9a-f]{12}`),
    );
    expect(new Set(tagsOf(registry).values())).toEqual(new Set([OTHER.index.digest]));
  });

  it('is left where the input if-tag-exists says "skip"', async () => {
    await using registry = await startLying((actual) => actual.filter((each) => !hidden.includes(each)));
    await pushImage(registry.host, 'p/app', OTHER, ['1.0.0', '1.2.3']);
    const [tags] = await promote(registry, { rules: parseTagRules('type=semver'), ifTagExists: 'skip' });
    expect(tags).toEqual(['skip 1.2.3', 'skip 1.2', 'skip 1', 'skip latest']);
    expect(new Set(tagsOf(registry).values())).toEqual(new Set([OTHER.index.digest]));
  });

  it('is kept where it holds the image, and is not written again', async () => {
    await using registry = await startLying((actual) => actual.filter((each) => !hidden.includes(each)));
    await pushImage(registry.host, 'p/app', IMAGE, ['1.2.3']);
    const [tags] = await promote(registry, { rules: parseTagRules('type=semver') });
    expect(tags).toEqual(['keep 1.2.3', 'create 1.2', 'create 1', 'create latest']);
    expect(registry.log.some(({ method, path }) => method === 'PUT' && path.endsWith('/1.2.3'))).toBe(false);
  });

  it('is a number of the day: the next that is free is taken', async () => {
    await using registry = await startLying(() => []);
    await pushImage(registry.host, 'p/app', OTHER, ['20200102_01', '20200102_02']);
    const changes = { rules: parseTagRules('type=semver\ntype=date_seq') };
    const [tags] = await promote(registry, changes);
    expect(tags).toContain('create 20200102_03');
    expect(tagsOf(registry).get('20200102_01')).toBe(OTHER.index.digest);
    expect(tagsOf(registry).get('20200102_02')).toBe(OTHER.index.digest);
  });

  it('keeps every tag in every destination as it is, and all of them are named', async () => {
    await using registry = await startLying((actual) => actual.filter((each) => !hidden.includes(each)));
    await pushImage(registry.host, 'p/app', OTHER, ['1.0.0', 'fixed']);
    await pushImage(registry.host, 'p/other', OTHER, ['1.2.3']);
    await pushImage(registry.host, 'p/third', OTHER, ['1.0.0']);
    const rules = parseTagRules('type=semver\ntype=raw,value=fixed,immutable=true');
    const [first, ...others] = ['p/third', 'p/app', 'p/other'].map((name) => repositoryOn(registry.host, name));
    if (first === undefined) throw new Error('there is no destination');
    await expect(promote(registry, { rules, to: [first, ...others] })).rejects.toThrow(
      /p\/app: the immutable tag "fixed" holds .*, and the immutable tag "1\.2\.3" of .*p\/other holds .*leave them$/,
    );
    expect([...tagsOf(registry, 'p/app').keys()]).toEqual(['1.0.0', 'fixed']);
    expect([...tagsOf(registry, 'p/other').keys()]).toEqual(['1.2.3']);
    expect([...tagsOf(registry, 'p/third').keys()]).toEqual(['1.0.0']);
  });

  it.each([403, 500, 502])('is not believed to be free where the look answers %d', async (status) => {
    let isArmed = false;
    await using registry: EmbeddedRegistry = await startRegistry({
      intercept({ method }, response, path) {
        if (!isArmed || !['HEAD', 'GET'].includes(method ?? '') || !path.endsWith('/manifests/1.2.3')) return false;
        response.writeHead(status).end();
        return true;
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['build']);
    await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
    const clients = bothEnds(connection.client);
    const from = {
      ...requestOf(registry.host).from,
      tag: undefined,
      kind: 'digest',
      digest: IMAGE.index.digest,
    } as never;
    const request = requestOf(registry.host, { from, rules: parseTagRules('type=semver') });
    const plan = await preparePromotion(request, clients);
    isArmed = true;
    await expect(applyPromotion(request, clients, { plan, emit: () => undefined })).rejects.toThrow(`${status}`);
    expect([...tagsOf(registry).keys()]).toEqual([]);
  });
});

describe('a moving tag that stands on a version which no list shows', () => {
  const NEWER = buildImage({ labels: { ...LABELS, [VERSION]: '2.0.0' }, seed: '2.0.0' });
  const OLDER = buildImage({ labels: { ...LABELS, [VERSION]: '1.2.2' }, seed: '1.2.2' });
  const without = (...tags: readonly string[]) => startLying((all) => all.filter((each) => !tags.includes(each)));

  it.each([
    ['though the list has the tag itself', ['2.0.0']],
    ['and no list has the tag itself', ['2.0.0', '2', '2.0', 'latest']],
  ])('does not go back, %s', async (_, lacking) => {
    await using registry = await without(...lacking);
    await pushImage(registry.host, 'p/app', OLDER, ['1.2.2', '1.2', '1']);
    await pushImage(registry.host, 'p/app', NEWER, ['2.0.0', '2.0', '2', 'latest']);
    const [tags] = await promote(registry, { rules: parseTagRules('type=semver') });
    expect(tags).toEqual(['create 1.2.3', 'move 1.2', 'move 1', 'skip latest']);
    expect(tagsOf(registry).get('latest')).toBe(NEWER.index.digest);
  });

  it('goes on where the label claims a version whose tag is another image or none', async () => {
    await using registry = await startLying((actual) => actual);
    await pushImage(registry.host, 'p/app', OLDER, ['1.2.2', '1.2', '1']);
    await pushImage(registry.host, 'p/app', NEWER, ['latest']);
    const [tags] = await promote(registry, { rules: parseTagRules('type=semver') });
    expect(tags).toEqual(['create 1.2.3', 'move 1.2', 'move 1', 'move latest']);
  });

  it('goes forward with one look more where it stands on the highest version that is listed', async () => {
    await using registry = await startLying((actual) => actual);
    await pushImage(registry.host, 'p/app', OLDER, ['1.2.2', '1.2', '1', 'latest']);
    const [tags] = await promote(registry, {
      rules: parseTagRules('type=semver'),
      record: 'off',
      copyAttachments: false,
    });
    expect(tags).toEqual(['create 1.2.3', 'move 1.2', 'move 1', 'move latest']);
    const looks = registry.log.filter(({ method, path }) => method === 'HEAD' && !path.includes('sha256:'));
    // Before and after the claim; the three moving tags; the version that they stand on.
    expect(looks.map(({ path }) => path.split('/').at(-1)).toSorted()).toEqual(
      ['1', '1.2', '1.2.2', '1.2.3', '1.2.3', 'latest'].toSorted(),
    );
  });
});

describe('a list that lags, and images without labels', () => {
  const image = (seed: string) => buildImage({ seed });
  const IMAGES = new Map(['1.2.2', '1.2.3', '1.2.4'].map((version) => [version, image(version)]));

  /** Promotes the image of a version that only the input names. */
  async function release(registry: EmbeddedRegistry, version: string, changes: RequestChanges = {}) {
    const built = IMAGES.get(version);
    if (built === undefined) throw new Error('there is no such image');
    await pushImage(registry.host, 'd/app', built, [`b${version}`]);
    const { all, emit } = createEvents();
    const from = parseReference(`${registry.host}/d/app:b${version}`);
    const rules = parseTagRules('type=semver');
    const [tags] = await promote(registry, { from, version, rules, record: 'off', ...changes }, emit);
    const told = all.flatMap((event) => ('sentence' in event ? [event.sentence] : []));
    const records = all.flatMap((event) => (event.kind === 'record' ? [event.digest] : []));
    return { tags, told, records, left: all.filter(({ kind }) => kind === 'left') };
  }

  const digestOf = (version: string): string => IMAGES.get(version)?.index.digest ?? '';
  const warning = (registry: EmbeddedRegistry, tag: string, version: string): string =>
    `Left ${registry.host}/p/app:${tag} on ${digestOf(version).slice(0, 19)}: the list of tags lags, and neither it nor a label says which version that image is; run again`;

  it('do not go back from a version that the list does not show yet', async () => {
    let shown: readonly string[] | undefined;
    await using registry = await startLying((actual) => shown ?? actual);
    await release(registry, '1.2.2');
    shown = ['1', '1.2', '1.2.2', 'latest'];
    expect((await release(registry, '1.2.4')).tags).toEqual(['create 1.2.4', 'move 1.2', 'move 1', 'move latest']);
    const { tags, told, left } = await release(registry, '1.2.3');
    expect(tags).toEqual(['create 1.2.3', 'skip 1.2', 'skip 1', 'skip latest']);
    expect(told).toEqual(['1.2', '1', 'latest'].map((tag) => warning(registry, tag, '1.2.4')));
    expect(left).toEqual([]);
    for (const tag of ['1.2', '1', 'latest']) expect(tagsOf(registry).get(tag)).toBe(digestOf('1.2.4'));
    // When the list has caught up, the run that was told to run again leaves them by the list.
    shown = undefined;
    const again = await release(registry, '1.2.3');
    expect([again.tags, again.told]).toEqual([['keep 1.2.3', 'skip 1.2', 'skip 1', 'skip latest'], []]);
  });

  it('are told as left in the record, too', async () => {
    await using registry = await startLying(() => []);
    await release(registry, '1.2.4');
    const { records } = await release(registry, '1.2.3', { record: 'unsigned' });
    const tags = await Promise.all(
      records.map(async (digest) => {
        const answer = await fetch(`http://${registry.host}/v2/p/app/manifests/${digest}`);
        const { annotations } = (await answer.json()) as { readonly annotations: Readonly<Record<string, string>> };
        return annotations['io.github.sealift.promotion.tags'];
      }),
    );
    expect(tags).toEqual(['1.2.3 1.2 1 latest', '1.2.3']);
  });

  it('do not move by a list that is always empty', async () => {
    await using registry = await startLying(() => []);
    await release(registry, '1.2.2');
    await release(registry, '1.2.4');
    const { tags, told } = await release(registry, '1.2.3');
    expect(tags).toEqual(['create 1.2.3', 'skip 1.2', 'skip 1', 'skip latest']);
    expect(told).toEqual(['1.2', '1', 'latest'].map((tag) => warning(registry, tag, '1.2.2')));
    expect(tagsOf(registry).get('latest')).toBe(digestOf('1.2.2'));
  });

  it('do not move where a label says another version than the image is', async () => {
    const labelled = buildImage({ labels: { ...LABELS, [VERSION]: '1.0.0' }, seed: 'labelled' });
    await using registry = await startLying(() => []);
    await pushImage(registry.host, 'p/app', labelled, ['1.1.17270', '1.2', '1', 'latest']);
    const { tags } = await release(registry, '1.2.3');
    expect(tags).toEqual(['create 1.2.3', 'skip 1.2', 'skip 1', 'skip latest']);
  });

  it('go on where a label says a lower version, and its full tag proves it', async () => {
    const labelled = buildImage({ labels: { ...LABELS, [VERSION]: '1.2.1' }, seed: 'labelled' });
    await using registry = await startLying(() => []);
    await pushImage(registry.host, 'p/app', labelled, ['1.2.1', '1.2', '1', 'latest']);
    const { tags, told } = await release(registry, '1.2.3');
    expect(tags).toEqual(['create 1.2.3', 'move 1.2', 'move 1', 'move latest']);
    expect(told).toEqual([]);
  });

  it('move tags that compare no versions', async () => {
    await using registry = await startLying(() => []);
    await pushImage(registry.host, 'p/app', OTHER, ['stable', '1.2']);
    const rules = parseTagRules('type=semver,pattern={{version}}\nstable');
    const { tags } = await release(registry, '1.2.3', { rules });
    expect(tags).toEqual(['create 1.2.3', 'create latest', 'move stable']);
  });

  it('are asked for again while they lag, and no longer', async () => {
    let lists = 0;
    await using registry = await startLying((actual) => (++lists > 3 ? actual : []));
    await pushImage(registry.host, 'p/app', OTHER, ['1.2.1', '1.2', '1', 'latest']);
    const { tags, told } = await release(registry, '1.2.3');
    expect(tags).toEqual(['create 1.2.3', 'move 1.2', 'move 1', 'move latest']);
    // That of the plan, after the claim, two more until one shows the claim, and one for what was found.
    expect([told, lists]).toEqual([[], 5]);
  });
});

it('says why a tag that was planned to move is left', async () => {
  let isOut = false;
  await using registry: EmbeddedRegistry = await startRegistry({
    async intercept({ method }, _, path) {
      if (isOut || method !== 'PUT' || path !== '/v2/p/app/manifests/1.2.3') return false;
      isOut = true;
      await pushImage(registry.host, 'p/app', OTHER, ['1.3.0', '1', 'latest']);
      return false;
    },
  });
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  const { all, emit } = createEvents();
  const [tags] = await promote(registry, { rules: parseTagRules('type=semver') }, emit);
  expect(tags).toEqual(['create 1.2.3', 'create 1.2', 'skip 1', 'skip latest']);
  expect(all.filter(({ kind }) => kind === 'left')).toMatchObject([
    { tag: '1', reason: '1.3.0 is higher' },
    { tag: 'latest', reason: '1.3.0 is higher' },
  ]);
});
