import { describe, expect, it } from 'vitest';
import { SOURCE_FILES } from './source.ts';

/** A file has one subject, usually 4 to 8 KB; this many lines are too many in any case. */
const MAX_LINES = 450;

describe('every file', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    // The line feed at the end makes an empty last one.
    expect(SOURCE_FILES.filter(({ lines }) => lines.length > MAX_LINES + 1).map(({ path }) => path)).toEqual([]);
  });

  it('has no default export and no barrel', () => {
    const found = SOURCE_FILES.filter(({ lines }) => lines.some((line) => /^export (?:default\b|\*)/.test(line)));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
