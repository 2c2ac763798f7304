import { BASE_LEDGER, type BaseLedgerPredicate } from '../attestation/predicates/bases.ts';
import { readClaim, readStatement } from '../attestation/statement.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { FormatError } from '../oci/json.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { payloadOf, type StoredRecord } from '../records/stored-record.ts';
import { CLOCK_SKEW } from '../util/time.ts';

/** A ledger of bases that counts. */
export interface VerifiedLedger {
  readonly predicate: BaseLedgerPredicate;
  readonly isSigned: boolean;
  /** When it was written: the earlier of what it says and what a witness says. */
  readonly time: Date;
}

/** By what a ledger is verified. */
export interface LedgerTrust {
  /** The repository that it must have been written for. */
  readonly uri: string;
  readonly environment: Pick<Environment, 'name' | 'record' | 'signers'>;
  readonly verify: BundleVerifier;
  readonly now: Date;
}

/** Takes what is signed out of a ledger, or a clause that says why its signature does not count. */
function openLedger(
  { form, bytes }: Pick<StoredRecord, 'form' | 'bytes'>,
  { environment: { name, record, signers }, verify }: LedgerTrust,
): { readonly payload: Uint8Array; readonly isSigned: boolean; readonly signedAt: Date | undefined } | string {
  const asksSignature = record === 'signed' || signers.length > 0;
  if (form === 'statement') {
    if (asksSignature) return `it is not signed, and ${name} accepts only signed records`;
    return { payload: bytes, isSigned: false, signedAt: undefined };
  }
  if (!asksSignature) return { payload: payloadOf({ form, bytes }), isSigned: false, signedAt: undefined };
  const verdict = verify(bytes, signers);
  if (verdict.kind === 'rejected') return verdict.reason;
  const { payload, signedAt } = verdict.signature;
  return { payload, isSigned: true, signedAt };
}

/**
 * Verifies a ledger of bases by the signers of an environment: whoever may write to its repository could otherwise say
 * which bases are allowed.
 *
 * @returns a clause about it if it does not count.
 */
export function verifyLedger(
  stored: Pick<StoredRecord, 'form' | 'bytes'>,
  trust: LedgerTrust,
): VerifiedLedger | string {
  try {
    const opened = openLedger(stored, trust);
    if (typeof opened === 'string') return opened;
    const { predicate } = readClaim(BASE_LEDGER, readStatement(opened.payload));
    if (predicate.uri !== trust.uri) return `it is the ledger of ${predicate.uri}`;
    const times = [predicate.time, ...(opened.signedAt === undefined ? [] : [opened.signedAt])];
    const time = new Date(Math.min(...times.map((each) => each.getTime())));
    if (predicate.time.getTime() > trust.now.getTime() + CLOCK_SKEW) return 'it is from the future';
    return { predicate, isSigned: opened.isSigned, time };
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}
