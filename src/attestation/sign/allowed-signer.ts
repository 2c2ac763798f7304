import { createPublicKey } from 'node:crypto';
import { meetsPin } from '../verify/trusted-signer.ts';
import type { SignerPin } from '../verify/verifier.ts';
import type { SignerIdentity } from './signer.ts';

function spell(pem: string): string {
  return createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
}

/** Tells whether a pinned signer is the one that signs here, as those who verify will decide it. */
export function isOwnPin(who: SignerIdentity, pin: SignerPin): boolean {
  if (who.kind === 'key') return pin.kind === 'key' && spell(pin.pem) === spell(who.pem);
  return meetsPin(who, pin);
}
