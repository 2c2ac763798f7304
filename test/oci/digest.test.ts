import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  digestAlgorithm,
  digestHex,
  digestOf,
  explainDigest,
  isDigest,
  parseDigest,
  shortDigest,
  tryParseDigest,
} from '../../src/oci/digest.ts';
import { thrownBy } from './support.ts';

const EMPTY_OBJECT = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const SHA256 = `sha256:${EMPTY_OBJECT}`;
const SHA512 = `sha512:${'ab'.repeat(64)}`;

describe('a digest', () => {
  it.each([
    ['sha256', SHA256],
    ['sha512', SHA512],
  ])('of %s is read as it is', (algorithm, text) => {
    expect(isDigest(text)).toBe(true);
    expect(tryParseDigest(text)).toBe(text);
    expect(digestAlgorithm(parseDigest(text))).toBe(algorithm);
    expect(digestHex(parseDigest(text))).toBe(text.slice(7));
  });

  it.each([
    ['nothing', ''],
    ['no algorithm', EMPTY_OBJECT],
    ['a digit too few', SHA256.slice(0, -1)],
    ['a digit too many', `${SHA256}0`],
    ['upper-case digits', SHA256.toUpperCase()],
    ['an upper-case algorithm', `SHA256:${EMPTY_OBJECT}`],
    ['a letter that is no digit', `${SHA256.slice(0, -1)}g`],
    ['the length of the other algorithm', `sha512:${EMPTY_OBJECT}`],
    ['an algorithm that Node lacks', `blake3:${EMPTY_OBJECT}`],
    ['a weak algorithm', `md5:${'0'.repeat(32)}`],
    ['a line feed at the end', `${SHA256}\n`],
    ['blanks around it', ` ${SHA256} `],
    ['a way out of its folder', 'sha256:../../manifests/latest'],
  ])('with %s is refused', (_, text) => {
    expect(isDigest(text)).toBe(false);
    expect(tryParseDigest(text)).toBeUndefined();
    expect(() => parseDigest(text)).toThrow(InputError);
  });

  it('that is malformed is refused with words', () => {
    expect(thrownBy(() => parseDigest('sha256:abc')).message).toBe(
      'Cannot read digest "sha256:abc": it is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits; copy it whole from the registry or the build\'s output',
    );
  });

  it.each([
    ['sha512:abc', 'is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits'],
    ['sha256+b64u.x:Az_-=0', 'is of the algorithm "sha256+b64u.x", which cannot be verified: only'],
    ['blake3:abc/', 'is not "sha256:" with 64'],
    ['blake3+!:abc', 'is not "sha256:" with 64'],
    [`${'a'.repeat(298)}:0`, `is of the algorithm "${'a'.repeat(298)}", which cannot be verified: only`],
    [`${'a'.repeat(299)}:0`, 'is not "sha256:" with 64'],
  ])('that spells %s is explained', (text, words) => {
    expect(explainDigest(text)).toContain(words);
  });

  it('is shortened to twelve digits', () => {
    expect(shortDigest(parseDigest(SHA512))).toBe('sha512:abababababab');
  });
});

describe('digestOf', () => {
  it.each([
    ['text', '{}'],
    ['bytes', Buffer.from('{}')],
  ])('computes the digest of %s', (_, content) => {
    expect(digestOf(content)).toBe(SHA256);
  });

  it('computes sha512 where that is asked for', () => {
    expect(digestOf('', 'sha512')).toMatch(/^sha512:cf83e1357eefb8bd[0-9a-f]{112}$/);
  });
});
