import { declaredPredicate } from '../attestation/artifact.ts';
import { HOLD } from '../attestation/predicates/hold.ts';
import { RegistryError } from '../errors.ts';
import type { GraphNode } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import { tryParse } from '../oci/json.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { ATTESTATIONS, attestationOf, REMOVE, readAttestationManifest, readStatement } from './read.ts';
import { decodeUnverifiedStatement, type StoredRecord } from './stored-record.ts';

/** Whether a record says that it holds an image, or ends a hold. Nothing in it is believed yet. */
export function isHoldRecord(record: StoredRecord): boolean {
  return tryParse(() => decodeUnverifiedStatement(record))?.predicateType === HOLD.type;
}

/** Holds whose statements are read concurrently. */
const AT_ONCE = 16;

/** A referrer whose manifest was read. */
export interface ReadReferrer {
  readonly subject: Digest;
  readonly node: Pick<GraphNode, 'descriptor' | 'manifest'>;
}

/** Reads the holds among referrers: a request for each, and none if there are none. */
export async function readHoldsAmong(
  client: RegistryClient,
  repository: Repository,
  referrers: readonly ReadReferrer[],
): Promise<readonly StoredRecord[]> {
  const holds = referrers.flatMap(({ subject, node: { descriptor, manifest } }) => {
    const attestation = attestationOf(manifest, descriptor.digest, subject);
    return attestation?.announced === HOLD.type ? [{ subject, attestation }] : [];
  });
  const read = await eachAtMost(AT_ONCE, holds, ({ subject, attestation }) =>
    readStatement(client, { repository, subject }, attestation),
  );
  return read.filter((record) => record !== undefined);
}

/** A manifest with more holds is refused: one left out might be the one that counts. */
const MAX_HOLDS = 200;

/**
 * Reads the holds of a manifest, and what ended them: a list, and two requests for each. Their own manifests announce
 * them; what announces nothing is none. `readRecords` has them too, for those who read the records of promotions anyway.
 *
 * @throws {RegistryError} if the registry does not answer, or there are more than 200.
 */
export async function readHolds(
  client: RegistryClient,
  query: Pick<StoredRecord, 'repository' | 'subject'>,
): Promise<readonly StoredRecord[]> {
  const { repository, subject } = query;
  const listed = await listReferrers(client, repository, subject, ATTESTATIONS);
  // Not every list shows the annotations of what it lists.
  const possible = listed.filter((each) => [HOLD.type, undefined].includes(declaredPredicate(each)));
  const read = await eachAtMost(AT_ONCE, possible, ({ digest }) => readAttestationManifest(client, query, digest));
  const holds = read.filter((each) => each?.announced === HOLD.type);
  if (holds.length > MAX_HOLDS) {
    throw new RegistryError({
      what: `read the holds of ${formatRepository(repository)}@${subject}`,
      reason: `there are ${holds.length}, and no more than ${MAX_HOLDS} are read`,
      remedy: REMOVE,
      code: 'too-large',
    });
  }
  const stored = await eachAtMost(AT_ONCE, holds, async (each) => each && readStatement(client, query, each));
  return stored.filter((record) => record !== undefined);
}
