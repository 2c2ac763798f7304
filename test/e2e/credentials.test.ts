import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answering, pathWith, writeHelper } from '../registry/helper-programs.ts';
import { startServer } from '../registry/support.ts';
import { basicAuthorization, bearerAuthorization } from '../support/authorization.ts';
import { startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { DISTRIBUTION } from './targets.ts';

const IMAGE = buildImage({ labels: LABELS });
const USER = { username: 'deployer', password: 'correct-horse' } as const;
const SECRET = Buffer.from(`${USER.username}:${USER.password}`).toString('base64');

/** Writes what docker/login-action leaves behind. */
async function withDockerConfig<Result>(host: string, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-docker-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth: SECRET } } }));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function withoutMasks(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

describe('credentials', () => {
  it.skipIf(!DISTRIBUTION.available)('from docker config.json open CNCF Distribution behind htpasswd', async () => {
    await using registry = await startDistribution({ users: { [USER.username]: USER.password } });
    const { host } = registry;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3'], { authorization: basicAuthorization(USER) });
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
    const run = await withDockerConfig(host, (folder) => runAction({ inputs, env: { DOCKER_CONFIG: folder } }));
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toMatch(/Credentials for \S+: auths in \S+config\.json/);
    const refused = await runAction({
      inputs: {
        ...inputs,
        'source-username': USER.username,
        'source-password': 'wrong',
        'destination-username': USER.username,
        'destination-password': 'wrong',
      },
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('it rejects the credentials');
  });

  it('are masked when they are received, and printed nowhere else', async () => {
    await using registry = await startRegistry({ auth: { kind: 'bearer', users: { [USER.username]: USER.password } } });
    const { host } = registry;
    const scopes = ['repository:d/app:pull,push'];
    await pushImage(host, 'd/app', IMAGE, ['1.2.3'], {
      authorization: await bearerAuthorization(host, { user: USER, scopes }),
    });
    const credentials = {
      'source-username': USER.username,
      'source-password': USER.password,
      'destination-username': USER.username,
      'destination-password': USER.password,
    };
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source', ...credentials };
    const run = await runAction({ inputs, env: { RUNNER_DEBUG: '1' } });
    expect(run.exitCode).toBe(0);
    const masks = run.stdout
      .split('\n')
      .filter((line) => line.startsWith('::add-mask::'))
      .map((line) => line.slice('::add-mask::'.length));
    expect(masks).toEqual(expect.arrayContaining([USER.password, SECRET]));
    // The token is the third mask: it is masked when it is received.
    expect(masks.length).toBeGreaterThanOrEqual(3);
    const printed = withoutMasks(run.stdout) + run.stderr + run.summary + JSON.stringify(run.outputs);
    for (const mask of masks) expect(printed).not.toContain(mask);
  });

  it('are not announced outside of GitHub, where a mask would print them', async () => {
    await using registry = await startRegistry({ auth: { kind: 'basic', users: { [USER.username]: USER.password } } });
    const { host } = registry;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3'], { authorization: basicAuthorization(USER) });
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
    const env = { GITHUB_ACTIONS: '', GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '' };
    const run = await withDockerConfig(host, (folder) => runAction({ inputs, env: { ...env, DOCKER_CONFIG: folder } }));
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain(USER.password);
    expect(run.stdout).not.toContain(SECRET);
    expect(run.stdout).toContain(`output digest = ${IMAGE.index.digest}`);
    expect(run.stdout).toContain(`Promoted \`1.2.3\` to \`${host}/t/app\``);
  });

  it('cost one token for all scopes of a run', async () => {
    await using registry = await startRegistry({ auth: { kind: 'bearer', users: { [USER.username]: USER.password } } });
    await using proxy = await startProxy(registry.host);
    const { host } = proxy;
    const scopes = ['repository:d/app:pull,push'];
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3'], {
      authorization: await bearerAuthorization(registry.host, { user: USER, scopes }),
    });
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
    const run = await withDockerConfig(host, (folder) => runAction({ inputs, env: { DOCKER_CONFIG: folder } }));
    expect(run).toMatchObject({ exitCode: 0 });
    const tokens = proxy.log.filter(({ path }) => path.startsWith('/token'));
    expect(tokens).toHaveLength(1);
    const asked = new URL(tokens[0]?.path ?? '', 'http://localhost').searchParams.getAll('scope');
    expect(asked).toEqual(['repository:t/app:pull,push', 'repository:d/app:pull']);
  });
});

const READER = { username: 'reader', password: 'battery-staple' } as const;
const WRITER = { username: 'writer', password: 'horse-battery' } as const;

interface User {
  readonly username: string;
  readonly password: string;
}

function authOf({ username, password }: User): { readonly auth: string } {
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}

/** Who asked for tokens, and for what: one line a request. */
interface Grants {
  readonly lines: string[];
}

/** Starts a registry of two users, and keeps who asks for which scopes. */
async function startGuarded() {
  const grants: Grants = { lines: [] };
  const users = { [READER.username]: READER.password, [WRITER.username]: WRITER.password };
  const registry = await startRegistry({
    auth: { kind: 'bearer', users },
    async intercept(request, _response, url) {
      if (!url.startsWith('/token')) return false;
      const header = request.headers.authorization ?? '';
      const [user = ''] = Buffer.from(header.replace(/^Basic /, ''), 'base64')
        .toString()
        .split(':');
      const scopes = new URL(url, 'http://localhost').searchParams.getAll('scope');
      grants.lines.push([user || 'nobody', ...scopes].join(' '));
      return false;
    },
  });
  const scopes = ['repository:d/app:pull,push'];
  const authorization = await bearerAuthorization(registry.host, { user: WRITER, scopes });
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3'], { authorization });
  grants.lines.splice(0);
  return { registry, grants, host: registry.host };
}

/** Makes a home with files in it, by their paths. */
async function withHome<Result>(
  files: Readonly<Record<string, unknown>>,
  use: (home: string) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'sealift-home-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), JSON.stringify(content));
  }
  try {
    return await use(home);
  } finally {
    await rm(home, { recursive: true });
  }
}

function promotion(host: string) {
  return { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
}

function expectNoSecrets(run: Awaited<ReturnType<typeof runAction>>): void {
  const printed = withoutMasks(run.stdout) + run.stderr + run.summary + JSON.stringify(run.outputs);
  for (const user of [READER, WRITER]) {
    expect(printed).not.toContain(user.password);
    expect(printed).not.toContain(authOf(user).auth);
  }
}

describe('two users of one registry', () => {
  it.each<readonly [string, (host: string) => Readonly<Record<string, unknown>>]>([
    [
      'scopes of docker/login-action',
      (host) => ({
        [`.docker/buildx/config/${host}@pull/config.json`]: { auths: { [host]: authOf(READER) } },
        [`.docker/buildx/config/${host}/t/app@pull,push/config.json`]: { auths: { [host]: authOf(WRITER) } },
      }),
    ],
    [
      'keys with a path',
      (host) => ({
        '.config/containers/auth.json': { auths: { [host]: authOf(READER), [`${host}/t`]: authOf(WRITER) } },
      }),
    ],
  ])('are kept apart by %s', async (_, files) => {
    const { registry, grants, host } = await startGuarded();
    await using _registry = registry;
    const run = await withHome(files(host), (HOME) =>
      runAction({ inputs: promotion(host), env: { HOME, RUNNER_DEBUG: '1', XDG_RUNTIME_DIR: HOME } }),
    );
    expect(run).toMatchObject({ exitCode: 0 });
    expect([...registry.tags('t/app').keys()]).toContain('1.2.3');
    expect(grants.lines.length).toBeGreaterThan(0);
    for (const line of grants.lines) {
      // Whatever writes is the writer's, and nothing that the reader asks for could write.
      expect(line).toMatch(
        /^(?:writer repository:t\/app:pull,push repository:d\/app:pull|reader repository:d\/app:pull)$/,
      );
    }
    expect(new Set(grants.lines.map((line) => line.split(' ')[0]))).toEqual(new Set(['reader', 'writer']));
    expectNoSecrets(run);
  });
});

describe('credentials that a program or a variable holds', () => {
  it.skipIf(process.platform === 'win32')('open a registry by credHelpers', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    const files = { '.docker/config.json': { credHelpers: { [host]: 'test' } } };
    const run = await withHome(files, async (HOME) => {
      await writeHelper(join(HOME, 'bin'), 'test', answering(WRITER.username, WRITER.password));
      return await runAction({
        inputs: promotion(host),
        env: { HOME, PATH: pathWith(join(HOME, 'bin')), RUNNER_DEBUG: '1' },
      });
    });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toMatch(/Credentials for \S+: helper docker-credential-test of \S+config\.json/);
    expect(run.stdout).toContain(`::add-mask::${WRITER.password}`);
    expectNoSecrets(run);
  });

  it.skipIf(process.platform === 'win32')('are asked for again when the registry refuses them', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    const files = { '.docker/config.json': { credsStore: 'test' } };
    const run = await withHome(files, async (HOME) => {
      const [stale, fresh] = [answering('writer', 'expired-token'), answering(WRITER.username, WRITER.password)];
      const script = `if mkdir '${HOME}/asked' 2>/dev/null; then ${stale}; else ${fresh}; fi`;
      await writeHelper(join(HOME, 'bin'), 'test', script);
      return await runAction({ inputs: promotion(host), env: { HOME, PATH: pathWith(join(HOME, 'bin')) } });
    });
    expect(run).toMatchObject({ exitCode: 0 });
    expectNoSecrets(run);
  });

  it.skipIf(process.platform === 'win32')(
    'end the run where the program fails, and nothing of it is printed',
    async () => {
      const { registry, host } = await startGuarded();
      await using _registry = registry;
      const files = { '.docker/config.json': { credsStore: 'test' } };
      const run = await withHome(files, async (HOME) => {
        await writeHelper(join(HOME, 'bin'), 'test', `echo ${WRITER.password}; echo ${WRITER.password} >&2; exit 1`);
        return await runAction({ inputs: promotion(host), env: { HOME, PATH: pathWith(join(HOME, 'bin')) } });
      });
      expect(run.exitCode).toBe(1);
      expect(run.stdout).toContain('from "docker-credential-test": it exited with 1');
      expectNoSecrets(run);
      expect(registry.tags('t/app').size).toBe(0);
    },
  );

  it('open a registry by DOCKER_AUTH_CONFIG', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [host]: authOf(WRITER) } });
    const run = await runAction({ inputs: promotion(host), env: { DOCKER_AUTH_CONFIG } });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toMatch(/Credentials for \S+: auths in DOCKER_AUTH_CONFIG/);
    expectNoSecrets(run);
  });

  it('are refused by the path where the file is broken', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    const run = await withHome({ '.docker/config.json': [authOf(WRITER)] }, (HOME) =>
      runAction({ inputs: promotion(host), env: { HOME } }),
    );
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/Cannot read credentials from "\S+config\.json": it is not a JSON object/);
    expectNoSecrets(run);
  });
});

describe('credentials that are not there', () => {
  it('are missing in a pull request from a fork, and the error says why', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    const repo = (full_name: string) => ({ repo: { full_name } });
    const payload = { pull_request: { number: 7, head: repo('mallory/shop'), base: repo('acme/shop') } };
    const run = await runAction({
      inputs: promotion(host),
      event: { name: 'pull_request', ref: 'refs/pull/7/merge', payload },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(
      `Cannot log in to registry "${host}": no credentials for "${host}" (secrets are not available to pull requests from forks)`,
    );
  });

  it('are not taken from the checked-out workspace', async () => {
    const { registry, grants, host } = await startGuarded();
    await using _registry = registry;
    const files = { '.docker/config.json': { auths: { [host]: authOf(WRITER) } } };
    const run = await withHome(files, (HOME) =>
      runAction({ inputs: promotion(host), env: { HOME, GITHUB_WORKSPACE: HOME } }),
    );
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::warning::The credentials in "\S+config\.json" are left out: the file lies in/);
    expect(run.stdout).toContain('authentication is required, but no credentials were found');
    expect(grants.lines.filter((line) => line.startsWith('writer'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('are not waited for where a pipe stands for the file', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    const run = await withHome({}, (HOME) => {
      execFileSync('mkfifo', [join(HOME, 'config.json')]);
      return runAction({ inputs: promotion(host), env: { HOME, DOCKER_CONFIG: HOME } });
    });
    expect(run).toMatchObject({ exitCode: 1, signal: null });
    expect(run.stdout).toMatch(/Cannot read credentials from "\S+config\.json": it is not a regular file/);
  });
});

describe('a token server of another name', () => {
  it('gets no credentials, and is named with the input', async () => {
    const { registry, host } = await startGuarded();
    await using _registry = registry;
    await using front = await startServer((_, response) => {
      const realm = 'https://tokens.sealift.invalid/token';
      response.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${realm}",service="s"` }).end();
    });
    const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [front.host]: authOf(WRITER), [host]: authOf(WRITER) } });
    const run = await runAction({
      inputs: { ...promotion(host), from: `${front.host}/d/app:1.2.3`, 'trusted-auth-hosts': 'elsewhere.invalid' },
      env: { DOCKER_AUTH_CONFIG, RUNNER_DEBUG: '1' },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(
      `::warning::The credentials for registry "${front.host}" are not sent to "tokens.sealift.invalid", to which it sends us for a token, so that only what anybody may do is done there: if they belong there, add the line "trusted-auth-hosts: tokens.sealift.invalid" to the inputs of this step`,
    );
    expect(registry.tags('t/app').size).toBe(0);
    expectNoSecrets(run);
  });
});
