import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readTrustedRoots } from '../../../src/attestation/verify/trusted-root.ts';
import { startForge, toBytes } from './forge.ts';

const forge = await startForge({ hasTimestamps: true });
const root: Record<string, unknown> = { ...forge.trustedRoot };
const NOW = forge.now;

function read(...contents: (string | Uint8Array)[]) {
  return readTrustedRoots(
    contents.map((content, at) => ({ path: `root-${at}.json`, bytes: Buffer.from(content) })),
    NOW,
  );
}

/** The root with other days of validity for its certificate authority. */
function during(start: string, end?: string): object {
  const authorities = root['certificateAuthorities'];
  if (!Array.isArray(authorities)) throw new Error('no authorities');
  return { ...root, certificateAuthorities: [{ ...authorities[0], validFor: { start, end } }] };
}

describe('a file of trusted roots', () => {
  it.each([
    ['as one document', JSON.stringify(root), 1],
    ['as one document over several lines', JSON.stringify(root, null, 2), 1],
    ['as one document a line', `${JSON.stringify(root)}\n${JSON.stringify(root)}\n`, 2],
    ['with lines that end as on Windows', `${JSON.stringify(root)}\r\n\r\n${JSON.stringify(root)}\r\n`, 2],
    ['for keys alone: a log and no authority', JSON.stringify({ ...root, certificateAuthorities: [] }), 1],
  ])('is read %s', (_, text, count) => {
    expect(read(text)).toHaveLength(count);
  });

  it('has authorities and logs that verify', () => {
    const [material] = read(toBytes(root));
    expect(material?.certificateAuthorities).toHaveLength(1);
    expect(material?.timestampAuthorities[0]?.certChain).toHaveLength(2);
    expect(material?.tlogs[0]?.publicKey.asymmetricKeyType).toBe('ec');
    expect(material?.ctlogs).toHaveLength(1);
  });

  it('may be that of the public instance, one of whose authorities is past', () => {
    // As @sigstore/tuf brings it along.
    const seeds: Readonly<Record<string, { readonly targets: Readonly<Record<string, string>> }>> = JSON.parse(
      readFileSync(createRequire(import.meta.url).resolve('@sigstore/tuf/seeds.json'), 'utf8'),
    );
    const target = seeds['https://tuf-repo-cdn.sigstore.dev']?.targets['trusted_root.json'] ?? '';
    const [material] = read(Buffer.from(target, 'base64'));
    expect(material?.certificateAuthorities.length).toBeGreaterThan(1);
    expect(material?.tlogs.map(({ baseURL }) => baseURL)).toContain('https://rekor.sigstore.dev');
  });

  it('is one of several', () => {
    expect(read(toBytes(root), toBytes(root))).toHaveLength(2);
  });

  it.each<readonly [string, string | Uint8Array, string]>([
    ['nothing', ' \n', 'it is empty'],
    ['no JSON', 'x', 'it is not valid JSON'],
    ['a list', '[]', 'it is not a JSON object'],
    ['an object of another kind', '{}', 'it names no authority and no log'],
    [
      'the root of a TUF repository',
      '{"signed":{"_type":"root"},"signatures":[]}',
      'it is the root of a TUF repository',
    ],
    [
      'a certificate that is none',
      JSON.stringify(change('certChain', { certificates: [{ rawBytes: 'AAAA' }] })),
      'a key or a certificate in it does not parse',
    ],
    [
      'an authority without a certificate',
      JSON.stringify(change('certChain', { certificates: [] })),
      'it has an authority without a certificate',
    ],
    [
      'a log without a key',
      JSON.stringify({ ...root, tlogs: [{ baseUrl: 'https://x.example' }] }),
      'a key or a certificate in it does not parse',
    ],
    ['too much', Buffer.alloc(4 * 1024 * 1024 + 1, ' '), 'it is larger than 4 MiB'],
    ['bytes', new Uint8Array([255, 254]), 'it is not valid JSON'],
  ])('with %s is refused by its path', (_, content, reason) => {
    expect(() => read(toBytes(root), content)).toThrow(
      `Cannot read the trusted root "root-1.json": ${reason}; get a new one, with "gh attestation trusted-root"`,
    );
  });

  it('whose certificate authorities have all expired is refused by its path and the day', () => {
    expect(() => read(JSON.stringify(during('2020-01-01T00:00:00Z', '2021-02-03T04:05:06Z')))).toThrow(
      'Cannot trust by "root-0.json": every certificate authority in it has expired, the last one on 2021-02-03; ' +
        'get a new one',
    );
  });

  it('whose certificates have expired is refused, whatever it says of them', () => {
    const late = new Date(NOW.getTime() + 2 * 365 * 24 * 3_600_000);
    expect(() => readTrustedRoots([{ path: 'r.json', bytes: toBytes(root) }], late)).toThrow(
      /has expired, the last one/,
    );
  });

  it('is good where one authority is left: the others verify what they signed', () => {
    const old = during('2020-01-01T00:00:00Z', '2021-02-03T04:05:06Z');
    expect(read(`${JSON.stringify(old)}\n${JSON.stringify(root)}`)).toHaveLength(2);
  });

  it('with a key of another kind than it says is refused', () => {
    const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    const publicKey = { rawBytes: ed25519.toString('base64').slice(8), keyDetails: 'PKIX_ECDSA_P256_SHA_256' };
    const tlogs = [{ baseUrl: 'https://x.example', publicKey, logId: { keyId: 'AAAA' } }];
    expect(() => read(JSON.stringify({ ...root, tlogs }))).toThrow('does not parse');
  });
});

function change(name: string, value: unknown): object {
  const authorities = root['certificateAuthorities'];
  if (!Array.isArray(authorities)) throw new Error('no authorities');
  return { ...root, certificateAuthorities: [{ ...authorities[0], [name]: value }] };
}

describe('several files of trusted roots', () => {
  const past = during('2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z');
  const file = (path: string, content: object) => ({ path, bytes: toBytes(content) });

  it('need one certificate authority that is valid, in all of them together', () => {
    const warnings: string[] = [];
    const files = [file('old.json', past), file('new.json', root)];
    expect(readTrustedRoots(files, NOW, (sentence) => warnings.push(sentence))).toHaveLength(2);
    expect(warnings).toEqual([
      'Only older records are checked by "old.json": every certificate authority in it has expired, the last one on 2021-01-01; leave it out once no image needs it any more',
    ]);
  });

  it('are refused where none of them has one', () => {
    expect(() => readTrustedRoots([file('old.json', past), file('older.json', past)], NOW)).toThrow(
      'Cannot trust by "old.json": every certificate authority in it has expired',
    );
  });
});

describe('a trusted root without a start', () => {
  const without = (list: string): object => {
    const [first, ...others] = Array.isArray(root[list]) ? root[list] : [];
    const { validFor: _, publicKey, ...rest } = first;
    const { validFor: __, ...key } = publicKey ?? {};
    return { ...root, [list]: [publicKey === undefined ? rest : { ...rest, publicKey: key }, ...others] };
  };

  it.each(['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'])('of its %s is refused', (list) => {
    expect(() => read(toBytes(without(list)))).toThrow('does not say from when on it is trusted ("validFor.start")');
  });
});
