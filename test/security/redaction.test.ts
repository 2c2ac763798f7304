import { describe, expect, it } from 'vitest';
import { readErrorResponse, responseError } from '../../src/registry/errors.ts';
import { parseWarnings } from '../../src/registry/warnings.ts';
import { markdownCode, markdownText } from '../../src/report/markdown.ts';
import { quote, safeText, secrets } from '../../src/util/safe-text.ts';
import { createTransport } from '../registry/support.ts';
import { fc, runs } from '../support/property.ts';

/** What changes on the way to the log: commands, blanks, invisible and combining characters, escapes, quotes. */
const TRICKY = [
  ...[
    '::',
    ':',
    '##[',
    '[',
    '\t',
    '\r\n',
    '\n',
    '\r',
    '\u2028',
    ' ',
    '"',
    '“',
    "'",
    "''",
    '\\',
    '/',
    '?',
    '#',
    '@',
    '&',
    '<',
    '%',
    '%41',
  ],
  ...[
    '\u200b',
    '\u00ad',
    '\u202e',
    '\ufe0f',
    'e\u0301',
    '\u00e9',
    '\u0000',
    '\u0085',
    '\ud83d\udea2',
    '…',
    '***',
    '`',
    '|',
    '+',
    '=',
  ],
];
/** What a secret has that no text around it has: where a part of this is shown, the secret was. */
const CORE = fc.string({ unit: fc.constantFrom(...'QXZJKVWYqxzjkvwy0123456789'), minLength: 9, maxLength: 16 });
const piece = fc.constantFrom(...TRICKY);

/** A secret with a part that is found again wherever it is shown, and tricky characters in, before and behind it. */
const secretOf = fc
  .tuple(
    fc.array(piece, { maxLength: 2 }),
    CORE,
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    CORE,
    fc.array(piece, { maxLength: 2 }),
  )
  .map(([before, first, between, second, after]) => ({
    secret: [...before, first, ...between, second, ...after].join(''),
    parts: [first, second],
  }));
const around = fc
  .array(fc.oneof(piece, fc.constantFrom('denied', 'the', 'password', ' ')), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** Tells whether six characters in a row of a part are shown. */
function isShown(shown: string, parts: readonly string[]): boolean {
  const text = shown.toLowerCase();
  return parts.some((part) =>
    Array.from({ length: part.length - 5 }, (_, at) => part.slice(at, at + 6).toLowerCase()).some((each) =>
      text.includes(each),
    ),
  );
}

async function refusal(body: string, type = 'application/json'): Promise<string> {
  const transport = createTransport(() => ({ status: 403, headers: { 'content-type': type }, body }));
  const response = await transport.send({ method: 'GET', url: new URL('https://registry.example.com/v2/') });
  return responseError(await readErrorResponse(response), { registry: 'registry.example.com', what: 'read it' })
    .message;
}

/** The ways from what a registry says to what people see. */
const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'in a line of the log': (text) => safeText(text),
  'in quotes': quote,
  'in quotes, in a line of the log': (text) => safeText(`Cannot read it: ${quote(text)}`, 4000),
  'in a summary': (text) => markdownText(safeText(quote(text))),
  'in a summary, as code': (text) => markdownCode(text),
  'in a path': (text) => safeText(new URL(`/else/${encodeURI(text.toWellFormed())}`, 'http://a.test').pathname, 160),
  'in an address': (text) => safeText(URL.parse(`http://a.test/else/${text}`)?.pathname ?? '', 160),
  'in a query': (text) => safeText(URL.parse(`http://a.test/?x=${text}`)?.search ?? '', 160),
  'in a form': (text) => safeText(new URLSearchParams({ a: text.toWellFormed() }).toString()),
  'in JSON': (text) => safeText(JSON.stringify({ message: text })),
  'in a warning': (text) => {
    // No header holds these.
    if (/[\r\n\0]/.test(text)) return '';
    const header = `299 - "${text.replace(/["\\]/g, '\\$&')}"`;
    return parseWarnings([header])
      .map((warning) => quote(warning))
      .join();
  },
  'in a header that was decoded as Latin-1': (text) => safeText(Buffer.from(text.toWellFormed()).toString('latin1')),
};

describe('a secret that a registry repeats', () => {
  it.each(Object.entries(WAYS))('is not shown %s', (_, show) => {
    fc.assert(
      fc.property(secretOf, around, around, ({ secret, parts }, before, after) => {
        secrets.add(secret);
        expect(isShown(show(before + secret + after), parts)).toBe(false);
      }),
      { numRuns: runs(120) },
    );
  });

  it.each(Object.entries(WAYS))('is not shown in part, cut %s', (_, show) => {
    fc.assert(
      fc.property(secretOf, fc.integer({ min: 0, max: 1100 }), ({ secret, parts }, length) => {
        secrets.add(secret);
        expect(isShown(show(`${'. '.repeat(length / 2)}${secret}`), parts)).toBe(false);
      }),
      { numRuns: runs(120) },
    );
  });

  it('is not shown in part because others before it make the text shorter', async () => {
    await fc.assert(
      fc.asyncProperty(secretOf, fc.integer({ min: 1, max: 200 }), async ({ secret, parts }, count) => {
        secrets.add(secret);
        const text = secret.repeat(count);
        const body = JSON.stringify({ errors: [{ code: 'DENIED', message: text, detail: `x${text}` }] });
        expect(isShown(await refusal(body), parts)).toBe(false);
        expect(isShown(await refusal(`denied ${text}`, 'text/plain'), parts)).toBe(false);
        expect(isShown(safeText(text), parts)).toBe(false);
      }),
      { numRuns: runs(60) },
    );
  });

  it('is not made whole by leaving out what nobody sees', () => {
    secrets.add('canary-Passw0rd-77');
    expect(safeText('it says canary\u200b-Passw0rd\u00ad-77')).toBe('it says ***');
  });

  it.each(['c4nary::Passw0rd::77', 'c4nary##[Passw0rd', 'c4nary\tPassw0rd', 'c4nary"Passw0rd', 'c4nary\u200bPassw0rd'])(
    'is taken out with all that is special in it: %j',
    (secret) => {
      secrets.add(secret);
      expect(quote(`denied to ${secret}!`)).toBe('"denied to ***!"');
      expect(safeText(`denied to ${secret}!`)).toBe('denied to ***!');
    },
  );
});
