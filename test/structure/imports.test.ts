import { describe, expect, it } from 'vitest';
import { importedBy, loadedBy, partOf, SOURCE_FILES, type SourceFile } from './source.ts';

/** The parts of src from the lowest upwards: a part imports only from its own level and from those below. */
const LEVELS: readonly (readonly string[])[] = [
  ['text', 'errors', 'tool', 'async'],
  ['oci'],
  ['registry'],
  ['tags', 'provenance'],
  ['config'],
  ['chain'],
  ['promotion'],
  ['history'],
  ['action'],
  ['commands'],
  ['main'],
  ['start'],
  ['index'],
];

/** Folders that are pure as a whole, and the pure files of the others. */
const PURE = [
  /^(?:oci|tags|text)\//,
  /^provenance\/(?!signing\/|verification\/)/,
  /^config\/(?!load-pipeline|read-file)/,
  /^chain\/(?!read-records|read-other-records|prove-name|walk-chain)/,
  /^errors\.ts$/,
  /^promotion\/(?:estimate\/.*|shards\/(?!land-shard|require-landed).*|graph\/graph|copy\/copy-plan|companions\/(?:companions|plan-companions|merge-cosign)|tagging\/tag-journal|promotion-plan|previous-digest|root-at-once)\.ts$/,
  /^action\/(?:report|narrate|summary\/(?!step-summary).*)\.ts$/,
  /^registry\/(?:endpoint|auth\/(?:challenge|realm|scopes|shared-domain)|answers\/(?:classify|hint-table|hints|next-page))\.ts$/,
  /^registry\/credentials\/(?:docker-config|auth-file-key|auth-file-entry|credential)\.ts$/,
];

/** The packages that do nothing but compute. */
const COMPUTES: ReadonlySet<string> = new Set([
  'node:crypto',
  'node:net (addresses)',
  'semver',
  'yaml',
  'zod/mini',
  '@renovatebot/pep440',
]);

/** What does I/O. */
const NEVER = /^(?:node:(?:fs|http|https|net$|os|timers|child_process|process)(?:\b|$)|undici$|@actions\/)/;

/** Where the runner is spoken to: nothing else imports its toolkit. */
const MAY_IMPORT_CORE = ['action/logger.ts', 'action/outputs.ts', 'main.ts'];

/** Ways to write to the log that go past the logger: the runner takes commands from standard output and standard error. */
const LOUD = [
  /\bconsole\b\s*[.[]/,
  /\bprocess\s*(?:\.|\[\s*['"])\s*std(?:out|err)/,
  /\bprocess\s*\.\s*emitWarning\b/,
  /from '(?:node:)?(?:console|util\/debuglog)'/,
  /\bdebuglog\b/,
  /\/dev\/(?:stdout|stderr|fd)\b|\bwriteSync\(\s*[12]\b/,
];
/** What of the toolkit may be called in the files that import it, but for the logger. */
const QUIET: ReadonlyMap<string, RegExp> = new Map([
  ['action/outputs.ts', /^(?:setOutput|exportVariable)$/],
  ['main.ts', /^getInput$/],
]);

/** Tells whether a line of a file writes to the log past the logger. */
function speaks(path: string, line: string): boolean {
  // The entry runs on a Node that cannot load the logger.
  if (path === 'action/logger.ts' || path === 'index.ts') return false;
  if (LOUD.some((pattern) => pattern.test(line))) return true;
  const called = /\bcore\s*\.\s*(\w+)\s*\(/.exec(line)?.[1];
  return called !== undefined && !(QUIET.get(path)?.test(called) ?? false);
}

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

  it.each([
    ['console', "console.log('a');"],
    ['console by its key', "console['log']('a');"],
    ['standard output', "process.stdout.write('a');"],
    ['standard error by its key', "process['stderr'].write('a');"],
    ['a warning of Node', "process.emitWarning('a');"],
    ['the module of console', "import { log } from 'node:console';"],
    ['a file that is standard output', "writeFileSync('/dev/stdout', 'a');"],
    ['its descriptor', "writeSync(1, 'a');"],
    ['the toolkit', "core.info('a');"],
    ['the toolkit with a state', "core.saveState('a', 'b');"],
  ])('sees what goes past the logger: %s', (_, line) => {
    expect(speaks('registry/auth.ts', line)).toBe(true);
    expect(speaks('action/logger.ts', line)).toBe(false);
  });

  it.each([
    ['action/outputs.ts', 'core.setOutput(name, value);', false],
    ['action/outputs.ts', 'core.info(name);', true],
    ['main.ts', "core.getInput('to');", false],
    ['main.ts', 'core.setFailed(sentence);', true],
    ['action/report.ts', 'const { core } = score;', false],
  ])('knows what %s may do: %s', (path, line, expected) => {
    expect(speaks(path, line)).toBe(expected);
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
    expect(faults(SOURCE_FILES, ({ path, lines }) => lines.filter((line) => speaks(path, line)))).toEqual([]);
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
