import { PolicyError, RegistryError } from '../errors.ts';
import type { LedgerPlace } from '../ledger/list.ts';
import { readVersionTombstones } from '../ledger/tombstones.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import { describeDestroyed, findBurnt } from '../policy/destroyed.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { Destination, PromotionClients, PromotionRequest } from './request.ts';

/** What was read of a version; a sentence if this job may not read the ledger. */
type Read = { readonly version: string; readonly records: readonly StoredRecord[] } | string;

async function readVersion(ledger: LedgerPlace, version: string, { name }: Environment): Promise<Read> {
  try {
    return { version, records: await readVersionTombstones(ledger, version) };
  } catch (error) {
    // A registry answers so too if nothing was ever destroyed, and there is no ledger yet.
    if (!(error instanceof RegistryError) || !['unauthorized', 'denied'].includes(error.code)) throw error;
    return `Whether ${version} was used before in ${name} is not known: ${error.message}`;
  }
}

/** What is asked of the ledger before versions are created. */
export interface BurntQuery
  extends Pick<Destination, 'repository' | 'route'>,
    Pick<PromotionRequest, 'policy' | 'from'> {
  readonly digest: Digest;
  /** Those that the destination lacks. */
  readonly versions: readonly string[];
}

/**
 * Requires that no version is created that another image had until it was retired or destroyed: who has that name would get
 * other bytes. Only what a signer of the environment says counts.
 *
 * @returns warnings.
 * @throws {PolicyError} that names the image; {RegistryError} if the ledger does not answer.
 */
export async function requireNotBurnt(
  { reading }: Pick<PromotionClients, 'reading'>,
  { policy, route, from, repository, digest, versions }: BurntQuery,
): Promise<readonly string[]> {
  const ledger = policy && route && ledgerOf(policy.pipeline, route.image);
  if (policy === undefined || route === undefined || ledger === undefined || reading === undefined) return [];
  const environment = route.destination;
  const place = { client: await reading(ledger), repository: ledger };
  const read = await Promise.all(versions.map((version) => readVersion(place, version, environment)));
  for (const each of read) {
    if (typeof each === 'string' || each.records.length === 0) continue;
    const verify = await policy.openVerifier();
    const { version, records } = each;
    const burnt = findBurnt(records, { environment, uri: formatRepository(repository), version, verify });
    if (burnt === undefined || burnt.digests.root === digest) continue;
    throw new PolicyError({
      what: `promote ${formatReference(from)} to ${environment.name}`,
      reason: `version ${version} was used by ${shortDigest(burnt.digests.root)} until it was ${describeDestroyed(burnt)}, and these are other bytes`,
      remedy: 'use a new version',
    });
  }
  return read.filter((each) => typeof each === 'string');
}
