import { lstat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { readWithin } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { Pipeline } from './pipeline.ts';

/** Where the pipeline file is, unless the input `config` says otherwise. */
export const DEFAULT_PIPELINE_FILE = '.github/sealift.yml';

/** A larger file is not read (bytes): of a thousand environments it has some 200 KB. */
const MAX_FILE = 1024 * 1024;

/** What a pipeline file is loaded with. */
interface LoadOptions {
  /** The root of the repository, that all paths begin at: `GITHUB_WORKSPACE`, or the current folder. */
  readonly root: string;
  /** The repository of the run, such as `https://github.com/acme/shop`; undefined if that is not known. */
  readonly repository?: string | undefined;
}

/** Whether there is nothing at all at a path, not even a link that leads nowhere. */
async function isAbsent(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR';
  }
}

/**
 * Loads the pipeline file, with the keys and trusted roots that it names.
 *
 * What reads YAML is imported only when there is a file.
 *
 * @returns undefined if it is the default one and is not there.
 * @throws {InputError} if it cannot be read, or something in it is wrong: with the place.
 */
export async function loadPipeline(path: string, { root, repository }: LoadOptions): Promise<Pipeline | undefined> {
  if (path === DEFAULT_PIPELINE_FILE && (await isAbsent(resolve(root, path)))) return undefined;
  const limits = { root, most: MAX_FILE };
  // It may be named by an absolute path, too; it lies in the repository all the same.
  const file = await readWithin(isAbsolute(path) ? relative(resolve(root), path) : path, limits);
  if (file.kind === 'unreadable') {
    throw new InputError(
      `Cannot read the pipeline file ${quote(path)}: ${file.reason}; name a file of the repository that was checked out in "config"`,
    );
  }
  const { parsePipeline } = await import('./parse.ts');
  return parsePipeline(file.bytes, { path, repository, read: (each) => readWithin(each, limits) });
}
