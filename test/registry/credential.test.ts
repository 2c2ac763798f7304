import { expect, it } from 'vitest';
import { type Credential, formatBasic, secretsOf } from '../../src/registry/credential.ts';

it.each<readonly [string, Credential, readonly string[]]>([
  ['of nobody', { kind: 'anonymous' }, []],
  ['of a user', { kind: 'basic', username: 'alice', password: 'secret' }, ['secret', 'YWxpY2U6c2VjcmV0']],
  ['of a user without a password', { kind: 'basic', username: 'alice', password: '' }, ['YWxpY2U6']],
  ['that is an identity token', { kind: 'identity-token', token: 'refresh' }, ['refresh']],
  ['that is a bearer', { kind: 'bearer', token: 'token' }, ['token']],
])('names what to mask of a credential %s', (_, credential, expected) => {
  expect(secretsOf(credential)).toEqual(expected);
});

it('writes user and password as UTF-8', () => {
  expect(formatBasic('alice', 'pä:ss')).toBe(`Basic ${Buffer.from('alice:pä:ss').toString('base64')}`);
});
