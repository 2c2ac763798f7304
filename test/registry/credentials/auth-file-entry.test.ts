import { describe, expect, it } from 'vitest';
import { parseAuthFileEntry } from '../../../src/registry/credentials/docker-config.ts';

function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}

const ALICE = { kind: 'basic', username: 'alice', password: 'secret' };
const AUTH = { auth: base64('alice:secret') };

describe('an entry', () => {
  it.each([
    ['user and password', AUTH, ALICE],
    ['no padding', { auth: base64('alice:secret1').replace(/=+$/, '') }, { ...ALICE, password: 'secret1' }],
    ['too much padding', { auth: `${base64('alice:secret')}==` }, ALICE],
    ['a byte order mark', { auth: base64('\ufeffalice:secret') }, { ...ALICE, username: '\ufeffalice' }],
    ['a password with NUL inside', { auth: base64('alice:se\0cret\0') }, { ...ALICE, password: 'se\0cret' }],
    ['line breaks', { auth: 'YWxpY2U6\r\nc2VjcmV0\n' }, ALICE],
    [
      'a password with colons',
      { auth: base64('_json_key:{"a":"b"}') },
      { ...ALICE, username: '_json_key', password: '{"a":"b"}' },
    ],
    ['a password padded with NUL', { auth: base64('alice:secret\0\0\0') }, ALICE],
    ['an empty password', { auth: base64('alice:') }, { ...ALICE, password: '' }],
    [
      'a robot of Harbor',
      { auth: base64('robot$app+ci:$HOME`x`') },
      { ...ALICE, username: 'robot$app+ci', password: '$HOME`x`' },
    ],
    [
      'letters of any script',
      { auth: base64('ålice:pässwörd') },
      { ...ALICE, username: 'ålice', password: 'pässwörd' },
    ],
    ['both fields', { username: 'alice', password: 'secret' }, ALICE],
    ['auth beside other fields', { ...AUTH, username: 'bob', password: 'other' }, ALICE],
    ['both fields beside an auth that is broken', { auth: '***', username: 'alice', password: 'secret' }, ALICE],
    [
      'an identity token beside an empty password',
      { auth: base64('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' },
      { kind: 'identity-token', token: 'refresh' },
    ],
    ['a registry token', { ...AUTH, registrytoken: 'bearer' }, { kind: 'bearer', token: 'bearer' }],
    ['both tokens', { identitytoken: 'refresh', registrytoken: 'bearer' }, { kind: 'bearer', token: 'bearer' }],
    ['empty tokens', { ...AUTH, identitytoken: '', registrytoken: '' }, ALICE],
    ['unknown fields', { ...AUTH, email: 'a@b.test', unknown: [1] }, ALICE],
  ])('with %s gives a credential', (_, entry, expected) => {
    expect(parseAuthFileEntry(entry)).toMatchObject({ credential: expected });
  });

  it('with a password and no user gives none, and masks it', () => {
    expect(parseAuthFileEntry({ password: 'hunter2' })).toEqual({ secrets: ['hunter2'] });
  });

  it('masks what it does not use', () => {
    const entry = { ...AUTH, identitytoken: 'refresh', registrytoken: 'bearer', password: 'other' };
    expect(parseAuthFileEntry(entry).secrets).toEqual(
      expect.arrayContaining(['bearer', 'refresh', 'other', AUTH.auth]),
    );
  });

  it.each([
    ['nothing, the mark of a helper', {}],
    ['an empty auth', { auth: '' }],
    ['an auth that is a number', { auth: 7 }],
    ['a user without a password', { username: 'alice' }],
    ['properties of the prototype alone', Object.create(AUTH)],
  ])('with %s says nothing', (_, entry) => {
    expect(parseAuthFileEntry(entry)).toEqual({ secrets: [] });
  });

  it('with an auth of neither user nor password is no fault', () => {
    expect(parseAuthFileEntry({ auth: base64(':') })).toEqual({ secrets: [base64(':')] });
  });

  it.each([
    ['no base64', '***hunter2***', 'its "auth" is not valid base64'],
    ['base64 for addresses', 'YWxpY2U6c2Vj_-A=', 'its "auth" is not valid base64'],
    ['a length that base64 never has', 'YWxpY', 'its "auth" is not valid base64'],
    ['no UTF-8', base64(Uint8Array.of(0x61, 0x3a, 0xff)), 'its "auth" is not UTF-8 text'],
    ['no colon', base64('alice'), 'its "auth" holds no user and password'],
    ['no user', base64(':secret'), 'its "auth" holds no user and password'],
  ])('with %s is at fault, and masked all the same', (_, auth, fault) => {
    expect(parseAuthFileEntry({ auth })).toEqual({ fault, secrets: [auth] });
  });

  it('names every form of its secrets', () => {
    const auth = base64('alice:secret\0');
    const entry = { auth, password: 'other', identitytoken: 'refresh' };
    expect(parseAuthFileEntry({ auth, password: 'other' }).secrets).toEqual([
      'secret',
      AUTH.auth,
      'alice:secret',
      auth,
      'other',
    ]);
    expect(parseAuthFileEntry(entry).secrets).toEqual(['refresh', auth, 'other']);
  });
});
