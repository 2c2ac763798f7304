import type { SignedEntity } from '@sigstore/verify';

/**
 * Tells when a signature was made: the earliest time that a log or a time-stamping authority witnessed.
 *
 * To be called for what was verified: then all of its witnesses were.
 */
export function earliestWitness(entity: SignedEntity): Date | undefined {
  const times = entity.timestamps.flatMap((witness) => {
    if (witness.$case === 'timestamp-authority') return [witness.timestamp.signingTime.getTime()];
    // Only the log's promise covers the time of an entry; without one, anybody may have written it.
    return witness.tlogEntry.inclusionPromise === undefined ? [] : [Number(witness.tlogEntry.integratedTime) * 1000];
  });
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
