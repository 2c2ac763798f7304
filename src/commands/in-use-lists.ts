import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { type InUseList, parseInUse } from '../retention/in-use.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError } from '../util/system-error.ts';

/** A cluster of 100,000 containers has a list of some 20 MB (bytes). */
const MAX_LIST = 64 * 1024 * 1024;

function explain(error: unknown): string {
  return error instanceof Error && !('syscall' in error) ? error.message : explainSystemError(error);
}

function refuse(path: string, error: unknown): never {
  throw new InputError({
    what: `read the list of what runs ${quote(path)}`,
    reason: explain(error),
    remedy: 'name files, or a folder of files, that an earlier step of this job wrote',
    cause: error,
  });
}

/** A folder stands for its lists: files that end in `.txt`. */
function listFiles(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.txt'))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    return refuse(path, error);
  }
}

/** Reads the lists that the input `in-use` names. @throws {InputError} if one cannot be read, or understood. */
export function readInUseLists(paths: readonly string[]): readonly InUseList[] {
  return [...new Set(paths.flatMap(listFiles))].map((path) => {
    let bytes: Buffer;
    try {
      bytes = readWholeFile(path, MAX_LIST);
    } catch (error) {
      return refuse(path, error);
    }
    return parseInUse(bytes.toString('utf8'), path);
  });
}
