import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeEvent } from '../../src/commands/complete-event.ts';
import { parseFlavor } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { HEAD } from '../event/event-contexts.ts';
import { type GitHubAnswer, startGitHub } from '../github/github-server.ts';
import { readRecordedEvent } from '../support/events.ts';

const COMMIT = `/repos/acme/shop/git/commits/${HEAD}`;
const HOME = '/repos/acme/shop';
const DATED: GitHubAnswer = {
  body: { sha: HEAD, committer: { date: '2020-01-02T03:04:05Z' }, author: { date: '2019-01-01T00:00:00Z' } },
};
const DATE = new Date('2020-01-02T03:04:05Z');

interface Run {
  readonly rules?: string;
  readonly labels?: string;
  readonly flavor?: string;
  readonly revision?: string;
  readonly token?: string;
  readonly answers?: Readonly<Record<string, GitHubAnswer>>;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a folder that is gone in the end. */
async function makeFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'sealift-event-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function complete(name: string, run: Run = {}) {
  const { rules = 'type=sha', labels = '', flavor = '', revision, token = 'secret', answers = {}, env = {} } = run;
  await using github = await startGitHub(answers);
  await using empty = await makeFolder();
  const recorded = readRecordedEvent(name);
  const inputs = {
    ...{ context: 'workflow' as const, tagPrefix: '', githubToken: token, workflowRun: 'ignore' as const },
    ...{ rules: parseTagRules(rules), flavor: parseFlavor(flavor), labels, annotations: '', revision },
  };
  const environment = { PATH: process.env['PATH'], GITHUB_WORKSPACE: empty.path, ...env };
  const clock = { now: () => 0, sleep: async () => undefined };
  const event = github.event(recorded.environment, run.payload ?? recorded.payload);
  return { ...(await completeEvent(inputs, { event, environment, clock })), requests: github.requests };
}

describe('the date of the commit', () => {
  it.each(['workflow-dispatch', 'pull-request-opened', 'schedule', 'release-latest', 'repository-dispatch'])(
    'of %s is that of GitHub, by one request',
    async (name) => {
      const found = await complete(name, { answers: { [COMMIT]: DATED } });
      expect(found).toMatchObject({ commitDate: DATE, warnings: [], requests: [`GET ${COMMIT}`] });
    },
  );

  it('is that of the checkout, which costs no request', async () => {
    await using folder = await makeFolder();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: folder.path,
        encoding: 'utf8',
        env: { ...process.env, GIT_COMMITTER_DATE: '2020-01-02T03:04:05Z', GIT_AUTHOR_DATE: '2019-01-01T00:00:00Z' },
      }).trim();
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'first');
    const sha = git('rev-parse', 'HEAD');
    git('commit', '-q', '--allow-empty', '-m', 'second');
    const env = { GITHUB_WORKSPACE: folder.path };
    const found = await complete('workflow-dispatch', { env, revision: sha });
    expect(found).toMatchObject({ commitDate: DATE, warnings: [], requests: [] });
  });

  it('is that of the event where it tells it', async () => {
    expect(await complete('push-branch')).toMatchObject({ warnings: [], requests: [] });
  });

  it('is that of the commit that the input names, and not that of the event', async () => {
    const revision = 'f'.repeat(40);
    const path = `/repos/acme/shop/git/commits/${revision}`;
    const found = await complete('push-branch', { revision, answers: { [path]: DATED } });
    expect(found).toMatchObject({ commitDate: DATE, requests: [`GET ${path}`] });
  });

  it.each<[string, string, Readonly<Record<string, GitHubAnswer>>, string]>([
    [
      'there is no token',
      '',
      {},
      `the checkout does not hold it, and there is no token, so this run's date is used, and a re-run will differ; run actions/checkout before this step, or give the input "github-token"`,
    ],
    ['GitHub has no such commit', 'secret', {}, 'GitHub answered 404 '],
    ['GitHub is down', 'secret', { [COMMIT]: { status: 500, body: {} } }, 'GitHub answered 500 '],
    ['the answer makes no sense', 'secret', { [COMMIT]: { body: {} } }, "GitHub's answer has no date, "],
  ])('is not known where %s, and the run says so', async (_, token, answers, reason) => {
    const found = await complete('workflow-dispatch', {
      token,
      answers,
      rules: "type=raw,value={{commit_date 'YYYYMMDD'}}",
    });
    expect(found.commitDate).toBeUndefined();
    expect(found.warnings).toHaveLength(1);
    expect(found.warnings[0]).toContain(`Cannot tell the date of the commit: ${reason}`);
  });

  const given = { SOURCE_DATE_EPOCH: '1577836800' };

  it('is not asked for where nothing needs it', async () => {
    expect(await complete('workflow-dispatch', { env: given })).toMatchObject({ warnings: [], requests: [] });
    expect(await complete('delete-tag')).toMatchObject({ warnings: [], requests: [] });
  });

  it.each<[string, Run]>([
    ['a rule', { rules: "type=raw,value=x,prefix={{commit_date 'YYYY'}}-" }],
    ['a schedule', { rules: "type=schedule,pattern={{commit_date 'YYYY'}}" }],
    ['a flavor', { flavor: "suffix=-{{commit_date 'YYYY'}}" }],
    ['a label', { labels: "a={{commit_date 'YYYY'}}" }],
  ])('is needed by %s, whatever the label says', async (_, run) => {
    const found = await complete('schedule', { ...run, env: given, answers: { [COMMIT]: DATED } });
    expect(found).toMatchObject({ commitDate: DATE, requests: [`GET ${COMMIT}`] });
  });
});

describe('the default branch of an event with an empty payload', () => {
  const answers = { [HOME]: { body: { default_branch: 'main', description: 'Sells anvils' } }, [COMMIT]: DATED };

  it.each<[string, Run]>([
    ['type=edge', { rules: 'type=edge' }],
    ['an expression', { rules: 'type=raw,value=x,enable={{is_default_branch}}' }],
    ['its opposite', { rules: 'type=raw,value=x,enable={{is_not_default_branch}}' }],
    ['a label', { labels: 'a={{is_default_branch}}' }],
  ])('is asked for by %s', async (_, run) => {
    const found = await complete('push-branch', { ...run, answers, payload: {} });
    expect(found).toMatchObject({ defaultBranch: 'main', isDefaultBranch: true, warnings: [] });
    expect(found.repository).toMatchObject({ description: 'Sells anvils' });
    expect(found.requests.toSorted()).toEqual([`GET ${HOME}`, `GET ${COMMIT}`]);
  });

  it('is warned of where nobody tells it', async () => {
    const found = await complete('push-branch', { rules: 'type=edge', payload: {}, token: '' });
    expect(found).toMatchObject({ defaultBranch: undefined, isDefaultBranch: false });
    expect(found.warnings.join('\n')).toContain('Cannot tell which branch is the default one: ');
  });

  it('does not matter to type=edge with a branch, and on git tags', async () => {
    const env = { SOURCE_DATE_EPOCH: '1577836800' };
    expect(
      (await complete('push-branch', { rules: 'type=edge,branch=main', payload: {}, token: '', env })).warnings,
    ).toEqual([]);
    expect((await complete('push-tag', { rules: 'type=edge', payload: {}, token: '', env })).warnings).toEqual([]);
  });
});
