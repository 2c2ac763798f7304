import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/util/safe-text.ts';

function redacting(...secrets: readonly string[]) {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor.redact;
}

describe('a redactor', () => {
  const SECRET = 'pa/ss+wo%rd "x" é';

  it.each([
    ['as it is', `the registry says: ${SECRET}!`],
    ['in an address', `GET http://a.test/${encodeURIComponent(SECRET)}!`],
    ['in a path', `GET ${new URL(`http://a.test/${SECRET}!`).href}`],
    ['in JSON', `${JSON.stringify(SECRET)}!`],
  ])('takes out a secret %s', (_, text) => {
    const shown = redacting(SECRET)(text);
    expect(shown).toMatch(/\*\*\*"?!$/);
    expect(shown).not.toContain('wo');
  });

  it('takes out the longest of secrets that are parts of each other', () => {
    expect(redacting('abcdefgh', 'user:abcdefgh')('x user:abcdefgh y')).toBe('x *** y');
  });

  it('takes out what is left where a text was cut', () => {
    expect(redacting('abcdefghijkl')('it says "abcdefghij…" and abcdefghij')).toBe('it says "***…" and abcdefghij');
    expect(redacting('abcdefghijkl')('it says "abc…"')).toBe('it says "abc…"');
  });

  it('takes out six characters that are left, and leaves five', () => {
    expect(redacting('abcdefghijkl')('abcdef…')).toBe('***…');
    expect(redacting('abcdefghijkl')('abcde…')).toBe('abcde…');
  });

  it('takes out a secret in the form of a path wherever it stands', () => {
    expect(redacting('a b/c')('?scope=a%20b/c!')).toBe('?scope=***!');
  });

  it('leaves everything else as it is', () => {
    expect(redacting('abcdefgh')('a … b $& \n')).toBe('a … b $& \n');
    expect(redacting()('')).toBe('');
  });

  it('takes lone surrogates for what they are', () => {
    expect(redacting('ab\ud800cd')('x ab\ud800cd y')).toBe('x *** y');
  });

  it('takes out what overlaps, whole', () => {
    expect(redacting('abcdefgh', 'efghijkl')('x abcdefghijkl y')).toBe('x *** y');
  });

  it('reads so much of a text as it is told, and cuts no secret by that', () => {
    const redactor = createRedactor();
    redactor.add('abcdefghijkl');
    expect(redactor.redact('0123 abcdefghijkl rest', 10)).toBe('0123 ***');
    expect(redactor.redact('0123 abcdefghijkl rest', 18)).toBe('0123 *** ');
    expect(redactor.redact('0123456789abc', 5)).toBe('01234');
  });

  it('keeps of secrets of others that end alike only sixteen', () => {
    const redactor = createRedactor();
    for (let index = 0; index < 20; index++) redactor.addForeign(`${index}-the-same-end`);
    expect(redactor.redact('15-the-same-end 16-the-same-end')).toBe('*** 1***');
  });
});
