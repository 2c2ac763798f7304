import type { BundleVerifier, SignerPin } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import { peekStatement } from '../records/stored-record.ts';
import { signerOf } from './describe-chain.ts';
import { describeAttestation } from './verify-attestation.ts';

/** An attestation of somebody else beside the records of promotions, and what it proves. */
export interface JudgedAttestation {
  readonly digest: Digest;
  readonly predicateType: string;
  /** What it says of the image: a clause of which "it" is the image. */
  readonly claim: string;
  /** Whether one of the pinned signers signed it. */
  readonly trusted: boolean;
  /** Who signed it, where that is trusted; otherwise why it is not. */
  readonly because: string;
}

/** What an attestation is judged by. */
export interface AttestationQuestion {
  readonly digest: Digest;
  readonly verify: BundleVerifier;
  readonly signers: readonly SignerPin[];
}

/**
 * Says what an attestation proves, such as cosign and actions/attest attach.
 *
 * @returns undefined where it holds no statement.
 */
export function judgeAttestation(
  record: StoredRecord,
  { digest, verify, signers }: AttestationQuestion,
): JudgedAttestation | undefined {
  try {
    const statement = peekStatement(record);
    const { predicateType } = statement;
    const common = { digest: record.digest, predicateType, claim: describeAttestation(statement) };
    if (!statement.subjects.some((subject) => subject.digest.includes(digest))) {
      return { ...common, trusted: false, because: 'it speaks of another image' };
    }
    if (record.form === 'statement') return { ...common, trusted: false, because: 'nobody signed it' };
    const verdict = verify(record.bytes, signers);
    if (verdict.kind === 'refused') return { ...common, trusted: false, because: verdict.reason };
    return { ...common, trusted: true, because: signerOf(verdict.signature) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
