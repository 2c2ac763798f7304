import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sortTestFiles } from './pure-files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const { pure, processes } = sortTestFiles(['test/**/*.test.ts']);

describe('test files', () => {
  it('are each of one kind, and there are many of both', () => {
    expect(new Set([...pure, ...processes]).size).toBe(pure.length + processes.length);
    expect(pure.length).toBeGreaterThan(100);
    expect(processes.length).toBeGreaterThan(100);
  });

  it.each(['test/support/sample.test.ts', 'test/support/pure-files.test.ts'])('share a thread: %s', (file) => {
    expect(pure).toContain(file);
  });

  it.each([
    ['that start a process', 'test/support/flaky-reporter.test.ts'],
    ['whose imports start a server', 'test/support/proxy.test.ts'],
    ['that run the action', 'test/support/run-action.test.ts'],
  ])('%s have a process of their own', (_, file) => {
    expect(processes).toContain(file);
  });

  it('that replace modules, timers or variables have a process of their own', () => {
    const changing = pure.filter((file) =>
      /\bvi\.(?:mock|useFakeTimers|stub\w+|spyOn)\(/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(changing).toEqual([]);
  });
});
