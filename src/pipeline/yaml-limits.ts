import { Lexer } from 'yaml';

/** What exceeds a limit, and where. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

/** How much a file may have. */
export interface YamlLimits {
  readonly lines: number;
  /** Keys and items. */
  readonly entries: number;
  /** Including anchors, tags and directives. */
  readonly tokens: number;
  /** What to do about a file that has more. */
  readonly cure: string;
}

/** The limits of a pipeline file: one of a thousand environments has some 10,000 lines. */
const PIPELINE_FILE: YamlLimits = {
  lines: 20_000,
  entries: 20_000,
  tokens: 250_000,
  cure: 'leave out what it does not need',
};

/** The limit of nesting: no key of a pipeline file needs more than five levels. */
const MOST_LEVELS = 32;

/** The limit of indentation (characters). */
const MOST_INDENT = 256;

/** The token before a plain scalar (eemeli/yaml, docs/07_parsing_yaml.md): its text follows, whatever it looks like. */
const SCALAR = '\u001f';

/** Tokens without text: the start of a document, the end of a flow, and that of a scalar. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', SCALAR]);

const DEEP = 'it is nested too deeply; no key of this file needs more than five levels';

function tooMuch(count: number, what: string, { cure }: YamlLimits): string {
  return `it has more than ${count.toLocaleString('en')} ${what}; ${cure}`;
}

function findManyLines(text: string, limits: YamlLimits): Excess | undefined {
  let offset = -1;
  for (let lines = 1; lines <= limits.lines; lines++) {
    offset = text.indexOf('\n', offset + 1);
    if (offset < 0) return undefined;
  }
  return { offset: offset + 1, message: tooMuch(limits.lines, 'lines', limits) };
}

class Counter {
  readonly #limits: YamlLimits;
  #entries = 0;
  #tokens = 0;
  /** Open brackets and braces. */
  #flow = 0;
  /** Lists and keys of the line. */
  #inLine = 0;
  #isText = false;
  #isStart = true;

  constructor(limits: YamlLimits) {
    this.#limits = limits;
  }

  /** Returns what is wrong with having the next token, too. */
  take(token: string): string | undefined {
    const isText = this.#isText;
    this.#isText = token === SCALAR;
    if (++this.#tokens > this.#limits.tokens) return this.#tooMuch();
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
    return isEntry && ++this.#entries > this.#limits.entries ? this.#tooMuch() : undefined;
  }

  #tooMuch(): string {
    return tooMuch(this.#limits.entries, 'keys and items', this.#limits);
  }
}

/**
 * Finds what would cost a parser too much: depth, lines, keys and items are counted in tokens, of which no more are made
 * than are counted. Undefined if the text may be parsed.
 */
export function findExcess(text: string, limits = PIPELINE_FILE): Excess | undefined {
  const long = findManyLines(text, limits);
  if (long !== undefined) return long;
  const counter = new Counter(limits);
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    const message = counter.take(token);
    if (message !== undefined) return { offset, message };
    if (!MARKS.has(token)) offset += token.length;
  }
  return undefined;
}
