import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseDockerConfig } from '../../src/registry/docker-config.ts';
import { thrownBy } from '../oci/support.ts';

const PATH = '/home/user/.docker/config.json';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function parse(auths: unknown): ReadonlyMap<string, unknown> {
  return parseDockerConfig(Buffer.from(JSON.stringify({ auths })), PATH).auths;
}

const ALICE = { kind: 'basic', username: 'alice', password: 'secret' };
const AUTH = { auth: base64('alice:secret') };

describe('a key of auths', () => {
  it.each([
    ['a host', 'ghcr.io', 'ghcr.io'],
    ['a host with a port', 'localhost:5000', 'localhost:5000'],
    ['a host in upper case', 'GHCR.io', 'ghcr.io'],
    ['an address', 'https://ghcr.io', 'ghcr.io'],
    ['an address with a slash', 'https://ghcr.io/', 'ghcr.io'],
    ['an address of the first version', 'https://ghcr.io/v1/', 'ghcr.io'],
    ['an address of the second version', 'https://ghcr.io/v2/', 'ghcr.io'],
    ['an address over plain HTTP', 'http://localhost:5000', 'localhost:5000'],
    ["Docker Hub's own", 'https://index.docker.io/v1/', 'docker.io'],
    ["Docker Hub's name", 'docker.io', 'docker.io'],
    ["Docker Hub's API", 'registry-1.docker.io', 'docker.io'],
  ])('that is %s belongs to its registry', (_, key, registry) => {
    expect(parse({ [key]: AUTH })).toEqual(new Map([[registry, ALICE]]));
  });

  it.each([
    ['longer at the end', 'ghcr.io.evil.test'],
    ['longer at the start', 'evilghcr.io'],
    ['below it', 'sub.ghcr.io'],
    ['behind a user', 'https://ghcr.io@evil.test'],
    ['in the path of another', 'https://evil.test/ghcr.io'],
    ['in the query of another', 'evil.test?ghcr.io'],
    ['on another port', 'ghcr.io:8443'],
    ['below a path', 'ghcr.io/acme'],
    ['with letters of another script', 'ghсr.io'],
  ])('that is %s does not belong to ghcr.io', (_, key) => {
    expect(parse({ [key]: AUTH }).has('ghcr.io')).toBe(false);
  });

  it.each(['https://index.docker.io/v1/access-token', 'https://index.docker.io/v1/refresh-token'])(
    '%s is none of a registry',
    (key) => {
      expect(parse({ [key]: AUTH }).size).toBe(0);
    },
  );
});

describe('an entry', () => {
  it.each([
    ['user and password', AUTH, ALICE],
    [
      'a password with colons',
      { auth: base64('_json_key:{"a":"b"}') },
      { kind: 'basic', username: '_json_key', password: '{"a":"b"}' },
    ],
    ['a password padded with NUL', { auth: base64('alice:secret\0\0\0') }, ALICE],
    [
      'letters of any script',
      { auth: base64('ålice:pässwörd') },
      { kind: 'basic', username: 'ålice', password: 'pässwörd' },
    ],
    ['both fields', { username: 'alice', password: 'secret' }, ALICE],
    ['auth beside other fields', { ...AUTH, username: 'bob', password: 'other' }, ALICE],
    [
      'an identity token beside an empty password',
      { auth: base64('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' },
      { kind: 'identity-token', token: 'refresh' },
    ],
    ['a registry token', { ...AUTH, registrytoken: 'bearer' }, { kind: 'bearer', token: 'bearer' }],
    ['empty tokens', { ...AUTH, identitytoken: '', registrytoken: '' }, ALICE],
  ])('with %s gives a credential', (_, entry, expected) => {
    expect(parse({ 'ghcr.io': entry }).get('ghcr.io')).toEqual(expected);
  });

  it.each([
    ['nothing, the mark of a helper', {}],
    ['no colon', { auth: base64('alice') }],
    ['no user', { auth: base64(':secret') }],
    ['no base64', { auth: '***' }],
    ['an empty auth', { auth: '' }],
    ['an auth that is a number', { auth: 7 }],
    ['a user without a password', { username: 'alice' }],
    ['another kind of value', 'alice:secret'],
    ['null', null],
  ])('with %s gives none', (_, entry) => {
    expect(parse({ 'ghcr.io': entry }).size).toBe(0);
  });
});

describe('a file', () => {
  it.each([
    ['without auths', '{"credsStore":"desktop"}'],
    ['with auths that are null', '{"auths":null}'],
    ['with auths that are a list', '{"auths":[{"auth":"YTpi"}]}'],
  ])('%s has no credentials', (_, text) => {
    expect(parseDockerConfig(Buffer.from(text), PATH)).toEqual({ path: PATH, auths: new Map() });
  });

  it.each([
    ['no JSON', '{"auths":{"ghcr.io":{"auth":"aHVudGVyMg=="'],
    ['a list', '["aHVudGVyMg=="]'],
    ['nothing', ''],
  ])('that is %s is refused by its path and never by its content', (_, text) => {
    const error = thrownBy(() => parseDockerConfig(Buffer.from(text), PATH));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      `Cannot read credentials from "${PATH}": it is no JSON object; log in again, or remove the file`,
    );
    expect(error.cause).toBeUndefined();
  });

  it('does not touch the prototype', () => {
    const { auths } = parseDockerConfig(
      Buffer.from('{"auths":{"__proto__":{"auth":"YTpi"},"constructor":{"auth":"YTpi"}}}'),
      PATH,
    );
    expect([...auths.keys()]).toEqual(['__proto__', 'constructor']);
    expect('auth' in {}).toBe(false);
  });
});
