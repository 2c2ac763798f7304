import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { formatBytes } from '../text/format.ts';
import type { ReferredFile } from './read/referred-file.ts';

/** How a file is read. */
export interface ReadLimits {
  /** The folder that a relative path begins at. */
  readonly root: string;
  /** The most bytes that it may have. */
  readonly most: number;
}

/** What the codes of the system mean to people (errno(3)). */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ELOOP: 'its links lead in a circle',
};

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return REASONS[code] ?? `the system answers ${code}`;
}

/** Reads a file whole. A pipe is not waited for: who opens one without O_NONBLOCK waits for its writer. */
export async function readWhole(path: string, { root, most }: ReadLimits): Promise<ReferredFile> {
  try {
    const at = resolve(root, path);
    await using file = await open(at, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile())
      return { kind: 'unreadable', reason: found.isDirectory() ? 'it is a folder' : 'it is no file' };
    if (found.size > most) return { kind: 'unreadable', reason: `it is larger than ${formatBytes(most)}` };
    return { kind: 'read', path: at, bytes: await file.readFile() };
  } catch (error) {
    return { kind: 'unreadable', reason: explain(error) };
  }
}

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
    if (!isWithin(await realpath(resolve(root, path)), await realpath(root))) return outside;
  } catch (error) {
    return { kind: 'unreadable', reason: explain(error) };
  }
  return readWhole(path, limits);
}
