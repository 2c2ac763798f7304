import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { inputVariable, readInputDefaults } from './action-inputs.ts';
import { createRunnerEnvironment, type RunnerEvent } from './runner-environment.ts';
import { parseRunnerFile } from './runner-files.ts';
import { IS_FULL } from './seed.ts';
import { BUNDLE, COMPILED, startWarmAction, type WarmAction } from './warm-action.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How long an action may run before it is killed, in milliseconds: a hanging one must fail its test, not outlive it. */
const TIME_LIMIT = 120_000;

/** The Node that action.yml asks for (`runs.using: node24`). */
const NODE_MAJOR = 24;

/** How to run the action. */
export interface RunActionOptions {
  /** The inputs that the workflow gives; the others have the defaults of action.yml. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Further variables, which win over those of the runner. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: RunnerEvent;
  /** What to run; by default `dist/index.js` of this repository. */
  readonly script?: string;
  /** Where to run it; by default an empty workspace. */
  readonly cwd?: string;
  /** When it is given up (ms). */
  readonly timeLimit?: number;
}

/** What came of a run. */
export interface ActionResult {
  /** The exit code, or null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote to GITHUB_OUTPUT; nothing where a signal ended it, since that may be half a value. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The Markdown of the step's summary. */
  readonly summary: string;
  readonly milliseconds: number;
}

/** A run that is under way. */
export interface SpawnedAction {
  readonly child: ChildProcess;
  readonly done: Promise<ActionResult>;
}

function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const all = { ...readInputDefaults(join(ROOT, 'action.yml')), ...inputs };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [inputVariable(name), value]));
}

/**
 * Starts the action as the Actions runner does, with nothing of the surrounding environment but PATH.
 *
 * Its home, workspace and files lie in a temporary folder, which goes when the run ends.
 */
export function spawnAction(options: RunActionOptions): SpawnedAction {
  const major = Number(process.versions.node.split('.', 1)[0]);
  if (major < NODE_MAJOR)
    throw new Error(`Cannot run the action: it needs Node ${NODE_MAJOR}, this is ${process.version}`);
  const root = mkdtempSync(join(tmpdir(), 'sealift-run-'));
  const { env, files, workspace } = createRunnerEnvironment(root, options.event);
  const startedAt = performance.now();
  const child = spawn(process.execPath, [options.script ?? BUNDLE], {
    cwd: options.cwd ?? workspace,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: COMPILED,
      ...env,
      ...inputVariables(options.inputs),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeLimit ?? TIME_LIMIT,
    killSignal: 'SIGKILL',
  });

  async function finish(): Promise<ActionResult> {
    try {
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      const milliseconds = performance.now() - startedAt;
      const outputs = child.signalCode === null ? parseRunnerFile(await readFile(files.output, 'utf8')) : {};
      const summary = await readFile(files.summary, 'utf8');
      return { exitCode: child.exitCode, signal: child.signalCode, stdout, stderr, outputs, summary, milliseconds };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  return { child, done: finish() };
}

/** The processes of this test file that wait for their next run. */
const idle: WarmAction[] = [];

function takeWarmAction(): WarmAction {
  const action = idle.pop() ?? startWarmAction();
  action.child.ref();
  action.child.channel?.ref();
  return action;
}

/** Keeps a process for the next run; it does not keep the test file from ending. */
function giveBack(action: WarmAction): void {
  action.child.unref();
  action.child.channel?.unref();
  idle.push(action);
}

async function runWarm(options: RunActionOptions): Promise<ActionResult> {
  const root = mkdtempSync(join(tmpdir(), 'sealift-run-'));
  const { env, files, workspace } = createRunnerEnvironment(root, options.event);
  const action = takeWarmAction();
  const timer = setTimeout(() => action.child.kill('SIGKILL'), TIME_LIMIT);
  const startedAt = performance.now();
  try {
    const variables = { ...env, ...inputVariables(options.inputs), ...options.env };
    const ended = await action.run({ env: { PATH: process.env['PATH'] ?? '', ...variables }, cwd: workspace });
    giveBack(action);
    const milliseconds = performance.now() - startedAt;
    const outputs = parseRunnerFile(await readFile(files.output, 'utf8'));
    return { ...ended, signal: null, outputs, summary: await readFile(files.summary, 'utf8'), milliseconds };
  } finally {
    clearTimeout(timer);
    await rm(root, { recursive: true, force: true });
  }
}

/** Tells whether a run depends on how its process is started. */
function needsOwnProcess({ script, cwd, env = {} }: RunActionOptions): boolean {
  return script !== undefined || cwd !== undefined || Object.keys(env).some((name) => name.startsWith('NODE_'));
}

/**
 * Runs the action as the Actions runner does, to its end.
 *
 * In a full run each has a process of its own. Otherwise the runs of a test file share processes, of which each runs one
 * at a time: that takes a third of the time, and shows besides that no run leaves anything to the next. In a full run what
 * it wrote must be as the published schemas say.
 */
export async function runAction(options: RunActionOptions): Promise<ActionResult> {
  if (!IS_FULL) return needsOwnProcess(options) ? await spawnAction(options).done : await runWarm(options);
  const result = await spawnAction(options).done;
  // Loaded late: it takes time that not every run of the tests has.
  (await import('./written-data.ts')).checkWritten(result.outputs);
  return result;
}
