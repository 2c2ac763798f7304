import type { Promotion } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { isNameOf } from '../pipeline/environments.ts';
import { type CompetingRecord, findCompetingRecords, verifyName } from '../policy/verify-name.ts';
import { type VerifiedRecord, type VerifyRecordOptions, validRecords } from '../policy/verify-record.ts';
import { readOtherRecords } from '../records/other-images.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type PromotionRequest, recordFormOf, routeTo } from './request.ts';

/** An image in one of its destinations. */
interface PlacedImage {
  readonly request: PromotionRequest;
  readonly repository: Repository;
  /** The image. */
  readonly digest: Digest;
}

/** A promotion that may have been recorded already. */
interface RepeatedPromotion extends PlacedImage {
  readonly promotion: Promotion;
}

/**
 * Reads the records that prove that an image has entered the environment of a destination, the newest first.
 *
 * Their annotations are not asked: anybody may have written them, and an honest record counts no longer where another
 * signer is pinned now. Then a new one is written, which is the cure that refusals name.
 *
 * @returns `not-governed` where the image comes from or goes to no environment: then there is nothing to judge by.
 */
export async function readOwnRecords(
  client: RegistryClient,
  { request, repository, digest }: PlacedImage,
): Promise<readonly VerifiedRecord[] | 'not-governed'> {
  const { policyContext, now } = request;
  const resolvedRoute = routeTo(request, repository);
  if (policyContext === undefined || resolvedRoute?.source === undefined) return 'not-governed';
  const { image, source, destination: environment } = resolvedRoute;
  const [verify, records] = await Promise.all([
    policyContext.openVerifier(),
    readRecords(client, { repository, subject: digest }),
  ]);
  const uri = formatRepository(repository);
  const question: VerifyRecordOptions = {
    pipeline: policyContext.pipeline,
    environment,
    image,
    digest,
    uri,
    verify,
    now,
  };
  const from = formatRepository(request.from.repository);
  return validRecords(records, question).entries.filter(
    ({ claims }) => isNameOf(source, claims.source.environment) && claims.source.uri === from,
  );
}

/** Finds the promotions of other images that may have taken the tags since. */
async function readCompetingRecords(
  client: RegistryClient,
  { request, repository, digest }: PlacedImage,
  tags: readonly string[],
): Promise<readonly CompetingRecord[]> {
  const { policyContext, now } = request;
  if (policyContext === undefined) return [];
  const [verify, { images }] = await Promise.all([
    policyContext.openVerifier(),
    readOtherRecords(client, { repository, digest, tags: new Set(tags) }),
  ]);
  return findCompetingRecords(images, { pipeline: policyContext.pipeline, repository, verify, now });
}

/**
 * Finds the record that an earlier run of the same promotion into an environment left, if it still proves the entry and
 * the names: where another image had a tag by right since, and somebody put it back by hand, it does not.
 *
 * @returns `not-governed` where there is nothing to judge by.
 */
export async function findOwnRecord(
  client: RegistryClient,
  { promotion, ...placed }: RepeatedPromotion,
): Promise<Digest | undefined | 'not-governed'> {
  const entries = await readOwnRecords(client, placed);
  if (entries === 'not-governed') return entries;
  const isSigned = recordFormOf(placed.request, placed.repository) === 'signed';
  const { source, destination } = promotion;
  const found = entries.filter(({ claims, signature }) => {
    const hasTags = destination.tags.every((tag) => claims.destination.tags.includes(tag));
    const isOfTag = source.tag === undefined || claims.source.tags.includes(source.tag);
    return isOfTag && hasTags && (!isSigned || signature !== undefined);
  });
  if (found.length === 0 || destination.tags.length === 0) return found[0]?.record.digest;
  const competitors = await readCompetingRecords(client, placed, destination.tags);
  const { digest } = placed;
  return found.find((entry) =>
    destination.tags.every((tag) => verifyName(entry, { tag, digest, competitors }) === undefined),
  )?.record.digest;
}
