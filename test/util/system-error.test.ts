import { expect, it } from 'vitest';
import { explainSystemError, systemCode } from '../../src/util/system-error.ts';

const of = (code: string) => Object.assign(new Error(`${code}: no such file`), { code });

it.each([
  ['ENOENT', 'it is not there', 'its folder does not exist'],
  ['EACCES', 'permission to read it is denied', 'permission to write it is denied'],
  ['EISDIR', 'it is a folder', 'it is a folder'],
  ['ENOSPC', 'the system answers ENOSPC', 'the disk is full'],
  ['EIO', 'the system answers EIO', 'the system answers EIO'],
])('%s is said in words', (code, reading, writing) => {
  expect(explainSystemError(of(code))).toBe(reading);
  expect(explainSystemError(of(code), 'write')).toBe(writing);
});

it('only what the system says has a code', () => {
  expect(systemCode(of('EIO'))).toBe('EIO');
  expect(systemCode(new Error('other'))).toBeUndefined();
});
