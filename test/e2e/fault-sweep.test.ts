import { beforeAll, describe, expect, it } from 'vitest';
import { sizeOf } from '../support/sample.ts';
import { createRandom, IS_FULL, seedOf } from '../support/seed.ts';
import { runBatch } from './fault-batch.ts';
import type { CaseResult } from './fault-case.ts';
import { KINDS, type Lengths, PASSING_KINDS, planRandom, planSweep, STRIDE } from './fault-plan.ts';
import { describeCase, type KindTally, renderTable, tallyBy } from './fault-table.ts';
import { runBatches } from './fault-workers.ts';
import { VARIANTS } from './fault-world.ts';

/** Cases of several faults each. */
const RANDOM_CASES = sizeOf({ every: 100, full: 2000 });
/** For all cases together, in ms: a machine with two cores takes a minute for a sample, and tests share it. */
const TIMEOUT = sizeOf({ every: 600_000, full: 3_600_000 });

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
  const results = await runBatches([
    ...planSweep(lengths),
    ...planRandom(lengths, RANDOM_CASES, createRandom(seedOf('random faults'))),
  ]);
  swept = results.filter(({ fault }) => fault.faults.length === 1);
  random = results.filter(({ fault }) => fault.faults.length > 1);
  kinds = tallyBy(swept, ({ fault }) => fault.kind);
  const tallies = new Map([...kinds, ...tallyBy(random, () => 'random')]);
  const requests = VARIANTS.map((variant) => `${lengths[variant]} requests with ${variant}`).join(', ');
  console.log(`${requests}, ${Math.round((performance.now() - started) / 1000)} s\n${renderTable(tallies, results)}`);
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
    for (const variant of VARIANTS) {
      const counts = KINDS.map(
        ({ name }) => swept.filter(({ fault }) => fault.kind === name && fault.variant === variant).length,
      );
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.floor(lengths[variant] / (IS_FULL ? 1 : STRIDE)));
    }
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
    expect(repeated.length).toBeGreaterThan(sizeOf({ every: 20, full: 100 }));
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
