import { type ExecFileException, execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { InputError } from '../../errors.ts';
import { parseJsonObject, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { helperAddress } from './auth-key.ts';
import type { Credential } from './credential.ts';

/** In ms. Helpers ask a keychain or a cloud once; slower ones wait for a person. */
const TIME_LIMIT = 30_000;

/** Not a path: `../../evil` in a configuration once ran any program (gitlab-runner #26725). */
const SUFFIX = /^[A-Za-z0-9._-]+$/;

/** What helpers print to stdout if they know nothing (docker-credential-helpers, credentials/error.go). */
const NOT_FOUND = 'credentials not found in native keychain';

/** The user that marks the secret as an identity token (docker/cli, native_store.go). */
const TOKEN_USER = '<token>';

interface HelperOptions {
  /** `gcloud` of `docker-credential-gcloud`. */
  readonly suffix: string;
  /** The file that names it, for messages. */
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** In ms. */
  readonly timeLimit?: number;
}

function parseAnswer(stdout: Uint8Array): Credential | 'none' | undefined {
  try {
    const answer = parseJsonObject(stdout);
    const username = stringProperty(answer, 'Username');
    const secret = stringProperty(answer, 'Secret');
    // Docker takes two empty texts for "no login".
    if (username === '' && secret === '') return 'none';
    if (!username || !secret) return undefined;
    if (username === TOKEN_USER) return { kind: 'identity-token', token: secret };
    return { kind: 'basic', username, password: secret };
  } catch {
    return undefined;
  }
}

/**
 * Asks a credential helper for a registry, by Docker's protocol; undefined if it knows nothing of the registry.
 *
 * @param host the registry's canonical host.
 * @throws {InputError} for every other failure: an anonymous request would hide that the helper is broken.
 */
export async function askCredentialHelper(host: string, options: HelperOptions): Promise<Credential | undefined> {
  const { suffix, path, environment, timeLimit = TIME_LIMIT } = options;
  const name = `docker-credential-${suffix}`;
  const refuse = (reason: string, remedy: string): InputError =>
    new InputError({ what: `get credentials for registry "${host}" from ${quote(name)}`, reason, remedy });
  const settings = `credHelpers and credsStore in ${quote(path)}`;
  if (!SUFFIX.test(suffix) || suffix === '.' || suffix === '..') {
    throw refuse('a helper is called only by letters, digits, ".", "_" and "-"', `correct ${settings}`);
  }
  const program = await findHelper(name, environment['PATH'] ?? '');
  if (program === undefined) throw refuse('there is no such program on PATH', `install it, or correct ${settings}`);
  const { failure, hasExited, stdout } = await runHelper(program, helperAddress(host), { environment, timeLimit });
  if (failure !== undefined && hasExited && Buffer.from(stdout).toString('latin1').trim() === NOT_FOUND) {
    return undefined;
  }
  const credential = failure === undefined ? parseAnswer(stdout) : undefined;
  if (credential === 'none') return undefined;
  if (credential !== undefined) return credential;
  throw refuse(
    failure ?? 'its answer holds no "Username" and "Secret" in JSON',
    'run it by hand to see why, or log in with a password or token',
  );
}

/** In bytes; the answer is one small object. */
const OUTPUT_LIMIT = 64 * 1024;

/** Finds a program on PATH; entries relative to the working directory, a checkout, do not count. */
async function findHelper(name: string, path: string): Promise<string | undefined> {
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

/** Keeps settings such as those of clouds, but neither our inputs nor others' passwords. */
function passOn(environment: HelperOptions['environment']): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(?:INPUT_.*|SEALIFT_.*|DOCKER_AUTH_CONFIG)$/i.test(name),
  );
  return Object.fromEntries(kept);
}

/** Describes a failure without the output of the helper, which may hold secrets. */
function explain(error: ExecFileException, timeLimit: number): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed more than 64 KiB';
  if (error.killed === true) return `it gave no answer within ${timeLimit / 1000} s`;
  if (typeof error.code === 'number') return `it exited with ${error.code}`;
  return error.signal ? `it was ended by ${error.signal}` : `it cannot be started (${error.code})`;
}

function runHelper(
  program: string,
  question: string,
  options: Required<Pick<HelperOptions, 'environment' | 'timeLimit'>>,
): Promise<{ readonly failure: string | undefined; readonly hasExited: boolean; readonly stdout: Uint8Array }> {
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
    // A helper that does not read its input closes the pipe; its answer decides.
    child.stdin?.on('error', () => undefined).end(question);
  });
}
