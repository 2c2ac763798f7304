import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stack } from '../admission/world.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { gated, IMAGE, SIGNED, scan, scanned, startGated, UNLABELLED } from './check-world.ts';
import { readRecords, readTags } from './look.ts';
import { complaint, KEYED, type PipelineWorld } from './pipeline-world.ts';

const LABELS = 'labels: { org.opencontainers.image.source: true, maintainer: true }';

interface Report {
  readonly schema: number;
  readonly command: string;
  readonly passed: boolean;
  readonly from: string | null;
  readonly images: readonly {
    readonly reference: string;
    readonly digest: string | null;
    readonly tags: readonly string[];
    readonly repositories: readonly string[];
    readonly verdict: string;
    readonly refusal: string | null;
    readonly checks: readonly { readonly id: string; readonly result: string; readonly summary: string }[];
  }[];
  readonly environments: readonly object[];
  readonly warnings: readonly string[];
}

function reportOf({ outputs }: { readonly outputs: Readonly<Record<string, string>> }): Report {
  return JSON.parse(outputs['report'] ?? '');
}

/** Replaces a text of the pipeline file. */
async function change({ workspace }: PipelineWorld, from: string, to: string): Promise<void> {
  const path = join(workspace, '.github/sealift.yml');
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
}

describe('check with from and to', () => {
  it('says what a promotion would, to the letter, and the promotion afterwards says the same', async () => {
    await using world = await startGated({ pipeline: gated(`${LABELS}, ${scanned('24h')}`) });
    const { host } = world;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
    const way = { from: 'd', to: 't', image: 'app:1.2.3' };

    const missing = await world.run({ command: 'check', ...way });
    expect(missing.exitCode).toBe(1);
    expect(missing.summary).toMatch(/^## ⛔ 0 of 1 image may go from d to t; refused for vulnerabilities \(1\)\n/);
    expect(missing.summary).toContain('| ⛔ | ');
    expect(missing.summary).toContain('<details>');
    expect(reportOf(missing)).toMatchObject({
      ...{ schema: 1, command: 'check', passed: false, from: 'd' },
      images: [{ verdict: 'fail', refusal: null, digest: IMAGE.index.digest }],
      environments: [{ environment: 't', gates: ['vulnerabilities', 'labels'], notJudged: [] }],
    });
    const refused = await world.run({ ...way, ...SIGNED });
    expect(refused.exitCode).toBe(1);
    expect(complaint(missing)).toBe(complaint(refused));
    expect(missing.outputs['checks']).toBe(refused.outputs['checks']);
    expect(await readTags(host, 't/app')).toEqual({});

    await scan(host, 'd/app', IMAGE);
    const passed = await world.run({ command: 'check', ...way, 'dry-run': 'true' });
    expect(passed.exitCode).toBe(0);
    expect(passed.summary).toMatch(/^## ✅ 1 image may go from d to t\n/);
    expect(reportOf(passed)).toMatchObject({ passed: true, images: [{ verdict: 'pass' }], warnings: [] });
    expect(await readTags(host, 't/app')).toEqual({});
    const promoted = await world.run({ ...way, ...SIGNED });
    expect(promoted.exitCode).toBe(0);
    expect(JSON.parse(passed.outputs['checks'] ?? '')).toEqual(JSON.parse(promoted.outputs['checks'] ?? ''));
  });

  it('refuses for routes and records too, and tells of every image', async () => {
    const pipeline = gated(LABELS).replace('from: t }', 'from: t, requires: { approvals: 1 } }');
    await using world = await startGated({ pipeline });
    const { host } = world;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
    await pushImage(host, 'd/other', UNLABELLED, ['1.2.3']);
    await world.run({ from: 'd', to: 't', image: 'app:1.2.3', ...SIGNED });

    const some = await world.run({ command: 'check', from: 'd', to: 't', image: 'app:1.2.3\nother:1.2.3\ngone:1' });
    expect(some.exitCode).toBe(1);
    expect(some.summary).toMatch(/^## ⛔ 1 of 3 images may go from d to t; /);
    expect(reportOf(some).images.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'error']);
    expect(some.stdout).toContain('there is no such image');
    expect(some.stdout).toContain('maintainer');

    const next = { from: 't', to: 'p', image: 'app:1.2.3' };
    const unapproved = await world.run({ command: 'check', ...next });
    expect(complaint(unapproved)).toMatch(/its record names 0 of 1 required approvals/);
    expect(complaint(unapproved)).toBe(complaint(await world.run({ ...next, ...SIGNED })));
    const noRoute = await world.run({ command: 'check', from: 'd', to: 'p', image: 'app:1.2.3' });
    expect(complaint(noRoute)).toMatch(/p takes images only from t, and this is in d/);
    expect(reportOf(noRoute)).toMatchObject({ passed: false, images: [{ verdict: 'fail', checks: [] }] });
    expect(await readTags(host, 'p/app')).toEqual({});
  });

  it('checks outside of the environment of GitHub in which alone promotions may run, and says so', async () => {
    const pipeline = gated(LABELS).replace('from: d,', 'from: d, github-environment: testing,');
    await using world = await startGated({ pipeline });
    await pushImage(world.host, 'd/app', IMAGE, ['1.2.3']);
    const run = await world.run({ command: 'check', from: 'd', to: 't', image: 'app:1.2.3' });
    expect(run.exitCode).toBe(0);
    expect(reportOf(run).warnings).toEqual([
      expect.stringContaining('only a job in GitHub\'s environment "testing" may'),
    ]);
  });
});

describe('check with to alone', () => {
  it('judges what is in an environment by the evidence of today, in each of its repositories', async () => {
    const pipeline = gated(scanned('2h')).replace('"HOST/t/{image}"', '["HOST/t/{image}", "HOST/t2/{image}"]');
    await using world = await startGated({ pipeline });
    const { host } = world;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
    await scan(host, 'd/app', IMAGE, { minutes: 60 });
    const promoted = await world.run({ from: 'd', to: 't', image: 'app:1.2.3', ...SIGNED });
    expect(promoted.exitCode).toBe(0);

    const fresh = await world.run({ command: 'check', to: 't', image: 'app' });
    expect(fresh.exitCode).toBe(0);
    expect(fresh.summary).toMatch(/^## ✅ 2 images in t may stay\n/);
    expect(reportOf(fresh)).toMatchObject({ passed: true, from: null });
    expect(reportOf(fresh).images).toMatchObject(
      ['t', 't2'].map((name) => ({
        reference: `${host}/${name}/app:1.2.3`,
        digest: IMAGE.index.digest,
        tags: ['1.2.3', '1.2', '1', 'latest'],
        repositories: [`${host}/${name}/app`],
      })),
    );

    await change(world, 'max-age: 2h', 'max-age: 30m');
    await scan(host, 't/app', IMAGE);
    const stale = await world.run({ command: 'check', to: 't', image: 'app' });
    expect(stale.exitCode).toBe(1);
    expect(stale.summary).toMatch(/^## ⛔ 1 of 2 images in t may stay; refused for vulnerabilities \(1\)\n/);
    expect(reportOf(stale).images.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
    expect(stale.stdout).toMatch(/::error::Cannot accept 1 of 2 images in t: gates say no\./);
    expect(stale.stdout).toMatch(/old and may be 30m/);

    const critical = [{ id: 'CVE-2026-1111', severity: 'CRITICAL', package: '::set-output name=x::y\u001b[2J|<b>' }];
    await scan(host, 't/app', IMAGE, { minutes: 0, findings: critical });
    const hostile = await world.run({ command: 'check', to: 't', image: 'app:1.2.3' });
    expect(hostile.exitCode).toBe(1);
    expect(hostile.stdout).toContain('CVE-2026-1111');
    expect(hostile.stdout).not.toMatch(/^::set-output/m);
    expect(hostile.stdout).not.toContain('\u001b[2J');
    expect(hostile.summary).not.toContain('<b>');
    expect(await readRecords(host, 't/app', IMAGE.index.digest)).toHaveLength(1);
  });

  it('judges each digest once, leaves out gates that judge promotions, and reads the images of the file', async () => {
    const process =
      'change: { pattern: "^CHG[0-9]{7}$" }, windows: { zone: UTC, closed: [{ name: now, from: 2020-01-01, to: 2099-01-01 }] }';
    const pipeline = gated(`${LABELS}, ${process}`, 'images: [app, other, absent]\n');
    await using world = await startGated({ pipeline });
    const { host } = world;
    await pushImage(host, 't/app', IMAGE, ['1.2.3', 'latest', '20261121_01']);
    await pushImage(host, 't/other', UNLABELLED, ['2.0.0']);
    const run = await world.run({ command: 'check', to: 't\nd' });
    expect(run.exitCode).toBe(1);
    expect(reportOf(run).images.map(({ reference, verdict }) => [reference, verdict])).toEqual([
      [`${host}/t/app:1.2.3`, 'pass'],
      [`${host}/t/other:2.0.0`, 'fail'],
    ]);
    expect(reportOf(run).environments).toEqual([
      { environment: 't', gates: ['labels'], notJudged: ['windows', 'change'] },
      { environment: 'd', gates: [], notJudged: [] },
    ]);
    expect(run.stdout).toContain('Not judged in t, as they count only when an image enters: windows and change');
    expect(run.stdout).toContain('d has no gates');
    expect(complaint(run)).toMatch(/^Cannot accept 1 of 2 images in t: gates say no\./);
    const named = await world.run({ command: 'check', to: 't', image: `app@${IMAGE.index.digest}` });
    expect(named.exitCode).toBe(0);
    const gone = await world.run({ command: 'check', to: 't', image: 'app:9.9.9' });
    expect(complaint(gone)).toMatch(/^Cannot check .*t\/app:9\.9\.9: there is no such image/);
  });

  it('judges only what the tag of an environment marks where it shares its repository', async () => {
    const pipeline = gated(LABELS, 'images: [app]\n')
      .replace('"HOST/t/{image}", from: d', '"HOST/all/{image}", tag: live, from: d')
      .replace('"HOST/p/{image}"', '"HOST/all/{image}", tag: prod');
    await using world = await startGated({ pipeline });
    await pushImage(world.host, 'all/app', UNLABELLED, ['1.0.0', 'prod']);
    await pushImage(world.host, 'all/app', IMAGE, ['1.2.3', 'live']);
    const run = await world.run({ command: 'check', to: 't' });
    expect(run.exitCode).toBe(0);
    expect(reportOf(run).images).toMatchObject([{ reference: `${world.host}/all/app:live`, tags: ['live'] }]);
  });

  it('passes an environment without gates, without a request', async () => {
    await using world = await startGated({ pipeline: KEYED });
    const run = await world.run({ command: 'check', to: 't', image: 'app' });
    expect(run.exitCode).toBe(0);
    expect(run.summary).toMatch(/^## ✅ There was nothing to check in t\n/);
    expect(run.summary).toContain('`t` has no gates');
    expect(run.outputs['checks']).toBe('');
  });

  it('lets what a hotfix let in pass the gates that it skipped', async () => {
    const hotfix = 'hotfix-routes:\n  emergency: { from: d, to: p, skips: [labels], expires: 3d }\n';
    const pipeline = gated(LABELS, hotfix).replace('from: t }', `from: t, gates: { ${LABELS} } }`);
    await using world = await startGated({ pipeline });
    const { host } = world;
    await pushImage(host, 'd/app', UNLABELLED, ['1.2.3']);
    const way = { from: 'd', to: 'p', image: 'app:1.2.3', reason: 'INC-1' };
    expect((await world.run({ command: 'check', ...way })).exitCode).toBe(0);
    expect((await world.run({ ...way, ...SIGNED })).exitCode).toBe(0);
    const run = await world.run({ command: 'check', to: 'p', image: 'app' });
    expect(run.exitCode).toBe(0);
    expect(reportOf(run).images).toMatchObject([{ verdict: 'bypassed' }]);
    await change(world, 'skips: [labels]', 'skips: [windows]');
    expect((await world.run({ command: 'check', to: 'p', image: 'app' })).exitCode).toBe(1);
  });
});

describe('check', () => {
  it('asks for what images share once, however many batches they make', async () => {
    const registry = await startRegistry();
    const bases = 'base: { allow: [{ repository: "HOST/base/os" }], deny: [HOST/base/dev] }';
    await using world = await startGated({ pipeline: gated(bases), start: async () => registry });
    registry.load('base/os', stack(['os']), ['1.0.0']);
    registry.load('base/dev', stack(['os', 'dev']), ['1.0.0']);
    const requests = async (image: string, exitCode: number) => {
      registry.clearLog();
      const run = await world.run({ command: 'check', to: 't', image });
      expect(run.exitCode).toBe(exitCode);
      return registry.log.filter(({ path }) => path.startsWith('/v2/base/')).length;
    };
    for (let count = 1; count <= 40; count++) registry.load('t/app', stack(['os', `app ${count}`]), [`1.0.${count}`]);
    const ofOne = await requests('app:1.0.1', 0);
    expect(ofOne).toBeGreaterThan(4);
    expect(await requests('app', 0)).toBe(ofOne);
    registry.load('t/app', stack(['os', 'dev', 'app']), ['2.0.0']);
    expect(await requests('app', 1)).toBe(ofOne);
  });

  it('needs no rights to write, asks for none, and sends nothing', async () => {
    const registry = await startRegistry({ auth: { kind: 'bearer', users: { robot: 'pass-word-1' } } });
    await using world = await startGated({ pipeline: gated(LABELS), start: async () => registry });
    const { host } = world;
    for (const repository of ['d/app', 't/app']) registry.load(repository, IMAGE, ['1.2.3']);
    const logins = Object.fromEntries(
      ['source', 'destination'].flatMap((side) => [
        [`${side}-username`, 'robot'],
        [`${side}-password`, 'pass-word-1'],
        [`${side}-registry`, host],
      ]),
    );
    const entering = await world.run({ command: 'check', from: 'd', to: 't', image: 'app:1.2.3', ...logins });
    expect(entering.exitCode).toBe(0);
    const { 'source-username': _, 'source-password': __, ...destination } = logins;
    const standing = await world.run({ command: 'check', to: 't', image: 'app', ...destination });
    expect(standing.exitCode).toBe(0);
    expect(new Set(registry.log.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD']));
    const scopes = registry.log.flatMap(({ path }) => new URL(path, `http://${host}`).searchParams.getAll('scope'));
    expect(scopes.join(' ')).toContain('pull');
    expect(scopes.join(' ')).not.toContain('push');
  });

  it('needs a pipeline file, and says what helps', async () => {
    await using world = await startGated({ pipeline: KEYED });
    const run = await world.run({ command: 'check', to: 't', image: 'app' }, { GITHUB_WORKSPACE: '/nonexistent' });
    expect(run.exitCode).toBe(1);
    expect(complaint(run)).toMatch(/^Cannot run command "check": there is no pipeline file/);
  });
});
