import { constants, type Dirent } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PolicyError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError, systemCode } from '../util/system-error.ts';
import { readTarEntries } from './read-tar.ts';

/** More files than any archive of an image has. */
const MOST_FILES = 20_000;

/** The files of a layout by their paths in it; nothing in them is believed yet. */
export interface LayoutFiles extends AsyncDisposable {
  /** As people wrote it. */
  readonly path: string;
  readonly sizes: ReadonlyMap<string, number>;
  /** Streams a file from a byte on: exactly as many bytes as its size says, or an error. */
  read(name: string, from?: number): AsyncIterable<Uint8Array>;
}

/** Makes the error for a layout that is not used. */
export function unusable(path: string, reason: string, cause?: unknown): PolicyError {
  return new PolicyError({
    what: `read the archive ${quote(path, 300)}`,
    reason,
    remedy: 'use an archive that command: archive has made, and that nobody changed since',
    cause,
  });
}

/** Streams a part of a file. */
async function* readPart(handle: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  const most = 1024 * 1024;
  for (let done = 0; done < length; ) {
    const buffer = Buffer.allocUnsafe(Math.min(most, length - done));
    const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, start + done);
    if (bytesRead === 0) throw new Error('the file has become shorter');
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function openTar(path: string): Promise<LayoutFiles> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw unusable(path, 'it is no file');
    const entries = await readTarEntries(
      { size: status.size, read: (start, length) => readPart(handle, start, length) },
      MOST_FILES,
    );
    if (typeof entries === 'string') throw unusable(path, entries);
    return {
      path,
      sizes: new Map([...entries].map(([name, { size }]) => [name, size])),
      read(name, from = 0) {
        const entry = entries.get(name);
        if (entry === undefined) throw unusable(path, `it has no ${quote(name)}`);
        return readPart(handle, entry.start + from, Math.max(0, entry.size - from));
      },
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What is neither a file nor a folder could lead anywhere. */
function requirePlain(path: string, name: string, entry: Pick<Dirent, 'isFile' | 'isDirectory'>): void {
  if (!entry.isFile() && !entry.isDirectory()) {
    throw unusable(path, `${quote(name)} is neither a file nor a folder, but a link or a device`);
  }
}

async function listFolder(path: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  async function visit(folder: string, depth: number): Promise<void> {
    for (const entry of await readdir(join(path, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      requirePlain(path, name, entry);
      if (entry.isDirectory()) {
        if (depth >= 3) throw unusable(path, `its folders are deeper than ${quote(folder)}`);
        await visit(name, depth + 1);
        continue;
      }
      if (sizes.size >= MOST_FILES) throw unusable(path, `it has more than ${MOST_FILES} files`);
      sizes.set(name, (await lstat(join(path, name))).size);
    }
  }
  await visit('', 1);
  return sizes;
}

async function openFolder(path: string): Promise<LayoutFiles> {
  const sizes = await listFolder(path);
  return {
    path,
    sizes,
    async *read(name, from = 0) {
      const size = sizes.get(name);
      if (size === undefined) throw unusable(path, `it has no ${quote(name)}`);
      const parts = name.split('/');
      for (const [index] of parts.entries()) {
        const part = parts.slice(0, index + 1).join('/');
        requirePlain(path, part, await lstat(join(path, part)));
      }
      await using handle = await open(join(path, name), constants.O_RDONLY | constants.O_NOFOLLOW);
      if ((await handle.stat()).size !== size) throw unusable(path, `${quote(name)} has changed meanwhile`);
      yield* readPart(handle, from, Math.max(0, size - from));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/**
 * Opens a layout: a folder, or a tar file that is not compressed.
 *
 * @throws {PolicyError} if it is neither, or has what no layout has: links, two files of one name, paths to elsewhere.
 */
export async function openLayoutFiles(path: string): Promise<LayoutFiles> {
  try {
    return (await lstat(path)).isDirectory() ? await openFolder(path) : await openTar(path);
  } catch (error) {
    if (error instanceof PolicyError || systemCode(error) === undefined) throw error;
    throw unusable(path, explainSystemError(error), error);
  }
}
