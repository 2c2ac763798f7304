import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A kind of fault that was found once, and the tests that fail if any of its kind comes back. */
export interface FaultKind {
  /** A letter for the area and a number: `T3`. */
  readonly kind: string;
  /** What went wrong, in one sentence. */
  readonly fault: string;
  /** `path` for all tests of a file, or `path > text` for those whose full name contains the text. */
  readonly tests: readonly string[];
}

/** Reads every list in `test/faults`, ordered by area and number. */
export async function readFaults(folder: string): Promise<readonly FaultKind[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const lists = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return lists.flatMap((text): FaultKind[] => JSON.parse(text)).sort((a, b) => compareKinds(a.kind, b.kind));
}

function compareKinds(a: string, b: string): number {
  return a.charCodeAt(0) - b.charCodeAt(0) || Number(a.slice(1)) - Number(b.slice(1));
}

/** Splits `path > text` into the file and the text that the names of its tests contain. */
export function parseSelector(selector: string): { readonly file: string; readonly text: string } {
  const [file = '', ...rest] = selector.split(' > ');
  return { file, text: rest.join(' > ') };
}
