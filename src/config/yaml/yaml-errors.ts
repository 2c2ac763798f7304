import { quote } from '../../text/safe-text.ts';

/** A key that is there twice. */
export const DUPLICATE_KEY = 'this key is there twice; leave out one of the two';

/** What people wrote, and what to write, by the parser's codes (eemeli/yaml, docs/08_errors.md). */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  BAD_INDENT: 'this line is indented otherwise than what it belongs to; line them up, and close each "[" and "{"',
  MULTIPLE_DOCS: 'a second document begins here; leave out the line "---"',
  NON_STRING_KEY: 'a key must be a text; write a name',
  TAG_RESOLVE_FAILED: 'tags of YAML that begin with "!" are not read; write the value without one',
  RESOURCE_EXHAUSTION: 'it is nested too deeply; no key of this file needs more than five levels',
  BLOCK_IN_FLOW: 'a mapping of lines begins within "{" or "["; write it in braces, or on lines of its own',
  MISSING_CHAR: 'a closing quote, bracket or brace is missing; add it, and put a text with "{image}" in quotes',
};

/**
 * Says in a clause with a cure what is wrong with a text as YAML.
 *
 * @param message the parser's own words, for what has none of ours.
 */
export function explainYamlError(code: string, message: string): string {
  const words = WORDS[code];
  if (words !== undefined) return words;
  if (message.startsWith('Excessive alias count')) {
    return 'its aliases repeat too much; write out what they stand for';
  }
  if (message.startsWith('Unresolved alias')) return 'this alias has no anchor before it; write out what it stands for';
  return `this is not YAML (${quote(message)}); mend the line`;
}
