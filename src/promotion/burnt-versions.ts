import { PolicyError, RegistryError } from '../errors.ts';
import type { LedgerPlace } from '../ledger/list.ts';
import { readVersionTombstones } from '../ledger/tombstones.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import { describeDestroyed, findBurnt } from '../policy/destroyed.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import { tryParseVersionTag } from '../tags/version.ts';
import type { DestinationState } from './destination.ts';
import type { PromotionClients, PromotionRequest } from './request.ts';

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

/** Lists the versions that a promotion would create. */
function findNewVersions(
  { destination: { tagPolicy }, names, lookedUp: { digests } }: DestinationState,
  context: TagContext,
): readonly string[] {
  const { rules, now, existing } = tagPolicy;
  const { candidates } = computeTags(rules, context, { names, digests, versions: existing.versions }, now);
  return candidates
    .filter(({ tag, mutable }) => !mutable && !names.has(tag) && !digests.has(tag))
    .flatMap(({ tag }) => (tryParseVersionTag(tag) === undefined ? [] : [tag]));
}

/**
 * Requires that no version is created that another image had until it was retired or destroyed: who has that name would get
 * other bytes. Only what a signer of the environment says counts. A repository without tags is not asked about: retention never
 * leaves a repository without an image.
 *
 * @returns warnings.
 * @throws {PolicyError} that names the image; {RegistryError} if the ledger does not answer.
 */
export async function requireNotBurnt(
  clients: PromotionClients,
  view: DestinationState,
  {
    request: { policy, from },
    context,
    digest,
  }: { readonly request: PromotionRequest; readonly context: TagContext; readonly digest: Digest },
): Promise<readonly string[]> {
  const { route, repository } = view.destination;
  const ledger = policy && route && ledgerOf(policy.pipeline, route.image);
  if (policy === undefined || route === undefined || ledger === undefined || view.names.size === 0) return [];
  const versions = findNewVersions(view, context);
  if (versions.length === 0 || clients.reading === undefined) return [];
  const environment = route.destination;
  const place = { client: await clients.reading(ledger), repository: ledger };
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
