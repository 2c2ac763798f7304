import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { BundleWithDsseEnvelope } from '@sigstore/bundle';
import { toSignedEntity } from '@sigstore/verify';
import { FormatError } from '../../oci/json.ts';
import { readBundle } from './bundle.ts';
import { acceptAnyDigest } from './keys.ts';

function keyOf({ verificationMaterial: { content } }: BundleWithDsseEnvelope, pem: string | undefined): KeyObject {
  if (content.$case === 'certificate') return new X509Certificate(content.certificate.rawBytes).publicKey;
  if (pem === undefined) throw new FormatError('it names a key that is not known');
  return createPublicKey(pem);
}

/**
 * Checks whether a bundle that was just signed holds in itself: it can be read, says what was to be said, and its
 * signature is by its key. Who vouches for that key is not checked, so that nothing need be fetched.
 *
 * @param pem the public key, if no certificate has it.
 * @returns undefined if it holds, else a clause of which "it" is the signed record.
 */
export function checkOwnBundle(bytes: Uint8Array, statement: Uint8Array, pem: string | undefined): string | undefined {
  try {
    const bundle = readBundle(bytes);
    const envelope = bundle.content.dsseEnvelope;
    if (!envelope.payload.equals(statement)) return 'it says something else than what was to be signed';
    const signature = acceptAnyDigest(toSignedEntity(bundle).signature, envelope);
    return signature.verifySignature(keyOf(bundle, pem)) ? undefined : 'its signature does not fit what it says';
  } catch (error) {
    return error instanceof FormatError ? error.message : 'it holds a certificate or a key that cannot be read';
  }
}
