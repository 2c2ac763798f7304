import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { FormatError } from '../../src/oci/json.ts';
import { parseDescriptor } from '../../src/oci/manifest.ts';
import { descriptorJson, thrownBy } from './support.ts';

const PLAIN = { mediaType: 'application/octet-stream', digest: digestOf('content'), size: 7, annotations: new Map() };

describe('a descriptor', () => {
  it.each([
    ['the required properties', {}, PLAIN],
    ['no bytes', { size: 0 }, { ...PLAIN, size: 0 }],
    ['the largest size', { size: Number.MAX_SAFE_INTEGER }, { ...PLAIN, size: Number.MAX_SAFE_INTEGER }],
    ['an artifact type', { artifactType: 'a/b' }, { ...PLAIN, artifactType: 'a/b' }],
    ['an artifact type of another kind', { artifactType: 1 }, PLAIN],
    ['annotations', { annotations: { a: 'b', c: 1 } }, { ...PLAIN, annotations: new Map([['a', 'b']]) }],
    ['a platform', { platform: { os: 'linux', architecture: 'amd64' } }, { ...PLAIN, platform: 'linux/amd64' }],
    [
      'a platform with a variant',
      { platform: { architecture: 'arm', variant: 'v7', os: 'linux' } },
      { ...PLAIN, platform: 'linux/arm/v7' },
    ],
    ['a platform of empty texts', { platform: { os: '', architecture: '' } }, PLAIN],
    ['a platform of another kind', { platform: 'linux/amd64' }, PLAIN],
    ['properties that nobody knows', { urls: ['https://example.com'], x: 1 }, PLAIN],
    ['its content embedded', { data: 'e30=' }, { ...PLAIN, data: 'e30=' }],
    ['nothing embedded', { data: '' }, PLAIN],
    ['something embedded that is no text', { data: 1 }, PLAIN],
  ])('with %s is read', (_, changes, expected) => {
    expect(parseDescriptor(descriptorJson(changes))).toEqual(expected);
  });

  const SIZE = 'a descriptor in it has no valid size';
  const DIGEST =
    'a descriptor in it has a digest that is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits';
  it.each([
    ['a broken size', { size: 1.5 }, SIZE],
    ['a negative size', { size: -1 }, SIZE],
    ['an endless size', { size: 1e21 }, SIZE],
    ['a size beyond exact arithmetic', { size: 2 ** 53 }, SIZE],
    ['a size that is text', { size: '12' }, SIZE],
    ['no size', { size: undefined }, SIZE],
    ['no digest', { digest: undefined }, DIGEST],
    ['a digest that leads elsewhere', { digest: 'sha256:../../x' }, DIGEST],
    [
      'a digest of an unknown algorithm',
      { digest: `blake3:${'0'.repeat(64)}` },
      'a descriptor in it has a digest that is of the algorithm "blake3", which cannot be verified: only sha256 and sha512 can',
    ],
    ['a digest in upper case', { digest: digestOf('content').toUpperCase() }, DIGEST],
    ['an algorithm in upper case', { digest: `SHA256:${'0'.repeat(64)}` }, DIGEST],
    ['an algorithm that is too long to show', { digest: `${'a'.repeat(300)}:0` }, DIGEST],
    ['a size of another spelling beside it', { Size: 7 }, 'it has the key "Size", which some readers take for "size"'],
    ['a size of 2^63', { size: 2 ** 63 }, SIZE],
    ['a digest that is a number', { digest: 7 }, DIGEST],
    ['no media type', { mediaType: undefined }, 'a descriptor in it has no mediaType'],
    ['a media type that is a list', { mediaType: ['a/b'] }, 'a descriptor in it has no mediaType'],
  ])('with %s is refused', (_, changes, reason) => {
    const error = thrownBy(() => parseDescriptor(descriptorJson(changes)));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(reason);
  });

  it.each([[null], [[]], ['text'], [undefined]])('that is %j is refused', (value) => {
    expect(thrownBy(() => parseDescriptor(value)).message).toBe('a descriptor in it is not an object');
  });
});
