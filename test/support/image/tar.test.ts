import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../programs.ts';
import { gzipBytes, tarFile } from './tar.ts';

const tar = findProgram(['tar']);
const CONTENT = Buffer.from('hello');

describe('tarFile', () => {
  it.each([0, 1, 511, 512, 513])('fills whole blocks with %i bytes', (length) => {
    const bytes = tarFile({ path: 'f', content: new Uint8Array(length) });
    expect(bytes.length).toBe(512 + Math.ceil(length / 512) * 512 + 1024);
  });

  it.skipIf(tar === undefined)('is read by tar', () => {
    const input = gzipBytes(tarFile({ path: 'etc/greeting', content: CONTENT }));
    expect(execFileSync('tar', ['-tzf', '-'], { input, encoding: 'utf8' })).toBe('etc/greeting\n');
    expect(execFileSync('tar', ['-xzOf', '-', 'etc/greeting'], { input, encoding: 'utf8' })).toBe('hello');
  });
});

describe('gzipBytes', () => {
  it('names no time and no system', () => {
    expect([...gzipBytes(CONTENT).subarray(4, 10)]).toEqual([0, 0, 0, 0, expect.any(Number), 255]);
  });
});
