import { describe, expect, it } from 'vitest';
import { canonicalRegistry } from '../../src/oci/registry-name.ts';

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
