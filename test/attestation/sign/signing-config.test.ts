import { describe, expect, it } from 'vitest';
import { readSigningConfig } from '../../../src/attestation/sign/signing-config.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const since = (start: string, end?: string) => ({
  start: `${start}T00:00:00Z`,
  ...(end ? { end: `${end}T00:00:00Z` } : {}),
});
const service = (url: string, majorApiVersion: number, validFor: object, operator = 'acme') => ({
  ...{ url, majorApiVersion, validFor, operator },
});
const CONFIG = {
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [service('https://fulcio.acme.example', 1, since('2022-01-01'))],
  rekorTlogUrls: [service('https://rekor.acme.example', 1, since('2021-01-01'))],
  tsaUrls: [service('https://tsa.acme.example/api/v1/timestamp', 1, since('2025-01-01'))],
  rekorTlogConfig: { selector: 'ANY' },
  tsaConfig: { selector: 'ANY' },
};

function read(changes: object = {}) {
  return readSigningConfig(Buffer.from(JSON.stringify({ ...CONFIG, ...changes })), NOW);
}

describe('a signing config', () => {
  it('has the addresses that sign', () => {
    expect(read()).toEqual({
      fulcioUrl: 'https://fulcio.acme.example',
      rekorUrl: 'https://rekor.acme.example',
      timestampUrl: 'https://tsa.acme.example/api/v1/timestamp',
    });
  });

  it('gives the newest version that is spoken, and of that the one that was put into use last', () => {
    const logs = [
      service('https://v1.acme.example', 1, since('2026-01-01')),
      service('https://v2-old.acme.example', 2, since('2025-01-01')),
      service('https://v2.acme.example', 2, since('2025-06-01')),
      service('https://v2-past.acme.example', 2, since('2025-07-01', '2026-01-01')),
      service('https://v2-later.acme.example', 2, since('2027-01-01')),
      service('https://v3.acme.example', 3, since('2025-01-01')),
    ];
    expect(read({ rekorTlogUrls: logs })).toMatchObject({ rekorUrl: 'https://v2.acme.example', rekorVersion: 2 });
  });

  it.each([
    ['another version', { mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' }, 'it is of the type'],
    ['no certificate authority', { caUrls: [] }, 'it names no certificate authority'],
    [
      'a log of a version that is not spoken',
      { rekorTlogUrls: [service('https://v3.acme.example', 3, since('2025-01-01'))] },
      'of its logs ("https://v3.acme.example" of version 3) none is in use now and of a version that is spoken here (1 or 2)',
    ],
    [
      'services that are past',
      { tsaUrls: [service('https://a.example', 1, since('2020-01-01', '2021-01-01'))] },
      'none is in use now',
    ],
    ['services without a start', { tsaUrls: [service('https://a.example', 1, {})] }, 'none is in use now'],
    [
      'two logs at once',
      { rekorTlogConfig: { selector: 'EXACT', count: 2 } },
      'it asks for 2 logs, and only one is used',
    ],
    ['an address without TLS', { caUrls: [service('http://a.example', 1, since('2020-01-01'))] }, '"https://"'],
    [
      'a log of the second version without time stamps',
      { rekorTlogUrls: [service('https://v2.acme.example', 2, since('2025-01-01'))], tsaUrls: [] },
      'nobody would witness when it signed',
    ],
  ])('is refused with %s', (_, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });
});
