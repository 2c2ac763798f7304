import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ProcessGroup, startProcessGroup } from './process-group.ts';

/** How long PostgreSQL may take to accept connections, in milliseconds; it takes well under one second. */
const START_LIMIT = 60_000;

/** The pause between two questions whether it does, in milliseconds. */
const POLL = 50;

/** PostgreSQL refuses to run as root, as which tests run in containers; scripts/ci/build-pulp takes the same user. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 } as const;

/** The folder of one start of Pulp, with the database in it that it speaks to. */
export interface PulpDatabase extends AsyncDisposable {
  /** Where the database's socket is, and the keys, and where Pulp keeps its content. */
  readonly folder: string;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function waitFor(socket: string, postgres: ProcessGroup): Promise<void> {
  const deadline = performance.now() + START_LIMIT;
  while (!(await isThere(socket))) {
    if (postgres.hasEnded() || performance.now() > deadline) {
      throw new Error(`Cannot start PostgreSQL: ${postgres.output() || 'it does not listen'}`);
    }
    await delay(POLL);
  }
}

/**
 * Copies the prepared database into a new folder and starts PostgreSQL on it, with a socket and no port.
 *
 * @param built the folder that `scripts/ci/build-pulp` built into.
 * @throws {Error} with what PostgreSQL printed, if it does not come up.
 */
export async function startPulpDatabase(built: string): Promise<PulpDatabase> {
  // The path of a socket has 107 characters at most: other temporary folders may be too deep.
  const folder = await mkdtemp('/tmp/sealift-pulp-');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(join(built, 'start'), folder, { recursive: true });
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      const owner = `${UNPRIVILEGED.uid}:${UNPRIVILEGED.gid}`;
      await promisify(execFile)('chown', ['-R', owner, folder]);
    }
    const postgres = startProcessGroup({
      program: join(await realpath(join(built, 'postgres')), 'postgres'),
      args: ['-D', join(folder, 'database'), '-k', folder],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
      cwd: folder,
      ...(isRoot ? { user: UNPRIVILEGED } : {}),
    });
    const close = async () => {
      await postgres.stop();
      await remove();
    };
    try {
      await waitFor(join(folder, '.s.PGSQL.5432'), postgres);
    } catch (error) {
      await close();
      throw error;
    }
    return { folder, [Symbol.asyncDispose]: close };
  } catch (error) {
    await remove();
    throw error;
  }
}
