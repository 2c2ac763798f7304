import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findProgram } from './programs.ts';

const plain = mkdtempSync(join(tmpdir(), 'sealift-programs-'));
writeFileSync(join(plain, 'text'), '', { mode: 0o644 });
afterAll(() => rmSync(plain, { recursive: true }));

describe('findProgram', () => {
  const folder = dirname(process.execPath);
  const node = basename(process.execPath);

  it('takes the first name that is there', () => {
    expect(findProgram(['no-such-program', node], `/no/such/folder:${folder}`)).toBe(process.execPath);
  });

  it.each([
    ['folder', '.', '/'],
    ['file that cannot be run', 'text', plain],
    ['file of the current folder by an empty path', 'package.json', ''],
  ])('takes no %s', (_, name, path) => {
    expect(findProgram([name], path)).toBeUndefined();
  });
});
