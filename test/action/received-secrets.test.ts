import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openForeignSecrets } from '../../src/action/received-secrets.ts';
import type { ReceivedSecretKind } from '../../src/registry/received-secret.ts';
import { safeText } from '../../src/util/safe-text.ts';

const ENVIRONMENT = {
  GITHUB_REPOSITORY: 'acme/some-application',
  GITHUB_TOKEN: 'ghs_a-token-of-github',
  INPUT_FROM: 'registry.example.com/d/application:1.2.3-of-monday',
  'INPUT_SOURCE-PASSWORD': 'a-password-of-an-input',
  PATH: '/usr/local/bin/somewhere',
};

function open() {
  const published: string[] = [];
  const names = ['registry.example.com', 'd/application'];
  const secrets = openForeignSecrets({
    environment: ENVIRONMENT,
    names: () => names,
    publishMask: (secret) => void published.push(secret),
  });
  const mask = (secret: string, kind: ReceivedSecretKind = 'token', registry = 'registry.example.com') =>
    secrets.mask(registry, secret, kind);
  return { published, mask };
}

function secret(length = 24): string {
  return `t_${randomBytes(length).toString('base64url')}`;
}

describe('the runner', () => {
  it.each(['token', 'signature'] as const)('is told of a %s that is used', (kind) => {
    const { published, mask } = open();
    const text = secret();
    mask(text, kind);
    mask(text, kind);
    expect(published).toEqual([text]);
    expect(safeText(`it says ${text}!`)).toBe('it says ***!');
  });

  it('is not told of a token that is not used, of which our own log is kept free', () => {
    const { published, mask } = open();
    const text = secret();
    mask(text, 'unused token');
    expect(published).toEqual([]);
    expect(safeText(`it says ${text}!`)).toBe('it says ***!');
    mask(text, 'token');
    expect(published).toEqual([text]);
  });

  it.each([
    ['with line breaks', 'abcdefghij1234567890\ne\na\n1'],
    ['with a carriage return', 'abcdefghij1234567890\re'],
    ['with blanks', 'an unsigned record of 2020'],
    ['that is not ASCII', 'abcdefghij1234567890é'],
    ['with an invisible character', 'abcdefghij1234567890\u200b'],
    ['of fifteen characters', 'abcdefg12345678'],
    ['that is longer than any header', 'a1'.repeat(9000)],
    ['that is a digest', `sha256:${'a1'.repeat(32)}`],
    ['that is the hash of a digest', 'a1'.repeat(32)],
    ['that is a part of a digest', 'a1'.repeat(8)],
    ['that is a commit', 'a1'.repeat(20)],
    ['that holds a digest', `app@sha256:${'a1'.repeat(32)}`],
    ['that is the name of the registry', 'registry.example.com'],
    ['that is a part of a name', 'egistry.example.co'],
    ['that holds the name of the repository', 'https://x/d/application/x'],
    ['that is the tag of the source', '1.2.3-of-monday'],
    ['that is a version', 'v7.8.9-rc.1-bookworm'],
    ['that is the repository on GitHub', 'acme/some-application'],
  ])('is not told of one %s', (_, text) => {
    const { published, mask } = open();
    mask(text);
    mask(text, 'signature');
    expect(published).toEqual([]);
  });

  it('is told of 300 of a kind from a registry at most, whatever another sends', () => {
    const { published, mask } = open();
    for (let index = 0; index < 5000; index++) mask(secret(), 'signature');
    expect(published).toHaveLength(300);
    mask(secret(), 'token');
    mask(secret(), 'signature', 'other.example.com');
    expect(published).toHaveLength(302);
  });
});

describe('our own log', () => {
  it.each(['registry.example.com', 'd/application', '1.2.3-of-monday', 'UNSIGNED', 'unsigned record', 'promoted'])(
    'keeps its words: %s',
    (text) => {
      open().mask(text, 'token');
      expect(safeText(`it says ${text}!`)).toBe(`it says ${text}!`);
    },
  );

  it('keeps its digests, whatever a registry calls a signature', () => {
    const hash = randomBytes(32).toString('hex');
    open().mask(hash, 'signature');
    open().mask(hash.slice(0, 20), 'signature');
    expect(safeText(`app@sha256:${hash}!`)).toBe(`app@sha256:${hash}!`);
    expect(safeText(`sig=${hash}!`)).toBe('sig=***!');
  });

  it('is kept free of a token with line breaks', () => {
    open().mask('klmnopqrst\ne\na\n1', 'unused token');
    expect(safeText('it says klmnopqrst\ne\na\n1!')).toBe('it says ***!');
    expect(safeText('it says e, a and 1')).toBe('it says e, a and 1');
  });
});
