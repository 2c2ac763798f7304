import { expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import {
  authorize,
  basicAuthorization,
  OPEN,
  storedBearer,
  tokenAuthorization,
} from '../../../src/registry/auth/login.ts';
import type { Credential } from '../../../src/registry/credentials/credential.ts';
import { thrownBy } from '../../oci/support.ts';

const REGISTRY = new URL('https://registry.example.com/v2/');
const ALICE = { kind: 'basic', username: 'alice', password: 'secret' } as const satisfies Credential;
const READY = { kind: 'bearer', token: 'ready' } as const satisfies Credential;

function get(address: string) {
  return { method: 'GET', url: new URL(address), headers: { accept: 'a/b' } } as const;
}

it.each([
  ['a token that lay ready', storedBearer(READY), 'Bearer ready'],
  ['a password', basicAuthorization(ALICE), 'Basic YWxpY2U6c2VjcmV0'],
  ['a token that was fetched', tokenAuthorization({ value: 't', renewAt: 1 }, ALICE, 0), 'Bearer t'],
])('%s goes to the registry beside the other headers', (_, access, authorization) => {
  expect(authorize(get('https://registry.example.com/v2/a'), access, REGISTRY).headers).toEqual({
    accept: 'a/b',
    authorization,
  });
});

it.each(['https://registry.example.com/v2/a', 'https://evil.test/a'])(
  'nothing is added for %s without it',
  (address) => {
    const request = get(address);
    expect(authorize(request, OPEN, REGISTRY)).toBe(request);
  },
);

it.each([
  ['another host', 'https://evil.test/v2/a', 'evil.test'],
  ['a host below it', 'https://cdn.registry.example.com/v2/a', 'cdn.registry.example.com'],
  ['another port', 'https://registry.example.com:8443/v2/a', 'registry.example.com:8443'],
  ['plain HTTP', 'http://registry.example.com/v2/a', 'registry.example.com'],
])('nothing is ever sent to %s', (_, address, host) => {
  const error = thrownBy(() => authorize(get(address), basicAuthorization(ALICE), REGISTRY));
  expect(error).toBeInstanceOf(RegistryError);
  expect(error).toMatchObject({ code: 'denied' });
  expect(error.message).toBe(
    `Cannot send a request to "${host}": the credentials belong to registry "registry.example.com"; ask its administrators why it sends us there`,
  );
});
