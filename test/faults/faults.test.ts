import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSelector, readFaults } from '../../scripts/faults/read.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const KINDS = await readFaults(import.meta.dirname);

describe('the list of fault kinds', () => {
  it('has each kind once', () => {
    const names = KINDS.map(({ kind }) => kind);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(KINDS.map((each) => [each.kind, each] as const))('%s names tests that exist', (_, { kind, fault, tests }) => {
    expect(kind).toMatch(/^[ATCPSW][1-9]\d*$/);
    expect(fault).not.toBe('');
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.map((each) => parseSelector(each).file).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('is run by one command', () => {
    expect(readFileSync(join(ROOT, 'package.json'), 'utf8')).toContain('"faults": "node scripts/faults.ts"');
  });
});
