import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { User } from './authorization.ts';
import { findFreeHost } from './loopback.ts';
import { type ProcessGroup, startProcessGroup } from './process-group.ts';
import { startPulpDatabase } from './pulp-database.ts';
import { builtProgramsFolder, findRegistryProgram, PULP_PROGRAM } from './registry-programs.ts';

/** The settings and users that the prepared database was made with. */
const SOURCES = join(import.meta.dirname, '..', 'programs', 'pulp');

/** The most tags that a list has at once: few enough for a test to fill. */
export const PULP_TAGS_AT_ONCE = 120;

/** How long Pulp may take until all its parts are up, in milliseconds; on a busy machine each loads for 15 seconds. */
const START_LIMIT = 240_000;

/** The pause between two questions whether it is up, in milliseconds. */
const POLL = 200;

/** A Pulp that runs as processes of its own: the registry API, what serves the content, and one worker. */
export interface PulpProcess extends AsyncDisposable {
  /** The host to put before a repository's name: `127.0.0.1:PORT`. */
  readonly host: string;
  /** Who may do everything. */
  readonly writer: User;
  /** Who may only read. */
  readonly reader: User;
}

/** Whether each part has signed in to the database. */
async function isUp(host: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}/pulp/api/v3/status/`);
    const status = (await response.json()) as Readonly<Record<string, unknown>>;
    return ['online_workers', 'online_api_apps', 'online_content_apps'].every((part) => {
      const online = status[part];
      return Array.isArray(online) && online.length > 0;
    });
  } catch {
    return false;
  }
}

async function waitFor(host: string, parts: readonly ProcessGroup[]): Promise<void> {
  const deadline = performance.now() + START_LIMIT;
  while (!(await isUp(host))) {
    const ended = parts.find((part) => part.hasEnded());
    if (ended !== undefined || performance.now() > deadline) {
      const output = (ended === undefined ? parts : [ended]).map((part) => part.output()).join('\n');
      throw new Error(`Cannot start Pulp on ${host}: ${output || 'it does not answer'}`);
    }
    await delay(POLL);
  }
}

/**
 * Starts Pulp on free loopback ports, with its database and content in a temporary folder of its own.
 *
 * @throws {Error} if it is not built or does not come up.
 */
export async function startPulp(): Promise<PulpProcess> {
  findRegistryProgram(PULP_PROGRAM, { ...process.env, [PULP_PROGRAM.requiredBy]: '1' });
  const built = join(builtProgramsFolder(), '..', 'pulp');
  const database = await startPulpDatabase(built);
  const { folder } = database;
  const parts: ProcessGroup[] = [];
  const close = async () => {
    await Promise.all(parts.map((part) => part.stop()));
    await database[Symbol.asyncDispose]();
  };
  try {
    const [host, content] = [await findFreeHost(), await findFreeHost()];
    const programs = join(built, 'venv', 'bin');
    const env = {
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      LC_ALL: 'C.UTF-8',
      PULP_SETTINGS: join(SOURCES, 'settings.py'),
      // Whoever asks for more than a usual page gets ten of them at most.
      PULP_REST_FRAMEWORK__PAGE_SIZE: String(PULP_TAGS_AT_ONCE / 10),
      PYTHONDONTWRITEBYTECODE: '1',
      SEALIFT_PULP_FOLDER: folder,
      SEALIFT_PULP_API: host,
      SEALIFT_PULP_CONTENT: content,
    };
    const start = (name: string, args: readonly string[]) =>
      parts.push(startProcessGroup({ program: join(programs, name), args, env, cwd: folder }));
    start('pulpcore-api', ['--bind', host, '--workers', '2']);
    start('pulpcore-content', ['--bind', content, '--workers', '1']);
    start('pulpcore-worker', []);
    await waitFor(host, parts);
    const users: { readonly writer: User; readonly reader: User } = JSON.parse(
      await readFile(join(SOURCES, 'users.json'), 'utf8'),
    );
    return { host, ...users, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
