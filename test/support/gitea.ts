import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { basicAuthorization, type User } from './authorization.ts';
import { writeGiteaConfig } from './gitea-config.ts';
import { findFreeHost } from './loopback.ts';
import { startRegistryProcess } from './registry-process.ts';
import { builtProgramsFolder, findRegistryProgram, GITEA_PROGRAM } from './registry-programs.ts';

/** The folder of templates that was built beside the program. */
const STATIC = 'gitea-static';

/** How long one of Gitea's own commands may take, in milliseconds; on a busy machine it takes some seconds. */
const COMMAND_LIMIT = 120_000;

const ADMIN: User = { username: 'harbourmaster', password: 'correct-horse-battery' };
const OWNER = 'acme';

/** A Gitea that runs as a process of its own, with an administrator, and one organization that owns packages. */
export interface GiteaProcess extends AsyncDisposable {
  /** The host to put before a repository's name: `127.0.0.1:PORT`. */
  readonly host: string;
  /** The owner that repositories begin with. */
  readonly owner: string;
  /** Who may do everything, with a token in place of a password. */
  readonly writer: User;
  /** The same user, with a token that may only read packages. */
  readonly reader: User;
}

async function createOwner(host: string): Promise<void> {
  const response = await fetch(`http://${host}/api/v1/orgs`, {
    method: 'POST',
    headers: { authorization: basicAuthorization(ADMIN), 'content-type': 'application/json' },
    body: JSON.stringify({ username: OWNER }),
  });
  if (response.status !== 201) throw new Error(`Cannot create the owner: Gitea answers ${await response.text()}`);
}

/**
 * Starts Gitea on a free loopback port, with SQLite and its content in a temporary folder of its own.
 *
 * @throws {Error} if the program is missing or does not come up.
 */
export async function startGitea(): Promise<GiteaProcess> {
  const { title, requiredBy } = GITEA_PROGRAM;
  const program = findRegistryProgram(GITEA_PROGRAM, { ...process.env, [requiredBy]: '1' }) ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'sealift-gitea-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GITEA_WORK_DIR: folder };
  try {
    const host = await findFreeHost();
    const staticFolder = join(builtProgramsFolder(), '..', STATIC);
    const config = await writeGiteaConfig({ folder, host, staticFolder });
    const run = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await promisify(execFile)(program, [...args, '--config', config], {
        env,
        timeout: COMMAND_LIMIT,
      });
      return stdout.trim();
    };
    const tokenOf = (name: string, scopes: string) =>
      run(
        ...['admin', 'user', 'generate-access-token', '--raw', '--username', ADMIN.username],
        ...['--token-name', name, '--scopes', scopes],
      );
    await run('migrate');
    await run(
      ...['admin', 'user', 'create', '--admin', '--must-change-password=false', '--username', ADMIN.username],
      ...['--password', ADMIN.password, '--email', `${ADMIN.username}@example.com`],
    );
    const writer = { username: ADMIN.username, password: await tokenOf('writer', 'write:package') };
    const reader = { username: ADMIN.username, password: await tokenOf('reader', 'read:package') };
    const stop = await startRegistryProcess({
      title,
      program,
      args: ['web', '--config', config],
      env,
      host,
      limit: COMMAND_LIMIT,
    });
    const close = async () => {
      await stop();
      await remove();
    };
    try {
      await createOwner(host);
    } catch (error) {
      await close();
      throw error;
    }
    return { host, owner: OWNER, writer, reader, [Symbol.asyncDispose]: close };
  } catch (error) {
    await remove();
    throw error;
  }
}
