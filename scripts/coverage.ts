import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './run.ts';

/**
 * Measures which lines and branches of `src/registry` the tests reach, and names the files where they reach less than
 * the rest; fails if they reach too little in all.
 *
 * Run it with `npm run coverage`. With `--measured` it judges what `vitest run --coverage` has written before, as CI
 * does nightly after the one run of all tests.
 */
const ROOT = join(import.meta.dirname, '..');
const SUMMARY = join(ROOT, 'coverage', 'coverage-summary.json');

/** What must be reached at least of all files together, and files below it are named, in percent. */
const LEAST = 95;
const MEASURES = ['lines', 'branches', 'statements', 'functions'] as const;

/** What of a file the tests reach, as istanbul's `json-summary` writes it. */
type FileCoverage = Readonly<Record<(typeof MEASURES)[number], { readonly pct: number }>>;
type Summary = Readonly<Record<string, FileCoverage>>;

function percent(value: number): string {
  return value.toFixed(2).padStart(6);
}

function renderLow(summary: Summary): string {
  const low = Object.entries(summary).filter(
    ([path, { lines, branches }]) => path !== 'total' && Math.min(lines.pct, branches.pct) < LEAST,
  );
  if (low.length === 0) return `No file is below ${LEAST} % of its lines or branches.`;
  const rows = low.map(
    ([path, { lines, branches }]) => `${percent(lines.pct)}    ${percent(branches.pct)}  ${relative(ROOT, path)}`,
  );
  return [`Below ${LEAST} %:`, ' lines  branches  file', ...rows].join('\n');
}

function measure(): void {
  rmSync(SUMMARY, { force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const options = { cwd: ROOT, stdio: 'inherit' } as const;
  const args = [vitest, 'run', '--coverage', '--config', 'coverage.config.ts'];
  process.exitCode = spawnSync(process.execPath, args, options).status ?? 1;
}

await run(async () => {
  if (process.argv[2] !== '--measured') measure();
  const summary: Summary = JSON.parse(readFileSync(SUMMARY, 'utf8'));
  console.log(renderLow(summary));
  const { total } = summary;
  if (total === undefined) throw new Error('Cannot judge the coverage: the summary has no total; measure it again');
  const low = MEASURES.filter((measure) => total[measure].pct < LEAST);
  console.log(`src/registry: ${MEASURES.map((measure) => `${total[measure].pct} % of ${measure}`).join(', ')}`);
  if (low.length > 0)
    throw new Error(`Cannot accept the change: tests reach less than ${LEAST} % of ${low.join(' and ')}; add tests`);
});
