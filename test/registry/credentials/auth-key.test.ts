import { describe, expect, it } from 'vitest';
import {
  canonicalHost,
  helperAddress,
  isUsualKey,
  lookupKeys,
  parseAuthKey,
} from '../../../src/registry/credentials/auth-key.ts';

describe('a key', () => {
  it.each([
    ['a host', 'ghcr.io', 'ghcr.io'],
    ['a host with a port', 'localhost:5000', 'localhost:5000'],
    ['a host with the default port', 'ghcr.io:443', 'ghcr.io'],
    ['a host in upper case', 'GHCR.io', 'ghcr.io'],
    ['an IPv6 address', '[::1]:5000', '[::1]:5000'],
    ['an IPv6 address in upper case', '[FD00::A]:5000', '[fd00::a]:5000'],
    ['a namespace that is called like a version', 'ghcr.io/v1/app', 'ghcr.io/v1/app'],
    ['an address', 'https://ghcr.io', 'ghcr.io'],
    ['an address in upper case', 'HTTPS://ghcr.io', 'ghcr.io'],
    ['an address with a slash', 'https://ghcr.io/', 'ghcr.io'],
    ['an address with the default port', 'https://ghcr.io:443/v2/', 'ghcr.io'],
    ['an address of the first version', 'https://ghcr.io/v1/', 'ghcr.io'],
    ['an address of the second version', 'https://ghcr.io/v2/', 'ghcr.io'],
    ['a version without a slash', 'https://ghcr.io/v2', 'ghcr.io'],
    ['a version without a scheme', 'ghcr.io/v1/', 'ghcr.io'],
    ['an address over plain HTTP', 'http://localhost:5000', 'localhost:5000'],
    ['the default port of plain HTTP', 'http://registry.test:80', 'registry.test'],
    ['the port of plain HTTP without a scheme', 'registry.test:80', 'registry.test:80'],
    ["Docker Hub's own", 'https://index.docker.io/v1/', 'docker.io'],
    ["Docker Hub's name", 'docker.io', 'docker.io'],
    ["Docker Hub's index", 'index.docker.io', 'docker.io'],
    ["Docker Hub's API", 'registry-1.docker.io', 'docker.io'],
    ["a namespace of Docker Hub's", 'docker.io/acme', 'docker.io/acme'],
    ['a namespace', 'ghcr.io/acme', 'ghcr.io/acme'],
    ['a repository', 'localhost:5000/acme/shop/app', 'localhost:5000/acme/shop/app'],
    ['a namespace with a slash', 'ghcr.io/acme/', 'ghcr.io/acme'],
    ['a word of JavaScript', '__proto__', '__proto__'],
  ])('that is %s is read', (_, key, expected) => {
    expect(parseAuthKey(key)).toBe(expected);
  });

  it.each([
    ['', 'nothing'],
    ['/', 'no host'],
    ['https://', 'no host after the scheme'],
    ['https://ghcr.io@evil.test', 'a user before the host'],
    ['https://user:secret@ghcr.io', 'a user and password'],
    ['user@ghcr.io/acme', 'a user before a namespace'],
    ['https://evil.test/ghcr.io', 'an address below a path'],
    ['evil.test?ghcr.io', 'a query'],
    ['evil.test#ghcr.io', 'a fragment'],
    ['evil.test\\ghcr.io', 'a backslash'],
    ['ghcr.io evil.test', 'a blank'],
    ['ghcr.io:abc', 'no port'],
    ['ghcr.io/acme/app:1', 'a tag'],
    ['ghcr.io/acme@sha256:1', 'a digest'],
    ['ghcr.io/../acme', 'a path upwards'],
    ['ghcr.io//acme', 'an empty segment'],
    ['ghcr.io/Acme', 'upper case in the path'],
    ['https://index.docker.io/v1/access-token', "a token of Docker's login"],
    ['https://index.docker.io/v1/refresh-token', "a token of Docker's login"],
    ['index.docker.io/v1/access-token', "a token of Docker's login"],
  ])('%j is none: %s', (key) => {
    expect(parseAuthKey(key)).toBeUndefined();
  });

  it.each([
    ['https://index.docker.io/v1/', true],
    ['docker.io', true],
    ['ghcr.io', true],
    ['index.docker.io', false],
    ['https://ghcr.io', false],
    ['ghcr.io:443', false],
  ])('%s is what docker login writes: %s', (key, expected) => {
    expect(isUsualKey(key)).toBe(expected);
  });
});

describe('a lookup', () => {
  it.each([
    ['ghcr.io', 'a/b/c', ['ghcr.io/a/b/c', 'ghcr.io/a/b', 'ghcr.io/a', 'ghcr.io']],
    ['ghcr.io:443', 'a', ['ghcr.io/a', 'ghcr.io']],
    ['localhost:5000', undefined, ['localhost:5000']],
    ['docker.io', 'library/nginx', ['docker.io/library/nginx', 'docker.io/library', 'docker.io']],
  ])('of %s and %s asks from the whole name upwards', (registry, repository, expected) => {
    expect(lookupKeys(registry, repository)).toEqual(expected);
  });

  it.each([
    ['longer at the end', 'ghcr.io.evil.test'],
    ['longer at the start', 'evilghcr.io'],
    ['shorter', 'hcr.io'],
    ['above it', 'io'],
    ['below it', 'sub.ghcr.io'],
    ['with a dot at the end', 'ghcr.io.'],
    ['on another port', 'ghcr.io:8443'],
    ['on the port of plain HTTP', 'ghcr.io:80'],
    ['with letters of another script', 'ghсr.io'],
    ['with a dot that is another letter', 'ghcrxio'],
    ['a wildcard', '*.io'],
    ['with half a segment', 'ghcr.io/acm'],
    ['with more than a segment', 'ghcr.io/acme2'],
    ['of a sibling', 'ghcr.io/acme/shop-api'],
    ['of a repository below', 'ghcr.io/acme/shop/api'],
    ['with the segments elsewhere', 'ghcr.io/x/acme/shop'],
  ])('does not take a key that is %s', (_, key) => {
    expect(lookupKeys('ghcr.io', 'acme/shop')).not.toContain(parseAuthKey(key));
  });

  it('asks nothing of what is no host', () => {
    expect(lookupKeys('user@ghcr.io', 'a')).toEqual([]);
    expect(canonicalHost('a/b')).toBeUndefined();
  });
});

it.each([
  ['docker.io', 'https://index.docker.io/v1/'],
  ['ghcr.io', 'ghcr.io'],
  ['localhost:5000', 'localhost:5000'],
])('a helper is asked for %s by %s', (host, address) => {
  expect(helperAddress(host)).toBe(address);
});
