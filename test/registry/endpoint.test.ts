import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/oci/registry-name.ts';
import { registryEndpoint } from '../../src/registry/client.ts';

describe('registryEndpoint', () => {
  const insecure = new Set(['registry.example.com:5000']);
  it.each([
    ['ghcr.io', 'https://ghcr.io/v2/'],
    ['docker.io', 'https://registry-1.docker.io/v2/'],
    ['registry.example.com', 'https://registry.example.com/v2/'],
    ['registry.example.com:5000', 'http://registry.example.com:5000/v2/'],
    ['registry.example.com:5001', 'https://registry.example.com:5001/v2/'],
    ['localhost:5000', 'http://localhost:5000/v2/'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000/v2/'],
    ['127.0.0.1.evil.test', 'https://127.0.0.1.evil.test/v2/'],
    ['localhost.evil.test', 'https://localhost.evil.test/v2/'],
    ['[::1]:5000', 'http://[::1]:5000/v2/'],
    ['192.168.0.1:5000', 'https://192.168.0.1:5000/v2/'],
  ])('finds %s at %s', (registry, expected) => {
    expect(registryEndpoint(registry, insecure).href).toBe(expected);
  });
});

describe('registryEndpoint, where an insecure registry is named with the port of HTTPS or HTTP', () => {
  it.each([
    ['registry.example.com', ['registry.example.com:443'], 'http://registry.example.com:443/v2/'],
    ['[2001:db8::1]', ['[2001:db8::1]:443'], 'http://[2001:db8::1]:443/v2/'],
    ['registry.example.com', ['registry.example.com'], 'http://registry.example.com/v2/'],
    ['registry.example.com:80', ['registry.example.com:80'], 'http://registry.example.com/v2/'],
    ['registry.example.com', ['registry.example.com:80'], 'https://registry.example.com/v2/'],
    ['registry.example.com:5000', ['registry.example.com:443'], 'https://registry.example.com:5000/v2/'],
    ['other.example.com', ['registry.example.com:443'], 'https://other.example.com/v2/'],
    ['localhost:443', ['localhost:443'], 'http://localhost:443/v2/'],
  ])('finds %s, given %s, at %s', (registry, insecure, expected) => {
    expect(registryEndpoint(registry, new Set(insecure)).href).toBe(expected);
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['LOCALHOST', true],
    ['registry.localhost', true],
    ['[::1]', true],
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['128.0.0.1', false],
    ['localhost.example.com', false],
    ['0.0.0.0', false],
    ['[::2]', false],
  ])('judges %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
