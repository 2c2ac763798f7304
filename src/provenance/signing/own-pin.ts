import { createPublicKey } from 'node:crypto';
import { meetsPin } from '../verification/pin.ts';
import type { SignerPin } from '../verification/verdict.ts';
import type { SignerIdentity } from './record-signer.ts';

function spell(pem: string): string {
  return createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
}

/** Tells whether a pinned signer is the one that signs here, as those who verify will decide it. */
export function isOwnPin(who: SignerIdentity, pin: SignerPin): boolean {
  if (who.kind === 'key') return pin.kind === 'key' && spell(pin.pem) === spell(who.pem);
  return meetsPin(who, pin);
}
