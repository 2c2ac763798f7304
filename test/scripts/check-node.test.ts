import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../docs/documents.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Runs the check as npm does that itself runs on another version of Node. */
function check(version: string): { readonly status: number | null; readonly stderr: string } {
  const env = {
    PATH: process.env['PATH'],
    npm_config_user_agent: `npm/10.8.2 node/v${version} linux x64 workspaces/false`,
  };
  const { status, stderr } = spawnSync(process.execPath, ['scripts/check-node.mjs'], { cwd: ROOT, env });
  return { status, stderr: String(stderr) };
}

describe('the check of an install', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '22.13.1', '23.0.0', '24.21.0', '26.1.0'])('accepts Node %s', (version) => {
    expect(check(version)).toEqual({ status: 0, stderr: '' });
  });

  it.each(['18.20.4', '20.18.3', '21.7.0', '22.11.0'])('refuses Node %s with one sentence', (version) => {
    expect(check(version)).toEqual({
      status: 1,
      stderr: `Cannot install with Node ${version}: npm leaves out parts of the tools there; use 20.19, 22.12 or newer, and install again\n`,
    });
  });

  it('runs with each install, and npm still shows errors', () => {
    expect(JSON.parse(readDocument('package.json')).scripts.preinstall).toBe('node scripts/check-node.mjs');
    const settings = readDocument('.npmrc').replace(/^#.*\n/gm, '');
    expect(settings).toBe('loglevel=error\n');
  });
});
