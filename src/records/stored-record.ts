import { type PredicateCodec, readClaim, readStatement, type Statement } from '../attestation/statement.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
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
 * Takes what was signed, or is said to be, out of a record. Nothing in it is believed yet.
 *
 * @throws {FormatError} if there is nothing.
 */
export function payloadOf({ form, bytes }: Pick<StoredRecord, 'form' | 'bytes'>): Uint8Array {
  if (form === 'statement') return bytes;
  const envelope = objectProperty(parseJsonObject(bytes), 'dsseEnvelope');
  const payload = envelope && stringProperty(envelope, 'payload');
  if (payload === undefined) throw new FormatError('there is no statement in its envelope');
  return Buffer.from(payload, 'base64');
}

/**
 * Names the statement of a record by the digest of its bytes, as corrections name it: the same statement attached in
 * another manifest is the same.
 *
 * @throws {FormatError} if there is none.
 */
export function statementDigest(record: Pick<StoredRecord, 'form' | 'bytes'>): Digest {
  return digestOf(payloadOf(record));
}

/**
 * Looks at what a record says, whether it is signed or not: to find out which records speak of what.
 *
 * @throws {FormatError} if it holds no statement.
 */
export function decodeUnverifiedStatement(record: StoredRecord): Statement {
  return readStatement(payloadOf(record));
}

/** Looks at the predicate of a record; undefined if it is of another type, or cannot be read. */
export function decodeUnverifiedPredicate<P>(codec: PredicateCodec<P>, record: StoredRecord): P | undefined {
  try {
    return readClaim(codec, decodeUnverifiedStatement(record)).predicate;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
