import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { formatRepository, isSameRepository, parseRepository } from '../../src/oci/reference.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { thrownBy } from './support.ts';

describe('a repository', () => {
  it.each([
    ['registry.example.com/d/app', 'registry.example.com', 'd/app'],
    ['ghcr.io/acme/shop', 'ghcr.io', 'acme/shop'],
    ['GHCR.io/acme/shop', 'ghcr.io', 'acme/shop'],
    ['localhost/app', 'localhost', 'app'],
    ['localhost:5000/app', 'localhost:5000', 'app'],
    ['registry:5000/a', 'registry:5000', 'a'],
    ['127.0.0.1:65535/a/b/c/d', '127.0.0.1:65535', 'a/b/c/d'],
    ['[::1]/app', '[::1]', 'app'],
    ['[::1]:5000/app', '[::1]:5000', 'app'],
    ['ghcr.io:443/app', 'ghcr.io', 'app'],
    ['index.docker.io:443/nginx', 'docker.io', 'library/nginx'],
    ['[2001:db8::1]:443/app', '[2001:db8::1]', 'app'],
    ['localhost:443/app', 'localhost:443', 'app'],
    ['xn--bcher-kva.example/app', 'xn--bcher-kva.example', 'app'],
    ['docker.io/library/nginx', 'docker.io', 'library/nginx'],
    ['docker.io/nginx', 'docker.io', 'library/nginx'],
    ['index.docker.io/nginx', 'docker.io', 'library/nginx'],
    ['registry-1.docker.io/acme/nginx', 'docker.io', 'acme/nginx'],
    ['Docker.io/nginx', 'docker.io', 'library/nginx'],
    ['ghcr.io/a.b/c_d/e__f/g-h/i---j', 'ghcr.io', 'a.b/c_d/e__f/g-h/i---j'],
    ['a.io/ab--cd.ef/gh--ij.kl', 'a.io', 'ab--cd.ef/gh--ij.kl'],
    [`ghcr.io/${'a'.repeat(247)}`, 'ghcr.io', 'a'.repeat(247)],
  ])('%s is read', (text, registry, name) => {
    expect(parseRepository(text)).toEqual({ registry, name });
    expect(formatRepository(parseRepository(text))).toBe(`${registry}/${name}`);
  });

  it.each([
    ['nothing', '', 'it does not begin with a registry'],
    ['no registry', 'shop/app', 'it does not begin with a registry'],
    ['a name alone', 'app', 'it does not begin with a registry'],
    ['a registry alone', 'ghcr.iox', 'it does not begin with a registry'],
    ['what looks like a scheme behind it', 'ghcr.io/a://b', 'it has a tag or digest'],
    ['a slash at the start', '/app', 'it does not begin with a registry'],
    ['credentials', 'user:secret@ghcr.io/app', 'it does not begin with a registry'],
    ['a blank in the registry', 'ghcr .io/app', 'it has a blank or a comma in it'],
    ['a port out of range', 'ghcr.io:65536/app', 'it does not begin with a registry'],
    ['a port that is no number', 'ghcr.io:http/app', 'it does not begin with a registry'],
    ['an empty label', 'ghcr..io/app', 'it does not begin with a registry'],
    ['a hyphen at the edge of a label', 'ghcr-.io/app', 'it does not begin with a registry'],
    ['an address that is none', '[1:2]/app', 'it does not begin with a registry'],
    ['an address out of range', '256.256.256.256/app', 'it does not begin with a registry'],
    ['an open bracket', '[::1/app', 'it does not begin with a registry'],
    ['letters of another script', 'ghсr.io/app', 'it does not begin with a registry'],
    ['a scheme', 'https://ghcr.io/app', 'it begins with a scheme'],
    ['another scheme', 'oci://ghcr.io/app', 'it begins with a scheme'],
    ['a tag', 'ghcr.io/app:1.2.3', 'it has a tag or digest'],
    ['a digest', `ghcr.io/app@sha256:${'0'.repeat(64)}`, 'it has a tag or digest'],
    ['upper case', 'ghcr.io/Acme/app', 'a repository is written in lower case'],
    ['no name', 'ghcr.io/', 'its name is malformed'],
    ['a way up', 'ghcr.io/a/../b', 'its name is malformed'],
    ['an escaped way up', 'ghcr.io/a/%2e%2e/b', 'its name is malformed'],
    ['an empty segment', 'ghcr.io/a//b', 'its name is malformed'],
    ['a slash at the end', 'ghcr.io/a/', 'its name is malformed'],
    ['a query', 'ghcr.io/a?b=c', 'its name is malformed'],
    ['a fragment', 'ghcr.io/a#b', 'its name is malformed'],
    ['a backslash', 'ghcr.io/a\\b', 'its name is malformed'],
    ['a line feed', 'ghcr.io/a\nb', 'it has a blank or a comma in it'],
    ['three underscores', 'ghcr.io/a___b', 'its name is malformed'],
    ['a dot at the end', 'ghcr.io/a.', 'its name is malformed'],
    ['256 characters', `ghcr.io/${'a'.repeat(248)}`, 'it is longer than 255 characters'],
    ['a name of 300 characters', `ghcr.io/${'a'.repeat(300)}`, 'it is longer than 255 characters'],
  ])('with %s is refused', (_, text, reason) => {
    const error = thrownBy(() => parseRepository(text));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(`: ${reason}`);
  });

  it.each([
    [
      'shop/app',
      'Cannot read repository "shop/app": it does not begin with a registry; write registry/repository, such as "ghcr.io/shop/app"',
    ],
    [
      'https://ghcr.io/app',
      'Cannot read repository "https://ghcr.io/app": it begins with a scheme; write registry/repository without it',
    ],
    [
      'ghcr.io/a:1, ghcr.io/b:1',
      'Cannot read repository "ghcr.io/a:1, ghcr.io/b:1": it has a blank or a comma in it; write one repository per line',
    ],
    ['t,s', 'Cannot read repository "t,s": it has a blank or a comma in it; write one repository per line'],
    [
      'ghcr.io/app:1',
      'Cannot read repository "ghcr.io/app:1": it has a tag or digest where only a repository goes; leave out what follows the name',
    ],
    [
      'GHCR.io/Acme/App',
      'Cannot read repository "GHCR.io/Acme/App": a repository is written in lower case; write "ghcr.io/acme/app"',
    ],
    [
      'ghcr.io/a/../b',
      'Cannot read repository "ghcr.io/a/../b": its name is malformed; use lower-case words joined by "/", ".", "_" or "-"',
    ],
    [
      `ghcr.io/${'a'.repeat(248)}`,
      `Cannot read repository "ghcr.io/${'a'.repeat(191)}…": it is longer than 255 characters; choose a shorter name`,
    ],
  ])('%s is refused with words', (text, sentence) => {
    expect(thrownBy(() => parseRepository(text)).message).toBe(sentence);
  });

  it('of enormous length is refused at once', () => {
    const before = cpuTime();
    const error = thrownBy(() => parseRepository(`ghcr.io/${'a-'.repeat(50_000)}`));
    expect(error.message).toContain('it is longer than 255 characters');
    expect(cpuTime() - before).toBeLessThan(250);
  });
});

describe('isSameRepository', () => {
  it.each([
    ['the same text', 'ghcr.io/a', 'ghcr.io/a', true],
    ['two names of Docker Hub', 'docker.io/nginx', 'index.docker.io/library/nginx', true],
    ['another registry', 'ghcr.io/a', 'quay.io/a', false],
    ['another name', 'ghcr.io/a', 'ghcr.io/b', false],
    ['the default port', 'ghcr.io:443/a', 'ghcr.io/a', true],
    ['another port', 'localhost:1/a', 'localhost:2/a', false],
  ])('compares %s', (_, left, right, expected) => {
    expect(isSameRepository(parseRepository(left), parseRepository(right))).toBe(expected);
  });
});

describe('an address in another spelling', () => {
  it.each([
    ['127.1:5000/p/app', '127.0.0.1:5000'],
    ['2130706433:5000/p/app', '127.0.0.1:5000'],
    ['0177.0.0.1/p/app', '127.0.0.1'],
    ['0x7f.1/p/app', '127.0.0.1'],
    ['10.0.05/p/app', '10.0.0.5'],
    ['[0:0:0:0:0:ffff:127.0.0.1]:5000/p/app', '127.0.0.1:5000'],
  ])('is refused, and the usual one named: %s', (text, usual) => {
    expect(() => parseRepository(text)).toThrow(
      `Cannot read repository "${text}": its registry is an address in an unusual spelling; write "${usual}"`,
    );
  });

  it.each(['[0:0:0:0:0:0:0:1]:5000/p/app', '[2001:db8:0:0:0:0:0:1]/p/app'])('is refused of IPv6, too: %s', (text) => {
    expect(() => parseRepository(text)).toThrow('is an address in an unusual spelling; write it in its shortest form');
  });

  it.each(['127.0.0.1:5000/p/app', '[::1]:5000/p/app', '[2001:DB8::1]/p/app', '10.0.0.5/p/app'])(
    'is not %s',
    (text) => {
      expect(parseRepository(text).name).toBe('p/app');
    },
  );
});
