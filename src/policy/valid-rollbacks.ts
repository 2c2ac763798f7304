import { ROLLBACK, type RollbackPredicate } from '../attestation/predicates/rollback.ts';
import { isNameOf } from '../pipeline/environments.ts';
import { decodeUnverifiedPredicate, type StoredRecord } from '../records/stored-record.ts';
import { quote } from '../util/safe-text.ts';
import { findCorrected } from './corrections.ts';
import {
  countsAt,
  enteredAt,
  repositoriesOf,
  type VerifyPromotionOptions,
  verifyRun,
  verifyTime,
} from './verify-promotion.ts';
import { explainRejection, type RecordVerdict, type VerifiedRecord, verifyRecord } from './verify-record.ts';

/** A rollback that is proven: an environment has gone back to an image. */
export type VerifiedRollback = VerifiedRecord<RollbackPredicate>;

function verifyPlace({ predicate }: VerifiedRollback, options: VerifyPromotionOptions): string | undefined {
  const { environment, image, uri } = options;
  const { uri: recorded } = predicate.destination;
  if (!repositoriesOf(environment, image).includes(recorded)) {
    return `it is about ${quote(recorded)}, which is not a repository of ${image} in ${environment.name}`;
  }
  if (uri !== undefined && !countsAt(recorded, uri, options)) {
    return `it is about ${quote(recorded)} and not about this repository`;
  }
  return undefined;
}

/**
 * Verifies that a record proves that an environment went back to an image: signature, predicate, subject, environment,
 * repository, run and time, in that order. That the image had been there by right is for its promotion to prove.
 */
export function verifyRollback(
  stored: StoredRecord,
  options: VerifyPromotionOptions,
): RecordVerdict<RollbackPredicate> {
  const { environment } = options;
  const claimed = decodeUnverifiedPredicate(ROLLBACK, stored)?.destination.environment;
  if (!isNameOf(environment, claimed)) return { kind: 'other' };
  const verdict = verifyRecord(stored, ROLLBACK, options);
  if (verdict.kind !== 'valid') return verdict;
  const { record } = verdict;
  const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
  const reason = isNameOf(environment, record.predicate.destination.environment)
    ? (verifyPlace(record, options) ?? verifyRun(record, required) ?? verifyTime(record, options))
    : 'what was signed is of another environment';
  return reason === undefined ? verdict : { kind: 'rejected', reason };
}

/** The records that prove that an environment went back to an image, and why others do not count, as clauses. */
export interface ValidRollbacks {
  /** The newest first. */
  readonly rollbacks: readonly VerifiedRollback[];
  readonly rejections: readonly string[];
}

/** Finds the rollbacks to an image that its records prove, without those that their own run corrected. */
export function validRollbacks(records: readonly StoredRecord[], options: VerifyPromotionOptions): ValidRollbacks {
  const verdicts = records.map((stored) => ({ stored, ...verifyRollback(stored, options) }));
  const valid = verdicts.flatMap((verdict) => (verdict.kind === 'valid' ? [verdict.record] : []));
  const corrected = findCorrected(valid);
  return {
    rollbacks: valid
      .filter((rollback) => !corrected.has(rollback))
      .toSorted((left, right) => enteredAt(right) - enteredAt(left)),
    rejections: verdicts.flatMap((verdict) =>
      verdict.kind === 'rejected' ? [explainRejection(verdict.stored, verdict.reason)] : [],
    ),
  };
}
