import type { RecordedDestination } from '../attestation/predicates/destination.ts';
import type { PromotionPredicate, RunFacts } from '../attestation/predicates/promotion.ts';
import type { Signature } from '../attestation/verify/verifier.ts';
import { statementDigest } from '../records/stored-record.ts';
import type { VerifiedRecord } from './verify-record.ts';

/** How the address of a run ends that names its attempt. */
const ATTEMPT = /\/attempts\/[0-9]+$/;

function isSameSigner(left: Signature | undefined, right: Signature | undefined): boolean {
  if (left?.by.kind === 'certificate' && right?.by.kind === 'certificate') {
    const [one, other] = [left.by.claims, right.by.claims];
    return (['identity', 'issuer', 'sourceRepository'] as const).every((key) => one[key] === other[key]);
  }
  if (left?.by.kind === 'key' && right?.by.kind === 'key') return left.by.pem === right.by.pem;
  return left === undefined && right === undefined;
}

/** What records of placements have that their own run may correct. */
export type Correctable = VerifiedRecord<
  Pick<PromotionPredicate, 'time' | 'run' | 'corrects'> & { readonly destination: Pick<RecordedDestination, 'uri'> }
>;

/** The address of a run whatever its attempt; undefined outside of GitHub. */
export function runOf({ invocationId }: RunFacts): string | undefined {
  return invocationId?.replace(ATTEMPT, '');
}

/** Whether two records were made by one run, of one placement: a later attempt may go on with the jobs of a plan. */
function isSamePlacement(one: Correctable, other: Correctable): boolean {
  const [left, right] = [one.predicate, other.predicate];
  return (
    one.stored.form === other.stored.form &&
    isSameSigner(one.signature, other.signature) &&
    left.destination.uri === right.destination.uri &&
    left.time.getTime() === right.time.getTime() &&
    runOf(left.run) === runOf(right.run)
  );
}

/**
 * Finds the valid records of one image that were corrected by the run that made them.
 *
 * A run records its tags before it writes them, so that no tag points at an image without a record. If they come out
 * otherwise, it writes another record that names the first. A correction by anybody else does not count: whoever may
 * push could take every record away.
 */
export function findCorrected<Record extends Correctable>(records: readonly Record[]): ReadonlySet<Record> {
  const corrections = records.filter(({ predicate: { corrects = [] } }) => corrects.length > 0);
  if (corrections.length === 0) return new Set();
  return new Set(
    records.filter((record) => {
      const digest = statementDigest(record.stored);
      return corrections.some(
        (correction) =>
          correction !== record &&
          correction.predicate.corrects?.includes(digest) === true &&
          isSamePlacement(correction, record),
      );
    }),
  );
}
