import { spawnSync } from 'node:child_process';
import { IS_FULL } from './seed.ts';

function commit(): string {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' });
  return stdout?.trim() || 'no-commit';
}

/**
 * Chooses the seed of a run, which `vitest.config.ts` hands to the processes of the tests: `SEALIFT_SEED`, any text.
 *
 * By default it is the commit's id, so that each commit draws other cases and a repeated run the same; the date if the
 * run is a full one, so that each night draws others.
 */
export function chooseSeed(): string {
  return process.env['SEALIFT_SEED'] || (IS_FULL ? new Date().toISOString().slice(0, 10) : commit());
}
