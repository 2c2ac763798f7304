import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { OutputChunk } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateBundle } from '../../scripts/bundle/generate.ts';
import { packageFolder } from '../../scripts/licenses/package-folder.ts';
import { SOURCE_FILES } from './source.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** All programs that users download; the licences, 80 KB, come besides (bytes). */
const MOST_BYTES = 2_600_000;

/** What each file loads with itself, beside `start.js` and the bundler's own. */
const LOADS: Readonly<Record<string, readonly string[]>> = {
  'index.js': [],
  'start.js': [],
  'rolldown-runtime.js': [],
  // Only for `bin/sealift.js`.
  'cli.js': [],
  'undici.js': [],
  'proxy.js': ['undici.js'],
  'common.js': [],
  'tags.js': ['common.js'],
  // Neither tags nor the rest of a promotion: its first request is sent before they are loaded.
  'registry.js': ['common.js'],
  'promote.js': ['common.js', 'registry.js', 'tags.js'],
  'records.js': ['common.js', 'registry.js'],
  'pipeline.js': ['common.js'],
  // Only if the pipeline file has gates.
  'gates.js': ['common.js', 'pipeline.js'],
  'sign-key.js': ['common.js', 'records.js', 'registry.js'],
  'verify.js': ['common.js', 'records.js'],
  'sign-keyless.js': ['common.js', 'records.js', 'sign-key.js', 'verify.js'],
  'trusted-root.js': ['common.js', 'records.js', 'verify.js'],
  'history.js': ['common.js', 'records.js', 'registry.js'],
  // The package semver is with the tags.
  'judge.js': ['common.js', 'gates.js', 'pipeline.js', 'records.js', 'registry.js', 'tags.js'],
  'check.js': ['common.js', 'history.js', 'judge.js', 'pipeline.js', 'records.js', 'registry.js'],
  // Only if an environment has "admission: true".
  'admission.js': ['common.js', 'promote.js', 'records.js', 'registry.js', 'verify.js'],
  'change-admission.js': [...['admission.js', 'check.js', 'common.js', 'judge.js', 'records.js', 'registry.js']],
  'apply-retention.js': [...['common.js', 'promote.js', 'records.js', 'registry.js', 'retain.js', 'rollback.js']],
  'archive.js': [
    ...['apply-retention.js', 'common.js', 'promote.js', 'records.js', 'registry.js', 'retain.js', 'rollback.js'],
  ],
  'retain.js': ['common.js', 'history.js', 'records.js', 'registry.js'],
  'rollback.js': [...['common.js', 'history.js', 'promote.js', 'records.js', 'registry.js', 'tags.js']],
};
const EVERYWHERE: ReadonlySet<string> = new Set(['start.js', 'rolldown-runtime.js']);

const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'/g;

let chunks: readonly OutputChunk[] = [];
beforeAll(async () => {
  chunks = await generateBundle();
}, 60_000);

/** Lists the files that are loaded with one. */
function loadedWith(fileName: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(fileName)) return found;
  found.add(fileName);
  const chunk = chunks.find((each) => each.fileName === fileName);
  for (const each of chunk?.imports ?? []) if (each.endsWith('.js')) loadedWith(each, found);
  return found;
}

/** The file that a module is in; the first module of a package stands for all of it. */
function fileOf(matches: (id: string) => boolean): string | undefined {
  return chunks.find(({ modules }) => Object.keys(modules).some(matches))?.fileName;
}

function fileOfImport(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return fileOf((id) => id.includes(`/node_modules/${specifier}`));
  const target = resolve(dirname(join(ROOT, 'src', path)), specifier);
  return fileOf((id) => id === target);
}

describe('the bundle', () => {
  it('is the files that have names, each of which loads what it is to load and no more', () => {
    const loads = chunks.map(({ fileName, imports }) => [
      fileName,
      imports.filter((each) => each.endsWith('.js') && !EVERYWHERE.has(each)).toSorted(),
    ]);
    expect(Object.fromEntries(loads)).toEqual(LOADS);
  });

  it('has no files that load each other', () => {
    const circles = chunks.filter(({ fileName, imports }) =>
      imports.some((each) => each.endsWith('.js') && loadedWith(each).has(fileName)),
    );
    expect(circles.map(({ fileName }) => fileName)).toEqual([]);
  });

  it('holds no package twice', () => {
    const ids = chunks.flatMap(({ modules }) => Object.keys(modules));
    const folders = [...new Set(ids.flatMap((id) => packageFolder(id, ROOT) ?? []))];
    const names = folders.map((folder) => String(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name));
    expect(names).toContain('undici');
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('loads what is imported late later than what imports it', () => {
    const early: string[] = [];
    let count = 0;
    for (const { path, lines } of SOURCE_FILES) {
      // The entry is a bundle of its own.
      if (path === 'index.ts') continue;
      for (const [, specifier = ''] of lines.join('\n').matchAll(DYNAMIC_IMPORT)) {
        count += 1;
        const own = fileOf((id) => id === join(ROOT, 'src', path));
        const target = fileOfImport(path, specifier);
        if (own === undefined || target === undefined) early.push(`${path}: ${specifier} is in no file`);
        else if (loadedWith(own).has(target)) early.push(`${path}: ${specifier} is loaded with ${own}`);
      }
    }
    expect(early).toEqual([]);
    expect(count).toBeGreaterThan(20);
  });
});

describe('dist/', () => {
  const folder = join(ROOT, 'dist');

  it('has the files of the bundle and the licences', () => {
    expect(readdirSync(folder).toSorted()).toEqual([...Object.keys(LOADS), 'licenses.txt'].toSorted());
  });

  it(`has at most ${MOST_BYTES} bytes of programs`, () => {
    const programs = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const sizes = programs.map((name) => statSync(join(folder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES);
  });
});
