import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { ActionResult } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { findMissing, readManifest, readRecords, readTags } from './look.ts';
import { FIVE_ENVIRONMENTS, type PipelineWorld, SIGNING, startWorld, WORKFLOW } from './pipeline-world.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

/** The promotions of the whole pipeline, in order. */
const STEPS = [
  ['d', 't'],
  ['t', 's1'],
  ['s1', 's2'],
  ['s2', 'p'],
] as const;

const NO_TOKEN = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' };
const image = buildImage({ labels: LABELS });

/** What a run said in its one sentence of failure. */
function complaint({ stdout }: ActionResult): string {
  return /^::error[^:]*::(.*)$/m.exec(stdout)?.[1] ?? '';
}

describe.each([DISTRIBUTION, EMBEDDED])('the whole pipeline in $name', ({ available, start }) => {
  let world: PipelineWorld;
  beforeAll(async () => {
    if (!available) return;
    world = await startWorld({ pipeline: FIVE_ENVIRONMENTS, start });
    await pushImage(world.host, 'd/shop/app', image, ['1.2.3']);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.skipIf(!available)('lifts an image from the first environment to the last, each record signed', async () => {
    for (const [from, to] of STEPS) {
      const run = await world.run({ from, to, image: 'shop/app:1.2.3' });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(run.stdout).toContain(`into ${to} from ${from}`);
      expect(run.stdout).toContain(`(signed by https://github.com/${WORKFLOW})`);
      expect(run.summary).toContain(`Into \`${to}\` from \`${from}\``);
      expect(run.summary).toContain('(signed)');
    }
    expect(await readTags(world.host, 'p/shop/app')).toMatchObject({ '1.2.3': image.index.digest });
    expect(await findMissing(world.host, 'p/shop/app', '1.2.3')).toEqual([]);
  });

  it.skipIf(!available)('attaches each record as cosign and actions/attest do', async () => {
    const [record] = await readRecords(world.host, 't/shop/app', image.index.digest);
    const manifest = await readManifest(world.host, 't/shop/app', record?.digest ?? '');
    expect(manifest?.document).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        size: 2,
      },
      layers: [
        {
          mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          size: expect.any(Number),
        },
      ],
      subject: { mediaType: image.index.mediaType, digest: image.index.digest, size: image.index.size },
      annotations: expect.objectContaining({
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://sealift.github.io/promotion/v1',
        'io.github.sealift.promotion.environment': 't',
        'io.github.sealift.promotion.source-environment': 'd',
        // The token says "li"; the runner's variables say "octocat".
        'io.github.sealift.promotion.by': 'li',
      }),
    });
  });

  it.skipIf(!available)('verifies the whole way, link by link', async () => {
    const run = await world.run({ command: 'verify', from: 'p', image: 'shop/app:1.2.3' });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.outputs).toMatchObject({ verified: 'true', digest: image.index.digest });
    const report = JSON.parse(run.outputs['report'] ?? '');
    expect(report.images[0].links).toMatchObject([
      ...STEPS.toReversed().map(([from, to]) => ({
        environment: to,
        kind: 'promoted',
        record: { from, signed: true, signer: `https://github.com/${WORKFLOW}`, actor: 'li' },
      })),
      { environment: 'd', kind: 'built', record: null },
    ]);
    for (const [, to] of STEPS) expect(run.summary).toContain(`| \`${to}\` | ✅ from`);
  });

  it.skipIf(!available)('lifts what is named in full to an environment by name', async () => {
    const built = buildImage({ labels: LABELS, seed: 'by digest' });
    await pushImage(world.host, 'd/shop/built', built, ['1.2.3']);
    const run = await world.run({ from: `${world.host}/d/shop/built@${built.index.digest}`, to: 't' });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(Object.values(await readTags(world.host, 't/shop/built'))).toContain(built.index.digest);
  });

  it.skipIf(!available)('verifies by a reference as well', async () => {
    const run = await world.run({ command: 'verify', from: `${world.host}/s1/shop/app@${image.index.digest}` });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.skipIf(!available)('writes nothing new when it is run again', async () => {
    const before = await readRecords(world.host, 'p/shop/app', image.index.digest);
    const run = await world.run({ from: 's2', to: 'p', image: 'shop/app:1.2.3' });
    expect(run).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });
    expect(await readRecords(world.host, 'p/shop/app', image.index.digest)).toEqual(before);
  });

  it.skipIf(!available)('refuses a skipped stage, by name and by repository alike', async () => {
    const other = buildImage({ labels: LABELS, seed: 'skipped' });
    await pushImage(world.host, 'd/shop/web', other, ['1.2.3']);
    const { host } = world;
    for (const inputs of [
      { from: 'd', to: 'p', image: 'shop/web:1.2.3' },
      { from: `${host}/d/shop/web:1.2.3`, to: `${host}/p/shop/web` },
      { from: `${host}/d/{image}`, to: `${host}/p/{image}`, image: 'shop/web:1.2.3' },
    ]) {
      const run = await world.run(inputs);
      expect(run.exitCode).toBe(1);
      expect(complaint(run)).toBe(
        `Cannot promote ${host}/d/shop/web:1.2.3 to p: p takes images from s2 alone, or by the hotfix route "emergency" from t, and this is in d; promote it to s2 first, and from there`,
      );
    }
    expect(await readTags(host, 'p/shop/web')).toEqual({});
  });

  it.skipIf(!available)('refuses what was pushed into an environment past all routes', async () => {
    const other = buildImage({ labels: LABELS, seed: 'smuggled' });
    await pushImage(world.host, 's2/shop/smuggled', other, ['1.2.3']);
    const promotion = await world.run({ from: 's2', to: 'p', image: 'shop/smuggled:1.2.3' });
    expect(promotion.exitCode).toBe(1);
    expect(complaint(promotion)).toMatch(
      /to p: no record says that shop\/smuggled \(sha256:\w{12}\) was promoted to s2: it has none; promote it to s2 by Sealift first$/,
    );
    const verification = await world.run({ command: 'verify', from: 's2', image: 'shop/smuggled:1.2.3' });
    expect(verification).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } });
    expect(complaint(verification)).toContain('no record says that shop/smuggled');
    expect(verification.summary).toContain('## ❌');
  });

  it.skipIf(!available)('takes a hotfix route with a reason, which the record keeps, and not without', async () => {
    const fix = buildImage({ labels: { ...LABELS, 'org.opencontainers.image.version': '1.2.4' }, seed: 'hotfix' });
    await pushImage(world.host, 'd/shop/app', fix, ['1.2.4']);
    expect(await world.run({ from: 'd', to: 't', image: 'shop/app:1.2.4' })).toMatchObject({ exitCode: 0 });
    const refused = await world.run({ from: 't', to: 'p', image: 'shop/app:1.2.4' });
    expect(complaint(refused)).toContain('the hotfix route "emergency" from t needs a reason; give one in the input');
    const taken = await world.run({ from: 't', to: 'p', image: 'shop/app:1.2.4', reason: 'CVE-2026-1' });
    expect(taken).toMatchObject({ exitCode: 0, stderr: '' });
    expect(taken.summary).toContain('by the hotfix route **emergency**');
    const verified = await world.run({ command: 'verify', from: 'p', image: 'shop/app:1.2.4' });
    expect(verified.exitCode).toBe(0);
    expect(verified.stdout).toContain('p: promoted from t on the hotfix emergency route');
    expect(verified.stdout).toContain('("CVE-2026-1")');
  });

  it.skipIf(!available)('writes nothing where nothing can sign', async () => {
    const other = buildImage({ labels: LABELS, seed: 'unsigned' });
    await pushImage(world.host, 'd/shop/unsigned', other, ['1.2.3']);
    const run = await world.run({ from: 'd', to: 't', image: 'shop/unsigned:1.2.3' }, NO_TOKEN);
    expect(run.exitCode).toBe(1);
    expect(complaint(run)).toBe(
      'Cannot sign the record: t takes signed records alone, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"',
    );
    expect(await readTags(world.host, 't/shop/unsigned')).toEqual({});
  });

  it.skipIf(!available)('writes nothing where another workflow than the pinned one would sign', async () => {
    const other = buildImage({ labels: LABELS, seed: 'stranger' });
    await pushImage(world.host, 'd/shop/stranger', other, ['1.2.3']);
    world.tokens.claims = { ref: 'refs/heads/mine' };
    const run = await world.run({ from: 'd', to: 't', image: 'shop/stranger:1.2.3' });
    world.tokens.claims = {};
    expect(complaint(run)).toBe(
      `Cannot promote ${world.host}/d/shop/stranger:1.2.3 to t: its record would be signed by https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/mine, whom the pipeline file does not name among the signers of t; promote it by a workflow or key that is named there`,
    );
    expect(await readManifest(world.host, 't/shop/stranger', other.index.digest)).toBeUndefined();
  });

  it.skipIf(!available)('writes nothing where the Sigstore gives no certificate', async () => {
    const other = buildImage({ labels: LABELS, seed: 'fulcio' });
    await pushImage(world.host, 'd/shop/fulcio', other, ['1.2.3']);
    world.sigstore.fail('certificate', { status: 403 });
    const run = await world.run({ from: 'd', to: 't', image: 'shop/fulcio:1.2.3' });
    world.sigstore.fail('certificate', undefined);
    expect(run.exitCode).toBe(1);
    expect(complaint(run)).toMatch(/^Cannot sign the record: .*403/);
    // Not even a blob is: what cannot be signed is found out before anything is written.
    expect(run.stdout).not.toContain('::group::Promotion');
    expect(await readManifest(world.host, 't/shop/fulcio', other.index.digest)).toBeUndefined();
  });

  it.skipIf(!available)('shows no token in any log', async () => {
    const run = await world.run({ from: 's2', to: 'p', image: 'shop/app:1.2.3', 'dry-run': 'true' });
    const secrets = [...world.tokens.tokens, world.tokens.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN];
    const shown = run.stdout.replace(/^::add-mask::.*$/gm, '') + run.stderr + run.summary + JSON.stringify(run.outputs);
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});

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
    expect(complaint(run)).toContain('no record says that shop/bad');
    expect(await readTags(world.host, 's1/shop/good')).toEqual({});
  });
});

describe('a pipeline whose records need no signature', () => {
  const UNSIGNED = `version: 1
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: ["HOST/t1/{image}", "HOST/t2/{image}"], from: d, tags: "type=source", platforms: [linux/amd64] }
  p: { repository: "HOST/p/{image}", from: t, requires: { another-actor: true } }
`;

  it('calls them unsigned wherever it shows them', async () => {
    await using world = await startWorld({ pipeline: UNSIGNED });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run({ from: 'd', to: 't', image: 'app:1.2.3' }, NO_TOKEN);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('(unsigned)');
    expect(run.summary).toContain('(unsigned)');
    // The rules of the environment hold where the workflow gives none of its own.
    const verified = await world.run({ command: 'verify', from: 't', image: 'app:1.2.3' }, NO_TOKEN);
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verified.stdout.match(/UNSIGNED/g)).toHaveLength(2);
    expect(verified.summary).toContain('**unsigned**');
    const four = await world.run({ from: 't', to: 'p', image: 'app:1.2.3' }, NO_TOKEN);
    expect(complaint(four)).toContain('octocat promoted it there too, and somebody else must promote it on');
    const other = await world.run({ from: 't', to: 'p', image: 'app:1.2.3' }, { ...NO_TOKEN, GITHUB_ACTOR: 'wang' });
    expect(other).toMatchObject({ exitCode: 0, stderr: '' });
    expect(other.stdout).toContain('allowed by the unsigned record');
  });

  it('takes the rules of the environment where the workflow gives none', async () => {
    await using world = await startWorld({ pipeline: UNSIGNED });
    await pushImage(world.host, 'd/app', image, ['build-7']);
    const tags = 'type=semver\ntype=sha\ntype=date_seq';
    expect(await world.run({ from: 'd', to: 't', image: 'app:build-7', tags }, NO_TOKEN)).toMatchObject({
      exitCode: 0,
    });
    for (const repository of ['t1/app', 't2/app']) {
      expect(await readTags(world.host, repository)).toEqual({ 'build-7': image.index.digest });
    }
    const given = await world.run({ from: 'd', to: 't', image: 'app:build-7', tags: 'type=sha' }, NO_TOKEN);
    expect(given.stdout).toContain(
      '::warning::The input "tags" is not used for t: the pipeline file has the tag rules',
    );
  });

  it('keeps out what lacks a platform', async () => {
    await using world = await startWorld({ pipeline: UNSIGNED.replace('[linux/amd64]', '[linux/amd64, linux/s390x]') });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run({ from: 'd', to: 't', image: 'app:1.2.3' }, NO_TOKEN);
    expect(complaint(run)).toContain('to t: it must be there for linux/s390x, and it is for ');
    expect(await readTags(world.host, 't1/app')).toEqual({});
  });

  it('keeps a record all the same', async () => {
    await using world = await startWorld({ pipeline: UNSIGNED });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run({ from: 'd', to: 't', image: 'app:1.2.3', record: 'off' }, NO_TOKEN);
    expect(complaint(run)).toBe(
      'Cannot promote to t with "record: off": the pipeline file asks for a record of what enters it; leave "record" out',
    );
  });
});

describe("GitHub's environment of the job", () => {
  const GUARDED = `version: 1
record: signed
${SIGNING}environments:
  d: { repository: "HOST/d/{image}" }
  p: { repository: "HOST/p/{image}", from: d, github-environment: production }
`;

  it('is what the identity token says, and no variable', async () => {
    await using world = await startWorld({ pipeline: GUARDED });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const inputs = { from: 'd', to: 'p', image: 'app:1.2.3' };
    const outside = await world.run(inputs, { GITHUB_ENVIRONMENT: 'production' });
    expect(complaint(outside)).toBe(
      'Cannot promote to p: only a job in GitHub\'s environment "production" may, and this one runs in none; give the job "environment: production"',
    );
    world.tokens.claims = { environment: 'production' };
    expect(await world.run(inputs)).toMatchObject({ exitCode: 0, stderr: '' });
    const verified = await world.run({ command: 'verify', from: 'p', image: 'app:1.2.3' });
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
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

  it('is refused where one of its images may not go there', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await pushImage(world.host, 't/app', image, ['1.2.3']);
    const planned = await world.run({ command: 'plan', from: 't', to: 's1', image: 'app:1.2.3' });
    expect(planned.exitCode).toBe(1);
    expect(complaint(planned)).toContain('no record says that app');
  });
});
