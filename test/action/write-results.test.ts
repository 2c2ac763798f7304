import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HandOverError, handOver, throwWorst } from '../../src/action/write-results.ts';
import { PolicyError } from '../../src/errors.ts';
import { keepLog } from '../support/log.ts';

const RESULTS = { outputs: new Map([['digest', 'sha256:1']]), summary: '# done\n' };
const CURE = "let this step write the runner's files, and run it again to have them";
const DONE = 'the promotion itself is complete';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-hand-over-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** Makes the variables of a runner; what is not named is a file that can be written. */
async function runner(paths: { readonly output?: string; readonly summary?: string }) {
  const own = await mkdtemp(join(folder, 'runner-'));
  const [output, summary] = [join(own, 'output'), join(own, 'summary')];
  await Promise.all([writeFile(output, ''), writeFile(summary, '')]);
  const environment = { GITHUB_OUTPUT: paths.output ?? output, GITHUB_STEP_SUMMARY: paths.summary ?? summary };
  vi.stubEnv('GITHUB_OUTPUT', environment.GITHUB_OUTPUT);
  return { environment, output, summary };
}

describe('the results of a run', () => {
  it('are given to the runner', async () => {
    const { environment, output, summary } = await runner({});
    expect(handOver(RESULTS, { environment, logger: keepLog() }, DONE)).toBeUndefined();
    expect(await readFile(output, 'utf8')).toContain('sha256:1');
    expect(await readFile(summary, 'utf8')).toBe('# done\n');
  });

  it('that cannot be written are named, with what became of the work, and the others are written', async () => {
    const { environment, summary } = await runner({ output: join(folder, 'none', 'output') });
    const error = handOver(RESULTS, { environment, logger: keepLog() }, DONE);
    expect(error).toBeInstanceOf(HandOverError);
    expect(error?.message).toBe(
      `Cannot write the outputs (GITHUB_OUTPUT): it is not there; ${CURE} (the promotion itself is complete)`,
    );
    expect(await readFile(summary, 'utf8')).toBe('# done\n');
  });

  it('that cannot be written at all are told in one sentence', async () => {
    const { environment } = await runner({ output: folder, summary: join(folder, 'none', 'summary') });
    const error = handOver({ ...RESULTS, variables: new Map() }, { environment, logger: keepLog() }, DONE);
    expect(error?.message).toBe(
      `Cannot write the outputs (GITHUB_OUTPUT) and the job summary (GITHUB_STEP_SUMMARY): it is a folder and its folder does not exist; ${CURE} (the promotion itself is complete)`,
    );
  });

  it('are written in vain to a file of somebody else', async () => {
    const { environment, summary } = await runner({});
    await chmod(summary, 0o400);
    const error = handOver(RESULTS, { environment, logger: keepLog() });
    // Root may write every file.
    if (process.getuid?.() === 0) expect(error).toBeUndefined();
    else
      expect(error?.message).toBe(
        `Cannot write the job summary (GITHUB_STEP_SUMMARY): permission to write it is denied; ${CURE}`,
      );
  });
});

describe('what ends a run', () => {
  const failure = new HandOverError('Cannot write: x; y');
  const trouble = new PolicyError('Cannot verify: x; y');

  it('is the worst that went wrong, and the other is told', () => {
    const log = keepLog();
    expect(() => throwWorst(trouble, failure, log)).toThrow(trouble);
    expect(log.lines).toEqual(['warn Cannot write: x; y']);
  });

  it('is what could not be written if nothing else went wrong, and is told by its end alone', () => {
    const log = keepLog();
    expect(() => throwWorst(undefined, failure, log)).toThrow(failure);
    expect(() => throwWorst(undefined, undefined, log)).not.toThrow();
    expect(log.lines).toEqual([]);
  });
});
