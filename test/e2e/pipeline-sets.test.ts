import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { complaint, FIVE_ENVIRONMENTS, NO_TOKEN, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });

describe('a set of images', () => {
  it('is signed with one certificate, each image with a record of its own', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    const names = Array.from({ length: 12 }, (_, index) => `shop/app${index}`);
    for (const name of names)
      await pushImage(world.host, `d/${name}`, buildImage({ labels: LABELS, seed: name }), ['1.2.3']);
    const run = await world.run({ from: 'd', to: 't', image: names.map((name) => `${name}:1.2.3`).join('\n') });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(world.sigstore.requests).toMatchObject({ certificate: 1, entry: 12 });
    const verified = await world.run({
      command: 'verify',
      from: 't',
      image: names.map((name) => `${name}:1.2.3`).join('\n'),
    });
    expect(verified).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
  });

  it('stays as it was where one of it may not enter', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    const good = buildImage({ labels: LABELS, seed: 'good' });
    await pushImage(world.host, 'd/shop/good', good, ['1.2.3']);
    expect(await world.run({ from: 'd', to: 't', image: 'shop/good:1.2.3' })).toMatchObject({ exitCode: 0 });
    await pushImage(world.host, 't/shop/bad', buildImage({ labels: LABELS, seed: 'bad' }), ['1.2.3']);
    const run = await world.run({ from: 't', to: 's1', image: 'shop/good:1.2.3\nshop/bad:1.2.3' });
    expect(run.exitCode).toBe(1);
    expect(complaint(run)).toMatch(/shop\/bad \(sha256:\w+\) has no promotion record for /);
    expect(await readTags(world.host, 's1/shop/good')).toEqual({});
  });
});

describe('a plan that several jobs carry out', () => {
  it('goes by the pipeline file in all of them', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    const names = ['shop/one', 'shop/two', 'shop/three'];
    for (const name of names) {
      await pushImage(world.host, `d/${name}`, buildImage({ labels: LABELS, seed: name }), ['1.2.3']);
    }
    const temp = { RUNNER_TEMP: world.workspace };
    const lines = names.map((name) => `${name}:1.2.3`).join('\n');
    // Whoever plans writes no record, and needs nothing to sign with.
    const asked = { command: 'plan', from: 'd', to: 't', image: lines, shards: '2' };
    const planned = await world.run(asked, { ...temp, ...NO_TOKEN });
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    const plan = planned.outputs['plan-file'] ?? '';
    // The jobs of a large plan run long after it was made.
    const file = await readFile(plan, 'utf8');
    const older = file.replace(/"at":"[^"]+"/, `"at":"${new Date(Date.now() - 3_600_000).toISOString()}"`);
    await writeFile(plan, older);
    const id = createHash('sha256').update(older).digest('hex');
    const { include } = JSON.parse(planned.outputs['matrix'] ?? '');
    const shards = include.map(({ shard }: { shard: string }) => shard.replace(/@.*$/, `@${id.slice(0, 32)}`));
    const job = { tags: '', plan, shard: shards[0] };
    const elsewhere = await world.run(job, { ...temp, GITHUB_WORKSPACE: '/nonexistent' });
    expect(complaint(elsewhere)).toMatch(
      /^Cannot promote by the plan: it was made with the pipeline file sha256:\w{12}, and this job has no pipeline file; /,
    );
    for (const shard of shards) {
      expect(await world.run({ ...job, shard }, temp)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    expect(await readTags(world.host, 't/shop/one')).toEqual({});
    const tagging = await world.run({ ...job, shard: `tags@sha256:${id}` }, temp);
    expect(tagging).toMatchObject({ exitCode: 0, stderr: '' });
    expect(world.sigstore.requests.entry).toBe(names.length);
    const verified = await world.run({ command: 'verify', from: 't', image: lines });
    expect(verified).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
  });

  it('is refused where environments share a repository', async () => {
    const pipeline = `version: 1
environments:
  d: { repository: "HOST/{image}", tag: d }
  t: { repository: "HOST/{image}", tag: t, from: d }
`;
    await using world = await startWorld({ pipeline });
    await pushImage(world.host, 'app', image, ['1.2.3', 'd']);
    const planned = await world.run({ command: 'plan', from: 'd', to: 't', image: 'app' }, NO_TOKEN);
    expect(complaint(planned)).toBe(
      `Cannot plan for several jobs: d and t share the repository ${world.host}/app, and the jobs could not tell them apart; promote in one job, or give each environment a repository of its own`,
    );
    expect(await world.run({ from: 'd', to: 't', image: 'app' }, NO_TOKEN)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readTags(world.host, 'app')).toMatchObject({ t: image.index.digest });
  });

  it('is refused where one of its images may not go there', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await pushImage(world.host, 't/app', image, ['1.2.3']);
    const planned = await world.run({ command: 'plan', from: 't', to: 's1', image: 'app:1.2.3' });
    expect(planned.exitCode).toBe(1);
    expect(complaint(planned)).toMatch(/app \(sha256:\w+\) has no promotion record for /);
  });
});
