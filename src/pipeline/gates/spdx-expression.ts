import EXCEPTIONS from 'spdx-exceptions/index.json' with { type: 'json' };
import DEPRECATED from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import LICENCES from 'spdx-license-ids/index.json' with { type: 'json' };

/** A licence, as SPDX writes it (SPDX 2.3, annex D). */
export interface Licence {
  readonly kind: 'licence';
  /** With `WITH` and its exception, but without `+`. */
  readonly name: string;
  /** Whether a `+` says "or later". */
  readonly orLater: boolean;
}

/** A licence expression as a tree. */
export type LicenceExpression = Licence | { readonly kind: 'and' | 'or'; readonly parts: readonly LicenceExpression[] };

/** Longer expressions are not parsed (characters): nobody writes them. */
const MAX_LENGTH = 10_000;

/** Expressions with more licences are not parsed. */
const MAX_LICENCES = 500;

/** Deeper nesting is not parsed: the parser calls itself for each parenthesis. */
const MAX_DEPTH = 100;

const IDS: ReadonlySet<string> = new Set([...LICENCES, ...DEPRECATED]);
const EXCEPTION_IDS: ReadonlySet<string> = new Set(EXCEPTIONS);

/** A licence of nobody's list, perhaps of another document. */
const REFERENCE = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/;

/** A parenthesis, a word, or the `+` behind one. */
const TOKEN = / *([()+]|[A-Za-z0-9.:-]+)/y;

const MALFORMED = 'it is not an SPDX licence expression';

/** Splits a text into tokens; undefined if there is something else in it, or a space before `+`. */
function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const [whole, token] = TOKEN.exec(text) ?? [];
    if (whole === undefined || token === undefined) return undefined;
    if (token === '+' && whole.length > 1) return undefined;
    tokens.push(token);
  }
  return tokens;
}

/** Reads tokens from left to right; what it returns as undefined is no expression. */
class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** Whether the next token is an operator, which is passed over then. */
  #takes(operator: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== operator) return false;
    this.#at++;
    return true;
  }

  /** AND binds more than OR. */
  either(): LicenceExpression | undefined {
    const first = this.#both();
    if (first === undefined || !this.#takes('OR')) return first;
    const parts = [first];
    do {
      const part = this.#both();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#takes('OR'));
    return { kind: 'or', parts };
  }

  #both(): LicenceExpression | undefined {
    const first = this.#part();
    if (first === undefined || !this.#takes('AND')) return first;
    const parts = [first];
    do {
      const part = this.#part();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#takes('AND'));
    return { kind: 'and', parts };
  }

  #part(): LicenceExpression | undefined {
    if (!this.#takes('(')) return this.#licence();
    const inner = this.either();
    return this.#takes(')') ? inner : undefined;
  }

  #licence(): Licence | undefined {
    const id = this.#tokens[this.#at++] ?? '';
    const isReference = REFERENCE.test(id);
    if (!isReference && !IDS.has(id)) return undefined;
    const orLater = !isReference && this.#takes('+');
    if (!this.#takes('WITH')) return { kind: 'licence', name: id, orLater };
    const exception = this.#tokens[this.#at++] ?? '';
    return EXCEPTION_IDS.has(exception) ? { kind: 'licence', name: `${id} WITH ${exception}`, orLater } : undefined;
  }
}

/**
 * Parses a licence expression, in a time that grows with its length: whoever made a bill of materials chose it.
 *
 * Nothing is corrected: `apache-2.0` is no id.
 *
 * @returns why it is not parsed, if it is not.
 */
export function parseLicenceExpression(text: string): LicenceExpression | { readonly reason: string } {
  if (text.trim() === '') return { reason: 'it is empty' };
  if (text.length > MAX_LENGTH) return { reason: 'it has more than 10,000 characters' };
  if (!/^[A-Za-z0-9.:+() -]+$/.test(text)) return { reason: 'it has characters that no licence has' };
  const tokens = tokenize(text);
  if (tokens === undefined) return { reason: MALFORMED };
  let [operators, depth] = [0, 0];
  for (const token of tokens) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (/^(?:AND|OR)$/i.test(token)) operators++;
    if (depth > MAX_DEPTH) return { reason: 'it is nested more than 100 levels deep' };
    if (operators >= MAX_LICENCES) return { reason: 'it has more than 500 licences' };
  }
  const parser = new Parser(tokens);
  const read = parser.either();
  return read === undefined || !parser.isAtEnd ? { reason: MALFORMED } : read;
}
