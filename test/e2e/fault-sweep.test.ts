import { beforeAll, describe, expect, it } from 'vitest';
import { runBatch } from './fault-batch.ts';
import type { CaseResult } from './fault-case.ts';
import { createRandom, KINDS, type Lengths, PASSING_KINDS, planRandom, planSweep } from './fault-plan.ts';
import { describeCase, type KindTally, renderTable, tallyBy } from './fault-table.ts';
import { runBatches } from './fault-workers.ts';
import { VARIANTS } from './fault-world.ts';

/** Cases of several faults each. */
const RANDOM_CASES = 1000;
/** Decides the random cases: always the same, unless the variable asks for others. */
const SEED = Number(process.env['SEALIFT_SEED'] ?? 20_261_121);
/** For all cases together, in ms: a machine with two cores takes a minute, and tests share it. */
const TIMEOUT = 600_000;

const lengths: Record<keyof Lengths, number> = { 'one registry': 0, 'two registries': 0 };
let swept: readonly CaseResult[] = [];
let random: readonly CaseResult[] = [];
let kinds: ReadonlyMap<string, KindTally> = new Map();

beforeAll(async () => {
  const cases = VARIANTS.map((variant) => ({ variant, kind: 'none', faults: [] }));
  for (const { fault, outcome, requests } of await runBatch({ cases, repeatEvery: 1 })) {
    expect(outcome).toBe('completed');
    lengths[fault.variant] = requests;
  }
  const started = performance.now();
  const results = await runBatches([...planSweep(lengths), ...planRandom(lengths, RANDOM_CASES, createRandom(SEED))]);
  swept = results.filter(({ fault }) => fault.faults.length === 1);
  random = results.filter(({ fault }) => fault.faults.length > 1);
  kinds = tallyBy(swept, ({ fault }) => fault.kind);
  const tallies = new Map([...kinds, ...tallyBy(random, () => 'random')]);
  const requests = VARIANTS.map((variant) => `${lengths[variant]} requests with ${variant}`).join(', ');
  console.log(
    `SEALIFT_SEED=${SEED}, ${requests}, ${Math.round((performance.now() - started) / 1000)} s\n${renderTable(tallies, results)}`,
  );
}, TIMEOUT);

/** What is wrong, a few of the cases. */
function wrong(results: readonly CaseResult[]): readonly string[] {
  return results
    .filter(({ outcome }) => outcome === 'wrong')
    .map(describeCase)
    .slice(0, 20);
}

describe('a promotion', () => {
  it('with any fault at any request completes, or says why not and leaves the tags', () => {
    expect(swept).toHaveLength(KINDS.length * (lengths['one registry'] + lengths['two registries']));
    expect(KINDS.length).toBeGreaterThanOrEqual(12);
    expect(wrong(swept)).toEqual([]);
  });

  it('with several faults at random requests does so too', () => {
    expect(random).toHaveLength(RANDOM_CASES);
    expect(wrong(random)).toEqual([]);
  });

  it('leaves no tag half done unless the registry is down for good, and then names it', () => {
    const passing = new Set(PASSING_KINDS.map(({ name }) => name));
    const mayPass = [...swept.filter(({ fault }) => passing.has(fault.kind)), ...random];
    const others = mayPass.filter(({ outcome }) => outcome !== 'completed' && outcome !== 'refused');
    expect(others.map(describeCase)).toEqual([]);
  });

  it('that failed is completed by running it again', () => {
    const repeated = [...swept, ...random].filter(({ again }) => again !== undefined);
    expect(repeated.length).toBeGreaterThan(100);
    expect(repeated.filter(({ again }) => again?.outcome !== 'completed').map(describeCase)).toEqual([]);
  });

  // A fault that nobody meets proves nothing.
  it.each(KINDS.map(({ name }) => name))('met the fault "%s" at its requests', (name) => {
    const counts = kinds.get(name);
    expect(counts?.changed).toBeGreaterThan(0);
    expect(counts?.struck).toBeGreaterThan((counts?.cases ?? 0) * 0.95);
  });

  it.each(['500 before', '503 after', 'reset before', 'reset after', '429 date', '429 of GHCR', 'body breaks off'])(
    'is not hindered by "%s" once',
    (name) => {
      const { cases, completed } = kinds.get(name) ?? { cases: 0, completed: -1 };
      expect(completed).toBe(cases);
    },
  );
});
