import type { PromotionClaims } from '../attestation/predicates/promotion-claims.ts';
import type { Signature } from '../attestation/verify/verifier.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';

/** That an image has entered an environment, as one record proves it. */
export interface Entry {
  /** The name of the environment. */
  readonly environment: string;
  /** The environment of GitHub that its jobs must run in, where the pipeline file names one. */
  readonly gitHubEnvironment: string | undefined;
  readonly record: StoredRecord;
  readonly claims: PromotionClaims;
  /** Undefined where nobody signed the record: then anybody who may write to the repository can have written it. */
  readonly signature: Signature | undefined;
}

/**
 * When an image entered (milliseconds since 1970). Of a signed record the witnessed time counts: what it says itself
 * could be earlier than the truth.
 */
export function enteredAt({ claims, signature }: Pick<Entry, 'claims' | 'signature'>): number {
  return Math.max(claims.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}

/** What one record is worth as the proof of an entry. */
export type EntryFinding =
  | { readonly kind: 'valid'; readonly entry: Entry }
  /** It is about something else: another kind of statement, or another environment. */
  | { readonly kind: 'other' }
  /** `reason` is a clause about the record, such as "it is not signed". */
  | { readonly kind: 'refused'; readonly record: StoredRecord; readonly reason: string };
