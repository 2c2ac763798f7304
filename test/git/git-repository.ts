import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../../src/event/payload.ts';

/** A repository in a temporary folder, which goes with its scope. */
export interface TestRepository extends Disposable {
  readonly folder: string;
  /** What Sealift sees where this is the workspace. */
  readonly environment: Env;
  /** Runs git in it and returns what it prints. */
  git(...args: readonly string[]): string;
  /** Commits, and returns the commit's SHA. */
  commit(): string;
}

const DATE = '2026-11-20T10:00:00+02:00';

function runGit(folder: string, args: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...{ GIT_AUTHOR_NAME: 'Octocat', GIT_AUTHOR_EMAIL: 'octocat@example.com', GIT_AUTHOR_DATE: DATE },
    ...{ GIT_COMMITTER_NAME: 'Octocat', GIT_COMMITTER_EMAIL: 'octocat@example.com', GIT_COMMITTER_DATE: DATE },
  };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Makes a folder that goes with its scope; `prepare` fills it. */
export function makeWorkspace(prepare: (folder: string) => void = () => {}): TestRepository {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-git-'));
  prepare(folder);
  let commits = 0;
  return {
    folder,
    environment: { PATH: process.env['PATH'], HOME: folder, GITHUB_WORKSPACE: folder },
    git: (...args) => runGit(folder, args),
    commit() {
      writeFileSync(join(folder, 'file'), `${commits++}`);
      runGit(folder, ['add', 'file']);
      runGit(folder, ['commit', '--quiet', '--message', `Commit ${commits}`]);
      return runGit(folder, ['rev-parse', 'HEAD']);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes an empty repository on the branch main. */
export function makeRepository(): TestRepository {
  return makeWorkspace((folder) => runGit(folder, ['init', '--quiet', '--initial-branch=main']));
}

/** Clones a repository as actions/checkout does: without its tags, and to a depth of 1 unless it is said otherwise. */
export function cloneRepository(origin: TestRepository, ...options: readonly string[]): TestRepository {
  return makeWorkspace((folder) =>
    runGit(folder, [
      'clone',
      '--quiet',
      ...(options.length > 0 ? options : ['--depth=1', '--no-tags']),
      `file://${origin.folder}`,
      '.',
    ]),
  );
}
