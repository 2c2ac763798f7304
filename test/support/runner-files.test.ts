import { describe, expect, it } from 'vitest';
import { parseRunnerFile } from './runner-files.ts';

describe('parseRunnerFile', () => {
  it.each([
    ['', {}],
    ['a=1\n', { a: '1' }],
    ['a=b=c\n\nd=\n', { a: 'b=c', d: '' }],
    ['a<<E\nx\ny\nE\nb=2\n', { a: 'x\ny', b: '2' }],
    ['a<<E\nE\n', { a: '' }],
    ['a<<E\nb=1\n\nc<<F\nE\n', { a: 'b=1\n\nc<<F' }],
    ['a=1<<2\n', { a: '1<<2' }],
    ['a=1\r\na=2\r\n', { a: '2' }],
  ])('reads %j', (text, values) => {
    expect(parseRunnerFile(text)).toEqual(values);
  });

  it.each([
    ['a<<E\nx\n', 'the line "E" is missing'],
    ['a\n', 'neither NAME=VALUE nor NAME<<DELIMITER'],
    ['=1\n', 'neither NAME=VALUE nor NAME<<DELIMITER'],
  ])('refuses %j', (text, message) => {
    expect(() => parseRunnerFile(text)).toThrow(message);
  });
});
