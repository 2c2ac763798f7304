import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { quote } from '../util/safe-text.ts';

/** No command that is run here takes longer on a local disk, not even in a huge repository (milliseconds). */
const TIME_LIMIT = 10_000;

/** The longest answer, in bytes: some hundred thousand tags. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/** What git finds itself by; it needs nothing else, least of all the secrets among the inputs. */
const PASSED_ON = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SYSTEMROOT', 'LD_LIBRARY_PATH', 'TMPDIR'];

/** What the history of the repository is asked for with: the checkout, or GitHub. */
export interface GitSource {
  readonly event: EventContext;
  readonly environment: Env;
  readonly token: string | undefined;
}

/** What git answered. */
interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The checkout in the workspace, of which git is asked. */
export interface Checkout {
  readonly folder: string;
  /**
   * Runs git with arguments; no shell sees them.
   *
   * @throws {InputError} if git is not there, gives no answer in time, or too long a one.
   */
  run(...args: readonly string[]): Promise<GitAnswer>;
}

/**
 * Settings that keep a repository's own configuration from starting programs or reaching for the network.
 *
 * A checkout may belong to another user than the job, as in job containers, and git then refuses it. The workspace,
 * and that folder alone, is therefore declared safe: `*` would also trust a repository that someone else puts into
 * a folder above or below.
 */
function settings(folder: string): readonly string[] {
  return ['-c', `safe.directory=${folder}`, '-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false'];
}

function variables(environment: Env, folder: string): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    // A repository above the workspace is not the one that was checked out.
    GIT_CEILING_DIRECTORIES: dirname(folder),
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

function findFolder(environment: Env): string {
  const folder = resolve(environment['GITHUB_WORKSPACE'] || '.');
  try {
    return realpathSync(folder);
  } catch {
    throw new InputError(
      `Cannot ask git: the workspace ${quote(folder)} does not exist; run actions/checkout before this step`,
    );
  }
}

function explain(error: Error & { readonly code?: unknown; readonly killed?: boolean }, subject: string): InputError {
  if (error.code === 'ENOENT') {
    return new InputError(
      'Cannot ask git: the program is not installed; install git in the image of the job, or let Sealift ask GitHub instead by giving github-token and leaving context at "workflow"',
    );
  }
  if (error.killed === true && error.code !== 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new InputError(
      `Cannot ask git: "git ${subject}" took longer than ${TIME_LIMIT / 1000} s; run the step again`,
    );
  }
  return new InputError(
    `Cannot ask git: "git ${subject}" failed (${quote(error.message)}); check that git runs in this job`,
  );
}

/** Opens the checkout in the workspace; whether it is one, the first command shows. */
export function openCheckout(environment: Env): Checkout {
  const folder = findFolder(environment);
  const options = {
    cwd: folder,
    env: variables(environment, folder),
    timeout: TIME_LIMIT,
    killSignal: 'SIGKILL',
    maxBuffer: OUTPUT_LIMIT,
    encoding: 'utf8',
    windowsHide: true,
  } as const;
  return {
    folder,
    run(...args) {
      return new Promise((answer, reject) => {
        execFile('git', [...settings(folder), ...args], options, (error, stdout, stderr) => {
          if (error === null) answer({ exitCode: 0, stdout, stderr });
          else if (typeof error.code === 'number') answer({ exitCode: error.code, stdout, stderr });
          else reject(explain(error, args[0] ?? ''));
        });
      });
    },
  };
}

/**
 * Asks git something that every checkout can answer.
 *
 * @returns the answer without the line break at its end.
 * @throws {InputError} that says what git refused, with the remedy for the usual reasons.
 */
export async function askGit(checkout: Checkout, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await checkout.run(...args);
  if (exitCode === 0) return stdout.trimEnd();
  const folder = quote(checkout.folder);
  if (/not a git repository/i.test(stderr)) {
    throw new InputError(`Cannot ask git: ${folder} is no checkout; run actions/checkout before this step`);
  }
  if (/dubious ownership/i.test(stderr)) {
    throw new InputError(
      `Cannot ask git: it does not trust ${folder}, which belongs to another user; run "git config --global --add safe.directory ${checkout.folder}" before this step`,
    );
  }
  const reason = quote(stderr.split('\n', 1)[0] ?? '');
  throw new InputError(
    `Cannot ask git: "git ${args[0]}" failed with ${reason}; check the checkout that actions/checkout made`,
  );
}
