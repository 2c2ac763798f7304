import type { KeyObject } from 'node:crypto';
import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import { quote } from '../../util/text-safe-text.ts';
import { type Judges, nameSigners, refuse, type Signed } from './judges.ts';
import { findKey } from './keys.ts';
import type { Verdict } from './verifier.ts';
import { earliestWitness, withoutUnknownStamps } from './witness.ts';

/** The longest name of a key that is shown; cosign's are hashes (characters). */
const MAX_HINT = 100;

/** A signature with a key. */
interface KeySignature extends Signed {
  /** What the bundle calls its key. */
  readonly hint: string;
}

/**
 * Judges a signature with a key. A witness that holds says when it was made; one must be there if the pipeline file names
 * who stamps: whoever has the key could otherwise leave the stamp off and choose the time.
 */
export function judgeKey(
  { hint, entity, payload }: KeySignature,
  { roots, signers, keysNeedWitness }: Judges,
): Verdict {
  const found = findKey(entity.signature, signers);
  if (found === undefined) {
    return refuse(
      `it was signed by no key that the pipeline file names, or changed after that; ` +
        `it calls its key ${quote(hint, MAX_HINT)} ${nameSigners(signers)}`,
    );
  }
  const signedAt = roots
    .map((root) => witnessedBy({ ...root, publicKey: () => trusted(found.key) }, entity))
    .find((time) => time !== undefined);
  if (signedAt === undefined && keysNeedWitness) {
    return refuse(
      'nobody whom the trusted roots have witnessed when it was signed, and the pipeline file names a "timestamp-url"',
    );
  }
  return { kind: 'signed', signature: { by: { kind: 'key', name: found.name }, signedAt, payload } };
}

/** A pinned key is good until its pin is taken away. */
function trusted(publicKey: KeyObject): ReturnType<TrustMaterial['publicKey']> {
  return { publicKey, validFor: () => true };
}

/** Tells when a signature was made by the witnesses that a root has; undefined if there is none, or another one fails. */
function witnessedBy(root: TrustMaterial, entity: SignedEntity): Date | undefined {
  const counted = withoutUnknownStamps(entity, root);
  try {
    new Verifier(root, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 }).verify(counted);
    return earliestWitness(counted);
  } catch {
    return undefined;
  }
}
