import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCycles, graphOf, levelsOf } from './graph.ts';
import { importedBy, loadedBy, partOf, SOURCE_FILES, type SourceFile } from './source.ts';

/** The folders that are pure: no I/O, clock, environment or randomness, even by import. Their files that are not are named. */
const PURE: ReadonlyMap<string, readonly string[]> = new Map([
  ['errors', []],
  ['version', []],
  ['util', ['util/read-file.ts']],
  ['oci', []],
  ['tags', []],
  ['pipeline', ['pipeline/load.ts']],
  [
    'evidence',
    ['attested', 'bases', 'configs', 'files', 'github-checks', 'github-people', 'harbor', 'run', 'statement'].map(
      (name) => `evidence/${name}.ts`,
    ),
  ],
  ['policy', []],
  ['estimate', []],
  ['report', ['report/progress.ts']],
]);

/** The pure files of folders that are not. */
const PURE_FILES = [
  'admission/checks.ts',
  'admission/gates.ts',
  'admission/needs.ts',
  'admission/refusal.ts',
  'attestation/artifact.ts',
  'attestation/glob.ts',
  'attestation/statement.ts',
  'attestation/predicates/promotion.ts',
  'attestation/predicates/fields.ts',
  'attestation/predicates/destination.ts',
  'attestation/predicates/rollback.ts',
  'attestation/predicates/rollback-annotations.ts',
  'attestation/predicates/promotion-annotations.ts',
  'build/base-name.ts',
  'build/dockerfile.ts',
  'build/labels.ts',
  'build/metadata.ts',
  'copy/attachments.ts',
  'copy/plan.ts',
  'history/stack.ts',
  'image/graph.ts',
  'image/labels.ts',
  'promotion/plan.ts',
  'records/stored-record.ts',
  'rollback/moving-tags.ts',
  'rollback/target.ts',
  'rollback/version-line.ts',
  'registry/auth/challenge.ts',
  'registry/auth/realm.ts',
  'registry/credentials/auth-key.ts',
  'registry/credentials/credential.ts',
  'registry/credentials/docker-config.ts',
  'registry/error-hints.ts',
  'registry/errors.ts',
  'registry/pagination.ts',
  'retention/assess.ts',
  'retention/contents.ts',
  'retention/facts.ts',
  'retention/in-use.ts',
  'retention/keep.ts',
  'retention/plan.ts',
  'retention/tag-kind.ts',
  'shards/name.ts',
  'shards/planner.ts',
  'shards/shared-layers.ts',
];

/** The packages that do nothing but compute. */
const COMPUTES: ReadonlySet<string> = new Set([
  'node:crypto',
  'node:path',
  'node:net (addresses)',
  'semver',
  'spdx-exceptions',
  'spdx-license-ids',
  '@bufbuild/re2',
  'yaml',
  '@renovatebot/pep440',
]);

/** What does I/O. */
const NEVER = /^(?:node:(?:fs|http|https|net$|os|timers|child_process|process)(?:\b|$)|undici$|@actions\/)/;

/** Where the runner is spoken to: nothing else imports its toolkit. */
const MAY_IMPORT_CORE = ['action/logger.ts', 'action/outputs.ts', 'action/runner.ts'];

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
  ['action/runner.ts', /^getInput$/],
]);

/** Tells whether a line of a file writes to the log past the logger. */
function speaks(path: string, line: string): boolean {
  // The entry runs on a Node that cannot load the logger.
  if (path === 'action/logger.ts' || path === 'index.ts') return false;
  if (LOUD.some((pattern) => pattern.test(line))) return true;
  const called = /\bcore\s*\.\s*(\w+)\s*\(/.exec(line)?.[1];
  return called !== undefined && !(QUIET.get(path)?.test(called) ?? false);
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

/** Reads the levels that ARCHITECTURE.md draws, the highest first. */
function drawnLevels(): readonly (readonly string[])[] {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'ARCHITECTURE.md'), 'utf8');
  const picture = /```text\n([^`]*)```/.exec(text)?.[1] ?? '';
  return picture
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/));
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
    expect(speaks('registry/auth/auth.ts', line)).toBe(true);
    expect(speaks('action/logger.ts', line)).toBe(false);
  });

  it.each([
    ['action/outputs.ts', 'core.setOutput(name, value);', false],
    ['action/outputs.ts', 'core.info(name);', true],
    ['action/runner.ts', "core.getInput('to');", false],
    ['action/runner.ts', 'core.setFailed(sentence);', true],
    ['report/tags.ts', 'const { core } = score;', false],
  ])('knows what %s may do: %s', (path, line, expected) => {
    expect(speaks(path, line)).toBe(expected);
  });

  it('finds the whole source', () => {
    expect(SOURCE_FILES.length).toBeGreaterThan(200);
  });
});

/** Lists what is wrong in all files as `file: what`, so that a failure names every place. */
function faults(files: readonly SourceFile[], find: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
}

describe('every file', () => {
  it('imports the toolkit of Actions only at the edge', () => {
    const found = SOURCE_FILES.filter(({ imports }) => imports.includes('@actions/core')).map(({ path }) => path);
    expect(found).toEqual(MAY_IMPORT_CORE);
  });

  it('writes to the log through the logger alone', () => {
    expect(faults(SOURCE_FILES, ({ path, lines }) => lines.filter((line) => speaks(path, line)))).toEqual([]);
  });
});

describe('the arrows between folders', () => {
  it('lead down only: no file and no folder imports itself by way of others', () => {
    expect(findCycles(graphOf(({ path }) => path))).toEqual([]);
    expect(findCycles(graphOf(({ path }) => partOf(path)))).toEqual([]);
  });

  it('are those that ARCHITECTURE.md draws', () => {
    expect(drawnLevels()).toEqual(levelsOf(graphOf(({ path }) => partOf(path))));
  });
});

describe('gates', () => {
  it('and what fetches for them are loaded where there are some: nothing imports them but late', () => {
    const own =
      /^(?:admission\/|evidence\/|commands\/(?:judge-|check|outdated|write-ledger|image-stakes|standing-images))/;
    const early =
      /^\s*(?:import|export)\s+(?!type\b).*from '[./]*\/(?:admission|evidence\/(?!formats\/)|commands\/check|commands\/(?:judge-|outdated)|judge-)/;
    const others = SOURCE_FILES.filter(({ path }) => !own.test(path));
    expect(faults(others, ({ lines }) => lines.filter((line) => early.test(line)))).toEqual([]);
  });
});

describe('a pure file', () => {
  const pure = SOURCE_FILES.filter(({ path }) => {
    const exceptions = PURE.get(partOf(path));
    return exceptions === undefined ? PURE_FILES.includes(path) : !exceptions.includes(path);
  });

  it('is each of those that are meant to be', () => {
    const paths = SOURCE_FILES.map(({ path }) => path);
    const named = [...PURE.values()].flat().concat(PURE_FILES);
    expect(named.filter((path) => !paths.includes(path))).toEqual([]);
    for (const folder of PURE.keys()) expect(pure.some(({ path }) => partOf(path) === folder)).toBe(true);
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
