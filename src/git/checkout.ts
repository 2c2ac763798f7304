import { InputError } from '../errors.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { interpretRef } from '../event/ref.ts';
import { compareVersions, tryParseVersion } from '../tags/version.ts';
import { quote } from '../util/safe-text.ts';
import { askGit, type Checkout, openCheckout } from './git.ts';

/** What the checkout in the workspace is of. */
interface GitContext {
  /** The full ref; empty if nothing in the checkout names the commit, as after `ref: <sha>` of depth 1. */
  readonly ref: string;
  readonly sha: string;
  /** When the commit was made (its committer's date). */
  readonly commitDate: Date;
}

/** How the refs that point at one commit are told apart. */
interface RefChoice {
  /** GITHUB_REF: among refs of one kind it wins, since the run is for it. */
  readonly preferred?: string | undefined;
  /** The literal prefix of the git tags that count, such as `app/`. */
  readonly tagPrefix?: string;
}

/** Turns what a fetch made of a pull request or branch into the ref that it is on the server. */
function refOnServer(ref: string): string | undefined {
  const [, pull] = /^refs\/remotes\/pull\/(\d+\/(?:merge|head))$/.exec(ref) ?? [];
  if (pull !== undefined) return `refs/pull/${pull}`;
  const [, branch] = /^refs\/remotes\/[^/]+\/(.+)$/.exec(ref) ?? [];
  if (branch !== undefined) return branch === 'HEAD' ? undefined : `refs/heads/${branch}`;
  return /^refs\/(?:heads|tags|pull)\//.test(ref) ? ref : undefined;
}

function highestTag(refs: readonly string[], prefix: string): string | undefined {
  const tags = refs.filter((ref) => ref.startsWith(`refs/tags/${prefix}`));
  const versions = tags.flatMap((ref) => {
    const version = tryParseVersion(ref.slice(`refs/tags/${prefix}`.length));
    return version === undefined ? [] : [{ ref, version }];
  });
  const [highest] = versions.sort((left, right) => compareVersions(right.version, left.version));
  return highest?.ref ?? tags[0] ?? refs[0];
}

/**
 * Chooses the ref that a detached HEAD stands for among those that point at its commit: a git tag (the highest
 * version), then a pull request, then a branch. Nothing is guessed from refs that merely contain the commit, as
 * docker/metadata-action does.
 *
 * @example chooseRef(['refs/remotes/origin/main', 'refs/tags/v1.2.3']) // 'refs/tags/v1.2.3'
 * @returns an empty string where none is left.
 */
export function chooseRef(pointing: readonly string[], { preferred, tagPrefix = '' }: RefChoice = {}): string {
  const refs = [...new Set(pointing.map(refOnServer).filter((ref) => ref !== undefined))];
  const [tags, pulls, branches] = ['tags', 'pull', 'heads'].map((kind) =>
    refs.filter((ref) => ref.startsWith(`refs/${kind}/`)),
  );
  const group = [tags, pulls, branches].find((each) => each !== undefined && each.length > 0) ?? [];
  if (preferred !== undefined && group.includes(preferred)) return preferred;
  return (group === tags ? highestTag(group, tagPrefix) : group[0]) ?? '';
}

async function readRef(checkout: Checkout, choice: RefChoice): Promise<string> {
  const { exitCode, stdout } = await checkout.run('symbolic-ref', '--quiet', 'HEAD');
  if (exitCode === 0) return stdout.trim();
  const refs = await askGit(checkout, 'for-each-ref', '--points-at', 'HEAD', '--format=%(refname)');
  return chooseRef(refs === '' ? [] : refs.split('\n'), choice);
}

/**
 * Reads what is checked out in the workspace: `context: git`.
 *
 * @throws {InputError} if there is no checkout, no commit in it, or no git.
 */
export async function readGitContext(environment: Env, tagPrefix = ''): Promise<GitContext> {
  const checkout = openCheckout(environment);
  await askGit(checkout, 'rev-parse', '--git-dir');
  const { exitCode, stdout } = await checkout.run('log', '-1', '--no-show-signature', '--format=%H %ct', 'HEAD', '--');
  const [, sha, seconds] = /^([0-9a-f]{40,64}) (\d+)\s*$/.exec(stdout) ?? [];
  if (exitCode !== 0 || sha === undefined) {
    throw new InputError(
      `Cannot read the checkout in ${quote(checkout.folder)}: its HEAD has no commit; check out a commit, or set context to "workflow"`,
    );
  }
  const ref = await readRef(checkout, { preferred: environment['GITHUB_REF'], tagPrefix });
  return { ref, sha, commitDate: new Date(Number(seconds) * 1000) };
}

/**
 * Replaces what the event says by what is checked out: ref, commit and date. What the event allows, and what it says of
 * a release, is kept.
 */
export function withGitContext(event: EventContext, { ref, sha, commitDate }: GitContext): EventContext {
  const { branch, tag, pullRequest, mergeGroup } = interpretRef(ref);
  return {
    ...event,
    ...{ ref, branch, pullRequest, mergeGroup, sha, checkedOutSha: sha, commitDate },
    baseRef: ref === event.ref ? event.baseRef : undefined,
    gitTag: tag === undefined ? undefined : { name: tag, commit: sha },
    isDefaultBranch: branch !== undefined && branch === event.defaultBranch,
  };
}
