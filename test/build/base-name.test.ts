import { describe, expect, it } from 'vitest';
import { parseBaseImage } from '../../src/build/base-name.ts';
import { InputError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { thrownBy } from '../oci/support.ts';

const DIGEST = digestOf('base');

describe('a base image', () => {
  it.each([
    ['of Docker Hub', 'debian:12', { name: 'docker.io/library/debian:12' }],
    ['of a user of Docker Hub', 'acme/base:1', { name: 'docker.io/acme/base:1' }],
    ['without a tag, which is the latest', 'debian', { name: 'docker.io/library/debian:latest' }],
    ['with a digest alone', `debian@${DIGEST}`, { name: 'docker.io/library/debian', digest: DIGEST }],
    ['with both', `debian:12@${DIGEST}`, { name: 'docker.io/library/debian:12', digest: DIGEST }],
    ['of a registry', 'ghcr.io/acme/base:1', { name: 'ghcr.io/acme/base:1' }],
    ['of a registry with a port', 'base.example:5000/b', { name: 'base.example:5000/b:latest' }],
    ['of this machine', 'localhost/b:1', { name: 'localhost/b:1' }],
    ['of an address', '[::1]:5000/b:1', { name: '[::1]:5000/b:1' }],
    ['by another name of Docker Hub', 'index.docker.io/debian:12', { name: 'docker.io/library/debian:12' }],
  ])('%s', (_, text, expected) => {
    expect(parseBaseImage(text)).toEqual(expected);
  });

  it.each([
    ['nothing', '', 'its name is malformed'],
    ['capitals', 'Debian:12', 'its name is malformed'],
    ['a blank', 'debian 12', 'its name is malformed'],
    ['no name before the tag', ':12', 'its name is malformed'],
    ['no tag behind the colon', 'debian:', 'its tag is malformed'],
    ['a malformed tag', 'debian:-', 'its tag is malformed'],
    ['half a digest', 'debian@sha256:abc', 'its digest is not "sha256:" with 64'],
    ['a variable', 'debian:$V', 'its tag is malformed'],
    ['a line break', 'debian:12\n::add-mask::x', 'its name is malformed'],
  ])('is refused with %s', (_, text, reason) => {
    const error = thrownBy(() => parseBaseImage(text));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(`: ${reason}`);
    expect(error.message).toMatch(/^Cannot use base-image "[^\n]*; [^\n]+$/);
  });
});
