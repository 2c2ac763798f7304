import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { type ActRun, type ActWorld, REPOSITORY, readExample, startActWorld } from './act-world.ts';
import { WORKFLOWS } from './files.ts';
import { ACT, findRunnerProgram } from './programs.ts';

/** Several jobs run, each of which starts Node and a registry's worth of requests (milliseconds). */
const TIMEOUT = 120_000;
const VERSION = 'org.opencontainers.image.version';
const REVISION = 'org.opencontainers.image.revision';
const DAY = /^\d{8}_01$/;

/** The examples that these tests and those of the recipes run; the documents show no other workflow. */
const EXAMPLES = [
  'argocd-after-promotion.yml',
  'build-and-tag.yml',
  'call-promote.yml',
  'check.yml',
  'flux-after-promotion.yml',
  'gitops-pull-request.yml',
  'history.yml',
  'hold.yml',
  'hotfix.yml',
  'mirror.yml',
  'notify.yml',
  'outdated.yml',
  'pipeline.yml',
  'promote-on-release.yml',
  'promote-with-key.yml',
  'promote.yml',
  'release-set.yml',
  'retain-in-use.yml',
  'retain-what-if.yml',
  'retain.yml',
  'rollback-drill.yml',
  'rollback.yml',
  'sharded.yml',
  'verify-before-deploy.yml',
];

/** Workflows of the repository itself that cannot run here, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '.github/workflows/action.yml': 'its jobs build with Docker',
  '.github/workflows/ci.yml': 'it runs these very tests',
  '.github/workflows/codeql.yml': 'it uploads to GitHub what it finds',
  '.github/workflows/nightly.yml': 'it builds registries of others for many minutes',
  '.github/workflows/platforms.yml': 'its jobs run on Windows and macOS',
  '.github/workflows/prober.yml': 'it writes to ghcr.io',
  '.github/workflows/promote.yml': 'call-promote.yml calls it',
  '.github/workflows/release.yml': 'it publishes',
};

function expectSuccess({ exitCode, log }: ActRun): void {
  expect(exitCode, log).toBe(0);
}

/** The pipeline file of the examples, which trusts the Sigstore of the test. */
function pipelineFile(): string {
  const services = '  fulcio-url: SIGSTORE\n  rekor-url: SIGSTORE\n  trusted-root: trusted_root.json\n';
  return readExample('sealift.yml').replace('signing:\n', `signing:\n${services}`);
}

/** Promotes an image to t and on to p by the hotfix route, in one job. */
function workflowToP(image: string): string {
  const step = (ends: string) =>
    `      - uses: sealift/sealift@v0\n        with: { ${ends}, image: "${image}", reason: a fix }\n`;
  return `name: to p
on: workflow_dispatch
permissions: {}
jobs:
  promote:
    runs-on: ubuntu-24.04
    environment: p
    permissions:
      id-token: write
    steps:
      - uses: actions/checkout@v7
      - uses: docker/login-action@v4
        with: { registry: ghcr.io, username: "\${{ github.actor }}", password: "\${{ secrets.GITHUB_TOKEN }}" }
${step('from: d, to: t')}${step('from: t, to: p')}`;
}

/** Gives the next runs the identity of a workflow of the repository. */
function signAs(world: ActWorld, file: string, environment: string): void {
  const workflow = `${REPOSITORY}/.github/workflows/${file}@refs/heads/main`;
  const run = { run_id: '1', run_attempt: '1', sha: world.sha, workflow_sha: world.sha, job_workflow_sha: world.sha };
  world.tokens.claims = {
    ...{ repository: REPOSITORY, workflow_ref: workflow, job_workflow_ref: workflow, environment },
    ...run,
  };
}

describe.skipIf(findRunnerProgram(ACT) === undefined)('the examples, run by act', { timeout: TIMEOUT }, () => {
  it('are all that the repository has, and the documents show no other workflow', () => {
    const shown = WORKFLOWS.filter(({ isFragment }) => !isFragment);
    const examples = shown.filter(({ title }) => title.startsWith('examples/'));
    expect(examples.map(({ title }) => title.replace('examples/', ''))).toEqual(EXAMPLES);
    const texts = examples.map(({ text }) => text.replace(/^#.*\n/gm, '').trim());
    const others = shown.filter(({ text }) => !texts.includes(text.replace(/^#.*\n/gm, '').trim()));
    expect(others.map(({ title }) => title).filter((title) => ELSEWHERE[title] === undefined)).toEqual([]);
  });

  it('build-and-tag: a push to main is built once, under its tags', async () => {
    await using world = await startActWorld();
    const payload = { ref: 'refs/heads/main', after: world.sha, repository: { default_branch: 'main' } };
    expectSuccess(await world.run(readExample('build-and-tag.yml'), { name: 'push', payload }));
    const tags = Object.keys(await world.tagsOf('ghcr.io', 'acme/d/shop')).sort();
    expect(tags).toEqual([expect.stringMatching(DAY), `sha-${world.sha}`]);
  });

  it('promote: by hand, first as a dry run', async () => {
    await using world = await startActWorld();
    const image = buildImage({ labels: { [REVISION]: world.sha } });
    await world.push('ghcr.io', 'acme/d/shop', image, ['20261121_01']);
    const inputs = { tag: '20261121_01', from: 'd', to: 't', reason: 'tested by act', 'dry-run': 'true' };
    const promote = (more: object) =>
      world.run(readExample('promote.yml'), { name: 'workflow_dispatch', inputs: { ...inputs, ...more } });

    expectSuccess(await promote({}));
    expect(await world.tagsOf('ghcr.io', 'acme/t/shop')).toEqual({});

    expectSuccess(await promote({ 'dry-run': 'false' }));
    const tags = await world.tagsOf('ghcr.io', 'acme/t/shop');
    expect(tags[`sha-${world.sha}`]).toBe(image.index.digest);
    expect(Object.keys(tags).filter((tag) => DAY.test(tag))).toHaveLength(1);
  });

  it('promote: a tag that is not there is refused, and nothing is written', async () => {
    await using world = await startActWorld();
    const inputs = { tag: 'missing', from: 'd', to: 't', 'dry-run': 'false' };
    const { exitCode, log } = await world.run(readExample('promote.yml'), { name: 'workflow_dispatch', inputs });
    expect(exitCode).toBe(1);
    expect(log).toContain('Cannot ');
    expect(log).toContain('acme/d/shop:missing');
    expect(await world.tagsOf('ghcr.io', 'acme/t/shop')).toEqual({});
  });

  it('call-promote: by the workflow that this repository has, signed as it', async () => {
    const called = 'sealift/sealift/.github/workflows/promote.yml@refs/tags/v0';
    const pipeline = `version: 1
record: signed
signing:
  fulcio-url: SIGSTORE
  rekor-url: SIGSTORE
  trusted-root: trusted_root.json
  signers:
    - identity: https://github.com/${called}
      source-repository: https://github.com/${REPOSITORY}
      source-ref: refs/heads/main
environments:
  s2: { repository: "ghcr.io/acme/s2/{image}" }
  p: { repository: "ghcr.io/acme/p/{image}", from: s2, github-environment: p }
`;
    await using world = await startActWorld({ files: { '.github/sealift.yml': pipeline } });
    const image = buildImage({ labels: { [VERSION]: '1.2.3' } });
    await world.push('ghcr.io', 'acme/s2/shop/app', image, ['1.2.3']);
    signAs(world, 'release.yml', 'p');
    const claims = world.tokens.claims;
    const event = { name: 'workflow_dispatch', inputs: { version: '1.2.3', reason: 'tested by act' } } as const;

    // Called from another repository, the same workflow has the same identity.
    world.tokens.claims = { ...claims, job_workflow_ref: called, repository: 'mallory/shop' };
    const other = await world.run(readExample('call-promote.yml'), event);
    expect(other.exitCode).toBe(1);
    expect(await world.tagsOf('ghcr.io', 'acme/p/shop/app')).toEqual({});

    world.tokens.claims = { ...claims, job_workflow_ref: called };
    expectSuccess(await world.run(readExample('call-promote.yml'), event));
    const tags = await world.tagsOf('ghcr.io', 'acme/p/shop/app');
    for (const tag of ['1.2.3', '1.2', '1', 'latest']) expect(tags[tag]).toBe(image.index.digest);
  });

  it('promote-on-release: the git tag releases the image of its commit', async () => {
    await using world = await startActWorld();
    const image = buildImage({ labels: { [REVISION]: world.sha } });
    await world.push('ghcr.io', 'acme/s/shop', image, [`sha-${world.sha}`]);
    const payload = { ref: 'refs/tags/v1.2.3', after: world.sha, head_commit: { id: world.sha } };
    expectSuccess(await world.run(readExample('promote-on-release.yml'), { name: 'push', payload }));
    const tags = await world.tagsOf('ghcr.io', 'acme/p/shop');
    for (const tag of ['1.2.3', '1.2', '1', 'latest']) expect(tags[tag]).toBe(image.index.digest);
  });

  it('release-set: several images as one', async () => {
    await using world = await startActWorld();
    for (const [name, version] of [
      ['app', '1.2.3'],
      ['worker', '1.2.3'],
      ['db', '4.5.6'],
    ] as const) {
      await world.push('ghcr.io', `acme/s/shop/${name}`, buildImage({ seed: name }), [version]);
    }
    const inputs = { app: '1.2.3', db: '4.5.6' };
    expectSuccess(await world.run(readExample('release-set.yml'), { name: 'workflow_dispatch', inputs }));
    expect(Object.keys(await world.tagsOf('ghcr.io', 'acme/p/shop/db'))).toEqual(
      expect.arrayContaining(['4.5.6', '4.5', '4', 'latest']),
    );
    expect(Object.keys(await world.tagsOf('ghcr.io', 'acme/p/shop/app'))).toContain('1.2.3');
  });

  it('sharded: plan, matrix and tags, between two registries', async () => {
    await using world = await startActWorld();
    for (const [name, version] of [
      ['app', '1.2.3'],
      ['worker', '1.2.3'],
      ['db', '4.5.6'],
    ] as const) {
      await world.push('ghcr.io', `acme/s/shop/${name}`, buildImage({ seed: name }), [version]);
    }
    expectSuccess(await world.run(readExample('sharded.yml'), { name: 'workflow_dispatch' }));
    for (const [name, version] of [
      ['app', '1.2.3'],
      ['worker', '1.2.3'],
      ['db', '4.5.6'],
    ] as const) {
      expect(Object.keys(await world.tagsOf('registry.example.com', `p/shop/${name}`))).toContain(version);
    }
  });

  it('pipeline, hotfix, verify-before-deploy, history, check, outdated, rollback, drill and hold: signed records, step by step', async () => {
    const pipeline = pipelineFile().replace(
      'environment: p }',
      'environment: p, gates: { config: { secrets: deny }, base: { allow: [ghcr.io/acme/base/osbase], mode: warn } } }',
    );
    await using world = await startActWorld({ files: { '.github/sealift.yml': pipeline } });
    const image = buildImage({ labels: { [VERSION]: '1.2.3' } });
    await world.push('ghcr.io', 'acme/d/shop/app', image, ['1.2.3']);
    await world.push('ghcr.io', 'acme/base/osbase', buildImage({ labels: { [VERSION]: '1.0.0' } }), ['1.0.0']);
    const name = 'workflow_dispatch';

    signAs(world, 'promote.yml', 't');
    const inputs = { image: 'shop/app:1.2.3', from: 'd', to: 't' };
    expectSuccess(await world.run(readExample('pipeline.yml'), { name, inputs }));

    const deploy = { name, inputs: { image: 'shop/app:1.2.3' } } as const;
    const early = await world.run(readExample('verify-before-deploy.yml'), deploy);
    expect(early.exitCode).toBe(1);
    expect(early.log).not.toContain('Deploy sha256:');

    const past = await world.run(readExample('pipeline.yml'), { name, inputs: { ...inputs, from: 't', to: 's2' } });
    expect(past.exitCode).toBe(1);
    expect(past.log).toContain('Cannot promote');

    signAs(world, 'hotfix.yml', 'p');
    const hotfix = { image: 'shop/app:1.2.3', reason: 'INC-4711' };
    expectSuccess(await world.run(readExample('hotfix.yml'), { name, inputs: hotfix }));

    const deployed = await world.run(readExample('verify-before-deploy.yml'), deploy);
    expectSuccess(deployed);
    expect(deployed.log).toContain(`Deploy ${image.index.digest} here`);

    const history = await world.run(readExample('history.yml'), { name });
    expectSuccess(history);
    expect(history.log).toContain('1.2.3');

    const check = await world.run(readExample('check.yml'), { name });
    expectSuccess(check);
    expect(check.log).toContain('1 image in p may stay');

    expectSuccess(await world.run(readExample('outdated.yml'), { name }));

    const bad = buildImage({ labels: { [VERSION]: '1.2.4' }, seed: 'bad' });
    await world.push('ghcr.io', 'acme/d/shop/app', bad, ['1.2.4']);
    expectSuccess(await world.run(workflowToP('shop/app:1.2.4'), { name }));
    expect((await world.tagsOf('ghcr.io', 'acme/p/shop/app'))['latest']).toBe(bad.index.digest);

    expectSuccess(await world.run(readExample('rollback-drill.yml'), { name }));
    expect((await world.tagsOf('ghcr.io', 'acme/p/shop/app'))['latest']).toBe(bad.index.digest);

    const back = { image: 'shop/app', reason: 'INC-4711', 'expected-digest': bad.index.digest };
    const rolledBack = await world.run(readExample('rollback.yml'), { name, inputs: back });
    expectSuccess(rolledBack);
    expect(rolledBack.log).toContain(`Deploy ${image.index.digest} here`);
    expect((await world.tagsOf('ghcr.io', 'acme/p/shop/app'))['latest']).toBe(image.index.digest);

    const held = { image: `shop/app@${image.index.digest}`, reason: 'INC-4712' };
    expectSuccess(await world.run(readExample('hold.yml'), { name, inputs: held }));
    expect((await world.run(workflowToP(`shop/app@${image.index.digest}`), { name })).log).toContain('INC-4712');
  });

  it('retain: nobody applies the plan of the same run without an approval', async () => {
    const pipeline = `version: 1
record: signed
signing:
  fulcio-url: SIGSTORE
  rekor-url: SIGSTORE
  trusted-root: trusted_root.json
  signers:
    - identity: https://github.com/acme/shop/.github/workflows/retain.yml@refs/heads/main
ledger: "registry.example.com/ledger/{image}"
environments:
  p: { repository: "registry.example.com/p/{image}", retention: { keep: { last: 2 } } }
retention: { in-use: optional, max-delete: { images: 50, percent: 60 } }
`;
    const [login, password] = ['octocat', 'correct-horse'];
    const secrets = { READER: login, READER_PASSWORD: password, CLEANER: login, CLEANER_PASSWORD: password };
    await using world = await startActWorld({ files: { '.github/sealift.yml': pipeline }, secrets });
    for (const day of ['20260101', '20260102', '20260103']) {
      await world.push('registry.example.com', 'p/shop/app', buildImage({ seed: day }), [`${day}_01`]);
    }
    signAs(world, 'retain.yml', 'retention');
    const workflow = readExample('retain.yml');
    const refused = await world.run(workflow, { name: 'workflow_dispatch' });
    expect(refused.exitCode, refused.log).toBe(1);
    expect(refused.log).toContain('this run made it, and nobody approved its job');
    expect(Object.keys(await world.tagsOf('registry.example.com', 'p/shop/app'))).toHaveLength(3);

    const user = { login: 'wang', id: 7 };
    const environments = [{ id: 3, name: 'retention' }];
    world.github.state.reviews.push({ state: 'approved', comment: '', user, environments });
    const applied = await world.run(workflow, { name: 'workflow_dispatch' });
    expectSuccess(applied);
    expect(applied.log).toContain('Retired 1 image in p');
    const ledger = Object.keys(await world.tagsOf('registry.example.com', 'ledger/shop/app'));
    expect(ledger).toEqual([expect.stringMatching(/^gone-sha256-[0-9a-f]{64}$/)]);
  });

  it('promote-with-key: the record is signed by a key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pipeline = `version: 1
record: signed
signing:
  signers:
    - key: keys/sealift.pub
environments:
  d: { repository: "ghcr.io/acme/d/{image}" }
  t: { repository: "ghcr.io/acme/t/{image}", from: d }
`;
    await using world = await startActWorld({
      files: {
        '.github/sealift.yml': pipeline,
        'keys/sealift.pub': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      },
      secrets: {
        SEALIFT_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    });
    const image = buildImage({ labels: { [VERSION]: '1.2.3' } });
    await world.push('ghcr.io', 'acme/d/shop/app', image, ['1.2.3']);
    const inputs = { image: 'shop/app:1.2.3' };
    expectSuccess(await world.run(readExample('promote-with-key.yml'), { name: 'workflow_dispatch', inputs }));
    expect((await world.tagsOf('ghcr.io', 'acme/t/shop/app'))['1.2.3']).toBe(image.index.digest);
  });
});
