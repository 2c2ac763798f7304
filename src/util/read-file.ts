import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isWithin } from './config-read-file.ts';
import { formatBytes } from './format.ts';
import { explainSystemError, systemCode } from './system-error.ts';

/** So much is read at a time (bytes). */
const SYNC_CHUNK = 64 * 1024;

/** Where files of a job lie, by the runner's variables. */
export interface FilePlaces {
  /** The checkout, `GITHUB_WORKSPACE`: whoever may push decides what is in it. */
  readonly workspace: string;
  /** The runner's folder for files that steps hand on, `RUNNER_TEMP`. */
  readonly temporary?: string | undefined;
}

function placesOfRunner(): FilePlaces {
  return { workspace: process.env['GITHUB_WORKSPACE'] || process.cwd(), temporary: process.env['RUNNER_TEMP'] };
}

function realOrUndefined(path: string | undefined): string | undefined {
  try {
    return path === undefined || path === '' ? undefined : realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Refuses a file of the checkout that is a link to elsewhere: what is there is nobody's who may push. */
function requireInside(path: string, { workspace, temporary }: FilePlaces): string {
  const real = realpathSync(path);
  if (!isWithin(path, resolve(workspace))) return real;
  const isInside = [workspace, temporary].some((folder) => {
    const root = realOrUndefined(folder);
    return root !== undefined && isWithin(real, root);
  });
  if (!isInside) throw new Error('it is a link that leads out of the workspace');
  return real;
}

/** Reads at most so many bytes. The size that the system names is not trusted: files of `/proc` have none and no end. */
function readAtMostSync(descriptor: number, most: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= most) {
    const chunk = Buffer.allocUnsafe(Math.min(SYNC_CHUNK, most + 1 - length));
    const read = readSync(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return undefined;
}

function readOpen(path: string, most: number): Buffer {
  // Who opens a pipe without O_NONBLOCK waits for its writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new Error('it is no file');
    const bytes = found.size > most ? undefined : readAtMostSync(descriptor, most);
    if (bytes === undefined) throw new Error(`it is larger than ${formatBytes(most)}`);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a file whole that an input names: one of the workspace, and no link out of it; or, by a path that leads elsewhere
 * itself, what the workflow names.
 *
 * @param most the most bytes that it may have.
 * @throws {Error} with a reason for people: it is not there, too large, or no file at all, such as a pipe that nobody writes to.
 */
export function readWholeFile(path: string, most: number, places: FilePlaces = placesOfRunner()): Buffer {
  try {
    return readOpen(requireInside(resolve(path), places), most);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new Error(explainSystemError(error), { cause: error });
  }
}
