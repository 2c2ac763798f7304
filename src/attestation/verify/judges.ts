import type { SignedEntity, TrustMaterial } from '@sigstore/verify';
import { quote } from '../../util/text-safe-text.ts';
import type { SignerPin, Verdict } from './verifier.ts';

/** By whom a signature is judged. */
export interface Judges {
  /** One of them must vouch for a certificate, with its own logs and authorities and not with another's. */
  readonly roots: readonly TrustMaterial[];
  /** Those whose signature counts. */
  readonly signers: readonly SignerPin[];
  /** Whether a signature with a key counts only if a witness saw when it was made. */
  readonly keysNeedWitness: boolean;
}

/** What a bundle that was read holds: nothing of it is verified yet. */
export interface Signed {
  readonly entity: SignedEntity;
  readonly payload: Uint8Array;
}

/** Makes the verdict on what does not hold. */
export function refuse(reason: string): Verdict {
  return { kind: 'refused', reason };
}

/** Says in brackets who may sign: enough for people to see what differs. */
export function nameSigners(signers: readonly SignerPin[]): string {
  const [first, ...others] = signers.map((pin) =>
    pin.kind === 'key' ? `the key ${quote(pin.name)}` : quote(pin.identity),
  );
  if (first === undefined) return '(it names nobody)';
  return `(it names ${first}${others.length === 0 ? '' : ` and ${others.length} more`})`;
}
