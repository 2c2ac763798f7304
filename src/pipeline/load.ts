import { lstat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { readWithin } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { Pipeline } from './pipeline.ts';

/** The pipeline file, unless the input `config` names another. */
export const DEFAULT_PIPELINE_FILE = '.github/sealift.yml';

/** The limit of the file (bytes): one of a thousand environments has some 200 KB. */
const MAX_FILE = 1024 * 1024;

/** Whether nothing is at a path, not even a dangling link. */
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
 * Loads the pipeline file, with the keys and trusted roots that it names by paths from the root; the parser of YAML is
 * imported only for one. Undefined if it is the default one and is missing.
 *
 * @throws {InputError} with the place, if it cannot be read or is wrong.
 */
export async function loadPipeline(
  path: string,
  { root, repository }: { readonly root: string; readonly repository?: string | undefined },
): Promise<Pipeline | undefined> {
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
