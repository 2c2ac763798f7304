import { Lexer } from 'yaml';

/** What exceeds a limit, and where. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

/** The limit of lines: a file of a thousand environments has some 10,000. */
const MOST_LINES = 20_000;

const MOST_ENTRIES = 20_000;

/** The limit of nesting: no key of a pipeline file needs more than five levels. */
const MOST_LEVELS = 32;

/** The limit of indentation (characters). */
const MOST_INDENT = 256;

/** The limit of tokens, including anchors, tags and directives. */
const MOST_TOKENS = 250_000;

/** The token before a plain scalar (eemeli/yaml, docs/07_parsing_yaml.md): its text follows, whatever it looks like. */
const SCALAR = '\u001f';

/** Tokens without text: the start of a document, the end of a flow, and that of a scalar. */
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

class Counter {
  #entries = 0;
  #tokens = 0;
  /** Open brackets and braces. */
  #flow = 0;
  /** Lists and keys of the line. */
  #inLine = 0;
  #isText = false;
  #isStart = true;

  /** Returns what is wrong with having the next token, too. */
  take(token: string): string | undefined {
    const isText = this.#isText;
    this.#isText = token === SCALAR;
    if (++this.#tokens > MOST_TOKENS) return TOO_MUCH;
    if (isText || this.#isText) {
      this.#isStart = false;
      return undefined;
    }
    if (token.startsWith('\n') || token.startsWith('\r')) {
      this.#inLine = 0;
      this.#isStart = true;
      return undefined;
    }
    if (this.#isStart && /^ +$/.test(token)) return token.length > MOST_INDENT ? DEEP : undefined;
    this.#isStart = false;
    return this.#open(token);
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
 * Finds what would cost a parser too much: depth, lines, keys and items are counted in tokens, of which no more are made
 * than are counted. Undefined if the text may be parsed.
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
