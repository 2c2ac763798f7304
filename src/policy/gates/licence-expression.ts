import parse, { type Info } from 'spdx-expression-parse';

/** Longer expressions are not parsed (characters): nobody writes them. */
const MAX_LENGTH = 10_000;

/** Expressions with more licences are not parsed. */
const MAX_LICENCES = 500;

/** Deeper nesting is not parsed: the parser calls itself for each parenthesis. */
const MAX_DEPTH = 100;

/** What a licence expression comes to under a rule. */
export type LicenceAnswer =
  | { readonly kind: 'allowed' }
  /** The licences that stand in the way. */
  | { readonly kind: 'refused'; readonly licences: readonly string[] }
  /** It is no expression, or one that nobody can decide. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Says why a text is not given to the parser; undefined if it is. */
function explainText(text: string): string | undefined {
  if (text.trim() === '') return 'it is empty';
  if (text === 'NOASSERTION') return 'nothing is said';
  if (text === 'NONE') return 'there is none';
  if (text.length > MAX_LENGTH) return 'it has more than 10,000 characters';
  // What the parser would read past: its own patterns are not anchored.
  if (!/^[A-Za-z0-9.:+() -]+$/.test(text)) return 'it has characters that no licence has';
  if ((text.match(/\b(?:AND|OR)\b/gi)?.length ?? 0) >= MAX_LICENCES) return 'it has more than 500 licences';
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    if (depth > MAX_DEPTH) return 'it is nested more than 100 levels deep';
  }
  return undefined;
}

/** Writes a licence as a rule names it. */
function nameOf({ license, plus, exception }: Exclude<Info, { conjunction: string }>): string {
  return `${license}${plus ? '+' : ''}${exception === undefined ? '' : ` WITH ${exception}`}`;
}

/** Decides a tree from its leaves: both sides of AND, either of OR. Each node is looked at once. */
function decide(node: Info, isAllowed: (name: string) => boolean): readonly string[] {
  if (!('conjunction' in node)) {
    const name = nameOf(node);
    // "Or later" lets the user take the version that is named.
    const isFine = isAllowed(name) || (node.plus === true && isAllowed(name.replace('+', '')));
    return isFine ? [] : [name];
  }
  const left = decide(node.left, isAllowed);
  if (node.conjunction === 'or' && left.length === 0) return [];
  const right = decide(node.right, isAllowed);
  if (node.conjunction === 'or' && right.length === 0) return [];
  return left.length === 0 ? right : right.length === 0 ? left : [...left, ...right].slice(0, 20);
}

/**
 * Decides whether a licence expression is met by licences that are allowed.
 *
 * Nothing is corrected: `apache-2.0` is not an id, and the answer says so.
 */
export function judgeExpression(text: string, isAllowed: (name: string) => boolean): LicenceAnswer {
  const reason = explainText(text);
  if (reason !== undefined) return { kind: 'unknown', reason };
  let tree: Info;
  try {
    tree = parse(text);
  } catch {
    return { kind: 'unknown', reason: 'it is not an SPDX licence expression' };
  }
  const licences = decide(tree, isAllowed);
  return licences.length === 0 ? { kind: 'allowed' } : { kind: 'refused', licences: [...new Set(licences)] };
}
