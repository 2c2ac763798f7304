import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Given, Vector } from './vector.ts';
import { runVector, startWorld, type VectorResult, type VectorWorld } from './vector-run.ts';
import { RACES, VECTORS } from './vectors.ts';

/** The grammar of tags (distribution-spec). */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

const LABEL = 'org.opencontainers.image.';

interface PlanItem {
  readonly tag: string;
  readonly action: string;
  readonly reason: string;
}

interface Report {
  readonly warnings: readonly string[];
  readonly unmatchedRules: readonly { readonly line: number; readonly reason: string }[];
  readonly labels: Readonly<Record<string, string>>;
}

let world: VectorWorld;

beforeAll(async () => {
  world = await startWorld(VECTORS);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function listOf(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split('\n');
}

/** Returns what a run of either command reports, without that of a promotion's image. */
function reportOf({ outputs }: VectorResult): Report {
  const report = JSON.parse(outputs['report'] ?? '');
  const { unmatchedRules = [], labels = {} } = report.images?.[0]?.destinations?.[0] ?? report;
  return { warnings: report.warnings, unmatchedRules, labels };
}

function expectRefused(run: VectorResult, sentence: string): void {
  const errors = run.stdout.split('\n').filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(1);
  const [error = ''] = errors;
  expect(error.slice('::error::'.length, '::error::'.length + run.fill(sentence).length)).toBe(run.fill(sentence));
  expect(error).toMatch(/^::error::Cannot [^\n]+: [^\n]+; [^\n]+[^.]$/);
  expect(run).toMatchObject({ exitCode: 1, stderr: '', outputs: {} });
}

function expectLabels(report: Report, expected: NonNullable<Given['labels']>): void {
  for (const [key, value] of Object.entries(expected)) {
    const label = key.includes('.') ? key : `${LABEL}${key}`;
    expect(report.labels[label] ?? null, label).toBe(value);
  }
}

function expectGiven(run: VectorResult, expected: Given): void {
  expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  const names = listOf(run.outputs['tag-names']);
  expect(names).toEqual(expected.names.map(run.fill));
  const image = run.fill(expected.image ?? '{image}');
  expect(listOf(run.outputs['tags'])).toEqual(names.map((name) => `${image}:${name}`));
  expect(run.outputs['version']).toBe(run.fill(expected.version ?? expected.names[0] ?? ''));
  expect(names.filter((name) => !TAG.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  const plan: readonly PlanItem[] = JSON.parse(run.outputs['plan'] ?? '');
  expect(plan.filter(({ action }) => action !== 'skip').map(({ tag }) => tag)).toEqual(names);
  for (const [tag, reason] of Object.entries(expected.skipped ?? {})) {
    const begins = expect.stringContaining(reason);
    expect(plan).toContainEqual(expect.objectContaining({ tag, action: 'skip', reason: begins }));
  }
  const report = reportOf(run);
  expect(report.warnings.map((warning, index) => warning.slice(0, expected.warnings?.[index]?.length))).toEqual(
    expected.warnings ?? [],
  );
  for (const [line, reason] of Object.entries(expected.idle ?? {})) {
    expect(report.unmatchedRules).toContainEqual(expect.objectContaining({ line: Number(line), reason }));
  }
  expectLabels(report, expected.labels ?? {});
  for (const { tag } of plan) expect(run.summary).toContain(tag);
}

function expectVector(run: VectorResult, { expected }: Vector): void {
  if ('error' in expected) expectRefused(run, expected.error);
  else expectGiven(run, expected);
}

describe('the vectors of the tag rules', () => {
  it.each(VECTORS)('$id: $meaning', async (vector) => {
    expectVector(await runVector(vector, world), vector);
  });

  it.each(RACES)('$id: $meaning (run in $file)', ({ meaning, file }) => {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(meaning);
  });

  it('has every row once', () => {
    const ids = [...VECTORS, ...RACES].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
