import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that has processes of its own, and how it is started. */
export interface GroupStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whose rights it has; those of the test by default. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** A program that runs with all processes that it started. */
export interface ProcessGroup {
  /** What it printed so far. */
  output(): string;
  /** Whether its first process has ended. */
  hasEnded(): boolean;
  /** Ends all of them at once; a second call does nothing. */
  stop(): Promise<void>;
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Starts a program as the first of a group of processes, so that ending it leaves none of its children behind. */
export function startProcessGroup({ program, args, env, cwd, user }: GroupStart): ProcessGroup {
  const child = spawn(program, args, { env, cwd, ...user, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close').catch(() => undefined);
  let output = '';
  const collect = (text: string): void => {
    output += text;
  };
  child.once('error', (error) => collect(String(error)));
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const kill = (): void => {
    if (child.pid === undefined || !isRunning(child)) return;
    process.kill(-child.pid, 'SIGKILL');
  };
  // A group of its own gets no signal from the terminal.
  process.once('exit', kill);
  return {
    output: () => output,
    hasEnded: () => !isRunning(child),
    async stop() {
      process.off('exit', kill);
      kill();
      await closed;
    },
  };
}
