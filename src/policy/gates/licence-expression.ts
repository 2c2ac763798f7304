import { type Licence, type LicenceExpression, parseLicenceExpression } from '../../pipeline/gates/spdx-expression.ts';

/** What a licence expression comes to under a rule. */
export type LicenceAnswer =
  | { readonly kind: 'allowed' }
  /** The licences that stand in the way. */
  | { readonly kind: 'refused'; readonly licences: readonly string[] }
  /** It is no expression, or one that nobody can decide. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What bills of materials write in the place of an expression. */
const SILENT: ReadonlyMap<string, string> = new Map([
  ['NOASSERTION', 'nothing is said'],
  ['NONE', 'there is none'],
]);

/** Of the licences that stand in the way so many are kept. */
const MOST_REFUSED = 20;

/** Writes a licence as a rule names it: the `+` stands behind the id. */
function nameOf({ name, orLater }: Licence): string {
  return orLater ? name.replace(/^[^ ]+/, '$&+') : name;
}

/** Decides a tree from its leaves: all parts of AND, one of OR. Each node is looked at once. */
function decide(node: LicenceExpression, isAllowed: (name: string) => boolean): readonly string[] {
  if (node.kind === 'licence') {
    // "Or later" lets the user take the version that is named.
    const isFine = isAllowed(nameOf(node)) || (node.orLater && isAllowed(node.name));
    return isFine ? [] : [nameOf(node)];
  }
  const refused: string[] = [];
  for (const part of node.parts) {
    const own = decide(part, isAllowed);
    if (node.kind === 'or' && own.length === 0) return [];
    refused.push(...own);
  }
  return refused.slice(0, MOST_REFUSED);
}

/**
 * Decides whether a licence expression is met by licences that are allowed.
 *
 * Nothing is corrected: `apache-2.0` is not an id, and the answer says so.
 */
export function judgeExpression(text: string, isAllowed: (name: string) => boolean): LicenceAnswer {
  const silent = SILENT.get(text);
  if (silent !== undefined) return { kind: 'unknown', reason: silent };
  const expression = parseLicenceExpression(text);
  if ('reason' in expression) return { kind: 'unknown', reason: expression.reason };
  const licences = decide(expression, isAllowed);
  return licences.length === 0 ? { kind: 'allowed' } : { kind: 'refused', licences: [...new Set(licences)] };
}
