import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { formatBytes } from './format.ts';
import { explainSystemError, systemCode } from './system-error.ts';

/** A file that the pipeline file names: its bytes, or a clause that says why there are none. */
export type ReferredFile =
  | { readonly kind: 'read'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The files that the pipeline file names, by the paths that it has. */
export type ReferredFiles = ReadonlyMap<string, ReferredFile>;

/** How a file is read. */
interface ReadLimits {
  /** The folder that a relative path begins at. */
  readonly root: string;
  /** The most bytes that it may have. */
  readonly most: number;
}

/** So much is read at a time (bytes). */
const CHUNK = 64 * 1024;

/**
 * Reads at most so many bytes. The size that the system names is not trusted: files of `/proc` have none and no end.
 *
 * @returns undefined if there are more.
 */
async function readAtMost(file: FileHandle, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= most) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK, most + 1 - length)));
    if (bytesRead === 0) return Buffer.concat(chunks, length);
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return undefined;
}

/** Reads a file whole. A pipe is not waited for: who opens one without O_NONBLOCK waits for its writer. */
async function readWhole(at: string, most: number): Promise<ReferredFile> {
  const tooLarge: ReferredFile = { kind: 'unreadable', reason: `it is larger than ${formatBytes(most)}` };
  try {
    await using file = await open(at, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile())
      return { kind: 'unreadable', reason: found.isDirectory() ? 'it is a folder' : 'it is no file' };
    if (found.size > most) return tooLarge;
    const bytes = await readAtMost(file, most);
    return bytes === undefined ? tooLarge : { kind: 'read', path: at, bytes };
  } catch (error) {
    return { kind: 'unreadable', reason: explainSystemError(error) };
  }
}

/** Whether a path lies in a folder, or is that folder; both absolute, and links not looked through. */
function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Reads a file that lies in a folder, by a relative path; neither the path nor a link may lead out of the folder. */
export async function readWithin(path: string, limits: ReadLimits): Promise<ReferredFile> {
  const { root } = limits;
  if (isAbsolute(path)) return { kind: 'unreadable', reason: 'it is not a path from the root of the repository' };
  const outside: ReferredFile = { kind: 'unreadable', reason: 'it is outside of the repository' };
  if (!isWithin(resolve(root, path), resolve(root))) return outside;
  try {
    const real = await realpath(resolve(root, path));
    if (!isWithin(real, await realpath(root))) return outside;
    const file = await readWhole(real, limits.most);
    return file.kind === 'read' ? { ...file, path: resolve(root, path) } : file;
  } catch (error) {
    return { kind: 'unreadable', reason: explainSystemError(error) };
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

/** Does what `readAtMost` does, for inputs, which are read before anything else can run. */
function readAtMostSync(descriptor: number, most: number): Buffer | undefined {
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
