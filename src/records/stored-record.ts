import { PROMOTION_PREDICATE, type PromotionClaims } from '../attestation/predicates/promotion.ts';
import { readPromotionClaims } from '../attestation/predicates/read-promotion.ts';
import { readStatement, type Statement } from '../attestation/statement.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError, objectProperty, parseJsonObject, stringProperty } from '../oci/json.ts';
import type { Repository } from '../oci/reference.ts';

/** A record or attestation as a registry keeps it: nothing in it is believed yet. */
export interface StoredRecord {
  /** The digest of its manifest. */
  readonly digest: Digest;
  /** Where it was read. */
  readonly repository: Repository;
  /** What it is attached to, as its manifest says. */
  readonly subject: Digest;
  /** A Sigstore bundle, or a bare in-toto statement, which nobody signed. */
  readonly form: 'bundle' | 'statement';
  /** The bundle's JSON, or the statement's. */
  readonly bytes: Uint8Array;
}

/**
 * Takes what a bundle says was signed out of its envelope.
 *
 * @throws {FormatError} if there is none.
 */
export function payloadOf(bundle: Uint8Array): Uint8Array {
  const envelope = objectProperty(parseJsonObject(bundle), 'dsseEnvelope');
  const payload = envelope && stringProperty(envelope, 'payload');
  if (payload === undefined) throw new FormatError('there is no statement in its envelope');
  return Buffer.from(payload, 'base64');
}

/**
 * Looks at what a record says without asking whether it is signed: to find out which of them speak of what.
 *
 * @throws {FormatError} if it holds no statement.
 */
export function decodeUnverifiedStatement({ form, bytes }: StoredRecord): Statement {
  return readStatement(form === 'bundle' ? payloadOf(bytes) : bytes);
}

/** Looks at what a record claims of a promotion; undefined if it is about something else, or cannot be read. */
export function decodeUnverifiedClaims(record: StoredRecord): PromotionClaims | undefined {
  try {
    const statement = decodeUnverifiedStatement(record);
    return statement.predicateType === PROMOTION_PREDICATE ? readPromotionClaims(statement) : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
