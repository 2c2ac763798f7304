import type { KeyObject } from 'node:crypto';
import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import { quote } from '../../text/safe-text.ts';
import { type Judges, nameSigners, refuse, type Signed } from './judges.ts';
import { findKey } from './public-keys.ts';
import type { Verdict } from './verdict.ts';
import { earliestWitness } from './witness.ts';

/** The longest name of a key that is shown; cosign's are hashes (characters). */
const MAX_HINT = 100;

/** A signature with a key. */
interface KeySignature extends Signed {
  /** What the bundle calls its key. */
  readonly hint: string;
}

/** Judges a signature with a key. A witness that holds says when it was made, and none need be there. */
export function judgeKey({ hint, entity, payload }: KeySignature, { roots, signers }: Judges): Verdict {
  const found = findKey(entity.signature, signers);
  if (found === undefined) {
    return refuse(
      `it was signed by no key that the pipeline file names, or changed after that; ` +
        `it calls its key ${quote(hint, MAX_HINT)} ${nameSigners(signers)}`,
    );
  }
  const isWitnessed = roots.some((root) => holdsBy({ ...root, publicKey: () => trusted(found.key) }, entity));
  const signedAt = isWitnessed ? earliestWitness(entity) : undefined;
  return { kind: 'signed', signature: { by: { kind: 'key', name: found.name }, signedAt, payload } };
}

/** A pinned key is good until its pin is taken away. */
function trusted(publicKey: KeyObject): ReturnType<TrustMaterial['publicKey']> {
  return { publicKey, validFor: () => true };
}

/** Tells whether a root has all the witnesses of a signature, and that there is one. */
function holdsBy(root: TrustMaterial, entity: SignedEntity): boolean {
  try {
    new Verifier(root, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 }).verify(entity);
    return true;
  } catch {
    return false;
  }
}
