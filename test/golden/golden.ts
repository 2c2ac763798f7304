import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Compares a text with the golden file of a name, byte by byte.
 *
 * `UPDATE_GOLDEN=1` writes the file in place of comparing; whoever does that reads it before it is kept.
 */
export function expectGolden(name: string, actual: string): void {
  const file = new URL(name, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
