import { describe, expect, it } from 'vitest';
import { InputError, RegistryError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import type { EnvironmentReport, HistoryReport, PlacementReport } from '../../src/report/history.ts';
import { digestOfImage, imageOf, openWorld, PIPELINE, type World } from '../history/world.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { runInWorld } from './history-run.ts';

const [OLD, MID, NEW] = [imageOf('old'), imageOf('mid'), imageOf('new')] as const;
const APP = { image: 'shop/app' };

/** Fills a pipeline as promotions leave it: p is two versions behind. */
async function fill(world: World): Promise<void> {
  world.put('d/shop/app', OLD, ['1.2.0', '20261118_01']);
  world.put('d/shop/app', MID, ['1.3.0', '20261119_01']);
  world.put('d/shop/app', NEW, ['1.4.0', '1.4', 'latest', '20261120_01']);
  world.put('t/shop/app', OLD, ['1.2.0']);
  world.put('t/shop/app', NEW, ['1.4.0', 'latest']);
  world.put('p/shop/app', OLD, ['1.2.0', '1.2', 'latest', '20261119_01']);
  await world.record('t/shop/app', OLD, { time: '2026-11-18T08:00:00Z', by: 'us' });
  await world.record('t/shop/app', NEW, { time: '2026-11-20T08:00:00Z' });
  const approvals = [{ login: 'mona', state: 'approved', environments: ['production'], comment: undefined }] as const;
  await world.record('p/shop/app', OLD, {
    ...{ from: 't', time: '2026-11-19T09:30:00Z', by: 'us', actor: 'hubot', approvals },
    run: 'https://github.com/acme/app/actions/runs/7/attempts/1',
  });
}

function environmentOf({ images }: HistoryReport, name: string): EnvironmentReport {
  const found = images[0]?.environments.find((environment) => environment.name === name);
  if (found === undefined) throw new Error(`there is no environment ${name}`);
  return found;
}

function placementOf(report: HistoryReport, name: string, image: BuiltImage, index = 0): PlacementReport | undefined {
  const { placements = [] } = environmentOf(report, name).repositories[index] ?? {};
  return placements.find(({ digest }) => digest === image.index.digest);
}

describe('command: history', () => {
  it('shows what is where, when it came there, by whom, from where, and what of that is proven', async () => {
    await using world = await openWorld(PIPELINE.replace('from: d }', 'from: d, signers: [] }'));
    await fill(world);
    const { report, digest, summary, lines } = await runInWorld(world, APP);
    expect(digest).toBe(OLD.index.digest);
    expect(placementOf(report, 'p', OLD)).toMatchObject({
      ...{ status: 'signed', earlier: 0 },
      record: {
        signer: 'the key sealift.pub',
        predicate: {
          ...{ time: '2026-11-19T09:30:00.000Z', source: { environment: 't' }, route: { kind: 'regular' } },
          ...{ actor: { login: 'hubot' }, approvals: [{ login: 'mona' }] },
          run: { invocationId: 'https://github.com/acme/app/actions/runs/7/attempts/1' },
        },
      },
    });
    expect(placementOf(report, 't', NEW)).toMatchObject({
      status: 'unsigned',
      record: { signer: null, predicate: { actor: { login: 'octocat' }, source: { environment: 'd' } } },
    });
    expect(placementOf(report, 'd', NEW)).toMatchObject({ status: 'built', record: null });
    expect(environmentOf(report, 't').distance).toEqual({ kind: 'ahead', versions: 2 });
    expect(environmentOf(report, 'p').current).toMatchObject({ tag: '1.2.0', by: 'latest' });
    expect(summary).toContain('`p` runs `1.2.0`');
    expect(summary).toContain('`t` is 2 versions ahead');
    expect(lines.join('\n')).toContain('by octocat from d, unsigned');
    expect(report.requests).toBe(world.registry.log.length);
  });

  it('says once which environments run the same image', async () => {
    await using world = await openWorld();
    for (const name of ['d', 't', 'p']) world.put(`${name}/shop/app`, NEW, ['1.4.0']);
    const { lines } = await runInWorld(world, APP);
    const digest = NEW.index.digest.slice(0, 'sha256:'.length + 12);
    expect(lines.at(-1)).toContain(`shop/app: p runs 1.4.0 (${digest}); t and d run the same image (`);
  });

  it('writes nothing', async () => {
    await using world = await openWorld();
    await fill(world);
    await runInWorld(world, APP);
    expect(new Set(world.registry.log.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD']));
  });

  it('reads records from a registry without the referrers API, and takes its tags for no versions', async () => {
    await using world = await openWorld(PIPELINE, { registry: { referrers: 'none' } });
    await fill(world);
    const records = [...world.registry.manifests('p/shop/app')].flatMap(([digest, { mediaType, bytes }]) => {
      const { artifactType } = Object(JSON.parse(Buffer.from(bytes).toString()));
      return artifactType === undefined ? [] : [{ mediaType, digest, size: bytes.byteLength, artifactType }];
    });
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: records }));
    const index = { digest: digestOf(bytes) };
    const manifests = new Map([[index.digest, { mediaType, bytes }]]);
    const tag = OLD.index.digest.replace(':', '-');
    world.registry.load('p/shop/app', { index, manifests, blobs: new Map() }, [tag]);
    const { report } = await runInWorld(world, APP);
    expect(placementOf(report, 'p', OLD)).toMatchObject({
      status: 'signed',
      record: { predicate: { actor: { login: 'hubot' } } },
    });
    expect(environmentOf(report, 'p').repositories[0]).toMatchObject({ placements: [{}], leftOut: { tags: 0 } });
  });

  it('tells that an environment is empty', async () => {
    await using world = await openWorld();
    world.put('d/shop/app', NEW, ['1.0.0']);
    const { report, summary, digest } = await runInWorld(world, APP);
    expect(environmentOf(report, 'p')).toMatchObject({
      current: null,
      repositories: [{ error: null, placements: [] }],
    });
    expect(summary).toContain('`p` has nothing yet; `t` has nothing yet; `d` runs `1.0.0`');
    expect(digest).toBe('');
  });
});

describe('a record', () => {
  it.each([
    ['is signed by strangers', { by: 'strangers' }, 'by no key that the pipeline file names'],
    ['speaks of another image', { by: 'us', subject: NEW }, 'it is about another image'],
    ['took a route that there is not', { by: 'us', from: 'd' }, 'the hotfix route "emergency" was used'],
    ['is of the future', { by: 'us', time: '2027-01-01T00:00:00Z' }, 'which is in the future'],
  ] as const)('is rejected and never called signed where it %s', async (_, options, reason) => {
    await using world = await openWorld();
    world.put('p/shop/app', OLD, ['1.0.0']);
    await world.record('p/shop/app', OLD, { from: 't', ...options });
    const { report, summary } = await runInWorld(world, APP);
    const placement = placementOf(report, 'p', OLD);
    expect(placement).toMatchObject({ status: 'rejected', record: null });
    expect(placement?.reasons.join()).toContain(reason);
    expect(summary).toContain('⛔ rejected');
    expect(summary).not.toContain('🔏');
  });

  it('does not count unsigned where the environment takes signed ones alone', async () => {
    await using world = await openWorld(PIPELINE.replace('from: t }', 'from: t, record: signed }'));
    world.put('p/shop/app', OLD, ['1.0.0']);
    await world.record('p/shop/app', OLD, { from: 't' });
    expect(placementOf((await runInWorld(world, APP)).report, 'p', OLD)?.status).toBe('rejected');
  });

  it('is that of this repository, and not one that lies here of another one', async () => {
    await using world = await openWorld(PIPELINE.replace('"HOST/p/{image}"', '["HOST/p/{image}", "OTHER/p/{image}"]'));
    const { host } = world.registry;
    for (const place of ['p/shop/app', 'other:p/shop/app']) world.put(place, OLD, ['1.0.0']);
    await world.record('p/shop/app', OLD, { from: 't', by: 'us' });
    for (const [digest, manifest] of world.registry.manifests('p/shop/app')) {
      const blobs = world.registry.blobs('p/shop/app');
      world.other.load('p/shop/app', { index: { digest }, manifests: new Map([[digest, manifest]]), blobs }, []);
    }
    const { report } = await runInWorld(world, APP);
    expect(placementOf(report, 'p', OLD, 0)?.status).toBe('signed');
    const copied = placementOf(report, 'p', OLD, 1);
    expect(copied?.status).toBe('rejected');
    expect(copied?.reasons.join()).toContain(`it is about "${host}/p/shop/app" and not about this repository`);
    await world.record('other:p/shop/app', OLD, { from: 't', by: 'us' });
    const again = await runInWorld(world, APP);
    expect(placementOf(again.report, 'p', OLD, 1)).toMatchObject({ status: 'signed', reasons: [], earlier: 0 });
  });

  it('is unverified where the file names nobody who may sign', async () => {
    await using world = await openWorld(PIPELINE.replace(/signing:(?:.|\n)*?pub\n/, ''));
    world.put('p/shop/app', OLD, ['1.0.0']);
    await world.record('p/shop/app', OLD, { from: 't', by: 'us' });
    const { report, summary } = await runInWorld(world, APP);
    expect(placementOf(report, 'p', OLD)).toMatchObject({
      ...{ status: 'unverified', reasons: ['no signers in the file'] },
      record: { signer: null, predicate: { actor: { login: 'octocat' } } },
    });
    expect(summary).toContain('unverified (no signers in the file)');
  });

  it('is unverified where trust cannot be had, which is warned of', async () => {
    await using world = await openWorld();
    await fill(world);
    const openVerifier = () => Promise.reject(new InputError('Cannot fetch the trusted root: it is gone; try again'));
    const { report, lines } = await runInWorld(world, APP, { openVerifier });
    expect(placementOf(report, 'p', OLD)).toMatchObject({ status: 'unverified', record: { signer: null } });
    expect(report.warnings).toEqual(['No signature was checked: Cannot fetch the trusted root: it is gone; try again']);
    expect(lines).toContain(`warn ${report.warnings[0]}`);
  });

  it('that is the newest is shown, and older ones are counted', async () => {
    await using world = await openWorld();
    world.put('p/shop/app', OLD, ['1.0.0']);
    for (const [day, actor] of [
      ['18', 'early'],
      ['20', 'late'],
      ['19', 'between'],
    ] as const) {
      await world.record('p/shop/app', OLD, { from: 't', time: `2026-11-${day}T00:00:00Z`, actor, by: 'us' });
    }
    expect(placementOf((await runInWorld(world, APP)).report, 'p', OLD)).toMatchObject({
      ...{ earlier: 2, record: { predicate: { actor: { login: 'late' } } } },
    });
  });

  it('does not count unsigned where signers are named', async () => {
    await using world = await openWorld();
    world.put('p/shop/app', OLD, ['1.0.0']);
    await world.record('p/shop/app', OLD, { from: 't' });
    const placement = placementOf((await runInWorld(world, APP)).report, 'p', OLD);
    expect(placement?.status).toBe('rejected');
    expect(placement?.reasons.join()).toContain('the pipeline file names who may sign the records of p');
  });

  it('marks the tags that it does not explain, and those that were given to another image since', async () => {
    await using world = await openWorld();
    world.put('p/shop/app', NEW, ['1.4.0']);
    world.put('p/shop/app', OLD, ['1.2.0', '1.3.0', 'latest']);
    const given = { from: 't', by: 'us' } as const;
    await world.record('p/shop/app', OLD, { ...given, time: '2026-11-18T00:00:00Z', tags: ['1.2.0', 'latest'] });
    await world.record('p/shop/app', NEW, {
      ...{ ...given, time: '2026-11-19T00:00:00Z', tags: ['1.4.0', 'latest'] },
      replaced: new Map([['latest', digestOfImage(OLD)]]),
    });
    const { report, summary, lines } = await runInWorld(world, APP);
    const { placements = [] } = environmentOf(report, 'p').repositories[0] ?? {};
    const marked = placements.find(({ digest }) => digest === OLD.index.digest)?.unexplained ?? [];
    expect(marked.map(({ tag }) => tag)).toEqual(['1.3.0', 'latest']);
    expect(marked[0]?.reason).toContain('it gave "1.2.0" and "latest" and not "1.3.0"');
    expect(marked[1]?.reason).toContain('the tag "latest" now belongs to');
    expect(placements.find(({ digest }) => digest === NEW.index.digest)?.unexplained).toEqual([]);
    expect(summary).toContain('⚠️ no record explains `1.3.0` `latest`');
    expect(lines.filter((line) => line.startsWith('warn'))[0]).toContain('p: no record explains 1.3.0 and latest of');
  });

  it('marks nothing where images are built', async () => {
    await using world = await openWorld();
    world.put('d/shop/app', OLD, ['1.2.0', 'latest']);
    const { report } = await runInWorld(world, APP);
    expect(environmentOf(report, 'd').repositories[0]?.placements[0]?.unexplained).toEqual([]);
  });

  it('of a hotfix says its route and its reason', async () => {
    await using world = await openWorld();
    world.put('p/shop/app', NEW, ['1.0.0']);
    const route = { kind: 'hotfix', name: 'emergency' } as const;
    await world.record('p/shop/app', NEW, { route, reason: 'CVE-2026-1', by: 'us' });
    const { report, summary } = await runInWorld(world, APP);
    expect(placementOf(report, 'p', NEW)).toMatchObject({
      record: { predicate: { route, change: { reason: 'CVE-2026-1' } } },
    });
    expect(summary).toMatch(/from `d` by the hotfix route `emergency`<br>[^|]*CVE-2026-1/);
    expect(summary).toContain('e0 ==>|"emergency (used)"| e2');
  });
});

describe('where is this', () => {
  it.each([
    ['a tag', () => 'shop/app:1.2.0'],
    ['a digest', () => `shop/app@${OLD.index.digest}`],
    ['a reference of a cluster', ({ registry }: World) => `${registry.host}/p/shop/app@${OLD.index.digest}`],
  ] as const)('is told for %s', async (_, write) => {
    await using world = await openWorld();
    await fill(world);
    const { report, digest, summary } = await runInWorld(world, { image: write(world) });
    expect(digest).toBe(OLD.index.digest);
    expect(summary).toContain('is in `d`, `t` and `p`; current in `p`');
    for (const name of ['d', 't', 'p']) {
      const { placements = [] } = environmentOf(report, name).repositories[0] ?? {};
      expect(placements.map((each) => each.digest)).toEqual([OLD.index.digest]);
    }
    expect(environmentOf(report, 't').current?.digest).toBe(NEW.index.digest);
  });

  it('finds an image that has no tag', async () => {
    await using world = await openWorld();
    await fill(world);
    world.put('t/shop/app', MID, []);
    const { report, summary } = await runInWorld(world, { image: `shop/app@${MID.index.digest}` });
    expect(environmentOf(report, 't').repositories[0]?.placements).toMatchObject([
      { digest: MID.index.digest, tags: [] },
    ]);
    expect(summary).toContain('is in `d` and `t`; current in none');
  });

  it('says that it is nowhere', async () => {
    await using world = await openWorld();
    await fill(world);
    const { digest, summary } = await runInWorld(world, { image: 'shop/app:9.9.9' });
    expect(digest).toBe('');
    expect(summary).toContain('`shop/app:9.9.9` is in no environment');
  });

  it('says that a tag is several images', async () => {
    await using world = await openWorld();
    world.put('d/shop/app', NEW, ['1.0.0']);
    world.put('p/shop/app', OLD, ['1.0.0']);
    const { report, digest, summary } = await runInWorld(world, { image: 'shop/app:1.0.0' });
    expect(report.images[0]?.requested?.digests).toEqual([NEW.index.digest, OLD.index.digest]);
    expect(digest).toBe('');
    expect(summary).toContain('it is 2 different images');
  });
});

describe('several data centres', () => {
  const FILE = PIPELINE.replace('"HOST/p/{image}"', '["HOST/p/{image}", "OTHER/p/{image}"]');

  it('are shown each, with what they do not agree on', async () => {
    await using world = await openWorld(FILE);
    await fill(world);
    world.put('other:p/shop/app', NEW, ['1.4.0', 'latest']);
    world.put('other:p/shop/app', OLD, ['1.2.0']);
    const { report, summary, lines } = await runInWorld(world, APP);
    const [dc1, dc2] = [`${world.registry.host}/p/shop/app`, `${world.other.host}/p/shop/app`];
    const { differences } = environmentOf(report, 'p');
    expect(differences.map(({ tag }) => tag)).toContain('latest');
    expect(differences.find(({ tag }) => tag === 'latest')?.holds).toEqual({
      [dc1]: OLD.index.digest,
      [dc2]: NEW.index.digest,
    });
    expect(differences.find(({ tag }) => tag === '1.4.0')?.holds).toEqual({ [dc1]: null, [dc2]: NEW.index.digest });
    expect(differences.map(({ tag }) => tag)).not.toContain('1.2.0');
    expect(summary).toContain('and its repositories differ');
    expect(lines.some((line) => line.startsWith('warn p: its repositories differ'))).toBe(true);
  });

  it('of which one does not answer do not hide the other', async () => {
    await using world = await openWorld(FILE, { other: { auth: { kind: 'basic', users: { somebody: 'secret' } } } });
    await fill(world);
    const { report, summary, lines, digest } = await runInWorld(world, APP);
    const [dc1, dc2] = environmentOf(report, 'p').repositories;
    expect(dc1).toMatchObject({ error: null, current: { digest: OLD.index.digest } });
    expect(dc2?.error).toContain('authentication is required, but no credentials were found');
    expect(dc2?.current).toBeNull();
    expect(digest).toBe(OLD.index.digest);
    expect(summary).toContain('⛔ cannot be read');
    expect(lines.some((line) => line.startsWith('warn p: Cannot log in to registry'))).toBe(true);
  });

  it('of which one cannot be reached do not wait for it long', async () => {
    await using world = await openWorld(FILE.replaceAll('OTHER', '127.0.0.1:1'));
    await fill(world);
    const { report } = await runInWorld(world, APP);
    expect(environmentOf(report, 'p').repositories.map(({ error }) => error === null)).toEqual([true, false]);
  });

  it('fail together with the first failure', async () => {
    const auth = { kind: 'basic', users: { somebody: 'secret' } } as const;
    await using world = await openWorld(PIPELINE, { registry: { auth } });
    await expect(runInWorld(world, APP)).rejects.toThrow(RegistryError);
  });
});

describe('environments that share a repository', () => {
  it('have what their tags and records say', async () => {
    await using world = await openWorld(`version: 1
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/r/{image}", from: d, tag: t }
  p: { repository: "HOST/r/{image}", from: t, tag: p }
`);
    world.put('d/shop/app', NEW, ['1.4.0']);
    world.put('r/shop/app', OLD, ['1.2.0', 'p']);
    world.put('r/shop/app', NEW, ['1.4.0', 't']);
    world.put('r/shop/app', MID, ['1.3.0']);
    await world.record('r/shop/app', MID, { to: 't', from: 'd' });
    const { report } = await runInWorld(world, APP);
    const digests = (name: string) =>
      environmentOf(report, name).repositories[0]?.placements.map(({ digest }) => digest);
    expect(environmentOf(report, 't').current).toMatchObject({ digest: NEW.index.digest, by: 'tag' });
    expect(environmentOf(report, 'p').current).toMatchObject({ digest: OLD.index.digest, by: 'tag' });
    expect(digests('p')).toEqual([OLD.index.digest]);
    expect(new Set(digests('t'))).toEqual(new Set([NEW.index.digest, MID.index.digest]));
  });
});

describe('a large repository', () => {
  it('is read in part, the newest first, and what is left out is counted', async () => {
    await using world = await openWorld();
    for (let index = 0; index < 40; index++) world.put('p/shop/app', imageOf(`image ${index}`), [`1.${index}.0`]);
    world.put(
      'p/shop/app',
      OLD,
      Array.from({ length: 2000 }, (_, index) => `sha-${index.toString(16).padStart(7, '0')}`),
    );
    const { report } = await runInWorld(world, APP);
    const [repository] = environmentOf(report, 'p').repositories;
    expect(repository?.placements).toHaveLength(20);
    expect(repository?.current).toMatchObject({ tag: '1.39.0', by: 'version' });
    expect(repository?.leftOut).toEqual({ tags: 1740, digests: 21, refusedTags: 0 });
    expect(report.requests).toBeLessThan(400);
  });

  it('does not lose a hotfix among many versions', async () => {
    await using world = await openWorld();
    for (let index = 0; index < 30; index++) {
      world.put('p/shop/app', imageOf(`image ${index}`), [
        `2.${index}.0`,
        `202610${String(index + 1).padStart(2, '0')}_01`,
      ]);
    }
    world.put('p/shop/app', OLD, ['1.0.1', '20261121_01']);
    await world.record('p/shop/app', OLD, { from: 't', by: 'us' });
    const { report } = await runInWorld(world, APP);
    expect(environmentOf(report, 'p').current).toMatchObject({ tag: '1.0.1', by: 'record' });
  });

  it('is told of where the registry keeps one image back', async () => {
    await using world = await openWorld(PIPELINE, {
      registry: {
        intercept(_, response, path) {
          if (!path.endsWith('/manifests/1.3.0')) return false;
          response.writeHead(412, { 'Content-Type': 'application/json' });
          response.end('{"errors":[{"code":"PROJECTPOLICYVIOLATION","message":"vulnerable"}]}');
          return true;
        },
      },
    });
    await fill(world);
    const { report } = await runInWorld(world, APP);
    expect(environmentOf(report, 'd').repositories[0]).toMatchObject({ error: null, leftOut: { refusedTags: 1 } });
    expect(environmentOf(report, 'd').current?.digest).toBe(NEW.index.digest);
  });
});

describe('several images', () => {
  it('are those of the file where none is named, and become one table', async () => {
    await using world = await openWorld(PIPELINE.replace('version: 1', 'version: 1\nimages: [shop/app, shop/web]'));
    await fill(world);
    world.put('p/shop/web', MID, ['3.0.0']);
    const { report, digest, summary } = await runInWorld(world);
    expect(report.images.map(({ image }) => image)).toEqual(['shop/app', 'shop/web']);
    expect(digest).toBe('');
    expect(summary).toContain('| Image | d | t | p |');
    expect(summary).toContain('| `shop/web` | — | — | **`3.0.0`**<br>');
  });
});

describe('two environments', () => {
  it('are compared by what they run, without layers', async () => {
    await using world = await openWorld();
    const labelled = (version: string) => imageOf(version, { labels: { 'org.opencontainers.image.version': version } });
    world.put('t/shop/app', labelled('1.4.0'), ['1.4.0']);
    world.put('p/shop/app', labelled('1.2.0'), ['1.2.0']);
    const { report, summary } = await runInWorld(world, { ...APP, from: 'p', to: 't' });
    expect(report.images[0]?.comparison).toMatchObject({ from: 'p', to: 't', error: null });
    expect(report.images[0]?.comparison?.diff?.labels).toMatchObject([{ left: '1.2.0', right: '1.4.0' }]);
    expect(summary).toContain('### What differs: `p` → `t`');
    const blobs = world.registry.log.filter(({ path }) => path.includes('/blobs/'));
    expect(blobs).toHaveLength(2);
  });

  it('are not compared where one is empty, which is said', async () => {
    await using world = await openWorld();
    await fill(world);
    const { report } = await runInWorld(world, { image: 'shop/none', from: 'p', to: 't' });
    expect(report.images[0]?.comparison).toMatchObject({ error: 'nothing is known to run in p', diff: null });
  });
});

describe('gates and hotfixes in a history', () => {
  const GATED = PIPELINE.replace(
    'from: t }',
    'from: t, gates: { labels: { maintainer: true, since: 2026-11-01 } } }',
  ).replace('emergency: { from: d, to: p }', 'emergency: { from: d, to: p, skips: [labels], expires: 3d }');
  const hotfix = { from: 'd', by: 'us', reason: 'INC-1', route: { kind: 'hotfix', name: 'emergency' } } as const;

  async function notesOf(options: Parameters<World['record']>[2], ...others: Parameters<World['record']>[2][]) {
    await using world = await openWorld(GATED);
    world.put('p/shop/app', NEW, ['1.4.0', 'latest']);
    for (const each of [options, ...others]) await world.record('p/shop/app', NEW, each);
    const { report, summary } = await runInWorld(world, APP);
    const placement = placementOf(report, 'p', NEW);
    return { status: placement?.status, notes: placement?.notes, summary };
  }

  it('marks a record that lacks a gate, whose status stays', async () => {
    const { status, notes, summary } = await notesOf({ from: 't', by: 'us' });
    expect(status).toBe('signed');
    expect(notes?.gates).toMatchObject([{ gate: 'labels', level: 'break' }]);
    expect(summary).toMatch(/is not proven: it lacks the gate/);
    const early = await notesOf({ from: 't', by: 'us', time: '2026-10-20T10:00:00Z' });
    expect(early.notes).toEqual({ gates: [], bypassed: [], debt: null });
  });

  it('counts down, and marks what expired and was not paid', async () => {
    const checks = [
      { id: 'labels', result: 'bypassed', summary: 'no maintainer', platforms: { 'linux/amd64': 'fail' } },
    ];
    const young = await notesOf({ ...hotfix, checks, time: '2026-11-20T10:00:00Z' });
    expect(young.summary).toContain('counts for 46 h 0 min more, unless a regular promotion follows');
    expect(young.notes?.bypassed).toEqual([{ gate: 'labels', verdict: 'fail', summary: 'no maintainer' }]);
    const old = { ...hotfix, checks, time: '2026-11-10T10:00:00Z' };
    const expired = await notesOf(old);
    expect(expired.status).toBe('signed');
    expect(expired.notes?.debt).toMatchObject({ millisecondsLeft: 0, paidBy: null });
    expect(expired.summary).toMatch(/expired on .*and no regular promotion followed/);
    const regular = {
      from: 't',
      by: 'us',
      time: '2026-11-19T10:00:00Z',
      checks: [{ id: 'labels', result: 'pass' }],
    } as const;
    expect((await notesOf(old, regular)).summary).not.toContain('expired on');
  });
});
