import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { readEvent } from '../../src/event/event.ts';
import { chooseRef, readGitContext, withGitContext } from '../../src/git/checkout.ts';
import { readRecordedEvent } from '../support/events.ts';
import { cloneRepository, makeRepository, makeWorkspace } from './git-repository.ts';

const DATE = new Date('2026-11-20T08:00:00Z');

describe('the ref of a detached HEAD', () => {
  it.each([
    ['nothing', [], ''],
    ['a remote branch', ['refs/remotes/origin/main'], 'refs/heads/main'],
    ['a remote branch with a slash', ['refs/remotes/origin/release/1.x'], 'refs/heads/release/1.x'],
    ['the head of a remote alone', ['refs/remotes/origin/HEAD'], ''],
    ['a pull request', ['refs/remotes/origin/main', 'refs/remotes/pull/7/merge'], 'refs/pull/7/merge'],
    ['a tag before all', ['refs/remotes/origin/main', 'refs/remotes/pull/7/merge', 'refs/tags/a'], 'refs/tags/a'],
    ['the highest version', ['refs/tags/v1.10.0', 'refs/tags/v1.9.0', 'refs/tags/zzz'], 'refs/tags/v1.10.0'],
    ['a release before its candidate', ['refs/tags/v1.2.3', 'refs/tags/v1.2.3-rc.1'], 'refs/tags/v1.2.3'],
    ['a local branch', ['refs/heads/work'], 'refs/heads/work'],
    ['refs that are none of these', ['refs/notes/commits', 'refs/stash'], ''],
  ])('%s', (_, refs, expected) => {
    expect(chooseRef(refs)).toBe(expected);
  });

  it('is that of the run where it is one of its kind', () => {
    const refs = ['refs/tags/v1.2.3', 'refs/tags/v1.2.3-rc.1', 'refs/remotes/origin/main'];
    expect(chooseRef(refs, { preferred: 'refs/tags/v1.2.3-rc.1' })).toBe('refs/tags/v1.2.3-rc.1');
    expect(chooseRef(refs, { preferred: 'refs/heads/main' })).toBe('refs/tags/v1.2.3');
  });

  it('is the highest version under the prefix', () => {
    const refs = ['refs/tags/app/v1.2.3', 'refs/tags/app/v1.2.4', 'refs/tags/v9.0.0'];
    expect(chooseRef(refs, { tagPrefix: 'app/' })).toBe('refs/tags/app/v1.2.4');
  });
});

describe('the checkout', () => {
  it('of a branch', async () => {
    using repository = makeRepository();
    const sha = repository.commit();
    expect(await readGitContext(repository.environment)).toEqual({ ref: 'refs/heads/main', sha, commitDate: DATE });
  });

  it('of a tag, annotated or not', async () => {
    using repository = makeRepository();
    const sha = repository.commit();
    repository.git('tag', 'v1.2.2');
    repository.git('tag', '--annotate', '--message', 'Release', 'v1.2.3');
    repository.git('checkout', '--quiet', '--detach', 'v1.2.3');
    expect(await readGitContext(repository.environment)).toEqual({ ref: 'refs/tags/v1.2.3', sha, commitDate: DATE });
  });

  it('of a pull request, as actions/checkout fetches it', async () => {
    using origin = makeRepository();
    const sha = origin.commit();
    origin.git('update-ref', 'refs/pull/7/merge', sha);
    using repository = makeRepository();
    const refspec = `+${sha}:refs/remotes/pull/7/merge`;
    repository.git('fetch', '--quiet', '--no-tags', '--depth=1', `file://${origin.folder}`, refspec);
    repository.git('checkout', '--quiet', '--force', 'refs/remotes/pull/7/merge');
    expect(await readGitContext(repository.environment)).toMatchObject({ ref: 'refs/pull/7/merge', sha });
  });

  it('of a commit that no ref names has no ref, and is not refused (metadata-action#720)', async () => {
    using origin = makeRepository();
    const sha = origin.commit();
    using repository = makeRepository();
    repository.git('fetch', '--quiet', '--no-tags', '--depth=1', `file://${origin.folder}`, sha);
    repository.git('checkout', '--quiet', '--force', sha);
    expect(await readGitContext(repository.environment)).toEqual({ ref: '', sha, commitDate: DATE });
  });

  it('of an older commit is not taken for the branch that contains it', async () => {
    using repository = makeRepository();
    const sha = repository.commit();
    repository.commit();
    repository.git('checkout', '--quiet', '--detach', sha);
    expect(await readGitContext(repository.environment)).toMatchObject({ ref: '', sha });
  });

  it.skipIf(process.getuid?.() !== 0)('of another user is read too, as in a job container', async () => {
    using repository = makeRepository();
    const sha = repository.commit();
    for (const path of ['', '.git', ...readdirSync(join(repository.folder, '.git')).map((name) => `.git/${name}`)])
      chownSync(join(repository.folder, path), 12345, 12345);
    expect(() => repository.git('status')).toThrow(/dubious ownership/);
    expect(await readGitContext(repository.environment)).toMatchObject({ sha });
  });

  it('starts no program that the repository names, as git itself does', async () => {
    using repository = makeRepository();
    const trap = join(repository.folder, 'trap.sh');
    const sprung = join(repository.folder, 'sprung');
    // Signs and verifies as gpg does, as far as git can tell.
    const lines = [
      '#!/bin/sh',
      `touch ${sprung}`,
      'echo "[GNUPG:] SIG_CREATED " >&2',
      'echo "-----BEGIN PGP SIGNATURE-----"',
    ];
    writeFileSync(trap, `${lines.join('\n')}\n`, { mode: 0o755 });
    const keys = ['gpg.program', 'core.fsmonitor', 'core.pager', 'core.sshCommand'];
    for (const key of keys) repository.git('config', key, trap);
    for (const key of ['log.showSignature', 'commit.gpgSign']) repository.git('config', key, 'true');
    const sha = repository.commit();
    rmSync(sprung);
    expect(await readGitContext(repository.environment)).toMatchObject({ sha });
    expect(existsSync(sprung)).toBe(false);
    repository.git('log', '-1');
    expect(existsSync(sprung)).toBe(true);
  });
});

describe('a workspace is refused', () => {
  async function refusal(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
    const error = await readGitContext(environment).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    return error instanceof Error ? error.message : '';
  }

  it('without a checkout', async () => {
    using workspace = makeWorkspace();
    expect(await refusal(workspace.environment)).toBe(
      `Cannot ask git: "${workspace.folder}" is no checkout; run actions/checkout before this step`,
    );
  });

  it('that lies inside of another checkout', async () => {
    using outer = makeRepository();
    outer.commit();
    const folder = join(outer.folder, 'inner');
    mkdirSync(folder);
    expect(await refusal({ ...outer.environment, GITHUB_WORKSPACE: folder })).toContain('is no checkout');
  });

  it('without a commit', async () => {
    using repository = makeRepository();
    expect(await refusal(repository.environment)).toMatch(
      /^Cannot read the checkout in ".+": its HEAD has no commit; /,
    );
  });

  it('that does not exist', async () => {
    expect(await refusal({ GITHUB_WORKSPACE: '/nowhere/at/all' })).toMatch(/"\/nowhere\/at\/all" does not exist; run/);
  });

  it('where git is not installed', async () => {
    using repository = makeRepository();
    expect(await refusal({ ...repository.environment, PATH: '/nowhere' })).toMatch(/the program is not installed; /);
  });
});

describe('an event with the checkout in its place', () => {
  it('has the ref, commit and date of the checkout', async () => {
    using origin = makeRepository();
    origin.commit();
    using clone = cloneRepository(origin);
    const { environment, payload } = readRecordedEvent('push-tag');
    const event = withGitContext(readEvent(environment, payload), await readGitContext(clone.environment));
    expect(event).toMatchObject({
      ...{ name: 'push', ref: 'refs/heads/main', branch: 'main', isDefaultBranch: true, commitDate: DATE },
      ...{ sha: clone.git('rev-parse', 'HEAD'), gitTag: undefined, baseRef: undefined },
    });
  });

  it('knows the tag and keeps what the event allows', () => {
    const { environment, payload } = readRecordedEvent('workflow-run-push');
    const sha = 'a'.repeat(40);
    const event = withGitContext(readEvent(environment, payload), { ref: 'refs/tags/v1.2.3', sha, commitDate: DATE });
    expect(event).toMatchObject({
      gitTag: { name: 'v1.2.3', commit: sha },
      ...{ branch: undefined, isDefaultBranch: false, sha, checkedOutSha: sha, movesTags: { allowed: false } },
    });
  });
});
