import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { askCredentialHelper } from '../../../src/registry/credentials/helper.ts';
import { answering, pathWith, writeHelper } from '../helper-programs.ts';

const CONFIG = '/home/user/.docker/config.json';
const CANARY = 'hunter2-canary';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-helper-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function ask(
  suffix: string,
  options: { readonly host?: string; readonly env?: Record<string, string>; readonly timeLimit?: number } = {},
) {
  const environment = { PATH: pathWith(folder), ...options.env };
  const { host = 'ghcr.io', timeLimit = 30_000 } = options;
  return askCredentialHelper(host, { suffix, path: CONFIG, environment, timeLimit });
}

/** Runs a script as helper and returns the error that comes of it. */
async function refusal(suffix: string, script: string, timeLimit?: number): Promise<Error> {
  await writeHelper(folder, suffix, script);
  const error = await ask(suffix, timeLimit === undefined ? {} : { timeLimit }).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error(`no InputError but ${String(error)}`);
  return error;
}

describe.skipIf(process.platform === 'win32')('a helper', () => {
  it.each([
    ['a user', answering('alice', 'secret'), { kind: 'basic', username: 'alice', password: 'secret' }],
    ['a token', answering('<token>', 'refresh'), { kind: 'identity-token', token: 'refresh' }],
    [
      'a user without reading the question',
      answering('a', 'b').replace('cat >/dev/null; ', ''),
      { kind: 'basic', username: 'a', password: 'b' },
    ],
    [
      'a user and speaks on stderr',
      `echo noise >&2; ${answering('a', 'b')}`,
      { kind: 'basic', username: 'a', password: 'b' },
    ],
  ])('that knows %s is believed', async (_, script, expected) => {
    await writeHelper(folder, 'good', script);
    expect(await ask('good')).toEqual(expected);
  });

  it.each([
    ['docker.io', 'https://index.docker.io/v1/'],
    ['localhost:5000', 'localhost:5000'],
  ])('is asked to get %s by %s, without a line break', async (host, address) => {
    const [seen, called] = [join(folder, 'seen'), join(folder, 'called')];
    await writeHelper(
      folder,
      'seeing',
      `printf '%s' "$*" >'${called}'; cat >'${seen}'; printf '{"Username":"a","Secret":"b"}'`,
    );
    await ask('seeing', { host });
    expect([await readFile(seen, 'utf8'), await readFile(called, 'utf8')]).toEqual([address, 'get']);
  });

  it('does not see our inputs, but what clouds are configured by', async () => {
    const seen = join(folder, 'variables');
    await writeHelper(folder, 'env', `env >'${seen}'; printf '{"Username":"a","Secret":"b"}'`);
    const ours = {
      'INPUT_SOURCE-PASSWORD': CANARY,
      INPUT_TOKEN: CANARY,
      input_y: CANARY,
      DOCKER_AUTH_CONFIG: CANARY,
      SEALIFT_SIGNING_KEY: CANARY,
    };
    const theirs = { AWS_REGION: 'eu', MY_INPUT_FILE: 'a', DOCKER_AUTH_CONFIG_FILE: 'b', INPUT: 'c' };
    await ask('env', { env: { ...ours, ...theirs } });
    const variables = (await readFile(seen, 'utf8')).split('\n');
    for (const [name, value] of Object.entries(theirs)) expect(variables).toContain(`${name}=${value}`);
    expect(variables.join('\n')).not.toContain(CANARY);
  });

  it.each(['exit 1', 'exit 3'])('that says so on stdout knows nothing: %s', async (exit) => {
    await writeHelper(folder, 'empty', `echo ' credentials not found in native keychain'; ${exit}`);
    expect(await ask('empty')).toBeUndefined();
  });

  it('that answers with two empty texts knows nothing', async () => {
    await writeHelper(folder, 'blank', answering('', ''));
    expect(await ask('blank')).toBeUndefined();
  });

  it.each([
    ['exits with an error', `echo ${CANARY}; echo ${CANARY} >&2; exit 1`, 'it exited with 1'],
    ['says so on stderr', 'echo "credentials not found in native keychain" >&2; exit 1', 'it exited with 1'],
    ['says more than that', `echo "credentials not found in native keychain ${CANARY}"; exit 1`, 'it exited with 1'],
    ['wants an address', 'echo "no credentials server URL"; exit 1', 'it exited with 1'],
    [
      'says so and exits well',
      'echo "credentials not found in native keychain"',
      'its answer holds no "Username" and "Secret" in JSON',
    ],
    ['answers garbage', `echo '${CANARY}{'`, 'its answer holds no "Username" and "Secret" in JSON'],
    ['answers nothing', ':', 'its answer holds no "Username" and "Secret" in JSON'],
    ['answers without a user', `echo '{"Secret":"${CANARY}"}'`, 'its answer holds no "Username" and "Secret" in JSON'],
    [
      'answers without a secret',
      `echo '{"Username":"a","Secret":""}'`,
      'its answer holds no "Username" and "Secret" in JSON',
    ],
    [
      'answers other types',
      `echo '{"Username":["${CANARY}"],"Secret":7}'`,
      'its answer holds no "Username" and "Secret" in JSON',
    ],
    [
      'answers with the prototype',
      `echo '{"__proto__":{"Username":"a","Secret":"${CANARY}"}}'`,
      'its answer holds no "Username" and "Secret" in JSON',
    ],
    [
      'answers no UTF-8',
      `printf '{"Username":"a","Secret":"\\377"}'`,
      'its answer holds no "Username" and "Secret" in JSON',
    ],
    ['is killed', 'kill -9 $$', 'it was ended by SIGKILL'],
  ])('that %s is an error that repeats nothing', async (_, script, reason) => {
    const { message, cause } = await refusal('bad', script);
    expect(message).toBe(
      `Cannot get credentials for registry "ghcr.io" from "docker-credential-bad": ${reason}; run it by hand to see why, or log in with a password or token`,
    );
    expect(message).not.toContain(CANARY);
    expect(cause).toBeUndefined();
  });

  it.each([
    ['stdout', 'head -c 1073741824 /dev/zero'],
    ['stderr', 'head -c 1073741824 /dev/zero >&2'],
  ])('that prints a GiB to %s is stopped', async (_, script) => {
    expect((await refusal('loud', script)).message).toContain('it printed more than 64 KiB');
  });

  it.each([
    ['itself', 'exec sleep 20'],
    ['in a child that holds the pipes', 'sleep 20'],
  ])('that hangs, %s, is stopped', async (_, script) => {
    const startedAt = performance.now();
    expect((await refusal('slow', script, 300)).message).toContain('it gave no answer within 0.3 s');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('that is no program cannot be started', async () => {
    const path = await writeHelper(folder, 'broken', '');
    await writeFile(path, '#!/nowhere/interpreter\n');
    await expect(ask('broken')).rejects.toThrow(/it cannot be started \(ENOENT\)/);
  });
});

describe('the name of a helper', () => {
  it.each(['../../evil', '..', '.', '', 'a b', 'a;b', 'a/b', 'a\\b', 'a\nb', '$(id)', 'ä', '-x/../y'])(
    '%j is refused before anything is started',
    async (suffix) => {
      await expect(ask(suffix)).rejects.toThrow(
        /^Cannot get credentials for registry "ghcr\.io" from "docker-credential-.*": a helper is called only by letters, digits, ".", "_" and "-"; correct credHelpers and credsStore in "\/home\/user\/\.docker\/config\.json"$/,
      );
    },
  );

  it('that is not there is an error', async () => {
    await expect(ask('missing')).rejects.toThrow('there is no such program on PATH; install it, or correct');
    await expect(ask('missing', { env: { PATH: '' } })).rejects.toThrow('there is no such program on PATH');
  });

  it('is looked for in no folder that depends on the working directory, and never as a folder', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await writeHelper(elsewhere, 'near', answering('a', 'b'));
    const PATH = ['', '.', relative(process.cwd(), elsewhere)].join(delimiter);
    await expect(ask('near', { env: { PATH } })).rejects.toThrow('there is no such program on PATH');
    await mkdir(join(folder, 'docker-credential-folder'));
    await expect(ask('folder')).rejects.toThrow('there is no such program on PATH');
  });
});
