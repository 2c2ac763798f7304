import {
  admissionInto,
  enteredLevel,
  VERIFICATION_SUMMARY,
  type VerificationSummary,
} from '../attestation/predicates/verification-summary.ts';
import type { PredicateCodec } from '../attestation/statement.ts';
import type { Signature } from '../attestation/verify/verifier.ts';
import { verifierId } from '../attestation/verify/verifier-id.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { quote } from '../util/safe-text.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { type RecordTrust, type RecordVerdict, type VerifiedRecord, verifyRecord } from './verify-record.ts';

/** A statement by which an image may run, or one that takes that back. */
export type VerifiedAdmission = VerifiedRecord<VerificationSummary>;

/** Which admission a statement must prove. */
export interface VerifyAdmissionOptions extends RecordTrust {
  readonly repository: Repository;
  readonly now: Date;
}

/** How a summary names the repository that an image is in. */
export function resourceOf(repository: Repository): string {
  return `oci://${formatRepository(repository)}`;
}

/** The statements of an environment: under its own type, and under that of SLSA. */
export function admissionCodecs({ name }: Pick<Environment, 'name'>): readonly PredicateCodec<VerificationSummary>[] {
  return [admissionInto(name), VERIFICATION_SUMMARY];
}

/** The names that a signature allows its summary to have for the verifier. */
function namesOf({ by }: Signature, { signers }: Environment): readonly string[] {
  if (by.kind === 'certificate') return [by.claims.identity];
  return signers.flatMap((signer) => (signer.kind === 'key' && signer.pem === by.pem ? verifierId(signer) : []));
}

/** Whether a summary that was verified lets an image run in an environment. */
export function admits({ result, levels }: VerificationSummary, { name }: Pick<Environment, 'name'>): boolean {
  return result === 'PASSED' && levels.includes(enteredLevel(name));
}

function findFault({ predicate, signature, environment }: VerifiedAdmission, options: VerifyAdmissionOptions) {
  const { verifier, resource, time, levels, result } = predicate;
  const { repository, now } = options;
  if (signature === undefined) return 'it is not signed';
  if (!namesOf(signature, environment).includes(verifier.id)) {
    return `it names ${quote(verifier.id)} as its verifier, which did not sign it`;
  }
  if (resource !== resourceOf(repository)) return `it is about ${quote(resource)} and not about this repository`;
  const latest = Math.min(now.getTime(), signature.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
  if (time.getTime() > latest) {
    return `it claims the time ${time.toISOString()}, which is ${signature.signedAt === undefined ? 'in the future' : 'later than its signature'}`;
  }
  if (result === 'PASSED' && !levels.includes(enteredLevel(environment.name))) {
    return `it does not say that the image has entered ${environment.name}`;
  }
  return undefined;
}

/**
 * Verifies a statement about the admission of an image into an environment: signature, type, subject, verifier,
 * repository and time. Whether it admits the image, or takes that back, is its `result`.
 *
 * @param codec one of `admissionCodecs`.
 */
export function verifyAdmission(
  stored: StoredRecord,
  codec: PredicateCodec<VerificationSummary>,
  options: VerifyAdmissionOptions,
): RecordVerdict<VerificationSummary> {
  // Admission rests on signatures alone, whatever the environment accepts as a record.
  const environment: Environment = { ...options.environment, record: 'signed' };
  const verdict = verifyRecord(stored, codec, { ...options, environment });
  if (verdict.kind !== 'valid') return verdict;
  const record: VerifiedAdmission = { ...verdict.record, environment: options.environment };
  const reason = findFault(record, options);
  return reason === undefined ? { kind: 'valid', record } : { kind: 'rejected', reason };
}

/** What the statements about the admission of an image come to. */
export interface AdmissionState {
  /** Those that admit it, the newest first. */
  readonly passed: readonly VerifiedAdmission[];
  /** Those that take it back, the newest first. */
  readonly failed: readonly VerifiedAdmission[];
  /** Why the others do not count, as clauses about the statement. */
  readonly rejections: readonly string[];
}

/** Sorts the statements of one type about an image. One that passed admits the image, whatever else is there. */
export function admissionState(
  statements: readonly StoredRecord[],
  codec: PredicateCodec<VerificationSummary>,
  options: VerifyAdmissionOptions,
): AdmissionState {
  const verdicts = statements.map((stored) => verifyAdmission(stored, codec, options));
  const valid = verdicts
    .flatMap((verdict) => (verdict.kind === 'valid' ? [verdict.record] : []))
    .toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
  return {
    passed: valid.filter(({ predicate }) => predicate.result === 'PASSED'),
    failed: valid.filter(({ predicate }) => predicate.result === 'FAILED'),
    rejections: verdicts.flatMap((verdict) => (verdict.kind === 'rejected' ? [verdict.reason] : [])),
  };
}
