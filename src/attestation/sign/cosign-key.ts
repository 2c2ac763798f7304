import { scrypt } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import {
  FormatError,
  type JsonObject,
  objectProperty,
  parseJsonObject,
  property,
  stringProperty,
} from '../../oci/json.ts';

/** What the key derivation may cost: N, as cosign has had it so far at most twice (64 MiB of memory for 65,536). */
const MAX_N = 131_072;

/** Bytes of memory that scrypt needs for each of N and r (RFC 7914, section 2). */
const BLOCK = 128;

/** The block size that all of cosign's keys have. */
const R = 8;

/** Lengths of key and nonce of a NaCl secretbox, in bytes. */
const [KEY_LENGTH, NONCE_LENGTH] = [32, 24];

/** A key as PKCS#8 DER; `shut` if the passphrase is wrong or the key is damaged, `unknown` if it is of another form. */
type CosignKey = { readonly kind: 'open'; readonly der: Uint8Array } | { readonly kind: 'shut' | 'unknown' };

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

function tryParse(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseJsonObject(bytes);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/**
 * Opens a private key as `cosign generate-key-pair` writes it, from the JSON within its PEM: scrypt makes a key of the
 * passphrase, and that opens a NaCl secretbox (secure-systems-lab/go-securesystemslib, encrypted/encrypted.go).
 */
export async function decryptCosignKey(bytes: Uint8Array, passphrase: string): Promise<CosignKey> {
  const document = tryParse(bytes);
  const [kdf, cipher] = ['kdf', 'cipher'].map((name) => document && objectProperty(document, name));
  const cost = kdf && objectProperty(kdf, 'params');
  const [salt, nonce, ciphertext] = [bytesOf(kdf, 'salt'), bytesOf(cipher, 'nonce'), bytesOf(document, 'ciphertext')];
  const [N, r, p] = ['N', 'r', 'p'].map((name) => cost && property(cost, name));
  const names = [kdf, cipher].map((each) => each && stringProperty(each, 'name'));
  const unknown: CosignKey = { kind: 'unknown' };
  if (names[0] !== 'scrypt' || names[1] !== 'nacl/secretbox') return unknown;
  if (salt === undefined || ciphertext === undefined || nonce?.byteLength !== NONCE_LENGTH) return unknown;
  if (typeof N !== 'number' || N < 2 || N > MAX_N || Math.log2(N) % 1 !== 0 || r !== R || p !== 1) return unknown;
  const key = await derive(passphrase, salt, { N, p });
  try {
    return { kind: 'open', der: xsalsa20poly1305(key, nonce).decrypt(ciphertext) };
  } catch {
    return { kind: 'shut' };
  }
}
