import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRegistryProgram, type RegistryProgram } from '../support/registry-programs.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'dist', 'index.js');

/** Nodes that cannot read the rest of the bundle, built by `scripts/ci/build-test-programs old-nodes`. */
const OLD_NODES: readonly RegistryProgram[] = [12, 20, 22].map((version) => ({
  title: `Node ${version}`,
  names: [`node-${version}`],
  requiredBy: 'SEALIFT_REQUIRE_OLD_NODES',
  remedy: 'install it with "scripts/ci/build-test-programs old-nodes"',
}));

describe.each(OLD_NODES)('the bundle on $title', (program) => {
  const node = findRegistryProgram(program);

  it.skipIf(node === undefined).each([
    ['on GitHub', { GITHUB_ACTIONS: 'true' }, '::error::'],
    ['elsewhere', {}, ''],
  ])('says in one sentence what is needed, %s', (_, env, command) => {
    const { stdout, stderr, status } = spawnSync(node ?? '', [ENTRY], { env, encoding: 'utf8' });
    const sentence = /^Cannot run Sealift: it needs Node 24, and this is Node [\d.]+; .*\n$/;
    expect(stdout.startsWith(command)).toBe(true);
    expect(stdout.slice(command.length)).toMatch(sentence);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});

describe('the bundle with arguments', () => {
  it.each([
    [['promote', '--from', 'a'], 'Cannot take the argument "promote": this file is the action, which has none; '],
    [['--help'], 'Cannot take the argument "--help": '],
    [['::set-output name=a::b'], 'Cannot take the argument ": :set-output name=a: :b": '],
  ])('refuses %j, so that nobody believes that they counted', (given, sentence) => {
    const { stdout, status } = spawnSync(process.execPath, [ENTRY, ...given], { env: {}, encoding: 'utf8' });
    expect(stdout).toContain(`::error::${sentence}`);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});
