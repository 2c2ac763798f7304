import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DRIVER = fileURLToPath(new URL('action-driver.ts', import.meta.url));

/** Where Node keeps the compiled bundle: hundreds of processes need not compile it again. */
export const COMPILED = join(ROOT, 'node_modules', '.cache', 'sealift-tests');

/** The bundle that the repository has. */
export const BUNDLE = join(ROOT, 'dist', 'index.js');

/** What is new for every run: its variables, and the folder that it runs in. */
export interface WarmStart {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** What a run left in its streams. */
export interface WarmEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs the action many times, because starting one takes longer than most runs. */
export interface WarmAction {
  readonly child: ChildProcess;
  /** Runs the action, one run at a time; fails where the process ends. */
  run(start: WarmStart): Promise<WarmEnd>;
  end(): void;
}

/** Collects a stream and gives what came up to a mark. */
function untilMark(stream: Readable, mark: RegExp): () => Promise<RegExpExecArray & { readonly before: string }> {
  let text = '';
  let look = (): void => undefined;
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    look();
  });
  return () =>
    new Promise((resolve) => {
      look = () => {
        const match = mark.exec(text);
        if (match === null) return;
        text = text.slice(match.index + match[0].length);
        look = () => undefined;
        resolve(Object.assign(match, { before: match.input.slice(0, match.index) }));
      };
      look();
    });
}

function failed(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`the action ended its process (${signal ?? code})`)));
  });
}

/** Starts a process that waits for its first run. */
export function startWarmAction(script: string = BUNDLE): WarmAction {
  const mark = randomUUID();
  const child = fork(DRIVER, [script, mark], { silent: true, env: { NODE_COMPILE_CACHE: COMPILED } });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the process has no streams');
  // While a run is under way, the process itself keeps whoever waits for it alive.
  for (const stream of [stdout, stderr]) if (stream instanceof Socket) stream.unref();
  const nextOut = untilMark(stdout, new RegExp(`\\n${mark} (\\d+)\\n`));
  const nextErr = untilMark(stderr, new RegExp(`\\n${mark}\\n`));
  const gone = failed(child);
  gone.catch(() => undefined);
  return {
    child,
    async run(start) {
      child.send(start);
      const [out, err] = await Promise.race([Promise.all([nextOut(), nextErr()]), gone]);
      return { exitCode: Number(out[1]), stdout: out.before, stderr: err.before };
    },
    end() {
      child.removeAllListeners('exit');
      // It takes the signals that ask as the action does, and lives on.
      child.kill('SIGKILL');
    },
  };
}
