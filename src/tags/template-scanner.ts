/** A word of an expression, as Handlebars' lexer sees it. */
export type Token =
  | { readonly kind: 'word' | 'text'; readonly value: string }
  | { readonly kind: 'equals' | 'other'; readonly value: string };

/**
 * A piece of a template: text that stands for itself, an expression `{{…}}` with its tokens, or one that cannot be read.
 *
 * `special` is an expression that begins with one of Handlebars' marks (block, partial, decorator, white space control).
 */
export type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly tokens: readonly Token[] }
  | { readonly kind: 'special' | 'unclosed' | 'unbalanced'; readonly source: string };

const OPEN = '{{';

/** A comment; one that begins with `{{!--` ends with the first `--}}`, which may share its hyphens. */
const LONG_COMMENT = /(?=\{\{!--)[\s\S]*?--\}\}/y;
const SHORT_COMMENT = /\{\{!(?!--)[\s\S]*?\}\}/y;

/** What begins an expression that is more than a name and its arguments. */
const SPECIAL = /\{\{(?:[#>/^*~]|\{\{|\s*else(?![^\s}~]))/y;

/** The tokens within braces; a word reaches to one of the characters that Handlebars wants behind it. */
const TOKENS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['text', /"((?:\\"|[^"])*)"|'((?:\\'|[^'])*)'/y],
  ['equals', /=/y],
  ['word', /[^\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]+(?=[=~}\s/.)|])/y],
  ['other', /[\s\S]/y],
];

function matchAt(
  pattern: RegExp,
  { text, at }: { readonly text: string; readonly at: number },
): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Splits a template into its pieces by Handlebars' rules: `\{{` is a literal `{{`, `\\{{` a backslash and an expression,
 * comments are left out. White space around a comment stays, also where it is alone on its line.
 *
 * Nothing comes after a piece that cannot be read.
 */
export function scanTemplate(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  let at = 0;
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
    literal += text.slice(at, open);
    if (literal.endsWith('\\') && open > at) {
      literal = literal.slice(0, -1);
      if (text[open - 2] !== '\\' || open - 2 < at) {
        literal += OPEN;
        at = open + OPEN.length;
        continue;
      }
    }
    const comment = matchAt(LONG_COMMENT, { text, at: open }) ?? matchAt(SHORT_COMMENT, { text, at: open });
    if (comment !== null) {
      at = open + comment[0].length;
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
  return literal === '' ? pieces : [...pieces, { kind: 'literal', text: literal }];
}

function scanExpression(text: string, open: number): Exclude<Piece, { kind: 'literal' }> {
  const special = matchAt(SPECIAL, { text, at: open });
  if (special !== null) return { kind: 'special', source: upToClose(text, open) };
  if (text.startsWith('{{!', open)) return { kind: 'unclosed', source: text.slice(open) };
  const isTriple = text.startsWith('{{{', open);
  const tokens: Token[] = [];
  let at = open + (isTriple || text.startsWith('{{&', open) ? 3 : 2);
  for (;;) {
    at += matchAt(/\s*/y, { text, at })?.[0].length ?? 0;
    if (at >= text.length) return { kind: 'unclosed', source: text.slice(open) };
    const close = matchAt(/\}\}\}?/y, { text, at })?.[0];
    if (close !== undefined) {
      const source = text.slice(open, at + close.length);
      return (close.length === 3) === isTriple
        ? { kind: 'expression', source, tokens }
        : { kind: 'unbalanced', source };
    }
    const { token, length } = scanToken(text, at);
    tokens.push(token);
    at += length;
  }
}

function scanToken(text: string, at: number): { readonly token: Token; readonly length: number } {
  for (const [kind, pattern] of TOKENS) {
    const match = matchAt(pattern, { text, at });
    if (match === null) continue;
    const [source, double, single] = match;
    const value = double?.replaceAll('\\"', '"') ?? single?.replaceAll("\\'", "'") ?? source;
    return { token: { kind, value }, length: source.length };
  }
  return { token: { kind: 'other', value: '' }, length: 1 };
}

/** Returns what an error shows of an expression that is not read: up to its end, or to that of the text. */
function upToClose(text: string, open: number): string {
  const close = text.indexOf('}}', open);
  return close < 0 ? text.slice(open) : text.slice(open, close + 2);
}
