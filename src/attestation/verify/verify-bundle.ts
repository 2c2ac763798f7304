import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import { quote } from '../../util/text-safe-text.ts';
import { type Certificate, readCertificateClaims } from './certificate.ts';
import { type Explanation, explainFailure } from './explain-failure.ts';
import { type Judges, nameSigners, refuse, type Signed } from './judges.ts';
import { explainMiss, meetsPin } from './trusted-signer.ts';
import type { Verdict } from './verifier.ts';
import { earliestWitness, withoutUnknownStamps } from './witness.ts';

/** A signature with a certificate. */
interface CertifiedSignature extends Signed {
  readonly certificate: Certificate;
}

/**
 * Judges a signature with a certificate: by the root that vouches for it, then by whom it names.
 *
 * @throws {FormatError} where the certificate does not say in one way who signed.
 */
export function judgeCertificate({ certificate, entity, payload }: CertifiedSignature, judges: Judges): Verdict {
  const { roots, signers } = judges;
  if (roots.length === 0) return refuse('no trusted root is known that could vouch for its certificate');
  const tried = roots.map((root) => tryRoot(entity, root));
  const held = tried.find((each) => 'entity' in each);
  if (held === undefined) {
    // The root that got furthest is the one that was meant.
    const failures = tried.flatMap((each) => ('entity' in each ? [] : [each]));
    const [best] = failures.toSorted((one, other) => other.stage - one.stage);
    return refuse(best?.reason ?? 'no trusted root vouches for its certificate');
  }
  const claims = readCertificateClaims(certificate);
  if (!signers.some((pin) => meetsPin(claims, pin))) {
    const from = claims.sourceRepository === undefined ? '' : ` in a run of ${quote(claims.sourceRepository)}`;
    const miss = explainMiss(claims, signers);
    return refuse(
      `it was signed by ${quote(claims.identity)}${from}, as ${quote(claims.issuer)} vouches, ` +
        `which the pipeline file does not name ${nameSigners(signers)}${miss === undefined ? '' : `: ${miss}`}`,
    );
  }
  const by = { kind: 'certificate', claims } as const;
  return { kind: 'signed', signature: { by, signedAt: earliestWitness(held.entity), payload } };
}

/**
 * Verifies all but who signed by one root.
 *
 * A root with logs asks for their entries (that of the public instance), one without for a timestamp (that of GitHub).
 *
 * @returns the signature with the witnesses that count, if it holds.
 */
function tryRoot(entity: SignedEntity, root: TrustMaterial): Explanation | { readonly entity: SignedEntity } {
  const counted = withoutUnknownStamps(entity, root);
  try {
    new Verifier(root, {
      tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
      ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
      timestampThreshold: 1,
    }).verify(counted);
    return { entity: counted };
  } catch (error) {
    return explainFailure(error);
  }
}
