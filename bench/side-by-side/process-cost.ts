import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a process cost, with all that it started. */
export interface ProcessCost {
  /** From its start to its end (ms). */
  readonly wall: number;
  /** User and system time of all processes together (ms). */
  readonly cpu: number;
  /** The most memory that one of its processes held at a time (MiB). */
  readonly memory: number;
  /** When it was started, in ms of `performance.now()`. */
  readonly startedAt: number;
  readonly exitCode: number | null;
  /** What it printed. */
  readonly output: string;
}

/** What to run, and with what. */
export interface ProcessOptions {
  /** Lines for `sh`. */
  readonly script: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where to run it; files are left here. */
  readonly folder: string;
}

/** Bash counts time in ms, which GNU time does not; GNU time knows of memory, which bash does not. */
const WRAPPER =
  'echo $EPOCHREALTIME >&2; TIMEFORMAT="%3R %3U %3S"; time command time -q -f %M -o memory.txt sh run.sh > output.txt 2>&1 < /dev/null';

/** Runs a script and measures it. */
export async function measureProcess({ script, env, folder }: ProcessOptions): Promise<ProcessCost> {
  await writeFile(join(folder, 'run.sh'), script);
  const child = spawn('bash', ['--norc', '--noprofile', '-c', WRAPPER], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [times] = await Promise.all([text(child.stderr), once(child, 'close')]);
  const [epoch = Number.NaN, wall = Number.NaN, user = Number.NaN, system = Number.NaN] = times
    .trim()
    .split(/\s/)
    .map(Number);
  const kibibytes = Number((await readFile(join(folder, 'memory.txt'), 'utf8')).trim().split('\n').at(-1));
  return {
    wall: wall * 1000,
    cpu: (user + system) * 1000,
    memory: kibibytes / 1024,
    startedAt: epoch * 1000 - performance.timeOrigin,
    exitCode: child.exitCode,
    output: await readFile(join(folder, 'output.txt'), 'utf8'),
  };
}
