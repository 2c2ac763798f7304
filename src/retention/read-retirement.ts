import { RETIREMENT, type RetirementPredicate } from '../attestation/predicates/retirement.ts';
import type { Digest } from '../oci/digest.ts';
import { isTag } from '../oci/reference.ts';
import { type VerifiedRecord, verifyRecord } from '../policy/verify-record.ts';
import { readRecord } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import type { Announced } from './announced.ts';
import type { Retirement } from './facts.ts';
import { type RetentionAccess, type SharedLocation, verifierFor } from './read-ran.ts';

/** Records that are read concurrently. */
const AT_ONCE = 8;

/** A record of a retirement that counts. */
export type VerifiedRetirement = VerifiedRecord<RetirementPredicate>;

/** When a record was made: not before it was signed (ms). */
export function retiredAt({ predicate, signature }: VerifiedRetirement): number {
  return Math.max(predicate.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}

/** Finds the records of retirements that count in a repository, by the signers of one of its environments; the newest first. */
export async function verifyRetirements(
  records: readonly StoredRecord[],
  { location, environments }: SharedLocation,
  access: RetentionAccess,
): Promise<readonly VerifiedRetirement[]> {
  const verify = await verifierFor(records, access);
  const valid = records.flatMap((stored) => {
    for (const environment of environments) {
      const verdict = verifyRecord(stored, RETIREMENT, { environment, digest: stored.subject, verify });
      if (verdict.kind === 'valid') return [verdict.record];
    }
    return [];
  });
  return valid
    .filter(({ predicate }) => predicate.uri === location.uri)
    .filter((record) => retiredAt(record) <= access.now.getTime() + CLOCK_SKEW)
    .toSorted((left, right) => retiredAt(right) - retiredAt(left));
}

/** Reads whether an image is retired: its newest record says so, and none that says that it is needed again is newer. */
export async function readRetirement(
  subject: Digest,
  announced: readonly Announced[],
  own: SharedLocation,
  access: RetentionAccess,
): Promise<Retirement | undefined> {
  const listed = [
    ...new Map(
      announced.filter(({ predicate }) => predicate === RETIREMENT.type).map((each) => [each.digest, each]),
    ).keys(),
  ];
  if (listed.length === 0) return undefined;
  const { repository } = own.location;
  const client = access.clientOf(repository);
  const read = await eachAtMost(AT_ONCE, listed, (digest) => readRecord(client, { repository, subject }, digest));
  const [newest] = await verifyRetirements(
    read.filter((record) => record !== undefined),
    own,
    access,
  );
  if (newest === undefined || newest.predicate.action !== 'retire') return undefined;
  return { at: retiredAt(newest), tags: newest.predicate.tags.filter(isTag) };
}
