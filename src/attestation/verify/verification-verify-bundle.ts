import { type TrustMaterial, toSignedEntity } from '@sigstore/verify';
import { FormatError } from '../../oci/json.ts';
import { readBundle } from './bundle.ts';
import { explainFailure } from './explain-failure.ts';
import { judgeKey } from './judge-key.ts';
import { type Judges, refuse } from './judges.ts';
import { acceptAnyDigest } from './keys.ts';
import type { BundleVerifier, Verdict } from './verifier.ts';
import { judgeCertificate } from './verify-bundle.ts';

/** Clocks differ: a signature may be witnessed this much later than it is now (milliseconds). */
const MAX_AHEAD = 5 * 60 * 1000;

/** By what bundles are judged. */
export interface BundleVerifierOptions {
  /** Those of `readTrustedRoots` and `fetchPublicGoodRoot`; signatures with keys need none. */
  readonly roots: readonly TrustMaterial[];
  /** The time that no signature may be later than; a function where it goes on. */
  readonly now: Date | (() => Date);
  /** Whether a signature with a key counts only if a witness saw when it was made; not by default. */
  readonly keysNeedWitness?: boolean;
}

/**
 * Makes a verifier of Sigstore bundles.
 *
 * Who signed is compared here, whole and exactly or by a glob: the library takes a regular expression that may fit
 * anywhere in an identity. What was signed is not looked at: the caller reads the payload, its subjects and its
 * predicate.
 *
 * @returns a verifier that never throws, whatever it is given.
 */
export function createBundleVerifier(options: BundleVerifierOptions): BundleVerifier {
  const { roots, now: given, keysNeedWitness = false } = options;
  return (bytes, signers) => {
    const now = given instanceof Date ? given : given();
    try {
      const verdict = judge(bytes, { roots, signers, keysNeedWitness });
      const signedAt = verdict.kind === 'signed' ? verdict.signature.signedAt : undefined;
      if (signedAt === undefined || signedAt.getTime() <= now.getTime() + MAX_AHEAD) return verdict;
      return refuse(`it was signed at ${signedAt.toISOString()}, which is yet to come`);
    } catch (error) {
      return refuse(error instanceof FormatError ? error.message : explainFailure(error).reason);
    }
  };
}

function judge(bytes: Uint8Array, judges: Judges): Verdict {
  const bundle = readBundle(bytes);
  const envelope = bundle.content.dsseEnvelope;
  const read = toSignedEntity(bundle);
  const entity = { ...read, signature: acceptAnyDigest(read.signature, envelope) };
  const signed = { entity, payload: envelope.payload };
  const { key } = entity;
  switch (key.$case) {
    case 'certificate':
      return judgeCertificate({ ...signed, certificate: key.certificate }, judges);
    case 'public-key':
      return judgeKey({ ...signed, hint: key.hint }, judges);
  }
}
