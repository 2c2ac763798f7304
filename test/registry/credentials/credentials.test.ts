import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCredentials } from '../../../src/registry/credentials/credentials.ts';
import { answering, pathWith, writeHelper } from '../helper-programs.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealift-credentials-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), JSON.stringify(content));
}

function auth(username: string): { readonly auth: string } {
  return { auth: Buffer.from(`${username}:pw-${username}`).toString('base64') };
}

function auths(username: string, key = 'ghcr.io') {
  return { auths: { [key]: auth(username) } };
}

function user(username: string) {
  return { kind: 'basic', username, password: `pw-${username}` };
}

function open(variables: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const environment = { PATH: pathWith(join(home, 'bin')), ...variables };
  const credentials = openCredentials({
    environment,
    home,
    maskSecret: (secret) => void lines.push(`mask ${secret}`),
    warn: (sentence) => void lines.push(`warn ${sentence}`),
  });
  const find = (repository = 'acme/app', actions: readonly ('pull' | 'push')[] = ['pull'], registry = 'ghcr.io') =>
    credentials.find({ registry, repository, actions });
  return { lines, credentials, find };
}

const QUERY = { registry: 'ghcr.io', repository: 'acme/app', actions: ['pull', 'push'] } as const;
const EXPLICIT = { username: 'given', password: 'pw-given', origin: 'inputs source-username and source-password' };

describe('the sources', () => {
  /** Every source in its order, with how to fill it. */
  const files: readonly (readonly [name: string, path: string])[] = [
    ['repository and both actions', 'buildx/config/ghcr.io/acme/app@pull,push/config.json'],
    ['repository and push', 'buildx/config/ghcr.io/acme/app@push/config.json'],
    ['repository', 'buildx/config/ghcr.io/acme/app/config.json'],
    ['registry and both actions', 'buildx/config/ghcr.io@pull,push/config.json'],
    ['registry and push', 'buildx/config/ghcr.io@push/config.json'],
    ['registry', 'buildx/config/ghcr.io/config.json'],
    ['docker', '.docker/config.json'],
    ['named', 'named.json'],
    ['runtime', 'runtime/containers/auth.json'],
    ['config', 'xdg/containers/auth.json'],
    ['legacy', '.dockercfg'],
  ];

  it('count in their order', async () => {
    const environment = {
      BUILDX_CONFIG: join(home, 'buildx'),
      REGISTRY_AUTH_FILE: join(home, 'named.json'),
      XDG_RUNTIME_DIR: join(home, 'runtime'),
      XDG_CONFIG_HOME: join(home, 'xdg'),
    };
    for (const [name, path] of files) await write(path, name === 'legacy' ? auths(name).auths : auths(name));
    const variable = { ...environment, DOCKER_AUTH_CONFIG: JSON.stringify(auths('variable')) };
    expect(await open(variable).credentials.find(QUERY, EXPLICIT)).toEqual({
      credential: user('given'),
      origin: EXPLICIT.origin,
    });
    expect(await open(variable).credentials.find(QUERY)).toEqual({
      credential: user('variable'),
      origin: 'auths in DOCKER_AUTH_CONFIG',
      reread: undefined,
    });
    for (const [name, path] of files) {
      expect(await open(environment).credentials.find(QUERY)).toMatchObject({
        credential: user(name),
        origin: `auths in ${join(home, path)}`,
      });
      await rm(join(home, path));
    }
    expect(await open(environment).credentials.find(QUERY)).toEqual({
      credential: { kind: 'anonymous' },
      origin: 'none found, anonymous',
    });
  });

  it.each([
    ['.docker/config.json', {}],
    ['.docker/buildx/config/ghcr.io@pull/config.json', {}],
    ['.config/containers/auth.json', {}],
    ['.dockercfg', {}],
    ['.docker/config.json', { DOCKER_CONFIG: '' }],
  ])('lie at %s by default', async (path, environment) => {
    await write(path, path === '.dockercfg' ? auths('a').auths : auths('a'));
    expect((await open(environment).find()).origin).toBe(`auths in ${join(home, path)}`);
  });

  it('of Docker lie in DOCKER_CONFIG alone where that is given', async () => {
    await write('.docker/config.json', auths('a'));
    await write('.docker/buildx/config/ghcr.io/config.json', auths('a'));
    await write('other/config.json', auths('b'));
    const environment = { DOCKER_CONFIG: join(home, 'other') };
    expect((await open(environment).find()).credential).toEqual(user('b'));
    await write('other/buildx/config/ghcr.io/config.json', auths('c'));
    expect((await open(environment).find()).credential).toEqual(user('c'));
  });

  it('are not read where an earlier one has what is wanted', async () => {
    await write('.docker/config.json', auths('a'));
    await write('.config/containers/auth.json', 'no object');
    expect((await open().find()).credential).toEqual(user('a'));
    await expect(open().find('x', ['pull'], 'quay.io')).rejects.toThrow('auth.json": it is not a JSON object');
    expect((await open().credentials.find({ ...QUERY, registry: 'quay.io' }, EXPLICIT)).credential.kind).toBe('basic');
  });
});

describe('a scoped login', () => {
  it.each([
    ['ghcr.io@push', ['pull'] as const],
    ['ghcr.io@pull,push', ['pull'] as const],
    ['ghcr.io@pull', ['pull', 'push'] as const],
    ['ghcr.io/acme', ['pull'] as const],
    ['ghcr.io/acme/app2', ['pull'] as const],
    ['ghcr.io.evil.test', ['pull'] as const],
  ])('for %s does not serve %j of another', async (folder, actions) => {
    await write(`.docker/buildx/config/${folder}/config.json`, auths('a'));
    expect((await open().find('acme/app', actions)).credential.kind).toBe('anonymous');
  });

  it("of Docker Hub lies under the API's name", async () => {
    const path = '.docker/buildx/config/registry-1.docker.io/library/nginx@pull/config.json';
    await write(path, auths('a', 'https://index.docker.io/v1/'));
    expect((await open().find('library/nginx', ['pull'], 'docker.io')).credential).toEqual(user('a'));
  });

  it.each(['1', 'true', 'TRUE', 't'])('is ignored where scopes are switched off by %s', async (value) => {
    await write('.docker/buildx/config/ghcr.io/config.json', auths('a'));
    expect((await open({ DOCKER_LOGIN_SCOPE_DISABLED: value }).find()).credential.kind).toBe('anonymous');
    for (const other of ['false', 'untrue', 'truely', '']) {
      expect((await open({ DOCKER_LOGIN_SCOPE_DISABLED: other }).find()).credential).toEqual(user('a'));
    }
  });

  it('that logged out leaves the rest to the others', async () => {
    await write('.docker/buildx/config/ghcr.io/config.json', { auths: {} });
    await write('.docker/config.json', auths('a'));
    expect((await open().find()).credential).toEqual(user('a'));
  });
});

describe('keys with a path', () => {
  it.each([
    ['acme/app', 'repository'],
    ['acme/app/part', 'repository'],
    ['acme/app2', 'namespace'],
    ['acme', 'namespace'],
    ['acme2/app', 'registry'],
    ['x/acme/app', 'registry'],
  ])('give %s that of the %s', async (repository, expected) => {
    const keys = {
      'ghcr.io': auth('registry'),
      'ghcr.io/acme': auth('namespace'),
      'ghcr.io/acme/app': auth('repository'),
    };
    await write('.config/containers/auth.json', { auths: keys });
    expect((await open().find(repository)).credential).toEqual(user(expected));
  });

  it.each(['ghcr.io.evil.test', 'evilghcr.io', 'cr.io', 'ghcr.io:8443', 'evil.test'])(
    'and another host give %s nothing',
    async (registry) => {
      await write('.docker/config.json', { auths: { 'ghcr.io': auth('a'), 'ghcr.io/acme': auth('b') } });
      expect((await open().find('acme/app', ['pull'], registry)).credential.kind).toBe('anonymous');
    },
  );
});

describe('what cannot be used', () => {
  it('is told in a sentence without its content, and left out', async () => {
    const value = '***hunter2***';
    await write('.docker/config.json', { auths: { 'ghcr.io': { auth: value }, 'quay.io': { auth: value } } });
    const { lines, find } = open();
    expect((await find()).credential.kind).toBe('anonymous');
    expect((await find('acme/other')).credential.kind).toBe('anonymous');
    expect(lines.filter((line) => !line.startsWith('mask'))).toEqual([
      `warn The credentials for "ghcr.io" in "${join(home, '.docker', 'config.json')}" are left out: its "auth" is not valid base64; log in again`,
    ]);
    expect(lines[0]).toBe(`mask ${value}`);
  });

  it.each([
    '.docker/config.json',
    '.docker/buildx/config/ghcr.io/config.json',
    '.config/containers/auth.json',
    '.dockercfg',
  ])('that says nothing, as an empty %s, ends no run', async (path) => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), '');
    expect((await open().find()).credential.kind).toBe('anonymous');
  });

  it.skipIf(process.platform === 'win32')('that says nothing, as a link to /dev/null, ends no run', async () => {
    await mkdir(join(home, '.docker'), { recursive: true });
    await symlink('/dev/null', join(home, '.docker/config.json'));
    expect((await open({ REGISTRY_AUTH_FILE: '/dev/null' }).find()).credential.kind).toBe('anonymous');
    await expect(open({ REGISTRY_AUTH_FILE: '/dev/zero' }).find()).rejects.toThrow('it is not a regular file');
  });

  it.each(['.docker/config.json', '.docker/buildx/config/ghcr.io/config.json'])(
    'as a whole file, %s, is an error',
    async (path) => {
      await write(path, ['hunter2']);
      const error = await open().find().catch(String);
      expect(error).toContain(`Cannot read credentials from "${join(home, path)}": it is not a JSON object`);
      expect(error).not.toContain('hunter2');
    },
  );

  it('as the variable is an error', async () => {
    await expect(open({ DOCKER_AUTH_CONFIG: '{' }).find()).rejects.toThrow(
      '"DOCKER_AUTH_CONFIG": it is not a JSON object',
    );
    expect((await open({ DOCKER_AUTH_CONFIG: ' ' }).find()).credential.kind).toBe('anonymous');
  });
});

describe.skipIf(process.platform === 'win32')('a helper', () => {
  const bin = () => join(home, 'bin');

  it('of the host comes before the store, and both before auths', async () => {
    await writeHelper(bin(), 'host', answering('host', 'pw-host'));
    await writeHelper(bin(), 'store', answering('store', 'pw-store'));
    const all = { auths: { 'ghcr.io': auth('file'), 'quay.io': {} }, credsStore: 'store' };
    const config = join(home, '.docker', 'config.json');
    await write('.docker/config.json', { ...all, credHelpers: { 'ghcr.io': 'host' } });
    expect(await open().find()).toMatchObject({
      credential: user('host'),
      origin: `helper docker-credential-host of ${config}`,
    });
    expect((await open().find('x', ['pull'], 'quay.io')).credential).toEqual(user('store'));
    await write('.docker/config.json', all);
    expect((await open().find()).credential).toEqual(user('store'));
    await write('.docker/config.json', { ...all, credHelpers: { 'ghcr.io': '' } });
    expect((await open().find()).credential).toEqual(user('file'));
  });

  it('of another host is not asked', async () => {
    await write('.docker/config.json', { credHelpers: { 'ghcr.io.evil.test': 'missing', 'cr.io': 'missing' } });
    expect((await open().find()).credential.kind).toBe('anonymous');
  });

  it('that knows nothing leaves the rest to auths and the other files', async () => {
    await writeHelper(bin(), 'empty', 'echo "credentials not found in native keychain"; exit 1');
    await write('.docker/config.json', { auths: { 'ghcr.io': {} }, credsStore: 'empty' });
    expect((await open().find()).credential.kind).toBe('anonymous');
    await write('.config/containers/auth.json', auths('a'));
    expect((await open().find()).credential).toEqual(user('a'));
  });

  it('that fails ends the search', async () => {
    await writeHelper(bin(), 'broken', 'exit 1');
    await write('.docker/config.json', { ...auths('a'), credsStore: 'broken' });
    await expect(open().find()).rejects.toThrow('it exited with 1');
  });

  it('is never asked by the mark alone', async () => {
    await write('.docker/config.json', { auths: { 'ghcr.io': {} } });
    expect((await open().find()).credential.kind).toBe('anonymous');
  });

  it('has its answer masked', async () => {
    await writeHelper(bin(), 'store', answering('store', 'pw-store'));
    await write('.docker/config.json', { credsStore: 'store' });
    const { lines, find } = open();
    await find();
    const both = Buffer.from('store:pw-store').toString('base64');
    expect(lines).toEqual(['mask pw-store', `mask ${both}`, 'mask store:pw-store']);
  });

  it('is asked once a host, and again where its answer was refused', async () => {
    const count = join(home, 'count');
    const script = `echo x >>'${count}'; n=$(wc -l <'${count}' | tr -d ' '); printf '{"Username":"u","Secret":"secret-%s"}' "$n"`;
    await writeHelper(bin(), 'counting', script);
    await write('.docker/config.json', { credsStore: 'counting' });
    const { lines, find } = open();
    const password = async (found: ReturnType<typeof find>) => (await found).credential;
    const all = await Promise.all([password(find('a')), password(find('b')), password(find('a', ['pull', 'push']))]);
    expect(all).toEqual(Array(3).fill({ kind: 'basic', username: 'u', password: 'secret-1' }));
    expect(await password(find('a', ['pull'], 'quay.io'))).toMatchObject({ password: 'secret-2' });
    const { reread } = await find('a');
    expect(await reread?.()).toMatchObject({ password: 'secret-3' });
    expect(lines).toContain('mask secret-3');
  });
});

describe('a file', () => {
  it('is read once, and again where its credential was refused', async () => {
    await write('.docker/config.json', auths('old'));
    const { find, lines } = open();
    const { credential, reread } = await find();
    await write('.docker/config.json', auths('new'));
    expect([credential, (await find()).credential]).toEqual([user('old'), user('old')]);
    expect(await reread?.()).toEqual(user('new'));
    expect(lines).toContain('mask pw-new');
    await rm(join(home, '.docker'), { recursive: true });
    expect(await reread?.()).toEqual({ kind: 'anonymous' });
  });
});

describe('what inputs give', () => {
  it('is masked, in all its forms', async () => {
    const { lines, credentials } = open();
    await credentials.find(QUERY, EXPLICIT);
    const both = Buffer.from('given:pw-given').toString('base64');
    expect(lines).toEqual(['mask pw-given', `mask ${both}`, 'mask given:pw-given']);
  });
});

describe('a default file in the checked-out workspace', () => {
  const LEFT_OUT = (path: string) =>
    `warn The credentials in "${path}" are left out: the file lies in the checked-out workspace, where others may have written it; name it by DOCKER_CONFIG or REGISTRY_AUTH_FILE if it is yours`;

  it.each([
    '.docker/config.json',
    '.docker/buildx/config/ghcr.io/config.json',
    '.config/containers/auth.json',
    '.dockercfg',
  ])('is left out and told of: %s', async (path) => {
    await write(path, path === '.dockercfg' ? auths('evil').auths : auths('evil'));
    const { find, lines } = open({ GITHUB_WORKSPACE: home });
    expect((await find()).credential.kind).toBe('anonymous');
    expect(lines).toEqual([LEFT_OUT(join(home, path))]);
  });

  it('is left out also where only its folders are below the workspace, or a link leads there', async () => {
    await write('checkout/home/.docker/config.json', auths('evil'));
    await write('checkout/evil.json', auths('evil'));
    await mkdir(join(home, '.config', 'containers'), { recursive: true });
    await symlink(join(home, 'checkout', 'evil.json'), join(home, '.config', 'containers', 'auth.json'));
    const { find, lines } = open({
      GITHUB_WORKSPACE: join(home, 'checkout'),
      XDG_RUNTIME_DIR: join(home, 'checkout', 'home'),
    });
    expect((await find()).credential.kind).toBe('anonymous');
    expect(lines).toEqual([LEFT_OUT(join(home, '.config', 'containers', 'auth.json'))]);
  });

  it('never starts a program', async () => {
    await write('.docker/config.json', { credsStore: 'missing' });
    expect((await open({ GITHUB_WORKSPACE: home }).find()).credential.kind).toBe('anonymous');
  });

  it.each([
    ['DOCKER_CONFIG', 'named', 'named/config.json'],
    ['DOCKER_CONFIG', 'named', 'named/buildx/config/ghcr.io/config.json'],
    ['BUILDX_CONFIG', 'buildx', 'buildx/config/ghcr.io/config.json'],
    ['REGISTRY_AUTH_FILE', 'auth.json', 'auth.json'],
  ])('is read where the user names it by %s as %s: %s', async (name, value, path) => {
    await write(path, auths('alice'));
    const { find, lines } = open({ GITHUB_WORKSPACE: home, [name]: join(home, value) });
    expect((await find()).credential).toEqual(user('alice'));
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it.each([
    ['the workspace is elsewhere', 'work'],
    ['the workspace has a name that begins alike', '.dock'],
    ['there is no workspace', ''],
    ['the workspace is gone', 'gone'],
  ])('is meant by nothing where %s', async (_, workspace) => {
    await write('.docker/config.json', auths('a'));
    if (workspace !== '' && workspace !== 'gone') await mkdir(join(home, workspace));
    const GITHUB_WORKSPACE = workspace === '' ? '' : join(home, workspace);
    expect((await open({ GITHUB_WORKSPACE }).find()).credential).toEqual(user('a'));
  });
});

describe('headers of its own', () => {
  it('that a file asks for are told of once, by the file and never by their content', async () => {
    await write('.docker/config.json', { ...auths('alice-long'), HttpHeaders: { 'X-Token': 'canary' } });
    const { find, lines } = open();
    await find();
    await find('acme/other');
    const warnings = lines.filter((line) => line.startsWith('warn'));
    expect(warnings).toEqual([
      `warn The "HttpHeaders" in "${join(home, '.docker', 'config.json')}" are not sent to registries: only credentials are read from there`,
    ]);
  });
});

describe('a password', () => {
  const explicit = (password: string) => ({ username: 'u', password, origin: 'inputs' });

  it.each([
    ['seven characters', '1234567', 1],
    ['one character', '1', 1],
    ['eight characters', '12345678', 0],
  ])('of %s is warned of as often as it should be', async (_, password, count) => {
    const { credentials, lines } = open();
    await credentials.find(QUERY, explicit(password));
    await credentials.find({ ...QUERY, repository: 'acme/other' }, explicit(password));
    const warnings = lines.filter((line) => line.startsWith('warn'));
    expect(warnings).toEqual(
      Array(count).fill(
        'warn The password for registry "ghcr.io" is shorter than 8 characters, and the log cannot hide it well: use a longer one, or an access token',
      ),
    );
  });

  it('that is no password is not warned of', async () => {
    await write('.docker/config.json', { auths: { 'ghcr.io': { identitytoken: 'short' } } });
    await write('.config/containers/auth.json', {
      auths: { 'quay.io': { auth: Buffer.from('u:').toString('base64') } },
    });
    const { find, lines } = open();
    await find();
    await find('a', ['pull'], 'quay.io');
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

describe('the default port', () => {
  it.each([
    ['in the file', 'ghcr.io:443', 'ghcr.io'],
    ['in the address', 'https://ghcr.io:443/v2/', 'ghcr.io'],
    ['in the question', 'ghcr.io', 'ghcr.io:443'],
  ])('%s makes no other registry', async (_, key, registry) => {
    await write('.docker/config.json', auths('a', key));
    expect((await open().find('acme/app', ['pull'], registry)).credential).toEqual(user('a'));
  });
});
