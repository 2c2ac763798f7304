import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** The modules that start a process, a server or a thread. */
const STARTS = /^(?:node:(?:child_process|cluster|dgram|https?|http2|inspector|net|tls|worker_threads)|undici)$/;
/** What of `node:net` only looks at addresses. */
const ADDRESSES = /^\{\s*(?:(?:isIP|isIPv4|isIPv6|BlockList|SocketAddress|type \w+)\s*,?\s*)+\}$/;
/** Ways to change or to measure what all tests of a process share. */
const CHANGES_GLOBALS = [
  /\bvi\.\w/,
  /\bprocess\.(?:cpuUsage|memoryUsage|chdir|umask|on|once|exitCode|removeAllListeners)\b/,
  /\bprocess\.env(?:\.\w+|\[[^\]]+\])\s*\??=(?!=)|\bdelete process\.env|\bassign\(process\.env/,
  /\bglobalThis(?:\.\w+|\[[^\]]+\])\s*=(?!=)/,
];

interface ParsedModule {
  readonly files: readonly string[];
  readonly startsOthers: boolean;
  readonly changesGlobals: boolean;
}

function parseModule(file: string): ParsedModule {
  const text = readFileSync(file, 'utf8');
  const files: string[] = [];
  let startsOthers = false;
  const pattern = /^(?:import|export)\s+(?!type\b)(?:([^'";]*?)\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  for (const [, names = '', fixed, lazy] of text.matchAll(pattern)) {
    const specifier = fixed ?? lazy ?? '';
    if (specifier.startsWith('.')) files.push(resolve(dirname(file), specifier));
    else if (specifier !== 'node:net' || !ADDRESSES.test(names)) startsOthers ||= STARTS.test(specifier);
  }
  return { files, startsOthers, changesGlobals: CHANGES_GLOBALS.some((each) => each.test(text)) };
}

/** Test files of two kinds, relative to the repository. */
export interface TestFiles {
  /** They share a thread: neither they nor what they import starts anything, and they change nothing that is global. */
  readonly pure: readonly string[];
  /** Each has a process of its own. */
  readonly processes: readonly string[];
}

/** Sorts test files by what they and all that they import do, so that no list has to be kept. */
export function sortTestFiles(patterns: readonly string[], exclude: readonly string[] = []): TestFiles {
  const parsed = new Map<string, ParsedModule>();
  function moduleOf(file: string): ParsedModule {
    const known = parsed.get(file) ?? parseModule(file);
    parsed.set(file, known);
    return known;
  }
  function isPure(test: string): boolean {
    const seen = new Set([join(ROOT, test)]);
    for (const file of seen) {
      const { files, startsOthers, changesGlobals } = moduleOf(file);
      // What src itself may do to its process is not done by a test that only imports it.
      if (startsOthers || (changesGlobals && !file.startsWith(join(ROOT, 'src')))) return false;
      for (const each of files) if (each.endsWith('.ts') && existsSync(each)) seen.add(each);
    }
    return true;
  }
  const all = globSync([...patterns], { cwd: ROOT, exclude: [...exclude] }).sort();
  const pure = all.filter(isPure);
  const found = new Set(pure);
  return { pure, processes: all.filter((file) => !found.has(file)) };
}
