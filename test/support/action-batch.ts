import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inputVariable, readInputDefaults } from './action-inputs.ts';
import { createRunnerEnvironment, type RunnerEvent } from './runner-environment.ts';
import { parseRunnerFile } from './runner-files.ts';

/** How to run the action once. */
export interface BatchRun {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: RunnerEvent;
}

/** What a run left, as it stands in its streams and files. */
export interface BatchResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly output: string;
  readonly env: string;
  readonly state: string;
  readonly path: string;
  readonly summary: string;
}

/** A process that runs the action many times, because starting one takes longer than a run. */
export interface Batch extends AsyncDisposable {
  /** Runs the action; one run at a time. */
  run(run: BatchRun): Promise<BatchResult>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DRIVER = fileURLToPath(new URL('action-driver.ts', import.meta.url));

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

interface Driver {
  readonly child: ChildProcess;
  readonly nextOut: ReturnType<typeof untilMark>;
  readonly nextErr: ReturnType<typeof untilMark>;
  readonly gone: Promise<never>;
}

function startDriver(script: string, cwd: string): Driver {
  const mark = randomUUID();
  const child = fork(DRIVER, [script, mark], { silent: true, env: {}, cwd });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the process has no streams');
  const nextOut = untilMark(stdout, new RegExp(`\\n${mark} (\\d+)\\n`));
  const nextErr = untilMark(stderr, new RegExp(`\\n${mark}\\n`));
  const gone = failed(child);
  gone.catch(() => undefined);
  return { child, nextOut, nextErr, gone };
}

function endDriver({ child }: Driver): void {
  child.removeAllListeners('exit');
  // It takes the signals that ask as the action does, and lives on.
  child.kill('SIGKILL');
}

/** Reads the outputs of a run that nobody attacks. */
export function outputsOf({ output }: BatchResult): Readonly<Record<string, string>> {
  return parseRunnerFile(output);
}

/** Opens a process for many runs of the bundled action. */
export function openBatch(script = process.env['SEALIFT_TEST_SCRIPT'] ?? join(ROOT, 'dist', 'index.js')): Batch {
  const root = mkdtempSync(join(tmpdir(), 'sealift-batch-'));
  const defaults = readInputDefaults(join(ROOT, 'action.yml'));
  const driver = startDriver(script, createRunnerEnvironment(root).workspace);
  return {
    async run({ inputs, env, event }) {
      const { child, nextOut, nextErr, gone } = driver;
      const runner = createRunnerEnvironment(root, event);
      const variables = Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [inputVariable(name), value]);
      const path = process.env['PATH'] ?? '';
      child.send({ PATH: path, ...runner.env, ...Object.fromEntries(variables), ...env });
      const [out, err] = await Promise.race([Promise.all([nextOut(), nextErr()]), gone]);
      const read = (name: string) => readFile(join(root, name), 'utf8');
      const [output, environment, state, added, summary] = await Promise.all(
        ['output', 'env', 'state', 'path', 'summary'].map(read),
      );
      const files = { output: output ?? '', env: environment ?? '', state: state ?? '', path: added ?? '' };
      await Promise.all(['output', 'env', 'state', 'path', 'summary'].map((name) => writeFile(join(root, name), '')));
      const streams = { stdout: out.before, stderr: err.before };
      return { exitCode: Number(out[1]), ...streams, ...files, summary: summary ?? '' };
    },
    async [Symbol.asyncDispose]() {
      endDriver(driver);
      await rm(root, { recursive: true, force: true });
    },
  };
}
