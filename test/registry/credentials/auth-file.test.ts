import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { parseAuthVariable, readAuthFile } from '../../../src/registry/credentials/auth-file.ts';
import { thrownBy } from '../../oci/support.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-auth-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a file', () => {
  it('is read', async () => {
    const path = join(folder, 'good.json');
    await writeFile(path, '{"auths":{"ghcr.io":{"auth":"YTpi"}}}');
    const config = await readAuthFile(path);
    expect(config?.path).toBe(path);
    expect(config?.auths.get('ghcr.io')?.credential).toEqual({ kind: 'basic', username: 'a', password: 'b' });
  });

  it('is read up to 1 MiB', async () => {
    const path = join(folder, 'full.json');
    await writeFile(path, '{}'.padEnd(1024 * 1024));
    expect((await readAuthFile(path))?.auths.size).toBe(0);
  });

  it.each([
    ['does not exist', 'missing.json'],
    ['lies below a file', 'file/auth.json'],
  ])('that %s is none', async (_, name) => {
    await writeFile(join(folder, 'file'), '');
    expect(await readAuthFile(join(folder, name))).toBeUndefined();
  });

  it('whose folder is a file is refused: DOCKER_CONFIG must name the folder', async () => {
    const file = join(folder, 'my-config.json');
    await writeFile(file, '{}');
    await expect(readAuthFile(join(file, 'config.json'))).rejects.toThrow(
      `"${file}" is a file; let DOCKER_CONFIG name the folder that holds config.json, and not the file itself`,
    );
  });

  it('that is a folder is refused', async () => {
    const path = join(folder, 'folder.json');
    await mkdir(path);
    await expect(readAuthFile(path)).rejects.toThrow(
      new InputError({
        what: `read credentials from "${path}"`,
        reason: 'it is not a regular file',
        remedy: 'log in again, or remove it',
      }),
    );
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused', async () => {
    const path = join(folder, 'closed.json');
    await writeFile(path, '{}');
    await chmod(path, 0);
    await expect(readAuthFile(path)).rejects.toThrow('the file cannot be opened (EACCES)');
  });

  it.skipIf(process.platform === 'win32')('that never ends is refused', async () => {
    await expect(readAuthFile('/dev/zero')).rejects.toThrow('it is not a regular file');
  });

  it.skipIf(process.platform === 'win32')('that is a pipe to which nobody writes does not hang', async () => {
    const path = join(folder, 'pipe.json');
    execFileSync('mkfifo', [path]);
    await expect(readAuthFile(path)).rejects.toThrow(`"${path}": it is not a regular file; log in again, or remove it`);
  });

  it.skipIf(process.platform === 'win32')('that is a socket is refused', async () => {
    const path = join(folder, 'socket.json');
    const server = createServer().listen(path);
    await once(server, 'listening');
    await expect(readAuthFile(path)).rejects.toThrow(`Cannot read credentials from "${path}"`);
    server.close();
  });

  it.skipIf(process.platform === 'win32')('that leads to itself is refused', async () => {
    const path = join(folder, 'loop.json');
    await symlink(path, path);
    await expect(readAuthFile(path)).rejects.toThrow('the file cannot be opened (ELOOP); fix its permissions');
  });

  it('that is larger than any login step leaves is refused', async () => {
    const path = join(folder, 'large.json');
    await writeFile(path, ' '.repeat(1024 * 1024 + 1));
    await expect(readAuthFile(path)).rejects.toThrow(
      new InputError({
        what: `read credentials from "${path}"`,
        reason: 'it is larger than 1 MiB',
        remedy: 'log in again, or remove the file',
      }),
    );
  });
});

describe('a variable', () => {
  it('names no program', () => {
    const text = '{"auths":{"ghcr.io":{"auth":"YTpi"}},"credsStore":"x","credHelpers":{"ghcr.io":"y"}}';
    const config = parseAuthVariable('DOCKER_AUTH_CONFIG', text);
    expect([...config.auths.keys()]).toEqual(['ghcr.io']);
    expect([config.credsStore, config.credHelpers.size]).toEqual([undefined, 0]);
  });

  it.each([
    ['no JSON', 'hunter2', 'it is not a JSON object'],
    ['too much', ' '.repeat(1024 * 1024 + 1), 'it is larger than 1 MiB'],
  ])('that holds %s is refused by its name', (_, text, reason) => {
    const { message } = thrownBy(() => parseAuthVariable('DOCKER_AUTH_CONFIG', text));
    expect(message).toBe(
      `Cannot read credentials from "DOCKER_AUTH_CONFIG": ${reason}; log in again, or remove the file`,
    );
  });
});
