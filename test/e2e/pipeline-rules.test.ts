import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { complaint, NO_TOKEN, SIGNING, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });

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
    expect(complaint(four)).toContain('octocat also promoted it to t, and a different person must promote it on');
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
    expect(complaint(run)).toContain('to t: it lacks linux/s390x, which t requires, and has only ');
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

describe('a private repository', () => {
  const PRIVATE = `version: 1
record: signed
signing:
  signers:
    - identity: https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
`;

  it("signs by GitHub's Sigstore where there is a root to check that by, and writes nothing where there is none", async () => {
    await using world = await startWorld({ pipeline: PRIVATE });
    world.tokens.claims = { repository_visibility: 'private' };
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run({ from: 'd', to: 't', image: 'app:1.2.3' });
    expect(complaint(run)).toBe(
      'Cannot sign the record: fulcio.githubapp.com would sign it, and .github/sealift.yml has no trusted root to check that by; keep the output of "gh attestation trusted-root" in a file of the repository, and name it as "trusted-root"',
    );
    expect(await readTags(world.host, 't/app')).toEqual({});
  });
});
