import parseByPackage, { type Info } from 'spdx-expression-parse';
import { describe, expect, it } from 'vitest';
import { type LicenceExpression, parseLicenceExpression } from '../../../src/pipeline/gates/spdx-expression.ts';
import { fc } from '../../support/property.ts';

/** Writes an expression with all its parentheses. */
function write(node: LicenceExpression): string {
  if (node.kind !== 'licence') return `(${node.parts.map(write).join(` ${node.kind} `)})`;
  return node.orLater ? node.name.replace(/^[^ ]+/, '$&+') : node.name;
}

/** Writes what the package makes of an expression alike: it nests what one operator joins to the right. */
function writeInfo(node: Info): string {
  if (!('conjunction' in node)) {
    return `${node.license}${node.plus ? '+' : ''}${node.exception === undefined ? '' : ` WITH ${node.exception}`}`;
  }
  const parts: string[] = [];
  let rest: Info = node;
  // A part in parentheses with the same operator means the same.
  while ('conjunction' in rest && rest.conjunction === node.conjunction) {
    parts.push(writeInfo(rest.left));
    rest = rest.right;
  }
  return `(${[...parts, writeInfo(rest)].join(` ${node.conjunction} `)})`;
}

/** Leaves out what groups the same operator: that says nothing. */
function flat(text: string): string {
  return text.replace(/[()]/g, '');
}

function byPackage(text: string): string | undefined {
  try {
    return writeInfo(parseByPackage(text));
  } catch {
    return undefined;
  }
}

function byUs(text: string): string | undefined {
  const read = parseLicenceExpression(text);
  return 'reason' in read ? undefined : write(read);
}

const TOKENS = [
  ...['MIT', 'Apache-2.0', 'GPL-2.0', 'GPL-2.0-only', 'LicenseRef-a', 'DocumentRef-b:LicenseRef-c', 'mit', 'nothing'],
  ...['AND', 'OR', 'and', 'WITH', 'Classpath-exception-2.0', '(', ')', '+'],
];

describe('a licence expression', () => {
  it('is read as the package spdx-expression-parse reads it', () => {
    const token = fc.constantFrom(...TOKENS);
    const space = fc.constantFrom(' ', ' ', '  ');
    const text = fc
      .array(fc.tuple(token, space), { minLength: 1, maxLength: 9 })
      // No space stands before a plus.
      .map((pairs) =>
        pairs
          .map(([word, between]) => between + word)
          .join('')
          .replace(/ +\+/g, '+'),
      );
    fc.assert(
      fc.property(text, (expression) => {
        // The package takes empty parentheses.
        fc.pre(!/\( *\)/.test(expression));
        const [ours, theirs] = [byUs(expression), byPackage(expression)];
        expect(ours === undefined).toBe(theirs === undefined);
        if (ours !== undefined && theirs !== undefined) expect(flat(ours)).toBe(flat(theirs));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['MIT AND GPL-2.0 OR ISC', '((MIT and GPL-2.0) or ISC)'],
    ['MIT OR GPL-2.0 AND ISC', '(MIT or (GPL-2.0 and ISC))'],
    ['(MIT OR GPL-2.0) AND ISC', '((MIT or GPL-2.0) and ISC)'],
    ['GPL-2.0+ WITH Classpath-exception-2.0', 'GPL-2.0+ WITH Classpath-exception-2.0'],
  ])('%s binds AND more than OR', (text, expected) => {
    expect(byUs(text)).toBe(expected);
  });

  it.each([
    ['a space before a plus', 'GPL-2.0 +'],
    ['a plus of a reference', 'LicenseRef-a+'],
    ['an exception that is a licence', 'MIT WITH ISC'],
    ['words that are joined', 'MIT ORISC'],
    ['an empty pair of parentheses', '()'],
    ['a tab', 'MIT\tOR ISC'],
  ])('is not read with %s', (_, text) => {
    expect(byUs(text)).toBeUndefined();
  });

  it.each([
    ['MIT AND '.repeat(499), 'ISC', undefined],
    ['MIT AND '.repeat(500), 'ISC', 'it has more than 500 licences'],
    ['('.repeat(100), `MIT${')'.repeat(100)}`, undefined],
    ['('.repeat(101), `MIT${')'.repeat(101)}`, 'it is nested more than 100 levels deep'],
    [' '.repeat(9997), 'MIT', undefined],
    [' '.repeat(9998), 'MIT', 'it has more than 10,000 characters'],
  ])('has its limits (%#)', (start, end, reason) => {
    const read = parseLicenceExpression(`${start}${end}`);
    expect('reason' in read ? read.reason : undefined).toBe(reason);
  });
});
