import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderChart } from './chart.ts';
import { renderReport } from './report.ts';
import type { BenchResults } from './results.ts';

const FILES = {
  numbers: 'results.json',
  findings: 'findings.md',
  report: 'RESULTS.md',
  chart: 'results.svg',
} as const;

function pathOf(file: keyof typeof FILES): string {
  return fileURLToPath(new URL(`../${FILES[file]}`, import.meta.url));
}

/** Reads what was measured before, or undefined where nothing was. */
export async function readResults(): Promise<BenchResults | undefined> {
  try {
    return JSON.parse(await readFile(pathOf('numbers'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes the numbers as JSON, as a report and as a chart. */
export async function writeResults(results: BenchResults): Promise<void> {
  await writeFile(pathOf('numbers'), `${JSON.stringify(results, null, 2)}\n`);
  // What the numbers mean is for people to say.
  const findings = await readFile(pathOf('findings'), 'utf8');
  await writeFile(pathOf('report'), renderReport(results, findings.trim()));
  await writeFile(pathOf('chart'), renderChart(results));
}
