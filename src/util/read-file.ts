import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { formatBytes } from './format.ts';
import { explainSystemError, systemCode } from './system-error.ts';

/** A file that the pipeline file names: its bytes, or a clause that says why there are none. */
export type ReferredFile =
  | { readonly kind: 'read'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The files that the pipeline file names, by the paths that it has. */
export type ReferredFiles = ReadonlyMap<string, ReferredFile>;

/** So much is read at a time (bytes). */
const CHUNK = 64 * 1024;

/**
 * Reads at most so many bytes. The size that the system names is not trusted: files of `/proc` have none and no end.
 *
 * @returns undefined if there are more.
 */
function readAtMost(descriptor: number, most: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= most) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, most + 1 - length));
    const read = readSync(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return undefined;
}

/** @throws {Error} with a clause for people if it is not a file, or a larger one. */
function readRegularFile(path: string, most: number): Buffer {
  // Who opens a pipe without O_NONBLOCK waits for its writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    const bytes = found.size > most ? undefined : readAtMost(descriptor, most);
    if (bytes === undefined) throw new Error(`it is larger than ${formatBytes(most)}`);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && systemCode(error) === undefined ? error.message : explainSystemError(error);
}

/** Whether a path lies in a folder, or is that folder; both absolute, and links not looked through. */
export function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Reads a file that lies in a folder, by a relative path; neither the path nor a link may lead out of the folder.
 *
 * @param most the most bytes that it may have.
 */
export async function readWithin(
  path: string,
  { root, most }: { readonly root: string; readonly most: number },
): Promise<ReferredFile> {
  const unreadable = (reason: string): ReferredFile => ({ kind: 'unreadable', reason });
  if (isAbsolute(path)) return unreadable('it is not a path from the root of the repository');
  const whole = resolve(root, path);
  const outside = 'it is outside of the repository';
  if (!isWithin(whole, resolve(root))) return unreadable(outside);
  try {
    const real = realpathSync(whole);
    if (!isWithin(real, realpathSync(root))) return unreadable(outside);
    return { kind: 'read', path: whole, bytes: readRegularFile(real, most) };
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}

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

/**
 * Reads a file whole that an input names: one of the workspace, and no link out of it; or, by a path that leads elsewhere
 * itself, what the workflow names.
 *
 * @param most the most bytes that it may have.
 * @throws {Error} with a reason for people: it is not there, too large, or no file at all, such as a pipe that nobody writes to.
 */
export function readWholeFile(path: string, most: number, places: FilePlaces = placesOfRunner()): Buffer {
  try {
    return readRegularFile(requireInside(resolve(path), places), most);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}
