import { expect, it } from 'vitest';
import {
  type Credential,
  formatBasic,
  isSameCredential,
  secretsOf,
} from '../../../src/registry/credentials/credential.ts';

const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };

it.each<readonly [string, Credential, readonly string[]]>([
  ['of nobody', { kind: 'anonymous' }, []],
  ['of a user', ALICE, ['secret', 'YWxpY2U6c2VjcmV0', 'alice:secret']],
  ['of a user without a password', { kind: 'basic', username: 'alice', password: '' }, ['YWxpY2U6']],
  ['that is an identity token', { kind: 'identity-token', token: 'refresh' }, ['refresh']],
  ['that is a bearer', { kind: 'bearer', token: 'token' }, ['token']],
])('names what to mask of a credential %s', (_, credential, expected) => {
  expect(secretsOf(credential)).toEqual(expected);
});

it('writes user and password as UTF-8', () => {
  expect(formatBasic('alice', 'pä:ss')).toBe(`Basic ${Buffer.from('alice:pä:ss').toString('base64')}`);
});

it.each<readonly [string, Credential, Credential, boolean]>([
  ['of the same user and password', ALICE, { ...ALICE }, true],
  ['of two users', ALICE, { ...ALICE, username: 'bob' }, false],
  ['of two passwords', ALICE, { ...ALICE, password: 'other' }, false],
  [
    'that differ in where the colon is',
    { ...ALICE, username: 'a', password: 'b:c' },
    { ...ALICE, username: 'a:b', password: 'c' },
    false,
  ],
  ['of nobody', { kind: 'anonymous' }, { kind: 'anonymous' }, true],
  ['of nobody and somebody', { kind: 'anonymous' }, ALICE, false],
  ['with one token', { kind: 'bearer', token: 't' }, { kind: 'bearer', token: 't' }, true],
  ['with two tokens', { kind: 'bearer', token: 't' }, { kind: 'bearer', token: 'u' }, false],
  ['with tokens of two kinds', { kind: 'bearer', token: 't' }, { kind: 'identity-token', token: 't' }, false],
])('compares credentials %s', (_, left, right, expected) => {
  expect(isSameCredential(left, right)).toBe(expected);
});
