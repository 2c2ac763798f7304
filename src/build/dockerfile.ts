/** A stage of a Dockerfile, as its `FROM` begins it. */
export interface Stage {
  /** In lower case: names of stages are compared so. */
  readonly name: string | undefined;
  /** What follows `FROM` and its flags, with variables; empty if nothing does. */
  readonly from: string;
}

/** What of a Dockerfile decides the base of its images. */
export interface DockerfileStages {
  /** What stands before the first `FROM` after `ARG`, in order: `NAME`, `NAME=default`, or several of them. */
  readonly globalArgs: readonly string[];
  readonly stages: readonly Stage[];
  readonly escapeCharacter: string;
}

/** A heredoc with the number of a file before it, which the parser does not see: `3<<EOF`. */
const NUMBERED_HEREDOC = /([ \t])[0-9]+(?=<<-?["']?[A-Za-z_])/g;

/**
 * Finds the stages of a Dockerfile: past comments, continued lines, heredocs, flags and the escape directive.
 *
 * The parser is loaded here and not before, because few builds ask for it.
 */
export async function readStages(text: string): Promise<DockerfileStages> {
  const { DockerfileParser } = await import('dockerfile-ast');
  const dockerfile = DockerfileParser.parse(text.replace(NUMBERED_HEREDOC, '$1'));
  const stages: Stage[] = [];
  const globalArgs: string[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      const [from = '', as, name] = instruction.getArguments().map((argument) => argument.getValue());
      stages.push({ from, name: as?.toUpperCase() === 'AS' ? name?.toLowerCase() : undefined });
    } else if (keyword === 'ARG' && stages.length === 0) {
      globalArgs.push(instruction.getArgumentsContent() ?? '');
    }
  }
  return { globalArgs, stages, escapeCharacter: dockerfile.getEscapeCharacter() };
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
