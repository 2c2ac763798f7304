import type { Promotion } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { isNameOf } from '../pipeline/environments.ts';
import { type CompetingRecord, findCompetingRecords, verifyName } from '../policy/verify-name.ts';
import { type VerifiedRecord, type VerifyRecordOptions, validRecords } from '../policy/verify-record.ts';
import { readOtherRecords } from '../records/other-images.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { PlannedDestination } from './plan.ts';

/**
 * Reads the records that prove that an image has entered the environment of a destination, the newest first.
 *
 * Their annotations are not asked: anybody may have written them, and an honest record counts no longer where another
 * signer is trusted now. Then a new one is written, which is the remedy that refusals name.
 *
 * @returns `not-governed` where the image comes from or goes to no environment: then there is nothing to verify by.
 */
export async function readOwnRecords(
  client: RegistryClient,
  { request, plan, destination }: PlannedDestination,
): Promise<readonly VerifiedRecord[] | 'not-governed'> {
  const { policy, run } = request;
  const { repository, route } = destination;
  const { digest } = plan.image;
  if (policy === undefined || route?.source === undefined) return 'not-governed';
  const { image, source, destination: environment } = route;
  const [verify, records] = await Promise.all([
    policy.openVerifier(),
    readRecords(client, { repository, subject: digest }),
  ]);
  const uri = formatRepository(repository);
  const { pipeline } = policy;
  const question: VerifyRecordOptions = { pipeline, environment, image, digest, uri, verify, now: run.now };
  const from = formatRepository(request.from.repository);
  return validRecords(records, question).entries.filter(
    ({ claims }) => isNameOf(source, claims.source.environment) && claims.source.uri === from,
  );
}

/** Finds the promotions of other images that may have taken the tags since. */
async function readCompetingRecords(
  client: RegistryClient,
  { request, plan, destination }: PlannedDestination,
  tags: readonly string[],
): Promise<readonly CompetingRecord[]> {
  const { policy, run } = request;
  if (policy === undefined) return [];
  const { repository } = destination;
  const { digest } = plan.image;
  const [verify, { images }] = await Promise.all([
    policy.openVerifier(),
    readOtherRecords(client, { repository, digest, tags: new Set(tags) }),
  ]);
  return findCompetingRecords(images, { pipeline: policy.pipeline, repository, verify, now: run.now });
}

/**
 * Finds the record that an earlier run of the same promotion into an environment left, if it still proves the entry and
 * the names: where another image had a tag by right since, and somebody put it back by hand, it does not.
 *
 * @returns `not-governed` where there is nothing to verify by.
 */
export async function findOwnRecord(
  client: RegistryClient,
  planned: PlannedDestination,
  { source, destination }: Promotion,
): Promise<Digest | undefined | 'not-governed'> {
  const records = await readOwnRecords(client, planned);
  if (records === 'not-governed') return records;
  const isSigned = planned.destination.record === 'signed';
  const found = records.filter(({ claims, signature }) => {
    const hasTags = destination.tags.every((tag) => claims.destination.tags.includes(tag));
    const isOfTag = source.tag === undefined || claims.source.tags.includes(source.tag);
    return isOfTag && hasTags && (!isSigned || signature !== undefined);
  });
  if (found.length === 0 || destination.tags.length === 0) return found[0]?.record.digest;
  const competitors = await readCompetingRecords(client, planned, destination.tags);
  const { digest } = planned.plan.image;
  return found.find((record) =>
    destination.tags.every((tag) => verifyName(record, { tag, digest, competitors }) === undefined),
  )?.record.digest;
}
