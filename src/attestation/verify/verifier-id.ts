import { createPublicKey } from 'node:crypto';
import { digestOf } from '../../oci/digest.ts';

/** What names a signer in a verification summary: the identity in its certificate, or the digest of its public key. */
export function verifierId(
  who: { readonly kind: 'identity'; readonly identity: string } | { readonly kind: 'key'; readonly pem: string },
): string {
  return who.kind === 'identity'
    ? who.identity
    : digestOf(createPublicKey(who.pem).export({ format: 'der', type: 'spki' }));
}
