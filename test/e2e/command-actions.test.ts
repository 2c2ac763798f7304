import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CommandName } from '../../src/faces/commands.ts';
import { inputVariable, readInputDefaults } from '../support/action-inputs.ts';
import { runAction } from '../support/run-action.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const workspace = mkdtempSync(join(tmpdir(), 'sealift-actions-'));
afterAll(() => rm(workspace, { recursive: true, force: true }));

/** Starts the action of a command as the runner does: with the inputs that it declares, and those that are given. */
function start(command: CommandName, given: Readonly<Record<string, string>>) {
  const folder = join(ROOT, 'actions', command);
  const inputs = { ...readInputDefaults(join(folder, 'action.yml')), ...given };
  const variables = Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]);
  const { stdout, status } = spawnSync(process.execPath, [join(folder, 'index.js')], {
    cwd: workspace,
    env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, ...Object.fromEntries(variables) },
    encoding: 'utf8',
  });
  return { stdout, status };
}

describe('the action of a command', () => {
  it('does what its command does, without "command"', () => {
    const { stdout, status } = start('tags', {
      images: 'r.io/shop/app',
      tags: 'type=raw,value=a',
      'existing-tags': 'none',
    });
    expect(stdout).toContain('r.io/shop/app:a');
    expect(stdout).not.toContain('::warning');
    expect(status).toBe(0);
  });

  it.each<readonly [string, CommandName, Readonly<Record<string, string>>, string]>([
    ['another command', 'history', { command: 'verify' }, 'Cannot run command "verify" by the action of "history": '],
    ['an input of another', 'history', { shards: '2' }, 'Cannot take the input "shards" (only for plan): '],
    ['its default', 'verify', { 'dry-run': 'false' }, 'Cannot take the input "dry-run" (only for promote, '],
  ])('refuses %s', (_, command, given, sentence) => {
    const { stdout, status } = start(command, given);
    expect(stdout).toContain(`::error::${sentence}`);
    expect(status).toBe(1);
  });
});

describe('the one action', () => {
  it('warns of an input that the command does not use, and runs', async () => {
    const inputs = { command: 'tags', images: 'r.io/shop/app', tags: 'type=raw,value=a', 'existing-tags': 'none' };
    const { stdout, exitCode } = await runAction({ inputs: { ...inputs, shards: '2' } });
    expect(stdout).toContain(
      '::warning::The input "shards" (only for plan) has no effect with "command: tags"; leave it out, unless steps share their inputs',
    );
    expect(exitCode).toBe(0);
  });

  it('does not warn of defaults', async () => {
    const inputs = { command: 'tags', images: 'r.io/shop/app', tags: 'type=raw,value=a', 'existing-tags': 'none' };
    expect((await runAction({ inputs })).stdout).not.toContain('no effect');
  });
});
