import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { parseDockerConfig } from '../../../src/registry/credentials/docker-config.ts';
import { thrownBy } from '../../oci/support.ts';

const PATH = '/home/user/.docker/config.json';
const AUTH = { auth: 'YTpi' };
const CREDENTIAL = { kind: 'basic', username: 'a', password: 'b' };

function parse(config: unknown, layout?: 'auths-only') {
  return parseDockerConfig(Buffer.from(JSON.stringify(config)), PATH, layout);
}

describe('auths', () => {
  it('are found by their canonical keys', () => {
    const auths = {
      'https://GHCR.io/v2/': AUTH,
      'quay.io/acme': AUTH,
      'https://index.docker.io/v1/access-token': AUTH,
    };
    const found = parse({ auths }).auths;
    expect([...found.keys()]).toEqual(['ghcr.io', 'quay.io/acme']);
    expect(found.get('ghcr.io')?.credential).toEqual(CREDENTIAL);
  });

  it.each([
    ['what docker login writes before an address', { 'https://ghcr.io': { auth: 'Yzpk' }, 'ghcr.io': AUTH }, 'ghcr.io'],
    ['that also where it comes first', { 'ghcr.io': AUTH, 'https://ghcr.io': { auth: 'Yzpk' } }, 'ghcr.io'],
    ["Docker Hub's own key", { 'index.docker.io': { auth: 'Yzpk' }, 'https://index.docker.io/v1/': AUTH }, 'docker.io'],
    ['a credential before the mark of a helper', { 'ghcr.io': {}, 'https://ghcr.io': AUTH }, 'ghcr.io'],
    [
      'the first of two that are alike',
      { 'https://ghcr.io': AUTH, 'https://ghcr.io/v2/': { auth: 'Yzpk' } },
      'ghcr.io',
    ],
  ])('in several spellings count by rank: %s', (_, auths, key) => {
    expect(parse({ auths }).auths.get(key)?.credential).toEqual(CREDENTIAL);
  });

  it.each([
    ['text', 'alice:secret'],
    ['null', null],
    ['a list', [AUTH]],
  ])('whose value is %s are left out', (_, value) => {
    expect(parse({ auths: { 'ghcr.io': value } }).auths.size).toBe(0);
  });

  it('that cannot be used are there with their fault', () => {
    const { auths } = parse({ auths: { 'ghcr.io': { auth: '***' }, 'https://quay.io': { auth: '***' } } });
    expect(auths.get('ghcr.io')?.fault).toBe('its "auth" is not valid base64');
    expect(auths.get('quay.io')?.fault).toBe('its "auth" is not valid base64');
  });

  it('may be the whole file, as before Docker 1.7', () => {
    const { auths, credsStore } = parse({ 'https://ghcr.io': AUTH, credsStore: 'evil' }, 'auths-only');
    expect(auths.get('ghcr.io')?.credential).toEqual(CREDENTIAL);
    expect(credsStore).toBeUndefined();
  });
});

describe('helpers', () => {
  it('are found by canonical hosts, and only of whole registries', () => {
    const credHelpers = {
      'https://index.docker.io/v1/': 'hub',
      'index.docker.io': 'other',
      'EU.gcr.io': 'gcloud',
      'quay.io': '',
      'ghcr.io/acme': 'path',
      'user@ghcr.io': 'user',
      'gcr.io': 7,
    };
    const config = parse({ credHelpers, credsStore: 'desktop' });
    expect(config.credHelpers).toEqual(
      new Map([
        ['docker.io', 'hub'],
        ['eu.gcr.io', 'gcloud'],
        ['quay.io', ''],
      ]),
    );
    expect(config.credsStore).toBe('desktop');
  });

  it.each([[''], [7], [null]])('are not named by %j', (credsStore) => {
    expect(parse({ credsStore }).credsStore).toBeUndefined();
  });
});

describe('a file', () => {
  it.each([
    ['without anything', '{}'],
    ['with what does not concern credentials', '{"currentContext":"x","proxies":{},"HttpHeaders":{},"plugins":{}}'],
    ['with auths that are null', '{"auths":null,"credHelpers":null}'],
    ['with auths that are a list', '{"auths":[{"auth":"YTpi"}],"credHelpers":["a"]}'],
  ])('%s has no credentials', (_, text) => {
    const none = { path: PATH, auths: new Map(), credHelpers: new Map(), credsStore: undefined };
    expect(parseDockerConfig(Buffer.from(text), PATH)).toEqual(none);
  });

  it.each([
    ['no bytes', ''],
    ['blanks', ' \r\n\t'],
    ['null', 'null\n'],
    ['a byte order mark', '\ufeff'],
    ['a line of PowerShell', Buffer.from('\ufeff\r\n', 'utf16le')],
    ['zeros', '\0\0\0'],
  ])('that holds %s has no logins', (_, text) => {
    const none = { path: PATH, auths: new Map(), credHelpers: new Map(), credsStore: undefined };
    expect(parseDockerConfig(Buffer.from(text), PATH)).toEqual(none);
    expect(parseDockerConfig(Buffer.from(text), PATH, 'auths-only')).toEqual(none);
  });

  it.each([
    ['no JSON', '{"auths":{"ghcr.io":{"auth":"aHVudGVyMg=="'],
    ['a list', '["aHVudGVyMg=="]'],
    ['text in Latin-1', Buffer.from('{"auths":{"ä":{}}}', 'latin1')],
  ])('that is %s is refused by its path and never by its content', (_, text) => {
    const error = thrownBy(() => parseDockerConfig(Buffer.from(text), PATH));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      `Cannot read credentials from "${PATH}": it is not a JSON object; log in again, or remove the file`,
    );
    expect(error.cause).toBeUndefined();
  });

  it.each([
    ['64 levels', 64, false],
    ['65 levels', 65, true],
    ['500,000 levels', 500_000, true],
  ])('of %s', (_, depth, isRefused) => {
    // The outermost object is a level too.
    const text = `{"plugins":${'['.repeat(depth - 1)}"]\\"["${']'.repeat(depth - 1)}}`;
    const read = () => parseDockerConfig(Buffer.from(text), PATH);
    if (isRefused) expect(read).toThrow(`from "${PATH}": it is nested deeper than 64 levels; log in again`);
    else expect(read().auths.size).toBe(0);
  });

  it('counts no brackets within text', () => {
    const auths = { 'ghcr.io': { ...AUTH, note: `${'['.repeat(100)}\\"{{` } };
    expect(parse({ auths }).auths.get('ghcr.io')?.credential).toEqual(CREDENTIAL);
  });

  it.each([
    [{ HttpHeaders: { 'X-Meta': 'canary' } }, true],
    [{ HttpHeaders: {} }, undefined],
    [{ HttpHeaders: 'x' }, undefined],
  ])('says whether it has headers of its own: %j', (config, expected) => {
    expect(parse(config).hasHttpHeaders).toBe(expected);
  });

  it('does not touch the prototype', () => {
    const inner = '{"__proto__":{"auth":"YTpi","credsStore":"evil"},"constructor":{"auth":"YTpi"}}';
    const text = `{"auths":${inner},"credHelpers":{"__proto__":"evil"},"__proto__":{"credsStore":"evil"}}`;
    const config = parseDockerConfig(Buffer.from(text), PATH);
    expect([...config.auths.keys()]).toEqual(['__proto__', 'constructor']);
    expect(config.credsStore).toBeUndefined();
    expect(config.credHelpers.get('ghcr.io')).toBeUndefined();
    expect('auth' in {} || 'credsStore' in {}).toBe(false);
  });
});
