import { PROMOTION, type PromotionPredicate } from '../attestation/predicates/promotion.ts';
import { ROLLBACK } from '../attestation/predicates/rollback.ts';
import type { PredicateCodec } from '../attestation/statement.ts';
import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import type { VerifiedRollback } from '../policy/valid-rollbacks.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { nameSigner, type VerifiedRecord } from '../policy/verify-record.ts';

/** A record as every report shows it. */
export interface RecordReport {
  /** The record by digest, `repository@digest`, where it was read. */
  readonly reference: string;
  readonly digest: Digest;
  /** Whose signature was verified: an identity, or the name of a key; null if none was. */
  readonly signer: string | null;
  /** When it was signed, as a witness says; null if none does. */
  readonly signedAt: string | null;
  readonly predicateType: string;
  /** What it says. */
  readonly predicate: JsonObject;
}

/** Turns a record into plain data. */
export function reportRecord(record: VerifiedPromotion): RecordReport {
  return describeRecord(record, PROMOTION);
}

/** Turns the record of a rollback into plain data. */
export function reportRollback(record: VerifiedRollback): RecordReport {
  return describeRecord(record, ROLLBACK);
}

function describeRecord<P>(
  { stored, predicate, signature }: VerifiedRecord<P>,
  codec: PredicateCodec<P>,
): RecordReport {
  return {
    reference: `${formatRepository(stored.repository)}@${stored.digest}`,
    digest: stored.digest,
    signer: signature === undefined ? null : nameSigner(signature),
    signedAt: signature?.signedAt?.toISOString() ?? null,
    predicateType: codec.type,
    predicate: codec.encode(predicate),
  };
}

/** Lists who approved a promotion, each once. */
export function approversOf({ approvals = [] }: Pick<PromotionPredicate, 'approvals'>): readonly string[] {
  return [...new Set(approvals.flatMap(({ state, login }) => (state === 'approved' ? [login] : [])))];
}
