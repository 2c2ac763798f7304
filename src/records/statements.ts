import { declaredPredicate } from '../attestation/artifact.ts';
import { RegistryError } from '../errors.ts';
import { FormatError } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { ATTESTATIONS, readAttestationManifest, readRecord } from './read.ts';
import { decodeUnverifiedStatement, type StoredRecord } from './stored-record.ts';

/** An image with more statements of a type is refused: one left out might be the one that counts. */
const MAX_STATEMENTS = 200;

/** Statements read concurrently. */
const AT_ONCE = 16;

function typeOf(record: StoredRecord): string | undefined {
  try {
    return decodeUnverifiedStatement(record).predicateType;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/**
 * Reads the statements of some types about an image, by type, also those that no list announces. Nothing in them is
 * believed yet; what cannot be read proves nothing, and is left out.
 *
 * @throws {RegistryError} if the registry does not answer, or there are more than 200.
 */
export async function readStatementsOf(
  client: RegistryClient,
  query: Pick<StoredRecord, 'repository' | 'subject'>,
  types: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredRecord[]>> {
  const { repository, subject } = query;
  const isWanted = (type: string | undefined) => type === undefined || types.includes(type);
  const listed = await listReferrers(client, repository, subject, ATTESTATIONS);
  const wanted = listed.filter((each) => isWanted(declaredPredicate(each)));
  const announced = await eachAtMost(AT_ONCE, wanted, async (each) =>
    declaredPredicate(each) === undefined ? readAttestationManifest(client, query, each.digest) : each,
  );
  const digests = announced.flatMap((each) =>
    each === undefined || ('announced' in each && !isWanted(each.announced)) ? [] : [each.digest],
  );
  if (digests.length > MAX_STATEMENTS) {
    throw new RegistryError({
      what: `read the statements about ${formatRepository(repository)}@${subject}`,
      reason: `there are ${digests.length}, and no more than ${MAX_STATEMENTS} are read`,
      remedy: 'remove those that nobody needs',
      code: 'too-large',
    });
  }
  const read = await eachAtMost(AT_ONCE, digests, (digest) => readRecord(client, query, digest));
  const found = read.filter((record) => record !== undefined);
  return Map.groupBy(
    found.filter((record) => types.includes(typeOf(record) ?? '')),
    (record) => typeOf(record) ?? '',
  );
}
