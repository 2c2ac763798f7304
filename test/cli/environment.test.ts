import { describe, expect, it } from 'vitest';
import { environmentOf } from '../../src/cli/environment.ts';

const LINUX = { cwd: '/work', platform: 'linux' } as const;

describe('environmentOf', () => {
  it('has the current folder as workspace, and no file of the runner', () => {
    const given = {
      PATH: '/bin',
      GITHUB_OUTPUT: 'o',
      GITHUB_ENV: 'e',
      GITHUB_STEP_SUMMARY: 's',
      GITHUB_WORKSPACE: '/x',
    };
    expect(environmentOf(undefined, given, LINUX)).toEqual({ PATH: '/bin', GITHUB_WORKSPACE: '/work' });
  });

  it('finds variables on Windows however they are written, and only there', () => {
    const given = { Path: 'C:\\bin', SystemRoot: 'C:\\Windows', https_proxy: 'http://p:1', Github_Output: 'o' };
    expect(environmentOf(undefined, given, { cwd: 'C:\\work', platform: 'win32' })).toEqual({
      ...{ PATH: 'C:\\bin', SYSTEMROOT: 'C:\\Windows', HTTPS_PROXY: 'http://p:1', GITHUB_WORKSPACE: 'C:\\work' },
    });
    expect(environmentOf(undefined, given, LINUX)).toMatchObject(given);
  });

  it('has a push of the ref that is given', () => {
    const given = { GITHUB_REF: 'refs/heads/a', GITHUB_EVENT_NAME: 'release', GITHUB_EVENT_PATH: '/event.json' };
    expect(environmentOf('refs/tags/v1', given, LINUX)).toMatchObject({
      ...{ GITHUB_REF: 'refs/tags/v1', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: undefined },
    });
    expect(() => environmentOf('v1', given, LINUX)).toThrow('write "refs/heads/v1" for a branch, or "refs/tags/v1"');
  });
});
