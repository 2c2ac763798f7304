import { RE2JS } from '@bufbuild/re2';
import { InputError, isSealiftError } from '../../errors.ts';
import { quote } from '../../util/safe-text.ts';
import { made, type Shape, text } from '../shape.ts';

/** No pattern that people write is longer, nor any that could make a large program (characters). */
const MAX_PATTERN = 1000;

/** More of a text is not looked at (characters). */
const MAX_TEXT = 100_000;

/** A regular expression that takes linear time, whatever the text. */
export interface Pattern {
  /** As it is written. */
  readonly source: string;
  /** Whether it is found anywhere in a text. */
  isFoundIn(text: string): boolean;
}

/**
 * Compiles a regular expression in the syntax of RE2, which has neither look-around nor back-references.
 *
 * @throws {InputError} if it is not one.
 */
export function compilePattern(source: string): Pattern {
  const what = `use the pattern ${quote(source)}`;
  if (source.length > MAX_PATTERN) {
    throw new InputError({ what, reason: 'it has more than 1,000 characters', remedy: 'write a shorter one' });
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch {
    throw new InputError({ what, reason: 'it is not one of RE2', remedy: 'leave out look-around and back-references' });
  }
  return { source, isFoundIn: (text) => text.length <= MAX_TEXT && compiled.test(text) };
}

/** A pattern of RE2 in the pipeline file. */
export const pattern: Shape<Pattern> = made(
  text({ kind: 'pattern', example: 'a regular expression, such as "^CHG[0-9]{7}$"' }),
  (source, field) => {
    try {
      return compilePattern(source);
    } catch (error) {
      if (!isSealiftError(error) || error.words === undefined) throw error;
      const { reason, remedy } = error.words;
      return field.refuse(`the pattern ${quote(source)} cannot be used: ${reason}; ${remedy}`);
    }
  },
);
