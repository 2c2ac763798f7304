import { expect, it } from 'vitest';
import { isParentOrChild } from '../../../src/registry/auth/realm.ts';

it.each([
  ['registry.acme.org', 'gitlab.acme.org', false],
  ['registry.acme.org', 'acme.org', true],
  ['registry.acme.co.uk', 'auth.acme.co.uk', false],
  ['registry.acme.co.uk', 'acme.co.uk', true],
  ['registry.acme.org', 'auth.registry.acme.org', true],
  ['acme.org', 'a.b.acme.org', true],
  ['acme.uk.com', 'evil.uk.com', false],
  ['acme.uk.com', 'uk.com', false],
  ['gcr.io', 'evil.gcr.io', false],
  ['co.uk', 'evil.co.uk', false],
  ['registry', 'evil.registry', false],
  ['registry.corp.acme.org', 'auth.corp.acme.org', false],
  ['registry.corp.acme.org', 'corp.acme.org', true],
  ['registry.corp.acme.org', 'auth.acme.org', false],
  ['registry.acme.org', 'evilacme.org', false],
  ['registry.acme.org', 'acme.org.evil.test', false],
  ['acme.org', 'evil.org', false],
  ['acme.com.au', 'evil.com.au', false],
  ['acme.gov.uk', 'evil.gov.uk', false],
  ['registry', 'auth', false],
  ['10.0.0.5', '10.0.0.6', false],
  ['[2001:db8::1]', '[2001:db8::2]', false],
  ...['azurecr.io', 'pkg.dev', 'gcr.io', 'amazonaws.com', 'on.aws', 'jfrog.io', 'github.io', 'cloudfront.net'].map(
    (suffix) => [`acme.${suffix}`, `evil.${suffix}`, false] as const,
  ),
  ...['azurewebsites.net', 'a.run.app', 'azurecr.us', 'duckdns.org', 'herokuapp.com'].map(
    (suffix) => [`acme.${suffix}`, `evil.${suffix}`, false] as const,
  ),
] as const)('%s and %s: %s', (registry, other, expected) => {
  expect(isParentOrChild(registry, other)).toBe(expected);
});
