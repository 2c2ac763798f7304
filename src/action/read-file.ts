import { readFileSync, statSync } from 'node:fs';
import { formatBytes } from '../text/format.ts';

/**
 * Reads a file whole that an input names.
 *
 * @param most the most bytes that it may have.
 * @throws {Error} with a reason for people: it is not there, too large, or no file at all, such as a pipe that nobody writes to.
 */
export function readWholeFile(path: string, most: number): Buffer {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > most) throw new Error(`it is larger than ${formatBytes(most)}`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new Error(String(error.code), { cause: error });
    throw error;
  }
}
