import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, scryptSync } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../../src/attestation/sign/key.ts';
import { InputError } from '../../../src/errors.ts';
import { findOpenssl } from '../../support/certificates.ts';

const PASSPHRASE = 'ein geheimer Satz';
const { privateKey: KEY, publicKey: PUBLIC } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function pem(key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' | 'spki', passphrase?: string): string {
  const secret = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key
    .export({ format: 'pem', type, ...secret } as Parameters<KeyObject['export']>[0] & { format: 'pem' })
    .toString();
}

/** Writes a key as cosign does; the cost of its key derivation is low. */
function cosignPem(passphrase: string, change: object = {}, label = 'ENCRYPTED SIGSTORE PRIVATE KEY'): string {
  const [salt, nonce] = [randomBytes(32), randomBytes(24)];
  const params = { N: 1024, r: 8, p: 1 };
  const box = xsalsa20poly1305(scryptSync(passphrase, salt, 32, params), nonce);
  const document = {
    kdf: { name: 'scrypt', params, salt: salt.toString('base64') },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(box.encrypt(KEY.export({ format: 'der', type: 'pkcs8' }))).toString('base64'),
    ...change,
  };
  const lines =
    Buffer.from(JSON.stringify(document))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

async function publicOf(text: string, passphrase?: string): Promise<string> {
  return pem(createPublicKey(await readPrivateKey(text, passphrase)), 'spki');
}

describe('readPrivateKey', () => {
  it.each([
    ['PKCS#8', pem(KEY, 'pkcs8'), undefined],
    ['PKCS#8 with line ends of Windows', pem(KEY, 'pkcs8').replaceAll('\n', '\r\n'), undefined],
    ['PKCS#8 without a last line end', pem(KEY, 'pkcs8').trim(), undefined],
    ['PKCS#8 and a passphrase that it does not need', pem(KEY, 'pkcs8'), PASSPHRASE],
    ['PKCS#8 with a passphrase', pem(KEY, 'pkcs8', PASSPHRASE), PASSPHRASE],
    ['SEC1', pem(KEY, 'sec1'), undefined],
    ['SEC1 with a passphrase', pem(KEY, 'sec1', PASSPHRASE), PASSPHRASE],
    [
      'SEC1 after its parameters',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(KEY, 'sec1')}`,
      undefined,
    ],
    ['PKCS#8 with its public key', `${pem(PUBLIC, 'spki')}${pem(KEY, 'pkcs8')}`, undefined],
    ['cosign’s form', cosignPem(PASSPHRASE), PASSPHRASE],
    ['cosign’s first form', cosignPem(PASSPHRASE, {}, 'ENCRYPTED COSIGN PRIVATE KEY'), PASSPHRASE],
    ['cosign’s form with an empty passphrase', cosignPem(''), undefined],
  ])('reads %s', async (_, text, passphrase) => {
    await expect(publicOf(text, passphrase)).resolves.toBe(pem(PUBLIC, 'spki'));
  });

  it('reads PKCS#1', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await expect(publicOf(pem(privateKey, 'pkcs1'))).resolves.toBe(pem(publicKey, 'spki'));
  });

  const kinds = 'give a key for ECDSA on P-256 or P-384';
  const wrong = 'its passphrase is wrong, or the key is damaged; give the right one';
  const missing = 'it has a passphrase, and none is given; give the passphrase';
  const salt = randomBytes(32).toString('base64');
  it.each([
    ['no text', '', undefined, 'it is no PEM'],
    ['the path of a file', 'cosign.key', undefined, 'it is no PEM'],
    ['a long text', `${pem(KEY, 'pkcs8')}${' '.repeat(40_000)}`, undefined, 'it is longer than any key'],
    ['a public key', pem(PUBLIC, 'spki'), undefined, 'it is a public key or a certificate'],
    ['PEM that is damaged', pem(KEY, 'pkcs8').replace(/\nM/, '\nA'), undefined, 'it does not parse'],
    ['PEM without an end', pem(KEY, 'pkcs8').split('-----END')[0] ?? '', undefined, 'it does not parse'],
    ['PKCS#8 without its passphrase', pem(KEY, 'pkcs8', PASSPHRASE), undefined, missing],
    ['PKCS#8 with an empty passphrase', pem(KEY, 'pkcs8', PASSPHRASE), '', missing],
    ['PKCS#8 with another passphrase', pem(KEY, 'pkcs8', PASSPHRASE), 'another', wrong],
    ['SEC1 without its passphrase', pem(KEY, 'sec1', PASSPHRASE), undefined, missing],
    ['SEC1 with another passphrase', pem(KEY, 'sec1', PASSPHRASE), 'another', wrong],
    ['cosign’s form without its passphrase', cosignPem(PASSPHRASE), undefined, missing],
    ['cosign’s form with another passphrase', cosignPem(PASSPHRASE), 'another', wrong],
    [
      'cosign’s form without JSON',
      cosignPem(PASSPHRASE).replace('\neyJ', '\nAAA'),
      PASSPHRASE,
      'it is not in the form that cosign writes',
    ],
    [
      'cosign’s form without an end',
      cosignPem(PASSPHRASE).split('-----END')[0] ?? '',
      PASSPHRASE,
      'its PEM has no end',
    ],
    [
      'cosign’s form with another cipher',
      cosignPem(PASSPHRASE, { cipher: { name: 'rot13', nonce: '' } }),
      PASSPHRASE,
      'it is not in the form that cosign writes',
    ],
    [
      'cosign’s form that costs the machine its memory',
      cosignPem(PASSPHRASE, { kdf: { name: 'scrypt', salt, params: { N: 2 ** 24, r: 8, p: 1 } } }),
      PASSPHRASE,
      'it is not in the form that cosign writes',
    ],
    [
      'OpenSSH’s form',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n',
      undefined,
      'it is in a form that is not supported',
    ],
    [
      'a key of PGP',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nb3Bl\n-----END PGP PRIVATE KEY BLOCK-----\n',
      undefined,
      'it is in a form that is not supported',
    ],
    [
      'a curve that cosign does not take',
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, 'pkcs8'),
      undefined,
      kinds,
    ],
    [
      'RSA with 1024 bits',
      pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'pkcs8'),
      undefined,
      kinds,
    ],
    ['a key that does not sign', pem(generateKeyPairSync('x25519').privateKey, 'pkcs8'), undefined, kinds],
  ])('refuses %s, and shows nothing of it', async (_, text, passphrase, reason) => {
    const reading = readPrivateKey(text, passphrase);
    await expect(reading).rejects.toBeInstanceOf(InputError);
    await expect(reading).rejects.toThrow(reason);
    const message = await reading.catch((error: unknown) => (error instanceof Error ? error.message : ''));
    for (const line of text.split('\n').filter((candidate) => /^[\w+/=]{5,}$/.test(candidate))) {
      expect(message).not.toContain(line);
    }
    expect(message).toMatch(/^Cannot use the signing key: [^;]+; give .+$/);
    if (passphrase) expect(message).not.toContain(passphrase);
  });

  it.skipIf(findOpenssl() === undefined)('reads what openssl writes', async () => {
    const run = (...args: readonly string[]) => execFileSync(findOpenssl() ?? '', args, { stdio: 'pipe' }).toString();
    const text = run('ecparam', '-name', 'secp384r1', '-genkey');
    expect(text).toContain('EC PARAMETERS');
    await expect(readPrivateKey(text, undefined)).resolves.toMatchObject({ asymmetricKeyType: 'ec' });
  });
});
