import { createPublicKey } from 'node:crypto';
import { matchesSigner } from '../verify/trusted-signer.ts';
import type { TrustedSigner } from '../verify/verifier.ts';
import type { SignerIdentity } from './signer.ts';

function spell(pem: string): string {
  return createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
}

/** Whether a trusted signer is the one that signs here, as those who verify will decide it. */
export function isAllowedSigner(who: SignerIdentity, trusted: TrustedSigner): boolean {
  if (who.kind === 'key') return trusted.kind === 'key' && spell(trusted.pem) === spell(who.pem);
  return matchesSigner(who, trusted);
}
