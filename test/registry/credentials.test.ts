import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { dockerConfigPath, findCredential, readDockerConfig } from '../../src/registry/credentials.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-credentials-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the path of the file', () => {
  it.each([
    ['the home', {}, join('/home/user', '.docker', 'config.json')],
    ['the folder that the environment names', { DOCKER_CONFIG: '/elsewhere' }, join('/elsewhere', 'config.json')],
    ['the home where that is empty', { DOCKER_CONFIG: '' }, join('/home/user', '.docker', 'config.json')],
  ])('is in %s', (_, environment, expected) => {
    expect(dockerConfigPath(environment, '/home/user')).toBe(expected);
  });
});

describe('the file', () => {
  it('is read', async () => {
    const path = join(folder, 'good.json');
    await writeFile(path, '{"auths":{"ghcr.io":{"auth":"YTpi"}}}');
    expect((await readDockerConfig(path))?.auths.get('ghcr.io')).toEqual({
      kind: 'basic',
      username: 'a',
      password: 'b',
    });
  });

  it.each([
    ['does not exist', 'missing.json'],
    ['lies below a file', 'file/config.json'],
  ])('that %s is none', async (_, name) => {
    await writeFile(join(folder, 'file'), '');
    expect(await readDockerConfig(join(folder, name))).toBeUndefined();
  });

  it('that is a folder is refused', async () => {
    const path = join(folder, 'folder.json');
    await mkdir(path);
    await expect(readDockerConfig(path)).rejects.toThrow(
      new InputError(
        `Cannot read credentials from "${path}": the file cannot be opened (EISDIR); mend its permissions`,
      ),
    );
  });

  it('that is larger than any login step leaves is refused', async () => {
    const path = join(folder, 'large.json');
    await writeFile(path, ' '.repeat(1024 * 1024 + 1));
    await expect(readDockerConfig(path)).rejects.toThrow(
      new InputError(
        `Cannot read credentials from "${path}": it is larger than 1 MiB; log in again, or remove the file`,
      ),
    );
  });
});

describe('the credential of a registry', () => {
  const stored = { kind: 'basic', username: 'stored', password: 'b' } as const;
  const config = { path: '/c.json', auths: new Map([['ghcr.io', stored]]) };
  const explicit = { username: 'given', password: 'a', origin: 'inputs source-username and source-password' };
  const given = { kind: 'basic', username: 'given', password: 'a' };
  it.each([
    ['the inputs, before the file', 'ghcr.io', { explicit, config }, given, explicit.origin],
    ['the inputs', 'quay.io', { explicit, config: undefined }, given, explicit.origin],
    ['the file', 'ghcr.io', { config }, stored, 'auths in /c.json'],
    ['nowhere, where the file has none', 'quay.io', { config }, { kind: 'anonymous' }, 'none found, anonymous'],
    ['nowhere, without a file', 'ghcr.io', { config: undefined }, { kind: 'anonymous' }, 'none found, anonymous'],
    ['nowhere, for a look-alike', 'ghcr.io.evil.test', { config }, { kind: 'anonymous' }, 'none found, anonymous'],
  ])('comes from %s', (_, registry, sources, credential, origin) => {
    expect(findCredential(registry, sources)).toEqual({ credential, origin });
  });
});
