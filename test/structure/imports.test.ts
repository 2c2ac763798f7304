import { describe, expect, it } from 'vitest';
import { importedBy, loadedBy, partOf, SOURCE_FILES, type SourceFile } from './source.ts';

/** The parts of src from the lowest upwards: a part imports only from its own level and from those below. */
const LEVELS: readonly (readonly string[])[] = [
  ['text', 'errors', 'tool'],
  ['oci'],
  ['registry'],
  ['tags', 'provenance'],
  ['promotion'],
  ['action'],
  ['commands'],
  ['main'],
  ['index'],
];

/** Folders that are pure as a whole, and the pure files of the others. */
const PURE = [
  /^(?:oci|tags|text|provenance)\//,
  /^errors\.ts$/,
  /^promotion\/(?:graph|copy-plan|promotion-plan|previous-digest)\.ts$/,
  /^action\/(?:report|narrate|summary\/(?!step-summary).*)\.ts$/,
  /^registry\/(?:challenge|realm|endpoint|scopes|next-page)\.ts$/,
  /^registry\/credentials\/(?:docker-config|auth-file-key|auth-file-entry|credential)\.ts$/,
];

/** The packages that do nothing but compute. */
const COMPUTES: ReadonlySet<string> = new Set(['node:crypto', 'semver', '@renovatebot/pep440']);

/** What does I/O. */
const NEVER = /^(?:node:(?:fs|http|https|net|os|timers|child_process|process)\b|undici$|@actions\/)/;

/** Where the runner is spoken to: nothing else imports its toolkit. */
const MAY_IMPORT_CORE = ['action/logger.ts', 'action/outputs.ts', 'main.ts'];

function levelOf(part: string): number {
  return LEVELS.findIndex((level) => level.includes(part));
}

function isPackage(specifier: string): boolean {
  return specifier.startsWith('node:') || specifier.startsWith('@') || !/[./]/.test(specifier);
}

/** Returns all that a file loads when it runs, and what that loads, and so on. */
function reachedFrom(start: SourceFile): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...start.loads];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(SOURCE_FILES.find(({ path }) => path === next)?.loads ?? []));
  }
  return reached;
}

describe('the scan', () => {
  it.each([
    ['a named import', "import { a } from './a.ts';", ['./a.ts']],
    ['a type', "import type { A } from './a.ts';", ['./a.ts']],
    ['several lines', "import {\n  a,\n  b,\n} from 'undici';", ['undici']],
    ['a side effect', "\nimport './a.ts';", ['./a.ts']],
    ['a dynamic import', "await (await import('./a.ts')).run();", ['./a.ts']],
    ['a re-export', "export { a } from './a.ts';", ['./a.ts']],
    ['JSON', "import a from '../a.json' with { type: 'json' };", ['../a.json']],
    ['no import', "const a = 'from';", []],
  ])('sees %s', (_, text, expected) => {
    expect(importedBy(text)).toEqual(expected);
  });

  it.each([
    ['a type', "import type { A } from './a.ts';\nimport { b } from './b.ts';", ['./b.ts']],
    ['types on several lines', "import type {\n  A,\n  B,\n} from './a.ts';\n", []],
    ['a type beside a value', "import { type A, b } from './a.ts';", ['./a.ts']],
  ])('tells what is loaded of %s', (_, text, expected) => {
    expect(loadedBy(text)).toEqual(expected);
  });

  it('finds the whole source', () => {
    expect(SOURCE_FILES.length).toBeGreaterThan(60);
    expect([...new Set(SOURCE_FILES.map(({ path }) => partOf(path)))].filter((part) => levelOf(part) < 0)).toEqual([]);
  });
});

/** Lists what is wrong in all files as `file: what`, so that a failure names every place. */
function faults(files: readonly SourceFile[], find: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
}

describe('every file', () => {
  it('imports from no level above its own', () => {
    const found = faults(SOURCE_FILES, ({ path, imports }) =>
      imports.filter((other) => !isPackage(other) && levelOf(partOf(other)) > levelOf(partOf(path))),
    );
    expect(found).toEqual([]);
  });

  it('imports from no neighbour on its level', () => {
    const found = faults(SOURCE_FILES, ({ path, imports }) =>
      imports.filter((other) => {
        const [own, part] = [partOf(path), partOf(other)];
        return !isPackage(other) && part !== own && levelOf(own) > 0 && levelOf(part) === levelOf(own);
      }),
    );
    expect(found).toEqual([]);
  });

  it('imports the toolkit of Actions only at the edge', () => {
    const found = SOURCE_FILES.filter(({ imports }) => imports.includes('@actions/core')).map(({ path }) => path);
    expect(found).toEqual(MAY_IMPORT_CORE);
  });

  it('writes to the log through the logger alone', () => {
    const found = faults(SOURCE_FILES, ({ lines }) =>
      lines.filter((line) => /\bconsole\s*\.|process\s*\.\s*std(?:out|err)/.test(line)),
    );
    expect(found).toEqual([]);
  });
});

describe('a pure file', () => {
  const pure = SOURCE_FILES.filter(({ path }) => PURE.some((pattern) => pattern.test(path)));

  it('is each of those that are meant to be', () => {
    for (const pattern of PURE) expect(pure.some(({ path }) => pattern.test(path))).toBe(true);
  });

  it('imports no package but those that compute', () => {
    expect(faults(pure, ({ imports }) => imports.filter((name) => isPackage(name) && !COMPUTES.has(name)))).toEqual([]);
  });

  it('loads no I/O by a detour either', () => {
    expect(faults(pure, (file) => [...reachedFrom(file)].filter((name) => NEVER.test(name)))).toEqual([]);
  });

  it('reads neither the environment nor the time', () => {
    const found = faults(pure, ({ lines }) =>
      lines.filter((line) => /\bprocess\.|\bDate\.now\(|new Date\(\)|Math\.random|\bfetch\(/.test(line)),
    );
    expect(found).toEqual([]);
  });
});
