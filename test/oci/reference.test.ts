import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { formatReference, parseReference } from '../../src/oci/reference.ts';
import { thrownBy } from './support.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const APP = { registry: 'registry.example.com', name: 'd/app' };

describe('a reference', () => {
  it.each([
    ['a tag', 'registry.example.com/d/app:1.2.3', { kind: 'tag', repository: APP, tag: '1.2.3' }],
    ['a digest', `registry.example.com/d/app@${DIGEST}`, { kind: 'digest', repository: APP, digest: DIGEST }],
    [
      'both',
      `registry.example.com/d/app:1.2.3@${DIGEST}`,
      { kind: 'digest', repository: APP, digest: DIGEST, tag: '1.2.3' },
    ],
    [
      'a port and a tag',
      'localhost:5000/app:1',
      { kind: 'tag', repository: { registry: 'localhost:5000', name: 'app' }, tag: '1' },
    ],
    [
      'an IPv6 address, a port and a tag',
      '[::1]:5000/app:1',
      { kind: 'tag', repository: { registry: '[::1]:5000', name: 'app' }, tag: '1' },
    ],
  ])('with %s is read and written again', (_, text, expected) => {
    expect(parseReference(text)).toEqual(expected);
    expect(formatReference(parseReference(text))).toBe(text);
  });

  it('to Docker Hub is written by its canonical name', () => {
    expect(formatReference(parseReference('index.docker.io/nginx:1'))).toBe('docker.io/library/nginx:1');
  });

  it.each([
    [
      'no registry',
      'app:1.2.3',
      'Cannot read reference "app:1.2.3": it does not begin with a registry; write registry/repository:tag, such as "ghcr.io/shop/app:1.2.3"',
    ],
    [
      'no registry but a folder',
      'shop/app:1',
      'Cannot read repository "shop/app": it does not begin with a registry; write registry/repository, such as "ghcr.io/shop/app"',
    ],
    [
      'neither tag nor digest',
      'ghcr.io/shop/app',
      'Cannot read reference "ghcr.io/shop/app": it has neither tag nor digest; add one, such as "ghcr.io/shop/app:1.2.3"',
    ],
    [
      'neither, but a port',
      'localhost:5000/app',
      'Cannot read reference "localhost:5000/app": it has neither tag nor digest; add one, such as "localhost:5000/app:1.2.3"',
    ],
    [
      'a scheme',
      'https://ghcr.io/shop/app:1',
      'Cannot read repository "https://ghcr.io/shop/app": it begins with a scheme; write registry/repository without it',
    ],
    [
      'a malformed digest',
      'ghcr.io/shop/app@sha256:12',
      'Cannot read digest "sha256:12": it is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits; copy it whole from the registry or the build\'s output',
    ],
    [
      'a malformed tag',
      'ghcr.io/shop/app:1+2',
      'Cannot use tag "1+2": a tag is 1 to 128 letters, digits, "_", "." and "-", and begins with none of the last two; choose another',
    ],
    [
      'an empty tag',
      'ghcr.io/shop/app:',
      'Cannot read reference "ghcr.io/shop/app:": nothing follows the ":"; write it out, or correct the expression that stands there in the input ("from", "image"): it gave nothing',
    ],
    [
      'an empty digest',
      'ghcr.io/shop/app:1@',
      'Cannot read reference "ghcr.io/shop/app:1@": nothing follows the "@"; write it out, or correct the expression that stands there in the input ("from", "image"): it gave nothing',
    ],
    [
      'two lines',
      'ghcr.io/a:1\nghcr.io/b:1',
      'Cannot read reference "ghcr.io/a:1␤ghcr.io/b:1": it has a blank, a line break or a comma in it; name one image; the input "image" takes several, one per line',
    ],
    [
      'several in a line',
      'ghcr.io/a:1, ghcr.io/b:1',
      'Cannot read reference "ghcr.io/a:1, ghcr.io/b:1": it has a blank, a line break or a comma in it; name one image; the input "image" takes several, one per line',
    ],
    [
      'upper case',
      'ghcr.io/Shop/app:1',
      'Cannot read repository "ghcr.io/Shop/app": a repository is written in lower case; write "ghcr.io/shop/app"',
    ],
  ])('with %s is refused with words', (_, text, sentence) => {
    const error = thrownBy(() => parseReference(text));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(sentence);
  });

  it.each([
    ['credentials', 'robot:hunter2@ghcr.io/shop/app:1'],
    ['two digests', `ghcr.io/shop/app@${DIGEST}@${DIGEST}`],
    ['a way up', 'ghcr.io/shop/../app:1'],
    ['an escaped way up', 'ghcr.io/shop/%2e%2e/app:1'],
    ['nothing', ''],
    ['a tag alone', ':1'],
    ['300 characters', `ghcr.io/${'a'.repeat(300)}:1`],
  ])('with %s is refused', (_, text) => {
    expect(() => parseReference(text)).toThrow(InputError);
  });

  it('never shows a password that stands where none belongs', () => {
    expect(thrownBy(() => parseReference('robot:hunter2@ghcr.io/shop/app:1')).message).not.toContain('hunter2');
  });
});
