import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectRatio } from './pairs.ts';

const DEMO = fileURLToPath(new URL('../../demo/demo.ts', import.meta.url));

describe('beside an empty Node program', () => {
  it.each([
    { name: 'the demo', parts: [], limit: 200 },
    { name: 'all of the demo', parts: ['all'], limit: 500 },
  ])('$name stays within its time', async ({ name, parts, limit }) => {
    async function measure(): Promise<number> {
      const startedAt = performance.now();
      const { status, stdout } = spawnSync(process.execPath, [DEMO, ...parts], { encoding: 'utf8' });
      expect(status, stdout).toBe(0);
      return performance.now() - startedAt;
    }
    await expectRatio({ name, pairs: 3, limit, measure });
  });
});
