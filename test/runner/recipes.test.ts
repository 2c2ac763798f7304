import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { type ActEvent, type ActWorld, readExample, startActWorld } from './act-world.ts';
import { ACT, findRunnerProgram } from './programs.ts';
import { runStep } from './run-step.ts';
import { createArgoCd } from './services/argo-cd.ts';
import { startGitRemote } from './services/git-remote.ts';
import { createPullRequests } from './services/pull-requests.ts';
import { startServices } from './services/service.ts';
import { createFluxReceiver, createSlack, createTeams, receiverPath } from './services/webhooks.ts';

const COMPARISON = `https://github.com/acme/shop/compare/${'a'.repeat(40)}...${'b'.repeat(40)}`;
const TIMEOUT = 120_000;
/** The tokens of the app that the two examples ask for. */
const [PROPOSER, COMMITTER] = ['ghs_acme.deploy.write.write', 'ghs_acme.deploy.write.'] as const;
const ARGO_CD_TOKEN = 'argocd-token';
const RECEIVER = { token: 'receiver-token', name: 'shop', namespace: 'flux-system' };
const SLACK_PATH = '/services/T0/B0/secret';
const TEAMS_PATH = '/workflows/1/triggers/manual/paths/invoke';
const TEAMS_SIGNATURE = 'signature';
const HOSTILE = '$(touch pwned) `touch pwned` "quoted" \'; <!channel> <https://evil.example|Run> [x](y) **b**\\n';

function buildVersion(version: string, revision: string) {
  const labels = { version, revision, source: 'https://github.com/acme/shop' };
  const entries = Object.entries(labels).map(([name, value]) => [`org.opencontainers.image.${name}`, value] as const);
  return buildImage({ labels: Object.fromEntries(entries) });
}

const image = buildVersion('1.2.3', 'a'.repeat(40));
const { digest } = image.index;
const upstream = buildImage({ seed: 'upstream' });
const signature = buildReferrer(upstream.index, { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' });

const secrets = {
  GITOPS_PRIVATE_KEY: 'a private key',
  ARGOCD_TOKEN: ARGO_CD_TOKEN,
  FLUX_RECEIVER_URL: `https://flux.example.com${receiverPath(RECEIVER.token, RECEIVER)}`,
  FLUX_RECEIVER_TOKEN: RECEIVER.token,
  SLACK_WEBHOOK: `https://hooks.slack.com${SLACK_PATH}`,
  TEAMS_WEBHOOK: `https://teams.example.com${TEAMS_PATH}?api-version=2016-06-01&sig=${TEAMS_SIGNATURE}`,
};

/** Stands in for the services that the recipes call. */
function createOutside() {
  const remote = startGitRemote('acme/deploy', [PROPOSER, COMMITTER]);
  const github = createPullRequests('acme/deploy', PROPOSER, remote);
  const argoCd = createArgoCd('shop-t', ARGO_CD_TOKEN, () => {
    const file = remote.read('main', 't/shop/image/kustomization.yaml') ?? '';
    const [, name, held] = /- name: (\S+)\n\s+digest: (\S+)/.exec(file) ?? [];
    return { revision: remote.commitOf('main') ?? '', image: `${name}@${held}` };
  });
  const flux = createFluxReceiver(RECEIVER.token, RECEIVER);
  const slack = createSlack(SLACK_PATH);
  const teams = createTeams(TEAMS_PATH, TEAMS_SIGNATURE);
  const hosts = {
    'github.com': remote.service,
    'api.github.com': github.service,
    'argocd.example.com': argoCd.service,
    'flux.example.com': flux.service,
    'hooks.slack.com': slack.service,
    'teams.example.com': teams.service,
  };
  return { remote, github, argoCd, flux, slack, teams, hosts };
}

/** A component of Kustomize that gives an image its digest, as the examples write it. */
function component(name: string, held: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n  - name: ${name}\n    digest: ${held}`;
}

describe.skipIf(findRunnerProgram(ACT) === undefined)('the recipes, run by act', { timeout: TIMEOUT }, () => {
  const stack = new AsyncDisposableStack();
  let world: ActWorld;
  let outside: ReturnType<typeof createOutside>;

  beforeAll(async () => {
    outside = createOutside();
    stack.use(outside.remote);
    const services = stack.use(await startServices(outside.hosts));
    const list = `# Reviewed by platform\nupstream/proxy:v1.30.0@${upstream.index.digest}\n`;
    world = stack.use(await startActWorld({ files: { '.github/mirror.txt': list }, secrets, hosts: services.hosts }));
    await world.push('ghcr.io', 'acme/d/shop', image, ['20261121_01']);
    await world.push('ghcr.io', 'acme/s/shop', image, ['1.2.3']);
  }, TIMEOUT);
  afterAll(() => stack.disposeAsync());

  async function run(example: string, event: ActEvent): Promise<string> {
    const { exitCode, log } = await world.run(readExample(example), event);
    expect(exitCode, log).toBe(0);
    return log;
  }
  const byHand = (inputs: Readonly<Record<string, string>>): ActEvent => ({ name: 'workflow_dispatch', inputs });

  it('gitops-pull-request: the digest is proposed once, however often it runs, until it is merged', async () => {
    const { remote, github } = outside;
    const branch = `promote/p/shop-${digest.slice(7, 19)}`;
    const path = 'p/shop/image/kustomization.yaml';
    await run('gitops-pull-request.yml', byHand({ tag: '1.2.3' }));
    expect(remote.read(branch, path)).toBe(component('ghcr.io/acme/p/shop', digest));
    expect(remote.read('main', path)).toBeUndefined();
    expect(github.pulls).toEqual([
      expect.objectContaining({ number: 1, head: branch, base: 'main', title: 'Run shop 1.2.3 in p' }),
    ]);
    expect(github.pulls[0]?.body).toBe(`Digest: \`${digest}\`\n\nRun: https://github.com/acme/shop/actions/runs/1`);

    const commit = remote.commitOf(branch);
    const propose = (env: Readonly<Record<string, string>> = {}) =>
      runStep({
        ...{ example: 'gitops-pull-request.yml', name: 'Propose the digest in acme/deploy' },
        env: {
          ...world.environment,
          TOKEN: PROPOSER,
          TAG: '1.2.3',
          DIGEST: digest,
          PREVIOUS: '',
          COMPARISON: '',
          ...env,
        },
      });
    const again = await propose();
    expect(again.summary, again.log).toBe('Proposed in https://github.com/acme/deploy/pull/1\n');
    expect(remote.commitOf(branch)).toBe(commit);
    expect(github.writes).toEqual(['POST /repos/acme/deploy/pulls', 'PATCH /repos/acme/deploy/pulls/1']);

    github.merge(branch);
    expect((await propose()).summary).toBe('acme/deploy has this digest already\n');

    const other = `sha256:${'b'.repeat(64)}`;
    expect((await propose({ TAG: '1.2.4', DIGEST: other, COMPARISON })).summary).toContain('/pull/2');
    expect(remote.read('promote/p/shop-bbbbbbbbbbbb', path)).toContain(other);
    expect(github.pulls[1]?.body).toContain(`\n\nWhat changed: ${COMPARISON}\n\n`);

    // A rollback brings the first digest back, whose branch is still there.
    github.merge('promote/p/shop-bbbbbbbbbbbb');
    expect((await propose()).summary).toContain('/pull/3');
    expect(remote.read(branch, path)).toBe(component('ghcr.io/acme/p/shop', digest));

    const refused = await propose({ TOKEN: COMMITTER, DIGEST: `sha256:${'c'.repeat(64)}` });
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toContain('Bad credentials');
    expect((await propose({ TOKEN: 'wrong', DIGEST: `sha256:${'c'.repeat(64)}` })).exitCode).not.toBe(0);
    expect(github.pulls).toHaveLength(3);
  });

  it('argocd-after-promotion: waits until Argo CD has read the commit, and runs the digest', async () => {
    const { remote, argoCd } = outside;
    remote.beforePush = () => remote.merge(`promote/p/shop-${digest.slice(7, 19)}`);
    await run('argocd-after-promotion.yml', byHand({ tag: '20261121_01' }));
    expect(remote.read('main', 't/shop/image/kustomization.yaml')).toBe(component('ghcr.io/acme/t/shop', digest));
    expect(argoCd.refreshes).toBe(1);

    const wait = (env: Readonly<Record<string, string>>) =>
      runStep({
        ...{ example: 'argocd-after-promotion.yml', name: 'Wait until Argo CD runs the digest' },
        replace: ['{1..60}', '{1..3}'],
        env: {
          ...{ ...world.environment, TOKEN: ARGO_CD_TOKEN, IMAGE: `ghcr.io/acme/t/shop@${digest}` },
          ...{ APPLICATION: 'https://argocd.example.com/api/v1/applications/shop-t', ...env },
        },
      });
    argoCd.delay = 2;
    remote.merge(`promote/p/shop-${digest.slice(7, 19)}`);
    const slow = await wait({});
    expect(slow.exitCode, slow.log).toBe(0);
    expect(slow.log.match(/^\w+, \w+/gm)).toEqual(['OutOfSync, Progressing', 'Synced, Progressing', 'Synced, Healthy']);
    expect(slow.summary).toContain(digest);

    const never = await wait({ IMAGE: `ghcr.io/acme/t/shop@sha256:${'c'.repeat(64)}` });
    expect(never.exitCode).toBe(1);
    expect(never.log).toContain('::error::Argo CD does not run ghcr.io/acme/t/shop@sha256:cccc');

    const refused = await wait({ TOKEN: 'wrong' });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.log).toContain('no session information');
  });

  it('flux-after-promotion: calls the Receiver with a signed body', async () => {
    await run('flux-after-promotion.yml', byHand({ tag: '1.2.3' }));
    expect(outside.flux.messages).toEqual([{ image: 'ghcr.io/acme/p/shop', digest }]);

    const env = { ...world.environment, RECEIVER: secrets.FLUX_RECEIVER_URL, IMAGE: 'shop', DIGEST: digest };
    const call = { example: 'flux-after-promotion.yml', name: 'Call Flux' };
    expect((await runStep({ ...call, env: { ...env, TOKEN: 'wrong' } })).exitCode).not.toBe(0);
    expect(outside.flux.messages).toHaveLength(1);
  });

  it('notify: posts what was promoted to Slack and Teams, and texts of people stay texts', async () => {
    // The promotion before has left these tags, so that this one would change nothing.
    await world.push('ghcr.io', 'acme/s/shop', buildVersion('1.2.4', 'b'.repeat(40)), ['1.2.4']);
    await run('notify.yml', byHand({ tag: '1.2.4', reason: HOSTILE }));
    expect(outside.slack.messages).toHaveLength(1);
    const [message] = outside.slack.messages as readonly { readonly blocks: readonly SlackBlock[] }[];
    const parts = message?.blocks[0]?.elements[0]?.elements ?? [];
    expect(parts.map(({ text }) => text)).toEqual([
      'Promoted shop 1.2.4 to p',
      expect.stringMatching(/^\nDigest: sha256:[0-9a-f]{64}$/),
      `\nBefore: ${digest}`,
      '\nBy: octocat',
      `\nReason: ${HOSTILE}`,
      ...['\n', 'What changed', '\n', 'Run'],
    ]);
    expect(parts.at(-3)).toMatchObject({ type: 'link', url: COMPARISON });
    expect(parts.at(-1)).toMatchObject({ type: 'link', url: 'https://github.com/acme/shop/actions/runs/1' });

    const [card] = outside.teams.messages as readonly TeamsMessage[];
    const { body, actions } = card?.attachments[0]?.content ?? {};
    expect(body?.map(({ inlines }) => inlines[0]?.text)).toContain(`Reason: ${HOSTILE}`);
    expect(actions).toEqual([
      { type: 'Action.OpenUrl', title: 'What changed', url: COMPARISON },
      expect.objectContaining({ title: 'Run' }),
    ]);
  });

  it('notify: says that a promotion was refused, and leaves out what there is not', async () => {
    const env = {
      ...{ OUTCOME: 'failure', TAG: '1.2.5', REASON: '', DIGEST: '', PREVIOUS: '', COMPARISON: '' },
      RUN: 'https://run',
    };
    const { result, log } = await runStep({ example: 'notify.yml', name: 'Describe the result', env });
    expect(JSON.parse(result), log).toEqual({
      title: 'Did not promote shop 1.2.5 to p',
      facts: [{ name: 'By', value: 'octocat' }],
      links: [{ name: 'Run', url: 'https://run' }],
    });
  });

  it('mirror: the listed images and their signatures, under the same digest', async () => {
    const cosignTag = `${upstream.index.digest.replace(':', '-')}.sig`;
    await world.push('ghcr.io', 'upstream/proxy', upstream, ['v1.30.0']);
    await world.push('ghcr.io', 'upstream/proxy', signature, [cosignTag]);
    await run('mirror.yml', { name: 'push', payload: { ref: 'refs/heads/main', after: world.sha } });
    const mirrored = await world.tagsOf('registry.example.com', 'mirror/upstream/proxy');
    expect(mirrored['v1.30.0']).toBe(upstream.index.digest);
    expect(Object.keys(mirrored)).toContain(cosignTag);
  });
});

interface SlackBlock {
  readonly elements: readonly { readonly elements: readonly { readonly text: string }[] }[];
}

interface TeamsMessage {
  readonly attachments: readonly {
    readonly content: {
      readonly body: readonly { readonly inlines: readonly { readonly text: string }[] }[];
      readonly actions: readonly unknown[];
    };
  }[];
}
