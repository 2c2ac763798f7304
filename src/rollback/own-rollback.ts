import type { Digest } from '../oci/digest.ts';
import { runOf } from '../policy/corrections.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { RollbackPlace } from './place.ts';
import type { RollbackRequest } from './request.ts';

interface WantedRecord {
  readonly target: Digest;
  readonly current: Digest;
  readonly tags: readonly PlannedTag[];
  readonly request: RollbackRequest;
}

/**
 * Finds the record that an earlier attempt of this run left before it ended, if it says what this one would: the same run
 * again writes no second one. Outside of GitHub, where runs have no address, the reason has to be the same.
 */
export async function findOwnRollback(
  place: RollbackPlace,
  { target, current, tags, request }: WantedRecord,
): Promise<Digest | undefined> {
  const { marker, run, reason, record } = request;
  const own = runOf(run.facts);
  const { placings } = await place.provenOf(target);
  const found = placings.find((placing) => {
    const { predicate, signature } = placing.record;
    const { replaced, tags: named } = predicate.destination;
    return (
      placing.kind === 'rollback' &&
      replaced.get(marker) === current &&
      runOf(predicate.run) === own &&
      (own !== undefined || predicate.reason === reason) &&
      (record !== 'signed' || signature !== undefined) &&
      tags.every(({ tag }) => named.includes(tag))
    );
  });
  return found?.record.stored.digest;
}
