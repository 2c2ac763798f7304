import { describe, expect, it } from 'vitest';
import { SOURCE_FILES } from './source.ts';

/** A file has one subject, usually 4 to 8 KB; this many lines are too many in any case. */
const MAX_LINES = 450;

const EXPORT =
  /^export (?:default |declare |async |abstract )*(?:function\*?|class|interface|type|const|let|enum)\s+(\w+)/;

/** Returns the exports that have no doc comment right above them. */
function undocumented(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    return name === undefined || /\*\/\s*$/.test(lines[index - 1] ?? '') ? [] : [name];
  });
}

describe('the scan for doc comments', () => {
  it.each([
    ['a comment of one line', ['/** A. */', 'export const a = 1;'], []],
    ['a comment of several lines', ['/**', ' * A.', ' */', 'export async function a() {}'], []],
    ['no comment', ['', 'export interface A {', '}'], ['A']],
    ['a comment of another kind', ['// A.', 'export type A = 1;'], ['A']],
    ['what is not exported', ['const a = 1;'], []],
  ])('judges %s', (_, lines, expected) => {
    expect(undocumented(lines)).toEqual(expected);
  });
});

describe('every file', () => {
  it('documents its exports', () => {
    const found = SOURCE_FILES.flatMap(({ path, lines }) => undocumented(lines).map((name) => `${path}: ${name}`));
    expect(found).toEqual([]);
  });

  it(`has at most ${MAX_LINES} lines`, () => {
    // The line feed at the end makes an empty last one.
    expect(SOURCE_FILES.filter(({ lines }) => lines.length > MAX_LINES + 1).map(({ path }) => path)).toEqual([]);
  });

  it('has no default export and no barrel', () => {
    const found = SOURCE_FILES.filter(({ lines }) => lines.some((line) => /^export (?:default\b|\*)/.test(line)));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
