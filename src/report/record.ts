import { PROMOTION, type PromotionPredicate } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { nameSigner } from '../policy/verify-record.ts';

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
export function reportRecord({ stored, predicate, signature }: VerifiedPromotion): RecordReport {
  return {
    reference: `${formatRepository(stored.repository)}@${stored.digest}`,
    digest: stored.digest,
    signer: signature === undefined ? null : nameSigner(signature),
    signedAt: signature?.signedAt?.toISOString() ?? null,
    predicateType: PROMOTION.type,
    predicate: PROMOTION.encode(predicate),
  };
}

/** Lists who approved a promotion, each once. */
export function approversOf({ approvals = [] }: PromotionPredicate): readonly string[] {
  return [...new Set(approvals.flatMap(({ state, login }) => (state === 'approved' ? [login] : [])))];
}
