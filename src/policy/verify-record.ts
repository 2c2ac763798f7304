import { type Claim, type PredicateCodec, readClaim, readStatement } from '../attestation/statement.ts';
import type { BundleVerifier, Signature } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { payloadOf, type StoredRecord } from '../records/stored-record.ts';

/** A record that holds: what it says counts, as far as its signature does. */
export interface VerifiedRecord<P> extends Claim<P> {
  /** The environment by whose signers it was verified. */
  readonly environment: Environment;
  readonly stored: StoredRecord;
  /** Undefined if the record is not signed: then anybody who may write to the repository can have written it. */
  readonly signature: Signature | undefined;
}

/** What verifying a record found. */
export type RecordVerdict<P> =
  | { readonly kind: 'valid'; readonly record: VerifiedRecord<P> }
  /** It is about something else: another kind of statement, or another environment. */
  | { readonly kind: 'other' }
  /** `reason` is a clause about the record, such as "it is not signed". */
  | { readonly kind: 'rejected'; readonly reason: string };

/** By what a record is verified, and of which image. */
export interface RecordTrust {
  readonly environment: Environment;
  readonly digest: Digest;
  readonly verify: BundleVerifier;
}

/** Finds who signed a record, and what; a clause if the signature is missing or does not hold. */
function verifySignature(
  record: StoredRecord,
  { environment, verify }: RecordTrust,
): { readonly signature: Signature | undefined; readonly payload: Uint8Array } | string {
  const { name, record: form, signers } = environment;
  if (record.form === 'statement') {
    if (form === 'signed') return `it is not signed, and ${name} accepts only signed records`;
    if (signers.length > 0) return `it is not signed, and the pipeline file names who may sign the records of ${name}`;
    return { signature: undefined, payload: record.bytes };
  }
  // Without trusted signers no signature proves anything: the record is worth as much as an unsigned one.
  if (signers.length === 0 && form !== 'signed') return { signature: undefined, payload: payloadOf(record) };
  const result = verify(record.bytes, signers);
  return result.kind === 'rejected'
    ? result.reason
    : { signature: result.signature, payload: result.signature.payload };
}

/** Only the first subject is the image; the others are its parts, which have no records of their own. */
function verifySubject({ subjects }: Claim<unknown>, digest: Digest): string | undefined {
  const [whole, ...parts] = subjects;
  if (whole?.digest.includes(digest) === true) return undefined;
  const isPart = whole?.digest[0] !== undefined && parts.some((part) => part.digest.includes(digest));
  return isPart ? `it is the record of ${whole.digest[0]}, of which this is only a part` : 'it is about another image';
}

/**
 * Verifies the signature, the predicate's type and form, and the subject of a record, in that order; nothing beside
 * what was signed is read.
 */
export function verifyRecord<P>(stored: StoredRecord, codec: PredicateCodec<P>, trust: RecordTrust): RecordVerdict<P> {
  const rejected = (reason: string): RecordVerdict<P> => ({ kind: 'rejected', reason });
  try {
    const signed = verifySignature(stored, trust);
    if (typeof signed === 'string') return rejected(signed);
    const { signature, payload } = signed;
    const claim = readClaim(codec, readStatement(payload));
    const fault = verifySubject(claim, trust.digest);
    if (fault !== undefined) return rejected(fault);
    return { kind: 'valid', record: { ...claim, environment: trust.environment, stored, signature } };
  } catch (error) {
    if (error instanceof FormatError) return rejected(`its statement cannot be used: ${error.message}`);
    throw error;
  }
}

/** Writes why a record does not count, as a clause. */
export function explainRejection({ digest }: StoredRecord, reason: string): string {
  return `the record ${shortDigest(digest)} does not count: ${reason}`;
}

/** Names the signer, for people. */
export function nameSigner({ by }: Signature): string {
  return by.kind === 'key' ? `the key ${by.name}` : by.claims.identity;
}
