import { describe, expect, it } from 'vitest';
import { canonicalRegistry, insecureRegistry, isLoopback, spellHost } from '../../src/oci/registry-name.ts';

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

/** Spellings of one address: in parts of decimal, octal and hexadecimal numbers, with parts left out, as IPv6. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '127.0.0.1': [
    ...['127.1', '127.0.1', '2130706433', '0x7f000001', '0x7F.1', '0177.0.0.1', '0177.1', '017700000001'],
    ...['127.0.0.01', '127.000.000.001', '0x7f.0x0.0x0.0x1'],
    ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::FFFF:7F00:0001]', '[0:0:0:0:0:ffff:127.0.0.1]'],
  ],
  '10.0.0.5': ['10.5', '167772165', '012.0.0.5', '[::ffff:10.0.0.5]'],
  '[::1]': ['[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::0.0.0.1]'],
  '[2001:db8::1]': ['[2001:DB8::1]', '[2001:db8:0:0:0:0:0:1]', '[2001:0db8::0001]', '[2001:db8::0.0.0.1]'],
};

describe.each(Object.entries(SPELLINGS))('the address %s', (usual, spellings) => {
  it.each([usual, ...spellings])('is known from %s', (spelling) => {
    expect(spellHost(spelling)).toBe(usual);
    expect(canonicalRegistry(`${spelling}:5000`)).toBe(`${usual}:5000`);
    expect(canonicalRegistry(spelling)).toBe(usual);
  });
});
