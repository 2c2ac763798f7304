import { createHash, createPublicKey, createVerify, type KeyObject, verify } from 'node:crypto';
import type { BundleWithDsseEnvelope } from '@sigstore/bundle';
import type { SignedEntity } from '@sigstore/verify';
import type { TrustedSigner } from './verifier.ts';

type SignatureContent = SignedEntity['signature'];

type Envelope = BundleWithDsseEnvelope['content']['dsseEnvelope'];

/** By size, and sha256, which cosign takes for every curve (sigstore_common.proto, "PublicKeyDetails"). */
const HASHES_OF_CURVES: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ['prime256v1', ['sha256']],
  ['secp384r1', ['sha384', 'sha256']],
  ['secp521r1', ['sha512', 'sha256']],
]);

/** By length in bytes. */
const HASHES_BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/** Undefined if the kind of key implies the hash function (EdDSA). */
function hashesOf(key: KeyObject): readonly (string | undefined)[] {
  switch (key.asymmetricKeyType) {
    case 'ec':
      return HASHES_OF_CURVES.get(key.asymmetricKeyDetails?.namedCurve) ?? [];
    case 'rsa':
      return ['sha256', 'sha512'];
    case 'ed25519':
      return [undefined];
    default:
      return [];
  }
}

/** What of an envelope is signed. */
type SignedParts = Pick<Envelope, 'payloadType' | 'payload'>;

/** What stands before the payload in what the signature of an envelope is of (secure-systems-lab/dsse, protocol.md, "PAE"). */
function encodeHead({ payloadType, payload }: SignedParts): Buffer {
  return Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `);
}

/** Encodes what the signature of an envelope is of. */
export function encodeEnvelope(envelope: SignedParts): Uint8Array {
  return Buffer.concat([encodeHead(envelope), envelope.payload]);
}

/**
 * Accepts signatures by any hash function that goes with the key: the library knows only the key's default, which is
 * sha256 for each elliptic curve.
 */
export function acceptAnyDigest(content: SignatureContent, envelope: Envelope): SignatureContent {
  return {
    signature: content.signature,
    compareSignature: (signature) => content.compareSignature(signature),
    compareDigest: (digest) => content.compareDigest(digest),
    // Logs of the second version of Rekor have the hash that the key signed with.
    compareSignedDigest: (digest) => {
      const hash = HASHES_BY_LENGTH.get(digest.byteLength);
      return (
        hash !== undefined &&
        createHash(hash).update(encodeHead(envelope)).update(envelope.payload).digest().equals(digest)
      );
    },
    verifySignature: (key) =>
      hashesOf(key).some((hash) => holds(envelope, { hash, key, signature: content.signature })),
  };
}

/** Whether a signature holds; one that is no signature at all does not. */
function holds(
  envelope: SignedParts,
  {
    hash,
    key,
    signature,
  }: { readonly hash: string | undefined; readonly key: KeyObject; readonly signature: Uint8Array },
): boolean {
  try {
    if (hash === undefined) return verify(undefined, encodeEnvelope(envelope), key, signature);
    // A payload may have 24 MiB, of which no copy is made.
    return createVerify(hash).update(encodeHead(envelope)).update(envelope.payload).verify(key, signature);
  } catch {
    return false;
  }
}

/**
 * Finds the trusted key that made a signature. Each is tried: the bundle's hint is what its writer says, and is not
 * looked at.
 */
export function findKey(
  content: SignatureContent,
  signers: readonly TrustedSigner[],
): { readonly name: string; readonly pem: string; readonly key: KeyObject } | undefined {
  for (const signer of signers) {
    if (signer.kind !== 'key') continue;
    const { name, pem } = signer;
    const key = tryReadKey(pem);
    if (key !== undefined && content.verifySignature(key)) return { name, pem, key };
  }
  return undefined;
}

/** The reader of the pipeline file has refused texts that are no key before. */
function tryReadKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
