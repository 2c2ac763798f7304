import type { RetirementPredicate } from '../attestation/predicates/retirement.ts';
import { readUnfinished } from '../ledger/tombstones.ts';
import type { Digest } from '../oci/digest.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import type { RetentionAccess, SharedLocation } from './read-ran.ts';
import { verifyRetirements } from './read-retirement.ts';

/** A sweep that was cut off, as its tombstone proves it. */
export interface UnfinishedSweep {
  readonly uri: string;
  readonly digest: Digest;
  readonly predicate: RetirementPredicate;
}

/** Reads from the ledger what runs that were cut off have left to be deleted. */
export async function readUnfinishedSweeps(
  places: readonly SharedLocation[],
  image: string,
  access: RetentionAccess,
): Promise<readonly UnfinishedSweep[]> {
  const repository = ledgerOf(access.pipeline, image);
  if (repository === undefined || places.length === 0) return [];
  const records = await readUnfinished({ client: access.clientOf(repository), repository });
  if (records.length === 0) return [];
  const found = await Promise.all(places.map((place) => verifyRetirements(records, place, access)));
  const open = found
    .flat()
    .filter(({ predicate: { action, state } }) => action === 'destroy' && state === 'destroying');
  return open.map(({ predicate }) => ({ uri: predicate.uri, digest: predicate.digests.root, predicate }));
}
