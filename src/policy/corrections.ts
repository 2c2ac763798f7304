import type { Signature } from '../attestation/verify/verifier.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import { payloadOf } from '../records/stored-record.ts';
import type { Entry } from './entry.ts';

/** How the address of a run ends that names its attempt. */
const ATTEMPT = /\/attempts\/[0-9]+$/;

/**
 * Names the statement of a record by the digest of its bytes, as corrections name it: whoever attaches the same statement
 * in another manifest attaches the same.
 *
 * @throws {FormatError} where there is none.
 */
export function statementDigest({ form, bytes }: Pick<StoredRecord, 'form' | 'bytes'>): Digest {
  return digestOf(form === 'bundle' ? payloadOf(bytes) : bytes);
}

function isSameSigner(left: Signature | undefined, right: Signature | undefined): boolean {
  if (left?.by.kind === 'certificate' && right?.by.kind === 'certificate') {
    const [one, other] = [left.by.claims, right.by.claims];
    return (
      one.identity === other.identity && one.issuer === other.issuer && one.sourceRepository === other.sourceRepository
    );
  }
  if (left?.by.kind === 'key' && right?.by.kind === 'key') return left.by.name === right.by.name;
  return left === undefined && right === undefined;
}

/** Whether two records were made by one run, of one promotion: a later attempt may go on with the jobs of a plan. */
function isSamePromotion(one: Entry, other: Entry): boolean {
  const [left, right] = [one.claims, other.claims];
  const runs = [left, right].map(({ run }) => run.invocationId?.replace(ATTEMPT, ''));
  return (
    one.record.form === other.record.form &&
    isSameSigner(one.signature, other.signature) &&
    left.destination.uri === right.destination.uri &&
    left.time.getTime() === right.time.getTime() &&
    runs[0] === runs[1]
  );
}

/**
 * Finds among the valid records of one image those that were corrected by the run that made them.
 *
 * A run records its tags before it writes them, so that no tag stands on an image without a record. If they come out
 * otherwise, it writes another record that names the first. Only the same run can do so, by the same signer: otherwise
 * whoever may push could take every record away.
 */
export function findCorrected(entries: readonly Entry[]): ReadonlySet<Entry> {
  const corrections = entries.filter(({ claims }) => (claims.corrects ?? []).length > 0);
  if (corrections.length === 0) return new Set();
  const digests = new Map(entries.map((entry) => [entry, statementDigest(entry.record)]));
  return new Set(
    entries.filter((entry) =>
      corrections.some(
        (correction) =>
          correction !== entry &&
          correction.claims.corrects?.some((digest) => digest === digests.get(entry)) === true &&
          isSamePromotion(correction, entry),
      ),
    ),
  );
}
