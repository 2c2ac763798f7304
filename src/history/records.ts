import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { FormatError, objectProperty, parseJsonObject, stringProperty } from '../oci/json.ts';
import { signerOf } from '../policy/verify-chain.ts';
import { orderEntries, type VerifiedRecord, type VerifyRecordOptions, validRecords } from '../policy/verify-record.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { PlacementRecord, RecordFacts, RecordTrust } from './image-history.ts';

/** More refusals than these are counted and not told (anybody who may push can attach records). */
const MAX_TOLD = 3;

/** What judges signatures, or a clause that says why nothing can. */
export type TrustState = { readonly verify: BundleVerifier } | { readonly reason: string };

/** An image in an environment, and what its records are judged by. */
interface PlacementOptions extends Omit<VerifyRecordOptions, 'verify'> {
  readonly trust: TrustState;
}

/** Nothing is signed as far as this verifier knows. */
const REFUSE: BundleVerifier = () => ({ kind: 'refused', reason: 'signatures are not looked at' });

/** Makes of a bundle the bare statement in it, which proves as much as one that nobody signed. */
function unwrap(record: StoredRecord): readonly StoredRecord[] {
  try {
    const envelope = objectProperty(parseJsonObject(record.bytes), 'dsseEnvelope');
    const payload = envelope && stringProperty(envelope, 'payload');
    return payload === undefined ? [] : [{ ...record, form: 'statement', bytes: Buffer.from(payload, 'base64') }];
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

function trustOf({ signature }: VerifiedRecord): RecordTrust {
  if (signature === undefined) return { kind: 'unsigned' };
  return { kind: 'signed', by: signerOf(signature) };
}

function toFacts({ claims, record }: VerifiedRecord, trust: RecordTrust): RecordFacts {
  const { time, source, destination, route, reason, run, approvals } = claims;
  const approved = approvals?.filter(({ state }) => state === 'approved').map(({ login }) => login);
  return {
    ...{ trust, time, route, reason },
    record: record.digest,
    actor: run.actor?.login,
    source: { environment: source.environment, uri: source.uri },
    run: run.invocationId,
    approvedBy: approved && [...new Set(approved)],
    replaced: destination.replaced,
  };
}

/** What was found among records: who says where the image is, and why others do not count. */
interface EvaluatedRecords {
  readonly found: readonly { readonly entry: VerifiedRecord; readonly trust: RecordTrust }[];
  readonly rejections: readonly string[];
}

/** Judges records whose signatures can be checked, and those that have none. */
function verifySigned(records: readonly StoredRecord[], question: PlacementOptions): EvaluatedRecords {
  const verify = 'verify' in question.trust ? question.trust.verify : REFUSE;
  const { entries, rejections } = validRecords(records, { ...question, verify });
  return { found: entries.map((entry) => ({ entry, trust: trustOf(entry) })), rejections };
}

/** Judges signed records that nobody can check: all of them but the signature, which is called unverified. */
function describeUnsigned(
  records: readonly StoredRecord[],
  question: PlacementOptions,
  reason: string,
): EvaluatedRecords {
  const environment = { ...question.environment, record: 'auto' as const, signers: [] };
  const { entries, rejections } = validRecords(records.flatMap(unwrap), { ...question, environment, verify: REFUSE });
  return { found: entries.map((entry) => ({ entry, trust: { kind: 'unverified', reason } })), rejections };
}

function verifyAll(records: readonly StoredRecord[], question: PlacementOptions): readonly EvaluatedRecords[] {
  const { environment, trust } = question;
  const reason =
    environment.signers.length === 0 ? 'no signers in the file' : 'reason' in trust ? trust.reason : undefined;
  if (reason === undefined) return [verifySigned(records, question)];
  const isBundle = ({ form }: StoredRecord) => form === 'bundle';
  return [
    verifySigned(
      records.filter((record) => !isBundle(record)),
      question,
    ),
    describeUnsigned(records.filter(isBundle), question, reason),
  ];
}

function describeRejections(rejections: readonly string[]): readonly string[] {
  const told = [...new Set(rejections)];
  const more = told.length - MAX_TOLD;
  return more > 0 ? [...told.slice(0, MAX_TOLD), `so it is with ${more} more`] : told;
}

/** Whether any of the records needs somebody who judges signatures. */
export function needsVerifier(records: readonly StoredRecord[], { signers }: PlacementOptions['environment']): boolean {
  return signers.length > 0 && records.some(({ form }) => form === 'bundle');
}

/** Lists what the records of an image prove of its entries, whoever could check their signatures. */
export function recordsOf(records: readonly StoredRecord[], question: PlacementOptions): readonly VerifiedRecord[] {
  return verifyAll(records, question).flatMap(({ found }) => found.map(({ entry }) => entry));
}

/**
 * Says what the records of an image prove of its entry into a repository of an environment.
 *
 * Records of the environment's other repositories may lie here, because promotions take them along: they prove nothing
 * of this one, and need no word where it has a record of its own.
 */
export function verifyPlacement(records: readonly StoredRecord[], question: PlacementOptions): PlacementRecord {
  const judged = verifyAll(records, question);
  const found = judged.flatMap((each) => each.found);
  const order = orderEntries(found.map(({ entry }) => entry));
  const [newest, ...earlier] = found.toSorted((left, right) => order.indexOf(left.entry) - order.indexOf(right.entry));
  if (newest !== undefined) {
    const others = verifyAll(records, { ...question, uri: undefined }).flatMap(({ rejections }) => rejections);
    const entry = toFacts(newest.entry, newest.trust);
    return { kind: 'entry', entry, earlier: earlier.length, rejections: describeRejections(others) };
  }
  // What was brought from outside of the pipeline has a record there that proves no route, and needs none.
  if (question.environment.from.length === 0) return { kind: 'built' };
  const rejections = describeRejections(judged.flatMap((each) => each.rejections));
  return rejections.length > 0 ? { kind: 'refused', rejections } : { kind: 'none' };
}
