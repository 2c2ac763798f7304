import type { SignedEntity, TrustMaterial } from '@sigstore/verify';
import { quote } from '../../util/safe-text.ts';

/**
 * Whose signature on records counts: an identity that a certificate authority certifies, or a key.
 *
 * A pattern's `*` stands for any text without `/` and `@`, and `**` for any text without `@`; all else is literal, and
 * the whole identity must match.
 */
export type TrustedSigner =
  | {
      readonly kind: 'identity';
      readonly issuer: string;
      readonly identity: string;
      /**
       * The repository that the run must be of, such as `https://github.com/acme/app`: a reusable workflow has one
       * identity, whoever calls it. Undefined if any will do.
       */
      readonly sourceRepository?: string | undefined;
      /** The ref that the run must be on, such as `refs/heads/main`, or a pattern; undefined if any will do. */
      readonly sourceRef?: string | undefined;
      /** The event that must have started the run, such as `workflow_dispatch`; undefined if any will do. */
      readonly event?: string | undefined;
    }
  | {
      readonly kind: 'key';
      /** Its path in the pipeline file. */
      readonly name: string;
      /** PEM. */
      readonly pem: string;
    };

/** What a certificate says of the run that signed (sigstore/fulcio, docs/oid-info.md); what it lacks is undefined. */
export interface CertificateClaims {
  /** The subject alternative name: of a workflow, its address with `@` and its ref. */
  readonly identity: string;
  readonly issuer: string;
  /** `https://github.com/owner/name` (1.3.6.1.4.1.57264.1.12). */
  readonly sourceRepository?: string | undefined;
  readonly sourceRef?: string | undefined;
  readonly sourceRevision?: string | undefined;
  /** The top-level workflow (…1.18). */
  readonly workflow?: string | undefined;
  /** With its attempt (…1.21). */
  readonly run?: string | undefined;
  readonly event?: string | undefined;
  readonly runner?: string | undefined;
  /** GitHub's name of the environment that the job ran in (…1.23). */
  readonly environment?: string | undefined;
}

/** What a signature proves, when it holds. */
export interface Signature {
  readonly by:
    | { readonly kind: 'certificate'; readonly claims: CertificateClaims }
    /** Names are for people: two keys are the same if their PEM is. */
    | { readonly kind: 'key'; readonly name: string; readonly pem: string };
  /** When it was made, as a log or a time-stamping authority witnessed; undefined if nobody did. */
  readonly signedAt: Date | undefined;
  /** The bytes that were signed: an in-toto statement. */
  readonly payload: Uint8Array;
}

/** Whether a signature holds, and why not. */
export type VerificationResult =
  | { readonly kind: 'signed'; readonly signature: Signature }
  /** `reason` is a clause, such as "it was signed by …, which the pipeline file does not name". */
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      /** A signature that holds, by someone who is not named; undefined if none does. */
      readonly stranger?: Signature;
    };

/** A bundle as Sigstore writes it today, or one made of what cosign kept before, with the promise of a log and no proof. */
export type BundleForm = 'bundle' | 'promised';

/** Verifies a Sigstore bundle (its JSON) by trust roots and trusted signers. */
export type BundleVerifier = (
  bundle: Uint8Array,
  signers: readonly TrustedSigner[],
  form?: BundleForm,
) => VerificationResult;

/** What signatures are verified by. */
export interface TrustPolicy {
  /** One of them must vouch for a certificate, with its own logs and authorities and not with another's. */
  readonly roots: readonly TrustMaterial[];
  readonly signers: readonly TrustedSigner[];
  /** Whether a signature with a key counts only if a witness saw when it was made. */
  readonly keysNeedWitness: boolean;
}

/** The content of a bundle: nothing of it is verified yet. */
export interface Signed {
  readonly entity: SignedEntity;
  readonly payload: Uint8Array;
}

/** Rejects a signature; `reason` is a clause of which "it" is the signed record. */
export function reject(reason: string, stranger?: Signature): VerificationResult {
  return { kind: 'rejected', reason, ...(stranger === undefined ? {} : { stranger }) };
}

/** Enough of who may sign for people to see what differs. */
export function nameSigners(signers: readonly TrustedSigner[]): string {
  const [first, ...others] = signers.map((signer) =>
    signer.kind === 'key' ? `the key ${quote(signer.name)}` : quote(signer.identity),
  );
  if (first === undefined) return '(it names nobody)';
  return `(it names ${first}${others.length === 0 ? '' : ` and ${others.length} more`})`;
}
