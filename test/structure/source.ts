import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../src', import.meta.url));

/** A source file, as the tests of the structure see it. */
export interface SourceFile {
  /** Below `src`, with `/` between folders. */
  readonly path: string;
  readonly lines: readonly string[];
  /** What it imports, statically or not: a path below `src`, or a package as it is written. */
  readonly imports: readonly string[];
  /** What of it is there when it runs: imports of types alone are not. */
  readonly loads: readonly string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*'([^']+)'|\bimport\s*\(\s*'([^']+)'|(?:^|\n)import\s*'([^']+)'/g;

/** Lists the specifiers of a module's imports, re-exports and dynamic imports. */
export function importedBy(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)].map(([, named, dynamic, bare]) => named ?? dynamic ?? bare ?? '');
}

/** Lists the specifiers of what a module loads: without imports of types alone. */
export function loadedBy(text: string): readonly string[] {
  return importedBy(text.replace(/(^|\n)\s*(?:import|export) type\b[^;]*;/g, '$1'));
}

/** Names a package as the tests see it: node:net is another thing where only its arithmetic of addresses is used. */
function namePackage(specifier: string, text: string): string {
  if (specifier !== 'node:net') return specifier;
  const names = /import\s*\{([^}]*)\}\s*from\s*'node:net'/.exec(text)?.[1]?.split(',') ?? [];
  const isArithmetic = names.every((name) => /^\s*(?:type \w+|isIP|isIPv4|isIPv6|BlockList)?\s*$/.test(name));
  return names.length > 0 && isArithmetic ? 'node:net (addresses)' : specifier;
}

function read(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const resolve = (specifier: string): string =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : namePackage(specifier, text);
  const [imports, loads] = [importedBy(text).map(resolve), loadedBy(text).map(resolve)];
  return { path, lines: text.split('\n'), imports, loads };
}

/** Reads all source files. */
export const SOURCE_FILES: readonly SourceFile[] = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort()
  .map(read);

/** Returns the folder of a path below `src`, or the file's own name without ending. */
export function partOf(path: string): string {
  const [first = ''] = path.split('/');
  return dirname(path) === '.' ? first.replace(/\.ts$/, '') : first;
}
