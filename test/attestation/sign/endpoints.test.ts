import { describe, expect, it } from 'vitest';
import { checkServiceUrl, chooseEndpoints } from '../../../src/attestation/sign/endpoints.ts';

const PUBLIC_GOOD = {
  fulcioUrl: 'https://fulcio.sigstore.dev',
  rekorUrl: 'https://rekor.sigstore.dev',
  timestampUrl: 'https://timestamp.sigstore.dev/api/v1/timestamp',
};
const GITHUB = {
  fulcioUrl: 'https://fulcio.githubapp.com',
  rekorUrl: undefined,
  timestampUrl: 'https://timestamp.githubapp.com',
};
const RESIDENCE = {
  fulcioUrl: 'https://fulcio.acme.ghe.com',
  rekorUrl: undefined,
  timestampUrl: 'https://timestamp.acme.ghe.com',
};

describe('chooseEndpoints', () => {
  it.each([
    ['auto', 'public', 'https://github.com', PUBLIC_GOOD],
    ['auto', 'private', 'https://github.com', GITHUB],
    ['auto', 'internal', 'https://github.com', GITHUB],
    ['auto', undefined, 'https://github.com', GITHUB],
    ['auto', 'Public', 'https://github.com', GITHUB],
    ['auto', 'public', 'https://acme.ghe.com', RESIDENCE],
    ['auto', 'private', 'https://acme.ghe.com', RESIDENCE],
    ['auto', 'public', 'https://github.acme.example', undefined],
    ['auto', 'public', 'https://github.com.acme.example', undefined],
    ['auto', 'public', 'https://evilghe.com', undefined],
    ['auto', 'public', undefined, undefined],
    ['github', 'public', 'https://github.com', GITHUB],
    ['github', 'private', 'https://acme.ghe.com', RESIDENCE],
    ['github', 'private', 'https://github.acme.example', undefined],
    ['public-good', 'private', 'https://github.acme.example', PUBLIC_GOOD],
  ] as const)('chooses for %s, %s, %s', (kind, visibility, serverUrl, endpoints) => {
    expect(chooseEndpoints({ kind }, { visibility, serverUrl })).toEqual(endpoints);
  });

  it('takes a Sigstore of one’s own wherever it runs', () => {
    const choice = {
      kind: 'custom',
      fulcioUrl: 'https://fulcio.acme.example/',
      rekorUrl: undefined,
      timestampUrl: 'http://127.0.0.1:3000/api/v1/timestamp',
    } as const;
    expect(chooseEndpoints(choice, { visibility: 'private', serverUrl: undefined })).toEqual({
      fulcioUrl: 'https://fulcio.acme.example',
      rekorUrl: undefined,
      timestampUrl: 'http://127.0.0.1:3000/api/v1/timestamp',
    });
  });

  it('refuses one that nobody witnesses the time for', () => {
    const choice = {
      kind: 'custom',
      fulcioUrl: 'https://a.example',
      rekorUrl: undefined,
      timestampUrl: undefined,
    } as const;
    expect(() => chooseEndpoints(choice, { visibility: 'public', serverUrl: undefined })).toThrow('"rekor-url"');
  });
});

describe('checkServiceUrl', () => {
  it.each([
    'http://fulcio.example',
    'http://127.0.0.1.example',
    'ftp://127.0.0.1',
    'https://user:geheim@fulcio.example',
    'https://fulcio.example/?token=x',
    'https://fulcio.example/#part',
    'fulcio.example',
    '',
  ])('refuses %s', (address) => {
    expect(() => checkServiceUrl(address, 'fulcio-url')).toThrow('fulcio-url is no address');
  });

  it('takes this machine without TLS', () => {
    expect(checkServiceUrl('http://localhost:3000//', 'rekor-url')).toBe('http://localhost:3000');
  });
});
