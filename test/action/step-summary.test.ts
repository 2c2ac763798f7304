import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printSummary, writeSummary } from '../../src/action/outputs.ts';
import { keepLog } from '../support/log.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-summary-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('adds to the file of the runner', async () => {
  const file = join(folder, 'summary.md');
  expect(writeSummary('# a\n', { GITHUB_STEP_SUMMARY: file })).toBe(true);
  const log = keepLog();
  printSummary('# b\n', { GITHUB_STEP_SUMMARY: file }, log);
  expect(await readFile(file, 'utf8')).toBe('# a\n# b\n');
  expect(log.lines).toEqual([]);
});

it.each([{}, { GITHUB_STEP_SUMMARY: '' }])('prints without one: %j', (environment) => {
  const log = keepLog();
  expect(writeSummary('# a\n', environment)).toBe(false);
  printSummary('# a\n\nb\n', environment, log);
  expect(log.lines).toEqual(['info # a', 'info ', 'info b']);
});
