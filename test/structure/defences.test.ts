import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** The rows of the table of defences: name, what it does, where, and which tests show it. */
const ROWS = readFileSync(join(ROOT, 'docs', 'project', 'defences.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| D[0-9]/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** Lists the files that a cell names. */
function filesOf(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([^`\s]+\/[^`\s]+|[a-zA-Z]+\.json|action\.yml)`/g)].map(([, file]) => file ?? '');
}

describe('docs/project/defences.md', () => {
  it('numbers the defences once each, in order', () => {
    const numbers = ROWS.map(([, name]) => Number(/^D(\d+)/.exec(name ?? '')?.[1]));
    expect(numbers.length).toBeGreaterThan(30);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it.each(ROWS.map((row) => [row[1] ?? '', row] as const))('names files of %s that exist', (_, row) => {
    const [code, tests] = [filesOf(row[3]), filesOf(row[4])];
    expect(code.length).toBeGreaterThan(0);
    expect(tests.length).toBeGreaterThan(0);
    expect([...code, ...tests].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('is named by SECURITY.md', () => {
    expect(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')).toContain('](docs/project/defences.md)');
  });
});
