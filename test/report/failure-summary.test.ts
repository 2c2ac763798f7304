import { expect, it } from 'vitest';
import { type ErrorWords, RegistryError, withAftermath } from '../../src/errors.ts';
import { redactWords, renderFailureSummary } from '../../src/report/markdown.ts';
import { HOME_URL } from '../../src/version.ts';

const HELP = `\n<sub>[All errors](${HOME_URL}/blob/main/docs/reference/errors.md) · re-run with debug logging to see every request</sub>\n`;

const WORDS: ErrorWords = { what: 'read tag "a"', reason: 'it is none', remedy: 'choose another' };
const HEAD = '## ⛔ Sealift stopped\n\n';

it.each<[string, ErrorWords | string, string]>([
  ['parts', WORDS, `${HEAD}Cannot read tag "a": it is none\n\n**What to do:** choose another\n`],
  ['a sentence alone', 'Cannot a: b; c', `${HEAD}Cannot a: b; c\n`],
  [
    'clauses within its parts',
    { what: 'a', reason: 'b; c', remedy: 'd; e' },
    `${HEAD}Cannot a: b; c\n\n**What to do:** d; e\n`,
  ],
  [
    'what a registry says',
    { ...WORDS, reason: 'the registry answers 400 ("![x](https://evil.test); <b>")' },
    `${HEAD}Cannot read tag "a": the registry answers 400 ("!&#91;x&#93;(https&#58;//evil.test); &#60;b&#62;")\n\n**What to do:** choose another\n`,
  ],
])('tells of a failure with %s', (_, failure, expected) => {
  expect(renderFailureSummary(failure)).toBe(`${expected}${HELP}`);
});

it('shows the cure and not what became of the tags, which it tells beside', () => {
  const error = withAftermath(new RegistryError(WORDS, { code: 'refused' }), 'put back: a; new: b');
  expect(error.message).toBe('Cannot read tag "a": it is none; choose another (put back: a; new: b)');
  expect(renderFailureSummary(error.words ?? '')).toBe(
    `${HEAD}Cannot read tag "a": it is none\n\n**What to do:** choose another\n\n**Current state:** put back: a; new: b\n${HELP}`,
  );
});

it('adds what became of the tags to a sentence without parts', () => {
  const error = withAftermath(new RegistryError('Cannot a: b; c', { code: 'refused' }), 'put back: a');
  expect([error.message, error.words]).toEqual(['Cannot a: b; c (put back: a)', undefined]);
});

it('takes secrets out of every part', () => {
  const words = { what: 's1', reason: 's1 x', remedy: 'y s1', aftermath: 's1' };
  const redacted = redactWords(words, (text) => text.replaceAll('s1', '***'));
  expect(redacted).toEqual({ what: '***', reason: '*** x', remedy: 'y ***', aftermath: '***' });
  expect(redactWords(WORDS, (text) => text)).toEqual(WORDS);
});

it('cuts neither our words nor the cure of a long sentence', () => {
  const reason = `the registry answers 400 ("${'x'.repeat(200)}" "${'y'.repeat(200)}") for ${'a/'.repeat(120)}`;
  const remedy = `${'give the job the right, '.repeat(20)}and run again`;
  const summary = renderFailureSummary({ what: 'write it', reason, remedy });
  expect(summary).toContain(`**What to do:** ${remedy}\n`);
  expect(summary).toContain('a/'.repeat(120));
});
