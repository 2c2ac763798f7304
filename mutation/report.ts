import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One changed place, as Stryker's report has it (mutation-testing-report-schema). */
interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** Both count from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

const FOLDER = join(import.meta.dirname, '..', 'reports', 'mutation');

/** Returns what a mutant replaces, in one line. */
function originalOf(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** Tells whether a mutant only takes words out of a sentence that people read. */
function isWording(mutant: Mutant, source: string): boolean {
  return mutant.mutatorName === 'StringLiteral' && /[a-z,;:)"}] [a-z("$]/i.test(originalOf(source, mutant.location));
}

function isAlive({ status }: Mutant): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

/** Writes one row: mutants, killed, by time, alive and not wording, wording, static and not run, killed of all run. */
function rowOf(name: string, mutants: readonly Mutant[], source: string): readonly (string | number)[] {
  const count = (status: string): number => mutants.filter((mutant) => mutant.status === status).length;
  const alive = mutants.filter(isAlive);
  const words = alive.filter((mutant) => isWording(mutant, source)).length;
  const [killed, late] = [count('Killed') + count('RuntimeError'), count('Timeout')];
  const run = killed + late + alive.length;
  return [name, run, killed, late, alive.length - words, words, count('Ignored'), percent(killed + late, run - words)];
}

const reports = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name): Report => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
const files = reports.flatMap(({ files }) => Object.entries(files)).sort(([left], [right]) => (left < right ? -1 : 1));
const rows = files.map(([name, { mutants, source }]) => rowOf(`\`${name.replace('src/', '')}\``, mutants, source));
const sums = [1, 2, 3, 4, 5, 6].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
const [run = 0, killed = 0, late = 0, , words = 0] = sums;

console.log('| File | Mutants | Killed | By time | Survived | Words | Static, not run | Score |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const row of [...rows, ['all', ...sums, percent(killed + late, run - words)]])
  console.log(`| ${row.join(' | ')} |`);
for (const [name, { mutants, source }] of files) {
  for (const mutant of mutants.filter(isAlive)) {
    const { line, column } = mutant.location.start;
    const kind = isWording(mutant, source) ? 'words' : mutant.status === 'NoCoverage' ? 'not covered' : 'survived';
    const change = `${originalOf(source, mutant.location)} → ${(mutant.replacement ?? '').replace(/\s+/g, ' ')}`;
    console.log(`${name}:${line}:${column} ${kind}: ${change}`);
  }
}
