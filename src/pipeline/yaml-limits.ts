import { Lexer } from 'yaml';

/** What is too much of in a text, and where it becomes too much. */
export interface Excess {
  /** In characters from the start. */
  readonly offset: number;
  /** "REASON; CURE". */
  readonly message: string;
}

/** More lines are not read: a file of a thousand environments has some 10,000. */
const MOST_LINES = 20_000;

/** More keys, and more items of lists, are not read. */
const MOST_ENTRIES = 20_000;

/** Deeper nesting is not read: no key of a pipeline file needs more than five levels. */
const MOST_LEVELS = 32;

/** A line that begins further to the right is nested too deeply (characters). */
const MOST_INDENT = 256;

/** More parts of other kinds, such as anchors, tags and directives, are not read. */
const MOST_TOKENS = 250_000;

/** The token before a plain scalar (eemeli/yaml, docs/07_parsing_yaml.md): what follows is its text, whatever it looks like. */
const SCALAR = '\u001f';

/** Tokens that stand for no text: the start of a document, the end of a flow, and that of a scalar. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', SCALAR]);

const DEEP = 'it is nested too deeply; no key of this file needs more than five levels';

const TOO_LONG = `it has more than ${MOST_LINES.toLocaleString('en')} lines; leave out what it does not need`;

const TOO_MUCH = `it has more than ${MOST_ENTRIES.toLocaleString('en')} keys and items; leave out what it does not need`;

function findManyLines(text: string): Excess | undefined {
  let offset = -1;
  for (let lines = 1; lines <= MOST_LINES; lines++) {
    offset = text.indexOf('\n', offset + 1);
    if (offset < 0) return undefined;
  }
  return { offset: offset + 1, message: TOO_LONG };
}

/** Counts what the parts of a text open. */
class Counter {
  #entries = 0;
  #tokens = 0;
  /** Brackets and braces that are open. */
  #flow = 0;
  /** Lists and keys that the line has begun. */
  #inLine = 0;
  #isText = false;
  #isStart = true;

  /** Takes the next token; returns what is wrong with having it, too. */
  take(token: string): string | undefined {
    const isText = this.#isText;
    this.#isText = token === SCALAR;
    if (++this.#tokens > MOST_TOKENS) return TOO_MUCH;
    if (isText || this.#isText) return this.#begin();
    if (token.startsWith('\n') || token.startsWith('\r')) {
      this.#inLine = 0;
      this.#isStart = true;
      return undefined;
    }
    if (this.#isStart && /^ +$/.test(token)) return token.length > MOST_INDENT ? DEEP : undefined;
    this.#isStart = false;
    return this.#open(token);
  }

  #begin(): undefined {
    this.#isStart = false;
  }

  #open(token: string): string | undefined {
    if (token === '[' || token === '{') this.#flow++;
    else if (token === ']' || token === '}') this.#flow--;
    else if (token === '-' || token === '?') this.#inLine++;
    if (this.#flow > MOST_LEVELS || this.#inLine > MOST_LEVELS) return DEEP;
    const isEntry = token === ':' || token === '-' || token === ',' || token === '[' || token === '{';
    return isEntry && ++this.#entries > MOST_ENTRIES ? TOO_MUCH : undefined;
  }
}

/**
 * Finds what of a text would cost a parser too much, without parsing it: depth, lines, keys and items are counted in its
 * tokens, and no more of them are made than are counted.
 *
 * @returns undefined if it may be parsed.
 */
export function findExcess(text: string): Excess | undefined {
  const long = findManyLines(text);
  if (long !== undefined) return long;
  const counter = new Counter();
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    const message = counter.take(token);
    if (message !== undefined) return { offset, message };
    if (!MARKS.has(token)) offset += token.length;
  }
  return undefined;
}
