import { describe, expect, it } from 'vitest';
import type { ConfiguredGate } from '../../src/admission/gates.ts';
import { openGitHubClient } from '../../src/github/client.ts';
import { ATTESTATION_DEFAULTS, ATTESTATION_GATE_DEFAULTS } from '../../src/pipeline/gates/attestations.ts';
import { changeSettings } from '../../src/pipeline/gates/change.ts';
import { PEOPLE_DEFAULTS } from '../../src/pipeline/gates/people.ts';
import { TEST_GATE_DEFAULTS, type TestRule } from '../../src/pipeline/gates/tests.ts';
import { FORBIDDEN, type GitHubAnswer, startGitHub } from '../github/github-server.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { admit, attach, sentenceOf, sign, stack, statement } from './world.ts';

const COMMIT = 'a'.repeat(40);
const IMAGE = stack(['os'], { labels: { 'org.opencontainers.image.revision': COMMIT } });
const CHECKS = `/repos/acme/shop/commits/${COMMIT}/check-runs?filter=latest&check_name=ci&per_page=100&page=1`;
const STATUSES = `/repos/acme/shop/commits/${COMMIT}/statuses?&per_page=100&page=1`;
const RUNS = `/repos/acme/shop/actions/workflows/sit.yml/runs?head_sha=${COMMIT}&per_page=100&page=1`;
const APPROVALS = '/repos/acme/shop/actions/runs/42/approvals';

/** A check run as GitHub lists it ("List check runs for a Git reference"). */
const CHECK = {
  id: 7,
  name: 'ci',
  head_sha: COMMIT,
  status: 'completed',
  conclusion: 'success',
  completed_at: '2026-11-21T10:00:00Z',
  app: { id: 15368, slug: 'github-actions', name: 'GitHub Actions' },
};

/** A run as GitHub lists it ("List workflow runs for a workflow"). */
const RUN = {
  id: 9,
  run_attempt: 2,
  head_sha: COMMIT,
  head_branch: 'main',
  event: 'push',
  status: 'completed',
  conclusion: 'success',
  updated_at: '2026-11-21T10:00:00Z',
  repository: { id: 1 },
  head_repository: { id: 1 },
};

const CI: TestRule = { from: 'checks', name: 'ci', check: 'ci', app: 'github-actions', maxAge: undefined, allow: [] };
const SIT: TestRule = {
  ...{ from: 'workflow', name: 'sit', workflow: 'sit.yml', event: undefined, branch: undefined },
  ...{ maxAge: undefined, allow: [] },
};

function tests(...rules: readonly TestRule[]): ConfiguredGate {
  return { id: 'tests', settings: { ...TEST_GATE_DEFAULTS, rules } };
}

async function judge(gate: ConfiguredGate, answers: Readonly<Record<string, GitHubAnswer>>, image = IMAGE) {
  await using github = await startGitHub(answers);
  await using registry = await startRegistry({ referrers: 'api' });
  registry.load('t/shop/app', image, ['1']);
  const clock = { now: () => 0, sleep: async () => undefined };
  const client = openGitHubClient(github.event(), 'token', { clock, environment: {} });
  const answer = await admit(registry.host, image, [gate], { github: { client }, runId: '42', reason: 'for the fair' });
  return { sentence: sentenceOf(answer), results: answer.images[0]?.results ?? [], requests: github.requests };
}

describe("GitHub's checks", () => {
  it.each<[string, TestRule, Readonly<Record<string, GitHubAnswer>>, string]>([
    ['success', CI, { [CHECKS]: { body: { check_runs: [CHECK] } } }, ''],
    [
      'of another app (P8)',
      CI,
      { [CHECKS]: { body: { check_runs: [{ ...CHECK, app: { slug: 'other' } }] } } },
      'the check is of the app other, not of github-actions',
    ],
    [
      'failure',
      CI,
      { [CHECKS]: { body: { check_runs: [{ ...CHECK, conclusion: 'failure' }] } } },
      'it ended with failure',
    ],
    ['none', CI, { [CHECKS]: { body: { check_runs: [] } } }, 'no check of the commit is called ci'],
    ['refused', CI, { [CHECKS]: FORBIDDEN }, 'give the job "checks: read"'],
    ['no list', CI, { [CHECKS]: { body: {} } }, "GitHub's answer has no list of check_runs"],
    [
      'a run without a commit',
      CI,
      { [CHECKS]: { body: { check_runs: [{ ...CHECK, head_sha: null }] } } },
      'a run without head_sha',
    ],
    ['a workflow', SIT, { [RUNS]: { body: { workflow_runs: [RUN] } } }, ''],
    [
      "a workflow of a fork's",
      SIT,
      { [RUNS]: { body: { workflow_runs: [{ ...RUN, head_repository: { id: 2 } }] } } },
      'no run of sit.yml is for the commit',
    ],
    [
      'a workflow of a repository that is gone',
      SIT,
      { [RUNS]: { body: { workflow_runs: [{ ...RUN, head_repository: null }] } } },
      'no run of sit.yml',
    ],
    [
      'a status',
      { ...CI, app: 'status:jenkins' },
      { [STATUSES]: { body: [{ id: 1, context: 'ci', state: 'success', creator: { login: 'jenkins' } }] } },
      '',
    ],
    [
      "a status of somebody else's",
      { ...CI, app: 'status:jenkins' },
      { [STATUSES]: { body: [{ id: 1, context: 'ci', state: 'success', creator: { login: 'mallory' } }] } },
      'the check is of the app status:mallory',
    ],
    [
      'a status that is pending',
      { ...CI, app: 'status:jenkins' },
      { [STATUSES]: { body: [{ id: 1, context: 'ci', state: 'pending', creator: { login: 'jenkins' } }] } },
      'it has not ended',
    ],
  ])('are %s', async (_, rule, answers, words) => {
    const { sentence } = await judge(tests(rule), answers);
    if (words === '') expect(sentence).toBe('');
    else expect(sentence).toContain(words);
  });

  it('are asked for once, page by page', async () => {
    const page = Array.from({ length: 100 }, (_, id) => ({ ...CHECK, id, conclusion: 'failure' }));
    const answers = {
      [CHECKS]: { body: { check_runs: page } },
      [CHECKS.replace('&page=1', '&page=2')]: { body: { check_runs: [{ ...CHECK, id: 100 }] } },
    };
    const { sentence, requests } = await judge(tests(CI, { ...CI, name: 'again' }), answers);
    expect(sentence).toBe('');
    expect(requests).toHaveLength(2);
  });

  it('are not asked for by what is no commit', async () => {
    const image = stack(['os'], { labels: { 'org.opencontainers.image.revision': '../../other' } });
    const { sentence, requests } = await judge(tests(CI), {}, image);
    expect(sentence).toContain('the commit is not a whole SHA');
    expect(requests).toEqual([]);
  });
});

describe('the commit of an image', () => {
  const provenance = (digest: string, commit: string) =>
    statement([digest], 'https://slsa.dev/provenance/v1', {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: { ref: 'refs/heads/main', repository: 'https://github.com/acme/shop', path: 'x' },
        },
        resolvedDependencies: [
          { uri: 'git+https://github.com/acme/shop@refs/heads/main', digest: { gitCommit: commit } },
        ],
      },
      runDetails: {
        builder: { id: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main' },
        metadata: { invocationId: 'https://github.com/acme/shop/actions/runs/77/attempts/1' },
      },
    });
  const rules = [{ ...ATTESTATION_DEFAULTS, name: 'provenance', types: ['slsa-provenance'], signedBy: ['scanner'] }];
  const attested: ConfiguredGate = { id: 'attestations', settings: { ...ATTESTATION_GATE_DEFAULTS, rules } };

  it('is proven by signed provenance, which names the builder too', async () => {
    const image = stack(['os']);
    await using github = await startGitHub({
      [CHECKS]: { body: { check_runs: [CHECK] } },
      [APPROVALS]: { body: [{ state: 'approved', comment: '', user: { id: 6, login: 'eve' } }] },
      '/repos/acme/shop/actions/runs/77': {
        body: { actor: { id: 6, login: 'eve' }, triggering_actor: { id: 6, login: 'eve' } },
      },
    });
    await using registry = await startRegistry({ referrers: 'api' });
    registry.load('t/shop/app', image, ['1']);
    const content = await sign(provenance(image.index.digest, COMMIT));
    await attach(registry.host, 't/shop/app', image.index, { content, announced: 'https://slsa.dev/provenance/v1' });
    const client = openGitHubClient(github.event(), 'token', { environment: {} });
    const people: ConfiguredGate = { id: 'people', settings: { ...PEOPLE_DEFAULTS, not: ['builder'] } };
    const answer = await admit(registry.host, image, [attested, tests(CI), people], {
      github: { client },
      runId: '42',
    });
    const [signed, checks] = answer.images[0]?.results ?? [];
    expect(signed?.verdict).toBe('pass');
    expect(checks).toMatchObject({ verdict: 'pass', faults: [] });
    expect(sentenceOf(answer)).toContain('eve is who built the image');

    // Of two commits neither is known to be the one.
    const other = await sign(provenance(image.index.digest, 'b'.repeat(40)));
    await attach(registry.host, 't/shop/app', image.index, { content: other, announced: '' });
    const unsure = await admit(registry.host, image, [attested, tests(CI)], { github: { client } });
    expect(sentenceOf(unsure)).toContain('it is not known from which commit the image was built');
  });

  it('is only said by a label, otherwise', async () => {
    const { results } = await judge(tests(CI), { [CHECKS]: { body: { check_runs: [CHECK] } } });
    expect(results[0]).toMatchObject({ verdict: 'warn', faults: [{ reason: 'ci: only a label names the commit' }] });
  });
});

describe('people', () => {
  const approval = (id: number, login: string) => ({ state: 'approved', comment: 'CHG0012345', user: { id, login } });
  const actors = { body: { actor: { id: 1, login: 'ada' }, triggering_actor: { id: 1, login: 'ada' } } };
  const gate: ConfiguredGate = { id: 'people', settings: { ...PEOPLE_DEFAULTS, not: ['actor', 'author'] } };
  const commit = { body: { author: { id: 2, login: 'bob' }, committer: { id: 2, login: 'bob' } } };
  const known = {
    '/repos/acme/shop/actions/runs/42': actors,
    [`/repos/acme/shop/commits/${COMMIT}`]: commit,
    [`/repos/acme/shop/commits/${COMMIT}/pulls`]: {
      body: [{ number: 5, merged_at: '2026-11-20T00:00:00Z', user: { id: 3, login: 'cleo' } }],
    },
  };

  it.each([
    ['somebody else', [approval(4, 'dan')], ''],
    [
      'a bot beside nobody',
      [{ ...approval(9, 'app'), user: { id: 9, login: 'app', type: 'Bot' } }],
      '0 of 1 approvals',
    ],
    ['a person', [{ ...approval(4, 'dan'), user: { id: 4, login: 'dan', type: 'User' } }], ''],
    ['who wrote it (P9)', [approval(2, 'bob')], '0 of 1 approvals by others (bob is who wrote the change)'],
    ['who proposed it', [approval(3, 'cleo')], 'cleo is who wrote the change'],
    ['who started the run', [approval(1, 'ada')], 'ada is who started the run'],
  ])('are counted by their accounts: %s', async (_, approvals, words) => {
    const { sentence } = await judge(gate, { ...known, [APPROVALS]: { body: approvals } });
    if (words === '') expect(sentence).toBe('');
    else expect(sentence).toContain(words);
  });

  it('of whom one cannot be told count as anybody', async () => {
    const unknown = { ...known, [`/repos/acme/shop/commits/${COMMIT}`]: { body: { author: null, committer: null } } };
    const { sentence } = await judge(gate, { ...unknown, [APPROVALS]: { body: [approval(4, 'dan')] } });
    expect(sentence).toContain('it is not known who wrote the change');
  });

  it('name the change in an approval', async () => {
    const change: ConfiguredGate = { id: 'change', settings: changeSettings('^CHG[0-9]{7}$') };
    const { results } = await judge(change, { [APPROVALS]: { body: [approval(4, 'dan')] } });
    expect(results[0]?.notes).toEqual(['change CHG0012345']);
    expect((await judge(change, { [APPROVALS]: FORBIDDEN })).sentence).toContain('the approvals cannot be read');
  });
});
