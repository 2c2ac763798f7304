import { quote } from '../util/text-safe-text.ts';

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
  BAD_SCALAR_START: 'a text without quotes cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " stands in this line; put a text that holds it in quotes',
  MISSING_CHAR: 'a closing quote, bracket or brace is missing; add it, and put a text with "{image}" in quotes',
};

/** What people wrote where the parser names a token of its own, which it does under one code (UNEXPECTED_TOKEN). */
const UNEXPECTED: readonly (readonly [start: string, words: string])[] = [
  ['Unexpected flow-map-start', 'a "{" stands within a text; put a text with "{image}" in quotes'],
  ['Unexpected flow-seq-start', 'a "[" stands within a text; put the text in quotes'],
  [
    'Unexpected scalar at node end',
    'a text goes on behind a closing quote, bracket or brace; put all of it in quotes, as one with "{image}"',
  ],
  ['Unexpected flow-map-end', 'this "}" closes nothing; leave it out, or put a text with "{image}" in quotes'],
  ['Unexpected flow-seq-end', 'this "]" closes nothing; leave it out, or put the text in quotes'],
];

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
  const token = UNEXPECTED.find(([start]) => message.startsWith(start));
  if (token !== undefined) return token[1];
  return `this is not YAML (${quote(message)}); mend the line`;
}
