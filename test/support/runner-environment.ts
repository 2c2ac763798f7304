import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The event that starts a workflow run. */
export interface RunnerEvent {
  readonly name: string;
  /** What GITHUB_EVENT_PATH holds. */
  readonly payload: unknown;
  /** The full ref; `refs/heads/main` by default. */
  readonly ref?: string;
  /** The commit; forty ones by default. */
  readonly sha?: string;
}

/** The files by which a step tells the runner something. */
export interface RunnerFiles {
  readonly output: string;
  readonly summary: string;
}

const PUSH: RunnerEvent = { name: 'push', payload: {} };

function refVariables(ref: string): Record<string, string> {
  const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref) ?? [];
  return { GITHUB_REF: ref, GITHUB_REF_NAME: name ?? ref, GITHUB_REF_TYPE: kind === 'tags' ? 'tag' : 'branch' };
}

/** Makes the folders and files of a step below `root`, and returns them with the variables that the runner sets. */
export function createRunnerEnvironment(
  root: string,
  event: RunnerEvent = PUSH,
): { readonly env: Record<string, string>; readonly files: RunnerFiles; readonly workspace: string } {
  const [home, temp, workspace] = [join(root, 'home'), join(root, 'temp'), join(root, 'workspace')];
  for (const folder of [home, temp, workspace]) mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(root, name);
  for (const name of ['output', 'summary', 'env', 'state', 'path']) writeFileSync(file(name), '');
  writeFileSync(file('event.json'), JSON.stringify(event.payload));
  const ref = event.ref ?? 'refs/heads/main';
  const env = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__run',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: file('env'),
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: file('event.json'),
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'promote',
    GITHUB_OUTPUT: file('output'),
    GITHUB_PATH: file('path'),
    ...refVariables(ref),
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_REPOSITORY_ID: '1296269',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: event.sha ?? '1'.repeat(40),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_TRIGGERING_ACTOR: 'octocat',
    GITHUB_WORKFLOW: 'promote',
    GITHUB_WORKFLOW_REF: `acme/shop/.github/workflows/promote.yml@${ref}`,
    GITHUB_WORKFLOW_SHA: event.sha ?? '1'.repeat(40),
    GITHUB_WORKSPACE: workspace,
    HOME: home,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'test',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
  };
  return { env, files: { output: file('output'), summary: file('summary') }, workspace };
}
