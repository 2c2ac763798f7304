import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderChart } from './chart.ts';
import { renderReport } from './report.ts';
import type { BenchResults } from './results.ts';

/** Where results are kept, and what people made of them. */
const HOME = fileURLToPath(new URL('..', import.meta.url));

const FILES = {
  numbers: 'results.json',
  findings: 'findings.md',
  report: 'RESULTS.md',
  chart: 'results.svg',
} as const;

/** Reads what was measured before, or undefined where nothing was. */
export async function readResults(folder = HOME): Promise<BenchResults | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILES.numbers), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes the numbers as JSON, as a report and as a chart. */
export async function writeResults(results: BenchResults, folder = HOME): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FILES.numbers), `${JSON.stringify(results, null, 2)}\n`);
  // What the numbers mean is for people to say.
  const findings = await readFile(join(HOME, FILES.findings), 'utf8');
  await writeFile(join(folder, FILES.report), renderReport(results, findings.trim()));
  await writeFile(join(folder, FILES.chart), renderChart(results));
}
