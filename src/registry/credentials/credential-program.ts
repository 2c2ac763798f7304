import { type ExecFileException, execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** A helper's answer is one small object; more is not read (bytes). */
const OUTPUT_LIMIT = 64 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/** What came of running a helper. */
export interface HelperOutcome {
  /** Why it gave no answer, in a clause; what it printed may hold secrets and is no part of it. */
  readonly failure: string | undefined;
  /** Whether the program ended by itself. */
  readonly hasExited: boolean;
  readonly stdout: Uint8Array;
}

/** Finds a program through PATH alone; entries that depend on the working directory, a checkout, do not count. */
export async function findHelper(name: string, path: string): Promise<string | undefined> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const program = join(folder, file);
    try {
      await access(program, constants.X_OK);
      if ((await stat(program)).isFile()) return program;
    } catch {}
  }
  return undefined;
}

/** Returns what the helper may know: clouds' settings are among it, our inputs and others' passwords are not. */
function passOn(environment: Environment): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(([name]) => !/^(?:INPUT_.*|DOCKER_AUTH_CONFIG)$/i.test(name));
  return Object.fromEntries(kept);
}

function explain(error: ExecFileException, timeLimit: number): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed more than 64 KiB';
  if (error.killed === true) return `it gave no answer within ${timeLimit / 1000} s`;
  if (typeof error.code === 'number') return `it exited with ${error.code}`;
  return error.signal ? `it was ended by ${error.signal}` : `it cannot be started (${error.code})`;
}

/** Runs a helper without a shell, with a question on its standard input. */
export function runHelper(
  program: string,
  question: string,
  options: { readonly environment: Environment; readonly timeLimit: number },
): Promise<HelperOutcome> {
  const settings = {
    env: passOn(options.environment),
    timeout: options.timeLimit,
    killSignal: 'SIGKILL',
    maxBuffer: OUTPUT_LIMIT,
    encoding: 'buffer',
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], settings, (error, stdout) => {
      const failure = error === null ? undefined : explain(error, options.timeLimit);
      resolve({ failure, hasExited: error === null || typeof error.code === 'number', stdout });
    });
    // A helper that does not read its question closes the pipe; its answer says what came of it.
    child.stdin?.on('error', () => undefined).end(question);
  });
}
