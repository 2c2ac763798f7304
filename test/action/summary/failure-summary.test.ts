import { expect, it } from 'vitest';
import { renderFailureSummary } from '../../../src/action/summary/failure-summary.ts';
import { HOME_URL } from '../../../src/tool.ts';

const HELP = `\n<sub>[All errors](${HOME_URL}/blob/main/docs/reference/errors.md) · re-run with debug logging to see every request</sub>\n`;

it.each([
  [
    'a cure',
    'Cannot read tag "a": it is none; choose another',
    '## ⛔ Sealift stopped\n\nCannot read tag "a": it is none\n\n**What to do:** choose another\n',
  ],
  ['no cure', 'Cannot finish', '## ⛔ Sealift stopped\n\nCannot finish\n'],
  ['several clauses', 'Cannot a: b; c; d', '## ⛔ Sealift stopped\n\nCannot a: b; c\n\n**What to do:** d\n'],
  [
    'what a registry says',
    'Cannot a: the registry answers 400 ("![x](https://evil.test) <b>"); run again',
    '## ⛔ Sealift stopped\n\nCannot a: the registry answers 400 ("!&#91;x&#93;(https&#58;//evil.test) &#60;b&#62;")\n\n**What to do:** run again\n',
  ],
])('tells of a failure with %s', (_, sentence, expected) => {
  expect(renderFailureSummary(sentence)).toBe(`${expected}${HELP}`);
});

it('cuts neither our words nor the cure of a long sentence', () => {
  const reason = `the registry answers 400 ("${'x'.repeat(200)}" "${'y'.repeat(200)}") for ${'a/'.repeat(120)}`;
  const cure = `${'give the job the right, '.repeat(20)}and run again`;
  const summary = renderFailureSummary(`Cannot write it: ${reason}; ${cure}`);
  expect(summary).toContain(`**What to do:** ${cure}\n`);
  expect(summary).toContain('a/'.repeat(120));
});
