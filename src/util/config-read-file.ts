import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ReferredFile } from '../pipeline/referred-file.ts';
import { formatBytes } from './format.ts';
import { explainSystemError } from './system-error.ts';

/** How a file is read. */
export interface ReadLimits {
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
 * @returns undefined where there are more.
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

/** Tells whether a path lies in a folder, or is that folder; both absolute, and links not looked through. */
export function isWithin(path: string, root: string): boolean {
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
