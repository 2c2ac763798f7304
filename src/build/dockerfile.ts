/** A stage of a Dockerfile, as its `FROM` begins it. */
export interface Stage {
  /** In lower case: names of stages are compared so. */
  readonly name: string | undefined;
  /** What follows `FROM` and its flags, with variables; empty if nothing does. */
  readonly from: string;
}

/** What of a Dockerfile decides the base of its images. */
export interface DockerfileStages {
  /** What stands before the first `FROM` after `ARG`, in order: `NAME` or `NAME=default`. */
  readonly globalArgs: readonly string[];
  readonly stages: readonly Stage[];
  readonly escapeCharacter: string;
}

/** A directive, which stands above everything else (Dockerfile reference, "Parser directives"). */
const DIRECTIVE = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S+)\s*$/;

/** The instructions that heredocs follow. */
const WITH_HEREDOC = /^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i;

/** A word that begins a heredoc, which may have the number of a file before it: `<<EOF`, `<<-"EOF"`, `3<<EOF`. */
const HEREDOC = /^[0-9]*<<(-?)([^<]+)$/;

function findEscapeCharacter(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = DIRECTIVE.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'escape' && value === '`') return '`';
  }
  return '\\';
}

/** Splits what follows `ARG` or `RUN`: blanks within quotes belong to a word. */
function splitWords(text: string, escapeCharacter: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (open === '' && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    word += character;
    if (character === escapeCharacter && open !== "'") word += text.charAt(++at);
    else if (open === character) open = '';
    else if (open === '' && (character === '"' || character === "'")) open = character;
  }
  return word === '' ? words : [...words, word];
}

/** Finds the instructions as BuildKit does: past comments, continued lines and heredocs (frontend/dockerfile/parser). */
function* instructionsOf(lines: readonly string[], escapeCharacter: string): Generator<string> {
  const isLeftOut = (line: string | undefined) => line !== undefined && /^\s*(?:#|$)/.test(line);
  for (let at = 0; at < lines.length; at++) {
    if (isLeftOut(lines[at])) continue;
    let instruction = '';
    for (let isContinued = true; isContinued && at < lines.length; ) {
      const line = lines[at] ?? '';
      const end = line.trimEnd();
      isContinued = end.endsWith(escapeCharacter) && !end.endsWith(escapeCharacter.repeat(2));
      instruction += isContinued ? end.slice(0, -1) : line;
      for (at += Number(isContinued); isContinued && isLeftOut(lines[at]); at++);
    }
    yield instruction;
    if (!WITH_HEREDOC.test(instruction)) continue;
    for (const word of splitWords(instruction, escapeCharacter)) {
      const [, dash, name] = HEREDOC.exec(word) ?? [];
      if (name === undefined) continue;
      const end = name.replace(/["']/g, '');
      do at++;
      while (at < lines.length && (dash ? lines[at]?.replace(/^\t+/, '') : lines[at]) !== end);
    }
  }
}

/** Finds the stages of a Dockerfile. */
export function readStages(text: string): DockerfileStages {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const escapeCharacter = findEscapeCharacter(lines);
  const stages: Stage[] = [];
  const globalArgs: string[] = [];
  for (const instruction of instructionsOf(lines, escapeCharacter)) {
    const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(instruction) ?? [];
    if (keyword.toUpperCase() === 'FROM') {
      const words = rest.split(/\s+/).filter((word) => word !== '');
      while (words[0]?.startsWith('--')) words.shift();
      const [from = '', as, name] = words;
      stages.push({ from, name: as?.toUpperCase() === 'AS' ? name?.toLowerCase() : undefined });
    } else if (keyword.toUpperCase() === 'ARG' && stages.length === 0) {
      globalArgs.push(...splitWords(rest, escapeCharacter));
    }
  }
  return { globalArgs, stages, escapeCharacter };
}

/** What is known of the variables that a word names. */
export interface Variables {
  /** The text of a variable, or undefined if it has none. */
  readonly valueOf: (name: string) => string | undefined;
  /** Whether only the build itself knows a variable, so that nothing can be said in its place. */
  readonly isUnknowable: (name: string) => boolean;
  /** The Dockerfile's escape character. */
  readonly escapeCharacter: string;
}

/** A word with its variables and quotes resolved, or the part of it that could not be. */
export type ExpandedWord =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly part: string };

/** Variables in defaults in defaults: nobody writes deeper ones. */
const MAX_DEPTH = 20;

/** No reference is longer (characters); variables that double each other would fill the memory. */
const MAX_LENGTH = 4096;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** `${name}`, and the forms with a default or a replacement. Trimming and replacing patterns are not resolved. */
const OPERATOR = /:?[-+]/y;

/** Thrown and caught here alone: unwinds to the word as a whole. */
class Unknown extends Error {
  readonly part: string;

  constructor(part: string) {
    super(part);
    this.part = part;
  }
}

/** Reads one word from left to right. */
class WordReader {
  readonly #text: string;
  readonly #variables: Variables;
  #at = 0;

  constructor(text: string, variables: Variables) {
    this.#text = text;
    this.#variables = variables;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Takes the next character where it is the one that is expected. */
  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** Reads a variable after its `$`; one that is not used is read to its end, and may be unknown. */
  #variable(depth: number, isWanted: boolean): string {
    const start = this.#at - 1;
    const isBraced = this.#take('{');
    const name = this.#match(NAME);
    if (name === undefined || depth > MAX_DEPTH) throw new Unknown(this.#text.slice(start));
    if (isWanted && this.#variables.isUnknowable(name)) throw new Unknown(`$${name}`);
    const value = this.#variables.valueOf(name);
    if (!isBraced || this.#take('}')) {
      if (value === undefined && isWanted) throw new Unknown(`$${name}`);
      return value ?? '';
    }
    const operator = this.#match(OPERATOR);
    if (operator === undefined) throw new Unknown(this.#text.slice(start));
    // With the colon, an empty value counts as none.
    const isSet = value !== undefined && (operator.length === 1 || value !== '');
    const isReplaced = operator.endsWith('+') === isSet;
    const word = this.read('}', { depth: depth + 1, isWanted: isWanted && isReplaced });
    if (!this.#take('}')) throw new Unknown(this.#text.slice(start));
    if (isReplaced) return word;
    return operator.endsWith('+') ? '' : (value ?? '');
  }

  /** Reads to a closing character, or to the end; what is not wanted is passed over, whatever it names. */
  read(end: '}' | '"' | '', { depth, isWanted }: { readonly depth: number; readonly isWanted: boolean }): string {
    const { escapeCharacter } = this.#variables;
    let result = '';
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (character === end) return result;
      this.#at++;
      if (character === escapeCharacter) {
        const next = this.#text.charAt(this.#at++);
        const isLiteral = end !== '"' || next === '"' || next === '$' || next === escapeCharacter;
        result += isLiteral ? next : character + next;
      } else if (character === '$') {
        result += this.#variable(depth, isWanted);
        if (result.length > MAX_LENGTH) throw new Unknown(this.#text);
      } else if (character === '"' && end !== '"') {
        result += this.read('"', { depth: depth + 1, isWanted });
        if (!this.#take('"')) throw new Unknown(this.#text);
      } else if (character === "'" && end !== '"') {
        const close = this.#text.indexOf("'", this.#at);
        if (close < 0) throw new Unknown(this.#text);
        result += this.#text.slice(this.#at, close);
        this.#at = close + 1;
      } else {
        result += character;
      }
    }
    return result;
  }
}

/**
 * Resolves the variables, quotes and escapes of a word as a Dockerfile's `FROM` and `ARG` do: `$name`, `${name}`,
 * `${name:-word}`, `${name-word}`, `${name:+word}` and `${name+word}` (Dockerfile reference, "Environment replacement").
 *
 * @example expandWord('debian:${V:-12}', { valueOf: () => undefined, … }) // { kind: 'text', text: 'debian:12' }
 */
export function expandWord(word: string, variables: Variables): ExpandedWord {
  try {
    return { kind: 'text', text: new WordReader(word, variables).read('', { depth: 0, isWanted: true }) };
  } catch (error) {
    if (error instanceof Unknown) return { kind: 'unknown', part: error.part };
    throw error;
  }
}
