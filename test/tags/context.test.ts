import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseRevision } from '../../src/tags/context.ts';
import { REVISION } from './support.ts';

test.each([REVISION, 'a'.repeat(64)])('parseRevision takes %s', (text) => {
  expect(parseRevision(text)).toBe(text);
});

test.each(['', 'main', '860c190', REVISION.toUpperCase(), 'a'.repeat(41), 'a'.repeat(63), `${REVISION}\n`])(
  'parseRevision refuses %j',
  (text) => {
    expect(() => parseRevision(text)).toThrow(InputError);
  },
);

test('parseRevision says what to give', () => {
  expect(() => parseRevision('860c190')).toThrow(
    new InputError(
      'Cannot use revision "860c190": it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it',
    ),
  );
});
