import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { isReservedTag, isTag, parseTag } from '../../src/oci/reference.ts';
import { thrownBy } from './support.ts';

const HEX = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

describe('a tag', () => {
  it.each(['1', '1.2.3', 'v1.2.3-rc.1', 'latest', 'LATEST', '_', '_a', '20200102_01', 'a'.repeat(128)])(
    '%s is read as it is',
    (text) => {
      expect(isTag(text)).toBe(true);
      expect(parseTag(text)).toBe(text);
    },
  );

  it.each([
    ['nothing', ''],
    ['a dot at the start', '.a'],
    ['a hyphen at the start', '-a'],
    ['129 characters', 'a'.repeat(129)],
    ['build metadata', '1.2.3+5'],
    ['a slash', 'a/b'],
    ['a way up', '..'],
    ['an escaped dot', '%2e'],
    ['a blank', 'a b'],
    ['a line feed and a header', 'a\r\nX: y'],
    ['a line feed at the end', 'a\n'],
    ['NUL', 'a\0'],
    ['a digest', `sha256:${HEX}`],
    ['a question mark', 'a?x=1'],
    ['a letter that only looks like one', 'lаtest'],
  ])('with %s is refused', (_, text) => {
    expect(isTag(text)).toBe(false);
    expect(() => parseTag(text)).toThrow(InputError);
  });

  it('that breaks the grammar is refused with words', () => {
    expect(thrownBy(() => parseTag('feature/x\n')).message).toBe(
      'Cannot use tag "feature/x␤": a tag is 1 to 128 letters, digits, "_", "." and "-", and begins with none of the last two; choose another',
    );
  });
});

describe('a reserved tag', () => {
  it.each([
    ['the fallback tag of referrers', `sha256-${HEX}`, true],
    ['that of a cut sha512 digest', `sha512-${HEX}`, true],
    ["cosign's signature", `sha256-${HEX}.sig`, true],
    ["cosign's attestation", `sha256-${HEX}.att`, true],
    ["cosign's SBOM", `sha256-${HEX}.sbom`, true],
    ['a tag of a revision', 'sha-860c190', false],
    ['a tag of a whole revision', `sha-${HEX.slice(0, 40)}`, false],
    ['a short number', 'sha256-abc', false],
    ['one that only ends like it', `v1-sha256-${HEX}`, false],
    ['a version', '1.2.3', false],
  ])('%s', (_, tag, expected) => {
    expect(isReservedTag(tag)).toBe(expected);
  });
});
