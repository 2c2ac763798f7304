import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

function runEmpty(script: string): number {
  const startedAt = performance.now();
  spawnSync(process.execPath, [script]);
  return performance.now() - startedAt;
}

/** What is measured beside an empty Node program. */
export interface Measurement {
  readonly name: string;
  /** How many pairs count; one more warms the file cache. */
  readonly pairs: number;
  /** How many times the wall time of the empty program it may take. */
  readonly limit: number;
  /** Runs it once and returns how long that took (ms). */
  readonly measure: () => Promise<number>;
}

/**
 * Measures something and an empty Node program in turn, and expects their ratio to stay within a limit.
 *
 * What others take of the machine only adds, and to both, so the shortest times are compared.
 */
export async function expectRatio({ name, pairs, limit, measure }: Measurement): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-empty-'));
  try {
    const script = join(folder, 'empty.js');
    writeFileSync(script, '');
    const times: { readonly empty: number; readonly ours: number }[] = [];
    for (let pair = 0; pair <= pairs; pair++) times.push({ empty: runEmpty(script), ours: await measure() });
    const warm = times.slice(1);
    const [empty, ours] = [Math.min(...warm.map((each) => each.empty)), Math.min(...warm.map((each) => each.ours))];
    const ratio = ours / empty;
    console.log(
      `      ${name}: ${ours.toFixed(0)} ms, an empty Node program ${empty.toFixed(0)} ms, ratio ${ratio.toFixed(2)} of at most ${limit}`,
    );
    expect(ratio).toBeLessThanOrEqual(limit);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
