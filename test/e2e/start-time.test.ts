import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runAction } from '../support/run-action.ts';

const RUNS = 9;

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

it('computes tags within five times the wall time of an empty Node program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-empty-'));
  const empty = join(folder, 'empty.js');
  writeFileSync(empty, '');
  const times: { empty: number; tags: number }[] = [];
  const inputs = { command: 'tags', 'existing-tags': 'none', version: '1.2.3', images: 'registry.example.com/d/app' };
  const event = { name: 'push', payload: { repository: { description: 'A shop' } } };
  for (let run = 0; run <= RUNS; run++) {
    const startedAt = performance.now();
    spawnSync(process.execPath, [empty]);
    const middle = performance.now();
    const { exitCode, outputs } = await runAction({ inputs, event });
    times.push({ empty: middle - startedAt, tags: performance.now() - middle });
    expect(exitCode).toBe(0);
    expect(outputs['tag-names']?.split('\n').slice(0, 4)).toEqual(['1.2.3', '1.2', '1', 'latest']);
  }
  rmSync(folder, { recursive: true });
  // The first pair warms the file cache and is left out.
  const measured = times.slice(1);
  const [emptyTime, tagsTime] = [median(measured.map((each) => each.empty)), median(measured.map((each) => each.tags))];
  console.log(
    `      empty Node ${emptyTime.toFixed(0)} ms, tags ${tagsTime.toFixed(0)} ms, ratio ${(tagsTime / emptyTime).toFixed(2)}`,
  );
  expect(tagsTime / emptyTime).toBeLessThanOrEqual(5);
});
