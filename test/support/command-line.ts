import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'sealift.js');

export interface CommandLineOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandLineResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bin/sealift.js` with nothing of the surrounding environment but PATH. */
export async function runCommandLine(
  args: readonly string[],
  { cwd, env = {} }: CommandLineOptions,
): Promise<CommandLineResult> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}
