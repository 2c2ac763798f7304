/** A token of an expression by Handlebars' lexer: a name, a quoted text, or a sign. */
export interface Token {
  readonly kind: 'word' | 'text' | 'sign';
  readonly value: string;
}

/** `special` begins with one of Handlebars' marks (block, partial, decorator, white space control). */
type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly tokens: readonly Token[] }
  | { readonly kind: 'special' | 'unclosed' | 'unbalanced'; readonly source: string };

const OPEN = '{{';

/** A comment; one that begins with `{{!--` ends with the first `--}}`, which may share its hyphens. */
const COMMENT = /(?=\{\{!--)[\s\S]*?--\}\}|\{\{!(?!--)[\s\S]*?\}\}/y;

const SPECIAL = /\{\{(?:[#>/^*~]|\{\{|\s*else\b)/y;

/** `&` and a third brace turn off the escaping in Handlebars, and there is none here. */
const BEGIN = /\{\{[{&]?\s*/y;

/** Four braces end what is unknown here. */
const CLOSE = /\}{2,4}/y;

/** A token and the white space behind it; a word ends at one of Handlebars' signs. */
const TOKEN =
  /(?:"(?<double>(?:\\"|[^"])*)"|'(?<single>(?:\\'|[^'])*)'|(?<word>[^\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]+(?=[=~}\s/.)|]))|(?<sign>[\s\S]))\s*/y;

function matchAt(pattern: RegExp, { text, at }: Readonly<{ text: string; at: number }>): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Splits a template into its pieces by Handlebars' rules: `\{{` is a literal `{{`, `\\{{` a backslash and an expression,
 * comments are dropped, but not the white space around them. Nothing follows a piece that cannot be read.
 */
export function scanTemplate(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  let at = 0;
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
    const before = text.slice(at, open);
    literal += before.endsWith('\\') ? before.slice(0, -1) : before;
    if (/(?<!\\)\\$/.test(before.slice(-2))) {
      literal += OPEN;
      at = open + OPEN.length;
      continue;
    }
    const comment = matchAt(COMMENT, { text, at: open })?.[0];
    if (comment !== undefined && !comment.endsWith('~}}')) {
      at = open + comment.length;
      continue;
    }
    if (literal !== '') pieces.push({ kind: 'literal', text: literal });
    literal = '';
    const piece = scanExpression(text, open);
    pieces.push(piece);
    if (piece.kind !== 'expression') return pieces;
    at = open + piece.source.length;
  }
  literal += text.slice(at);
  if (literal !== '') pieces.push({ kind: 'literal', text: literal });
  return pieces;
}

/** An expression, or a comment that drops the white space behind it (`~}}`). */
function scanExpression(text: string, open: number): Exclude<Piece, { readonly kind: 'literal' }> {
  if (matchAt(SPECIAL, { text, at: open }) !== null) return { kind: 'special', source: upToClose(text, open) };
  if (text.startsWith('{{!', open)) {
    const comment = matchAt(COMMENT, { text, at: open })?.[0];
    return comment === undefined
      ? { kind: 'unclosed', source: text.slice(open) }
      : { kind: 'special', source: comment };
  }
  const begin = matchAt(BEGIN, { text, at: open })?.[0] ?? OPEN;
  const tokens: Token[] = [];
  let at = open + begin.length;
  while (at < text.length) {
    const close = matchAt(CLOSE, { text, at })?.[0];
    if (close !== undefined) {
      const source = text.slice(open, at + close.length);
      const isBalanced = close.length === (begin.startsWith('{{{') ? 3 : 2);
      return isBalanced ? { kind: 'expression', source, tokens } : { kind: 'unbalanced', source };
    }
    const match = matchAt(TOKEN, { text, at });
    tokens.push(tokenOf(match?.groups ?? {}));
    at += match?.[0].length ?? 1;
  }
  return { kind: 'unclosed', source: text.slice(open) };
}

/** A quote within quotes has a backslash before it. */
function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { double, single, word, sign } = groups;
  if (double !== undefined) return { kind: 'text', value: double.replaceAll('\\"', '"') };
  if (single !== undefined) return { kind: 'text', value: single.replaceAll("\\'", "'") };
  return word === undefined ? { kind: 'sign', value: sign ?? '' } : { kind: 'word', value: word };
}

/** The expression for an error: up to its end, or to that of the text. */
function upToClose(text: string, open: number): string {
  const close = text.indexOf('}}', open);
  return close < 0 ? text.slice(open) : text.slice(open, close + 2);
}
