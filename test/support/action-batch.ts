import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputVariable, readInputDefaults } from './action-inputs.ts';
import { createRunnerEnvironment, type RunnerEvent } from './runner-environment.ts';
import { parseRunnerFile } from './runner-files.ts';
import { BUNDLE, startWarmAction } from './warm-action.ts';

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

/** Reads the outputs of a run that nobody attacks. */
export function outputsOf({ output }: BatchResult): Readonly<Record<string, string>> {
  return parseRunnerFile(output);
}

/** Opens a process for many runs of the bundled action. */
export function openBatch(script = process.env['SEALIFT_TEST_SCRIPT'] ?? BUNDLE): Batch {
  const root = mkdtempSync(join(tmpdir(), 'sealift-batch-'));
  const defaults = readInputDefaults(join(ROOT, 'action.yml'));
  const action = startWarmAction(script);
  return {
    async run({ inputs, env, event }) {
      const runner = createRunnerEnvironment(root, event);
      const variables = Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [inputVariable(name), value]);
      const path = process.env['PATH'] ?? '';
      const ended = await action.run({
        env: { PATH: path, ...runner.env, ...Object.fromEntries(variables), ...env },
        cwd: runner.workspace,
      });
      const read = (name: string) => readFile(join(root, name), 'utf8');
      const [output, environment, state, added, summary] = await Promise.all(
        ['output', 'env', 'state', 'path', 'summary'].map(read),
      );
      const files = { output: output ?? '', env: environment ?? '', state: state ?? '', path: added ?? '' };
      await Promise.all(['output', 'env', 'state', 'path', 'summary'].map((name) => writeFile(join(root, name), '')));
      return { ...ended, ...files, summary: summary ?? '' };
    },
    async [Symbol.asyncDispose]() {
      action.end();
      await rm(root, { recursive: true, force: true });
    },
  };
}
