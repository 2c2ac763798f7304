import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { readExample } from './act-world.ts';

/** A step of an example to run without a runner. */
export interface StepRun {
  readonly example: string;
  /** The name of the step. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is replaced in the script, such as how often it tries. */
  readonly replace?: readonly [string, string];
}

/** What a step did. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly log: string;
  readonly summary: string;
  /** What the step wrote to `result.json`; empty if it did not. */
  readonly result: string;
}

interface Job {
  readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

function scriptOf(example: string, name: string): string {
  const { jobs } = parse(readExample(example)) as { readonly jobs: Readonly<Record<string, Job>> };
  const script = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`${example} has no step ${name}`);
  return script;
}

/** Runs the script of a step as the runner does with `shell: bash`; nothing sleeps. */
export async function runStep({ example, name, env, replace = ['', ''] }: StepRun): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-step-'));
  try {
    const [bin, workspace, summary] = [join(folder, 'bin'), join(folder, 'workspace'), join(folder, 'summary')];
    for (const each of [bin, workspace]) mkdirSync(each);
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(summary, '');
    const script = scriptOf(example, name).replace(...replace);
    const result = join(workspace, 'result.json');
    const bash = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: workspace,
      env: {
        ...{ PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, GITHUB_STEP_SUMMARY: summary },
        ...{ GITHUB_API_URL: 'https://api.github.com', GITHUB_SERVER_URL: 'https://github.com' },
        ...{ GITHUB_REPOSITORY: 'acme/shop', GITHUB_RUN_ID: '1', GITHUB_ACTOR: 'octocat' },
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([text(bash.stdout), text(bash.stderr), once(bash, 'exit')]);
    return {
      ...{ exitCode: bash.exitCode, log: stdout + stderr, summary: readFileSync(summary, 'utf8') },
      result: existsSync(result) ? readFileSync(result, 'utf8') : '',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
