import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './run.ts';

/**
 * Measures which lines and branches of `src/registry` the tests reach, and names the files where they reach less than
 * the rest; fails where they reach too little in all, which `coverage.config.ts` decides.
 *
 * Run it with `npm run coverage`.
 */
const ROOT = join(import.meta.dirname, '..');
const SUMMARY = join(ROOT, 'coverage', 'coverage-summary.json');

/** Files below this are named, in percent. */
const LOW = 95;

/** What of a file the tests reach, as istanbul's `json-summary` writes it. */
interface FileCoverage {
  readonly lines: { readonly pct: number };
  readonly branches: { readonly pct: number };
}

function percent(value: number): string {
  return value.toFixed(2).padStart(6);
}

function renderLow(summary: Readonly<Record<string, FileCoverage>>): string {
  const low = Object.entries(summary).filter(
    ([path, { lines, branches }]) => path !== 'total' && Math.min(lines.pct, branches.pct) < LOW,
  );
  if (low.length === 0) return `No file is below ${LOW} % of its lines or branches.`;
  const rows = low.map(
    ([path, { lines, branches }]) => `${percent(lines.pct)}    ${percent(branches.pct)}  ${relative(ROOT, path)}`,
  );
  return [`Below ${LOW} %:`, ' lines  branches  file', ...rows].join('\n');
}

await run(async () => {
  rmSync(SUMMARY, { force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const options = { cwd: ROOT, stdio: 'inherit' } as const;
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'coverage.config.ts'], options);
  process.exitCode = status ?? 1;
  console.log(renderLow(JSON.parse(readFileSync(SUMMARY, 'utf8'))));
});
