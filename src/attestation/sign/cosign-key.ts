import { scrypt } from 'node:crypto';
import { type JsonObject, objectProperty, parseJsonObject, property, stringProperty } from '../../oci/json.ts';

/** What the key derivation may cost: N, as cosign has had it so far at most twice (64 MiB of memory for 65,536). */
const MAX_N = 131_072;

/** Bytes of memory that scrypt needs for each of N and r (RFC 7914, section 2). */
const BLOCK = 128;

/** The block size that all of cosign's keys have. */
const R = 8;

/** Lengths of key and nonce of a NaCl secretbox, in bytes. */
const [KEY_LENGTH, NONCE_LENGTH] = [32, 24];

/** A private key as `cosign generate-key-pair` writes it, still shut. */
export interface CosignKey {
  /**
   * Opens it.
   *
   * @returns the key as PKCS#8 DER; undefined where the passphrase is wrong, or the key is damaged.
   */
  open(passphrase: string): Promise<Uint8Array | undefined>;
}

function bytesOf(object: JsonObject | undefined, name: string): Buffer | undefined {
  const text = object === undefined ? undefined : stringProperty(object, name);
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

function derive(
  passphrase: string,
  salt: Buffer,
  { N, p }: { readonly N: number; readonly p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const cost = { N, r: R, p, maxmem: 2 * BLOCK * N * R };
    scrypt(passphrase, salt, KEY_LENGTH, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/**
 * Reads the JSON within the PEM of cosign's private keys: scrypt makes a key of the passphrase, and that opens a NaCl
 * secretbox (secure-systems-lab/go-securesystemslib, encrypted/encrypted.go).
 *
 * @returns undefined where it is of another form.
 * @throws {FormatError} where it is not a JSON object.
 */
export function readCosignKey(bytes: Uint8Array): CosignKey | undefined {
  const document = parseJsonObject(bytes);
  const [kdf, cipher] = [objectProperty(document, 'kdf'), objectProperty(document, 'cipher')];
  const cost = kdf && objectProperty(kdf, 'params');
  const [salt, nonce, ciphertext] = [bytesOf(kdf, 'salt'), bytesOf(cipher, 'nonce'), bytesOf(document, 'ciphertext')];
  const [N, r, p] = ['N', 'r', 'p'].map((name) => (cost === undefined ? undefined : property(cost, name)));
  const isKnown =
    kdf !== undefined &&
    stringProperty(kdf, 'name') === 'scrypt' &&
    cipher !== undefined &&
    stringProperty(cipher, 'name') === 'nacl/secretbox';
  if (!isKnown || salt === undefined || ciphertext === undefined || nonce?.byteLength !== NONCE_LENGTH)
    return undefined;
  if (typeof N !== 'number' || N < 2 || N > MAX_N || Math.log2(N) % 1 !== 0 || r !== R || p !== 1) return undefined;
  return {
    async open(passphrase) {
      const key = await derive(passphrase, salt, { N, p });
      // Loaded for such keys alone.
      const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa.js');
      try {
        return xsalsa20poly1305(key, nonce).decrypt(ciphertext);
      } catch {
        return undefined;
      }
    },
  };
}
