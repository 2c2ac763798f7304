import { describe, expect, it } from 'vitest';
import { canonicalRegistry, insecureRegistry, isLoopback } from '../../src/oci/registry-name.ts';

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST', 'registry.localhost', '127.0.0.1', '127.255.255.254', '127.1.22.333', '[::1]'])(
    'takes %s for this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    ...['localhost.evil.test', '.localhost.evil.test', 'evil-localhost', '127.0.0.1.evil.test', 'evil.127.0.0.1'],
    ...['1127.0.0.1', '127.0.0.1234', '127.0.0', '128.0.0.1', '127.evil.test', '127.a.b.c', '[::2]', '::1', ''],
  ])('does not take "%s" for this machine', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

it.each([
  ['registry.example.com', 'registry.example.com'],
  ['Registry.example.com:0443', 'registry.example.com:443'],
  ['registry.example.com:5000', 'registry.example.com:5000'],
  ['[2001:db8::1]:443', '[2001:db8::1]:443'],
  ['localhost:443', 'localhost:443'],
  ['docker.io:443', 'docker.io'],
  ['index.docker.io', 'docker.io'],
])('insecureRegistry spells %s as %s', (host, expected) => {
  expect(insecureRegistry(host)).toBe(expected);
});

describe('canonicalRegistry', () => {
  it.each([
    ['ghcr.io', 'ghcr.io'],
    ['GHCR.io:443', 'ghcr.io'],
    ['ghcr.io:0443', 'ghcr.io'],
    ['ghcr.io:8443', 'ghcr.io:8443'],
    ['ghcr.io:80', 'ghcr.io:80'],
    ['Index.Docker.io:443', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['[2001:db8::443]', '[2001:db8::443]'],
    ['[2001:db8::1]:443', '[2001:db8::1]'],
    // Plain HTTP comes first there, so that this port says something.
    ['localhost:443', 'localhost:443'],
    ['127.0.0.1:443', '127.0.0.1:443'],
    ['[::1]:443', '[::1]:443'],
  ])('spells %s as %s', (host, expected) => {
    expect(canonicalRegistry(host)).toBe(expected);
  });

  it.each([
    ['registry.example.com:80', 'registry.example.com'],
    ['registry.example.com:443', 'registry.example.com:443'],
    ['localhost:80', 'localhost'],
  ])('spells %s of plain HTTP as %s', (host, expected) => {
    expect(canonicalRegistry(host, 'http')).toBe(expected);
  });
});
