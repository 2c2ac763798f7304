import { type PredicateCodec, readClaim, readStatement, type Statement } from '../attestation/statement.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { FormatError, objectProperty, parseJsonObject, stringProperty, tryParse } from '../oci/json.ts';
import type { Repository } from '../oci/reference.ts';
import { getOrMake } from '../util/memo.ts';

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

/** Of bundles: a history asks for the same ones again and again. */
const PAYLOADS = new WeakMap<Uint8Array, Uint8Array>();

/**
 * Takes what was signed, or is said to be, out of a record. Nothing in it is believed yet.
 *
 * @throws {FormatError} if there is nothing.
 */
export function payloadOf({ form, bytes }: Pick<StoredRecord, 'form' | 'bytes'>): Uint8Array {
  return form === 'statement' ? bytes : getOrMake(PAYLOADS, bytes, () => payloadOfBundle(bytes));
}

function payloadOfBundle(bytes: Uint8Array): Uint8Array {
  const envelope = objectProperty(parseJsonObject(bytes), 'dsseEnvelope');
  const payload = envelope && stringProperty(envelope, 'payload');
  if (payload === undefined) throw new FormatError('there is no statement in its envelope');
  return Buffer.from(payload, 'base64');
}

/**
 * The digest of a record's statement, by which corrections name it, in whichever manifest it is attached.
 *
 * @throws {FormatError} if there is none.
 */
export function statementDigest(record: Pick<StoredRecord, 'form' | 'bytes'>): Digest {
  return digestOf(payloadOf(record));
}

/**
 * Reads what a record says, signed or not, to find out which records are about what.
 *
 * @throws {FormatError} if it holds no statement.
 */
export function decodeUnverifiedStatement(record: StoredRecord): Statement {
  return readStatement(payloadOf(record));
}

/** Reads the predicate of a record; undefined if it is of another type, or cannot be read. */
export function decodeUnverifiedPredicate<P>(codec: PredicateCodec<P>, record: StoredRecord): P | undefined {
  return tryParse(() => readClaim(codec, decodeUnverifiedStatement(record)).predicate);
}
