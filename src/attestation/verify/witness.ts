import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';

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

/** Tells whether a root has the authority of a time stamp, and the stamp is of this signature. */
function isKnown(stamp: SignedEntity['timestamps'][number], entity: SignedEntity, root: TrustMaterial): boolean {
  try {
    const verifier = new Verifier(root, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 });
    verifier.verify({ ...entity, timestamps: [stamp], tlogEntries: [] });
    return true;
  } catch (error) {
    // Time stamps are looked at first; what fails after them is told when all is verified.
    return !(error instanceof Error && 'code' in error && error.code === 'TIMESTAMP_ERROR');
  }
}

/**
 * Leaves out the time stamps that do not count by a root, as long as another witness of the time is there.
 *
 * The library refuses a signature for any of its stamps that does not hold, so that a bundle with the stamp of an
 * authority which a root does not have yet would be refused although others hold. A stamp that does not hold is no
 * witness; it takes nothing away either.
 */
export function withoutUnknownStamps(entity: SignedEntity, root: TrustMaterial): SignedEntity {
  const timestamps = entity.timestamps.filter(
    (each) => each.$case !== 'timestamp-authority' || isKnown(each, entity, root),
  );
  const isLeft = timestamps.some(
    (each) => each.$case === 'timestamp-authority' || each.tlogEntry.inclusionPromise !== undefined,
  );
  // Where no other witness is left, the library says what is wrong with the stamps.
  return isLeft ? { ...entity, timestamps } : entity;
}
