import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const MODULE = new URL('../../../src/registry/transport/v8-flags.ts', import.meta.url).href;

/** Makes garbage in a process of its own, and returns how large V8's space for young objects has become (MiB). */
function growYoungSpace(before: string): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { collectChunksSoon } from ${JSON.stringify(MODULE)};
    ${before};
    let kept = [];
    for (let round = 0; round < 300_000; round++) {
      kept.push({ round, more: [round] });
      if (kept.length > 50_000) kept = [];
    }
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    console.log(space.space_size);
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  return Number(output) / (1024 * 1024);
}

it('keeps the space for young objects small, which else grows', () => {
  const [without, small] = [growYoungSpace(''), growYoungSpace('collectChunksSoon(); collectChunksSoon()')];
  expect(without).toBeGreaterThan(6);
  expect(small).toBeLessThan(without / 2);
});
