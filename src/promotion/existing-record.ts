import type { PromotionPredicate } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { isNameOf } from '../pipeline/environments.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { type CompetingPromotion, findCompetingPromotions, verifyName } from '../policy/verify-name.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { readOtherRecords } from '../records/other-images.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type PromotionRequest, recordFormOf, routeTo } from './request.ts';

/** An image in one of its destinations. */
interface PlacedImage {
  readonly request: PromotionRequest;
  readonly repository: Repository;
  readonly digest: Digest;
}

/**
 * Reads the records that prove that an image has entered the environment of a destination, the newest first.
 *
 * Their annotations do not count: anybody may have written them, and an honest record no longer counts if another signer
 * is trusted now. Then a new one is written, which is the remedy that errors name.
 *
 * @returns `not-governed` if the image comes from or goes to no environment: then there is no policy to verify by.
 */
export async function readOwnRecords(
  client: RegistryClient,
  { request, repository, digest }: PlacedImage,
): Promise<readonly VerifiedPromotion[] | 'not-governed'> {
  const { policyContext, now } = request;
  const resolvedRoute = routeTo(request, repository);
  if (policyContext === undefined || resolvedRoute?.source === undefined) return 'not-governed';
  const { image, source, destination: environment } = resolvedRoute;
  const [verify, records] = await Promise.all([
    policyContext.openVerifier(),
    readRecords(client, { repository, subject: digest }),
  ]);
  const { pipeline } = policyContext;
  const uri = formatRepository(repository);
  const from = formatRepository(request.from.repository);
  return validPromotions(records, { pipeline, environment, image, digest, uri, verify, now }).promotions.filter(
    ({ predicate }) => isNameOf(source, predicate.source.environment) && predicate.source.uri === from,
  );
}

/** Finds the promotions of other images that may have taken the tags since. */
async function readCompetitors(
  client: RegistryClient,
  { request, repository, digest }: PlacedImage,
  tags: readonly string[],
): Promise<readonly CompetingPromotion[]> {
  const { policyContext, now } = request;
  if (policyContext === undefined) return [];
  const [verify, { images }] = await Promise.all([
    policyContext.openVerifier(),
    readOtherRecords(client, { repository, digest, tags: new Set(tags) }),
  ]);
  return findCompetingPromotions(images, repository, { pipeline: policyContext.pipeline, verify, now });
}

/**
 * Finds the record that an earlier run of the same promotion into an environment left, if it still proves that the image
 * is there and has these tags: if another image got a tag by right since, and somebody put it back by hand, it does not.
 *
 * @returns `not-governed` if there is no policy to verify by.
 */
export async function findOwnRecord(
  client: RegistryClient,
  { promotion, ...placed }: PlacedImage & { readonly promotion: PromotionPredicate },
): Promise<Digest | undefined | 'not-governed'> {
  const own = await readOwnRecords(client, placed);
  if (own === 'not-governed') return own;
  const isSigned = recordFormOf(placed.request, placed.repository) === 'signed';
  const { source, destination } = promotion;
  const found = own.filter(({ predicate, signature }) => {
    const hasTags = destination.tags.every((tag) => predicate.destination.tags.includes(tag));
    const isOfTag = source.tags.every((tag) => predicate.source.tags.includes(tag));
    return isOfTag && hasTags && (!isSigned || signature !== undefined);
  });
  if (found.length === 0 || destination.tags.length === 0) return found[0]?.stored.digest;
  const competitors = await readCompetitors(client, placed, destination.tags);
  const { digest } = placed;
  return found.find((each) =>
    destination.tags.every((tag) => verifyName(each, { tag, digest, competitors }) === undefined),
  )?.stored.digest;
}
