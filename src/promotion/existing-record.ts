import type { Approval, PromotionPredicate } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import { type JsonObject, stringProperty } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import { isNameOf } from '../pipeline/environments.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { type CompetingPromotion, findCompetingPromotions, verifyName } from '../policy/verify-name.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { readOtherRecords } from '../records/other-images.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { PlannedDestination } from './plan.ts';

/**
 * Reads the records that prove that an image has entered the environment of a destination, from wherever it came.
 *
 * Annotations do not count: anybody may have written them. An honest record no longer counts if another signer is
 * trusted now; then a new one is written, which is the remedy that errors name.
 *
 * @returns `not-governed` if the image comes from or goes to no environment: then there is no policy to verify by.
 */
export async function readEntries(
  client: RegistryClient,
  { request, plan, destination }: PlannedDestination,
): Promise<readonly VerifiedPromotion[] | 'not-governed'> {
  const { policy } = request;
  const { repository, route } = destination;
  const { digest } = plan.image;
  if (policy === undefined || route?.source === undefined) return 'not-governed';
  const { image, destination: environment } = route;
  const [verify, records] = await Promise.all([
    policy.openVerifier(),
    readRecords(client, { repository, subject: digest }),
  ]);
  const { pipeline } = policy;
  const { now } = request.run;
  const uri = formatRepository(repository);
  return validPromotions(records, { pipeline, environment, image, digest, uri, verify, now }).promotions;
}

/** Reads those of the records that say that it came from where this promotion takes it, the newest first. */
export async function readOwnRecords(
  client: RegistryClient,
  planned: PlannedDestination,
): Promise<readonly VerifiedPromotion[] | 'not-governed'> {
  const { request, destination } = planned;
  const entries = await readEntries(client, planned);
  const source = destination.route?.source;
  if (entries === 'not-governed' || source === undefined) return 'not-governed';
  const from = formatRepository(request.from.repository);
  return entries.filter(
    ({ predicate }) => isNameOf(source, predicate.source.environment) && predicate.source.uri === from,
  );
}

/** Whether a record has a check as good as one of this run: a gate that was bypassed then, and is not now, is new. */
function hasCheck(known: readonly JsonObject[], check: JsonObject): boolean {
  const [id, result] = ['id', 'result'].map((key) => stringProperty(check, key));
  const same = known.filter((each) => stringProperty(each, 'id') === id).map((each) => stringProperty(each, 'result'));
  return same.length > 0 && (result === 'bypassed' || !same.includes('bypassed'));
}

/**
 * Whether a record proves as much as one of this run would: another environment may require the approvals of this run, or
 * the checks of gates that are new. A hotfix does not stand in for a regular promotion, which pays what it owes.
 */
function provesAsMuch(
  { approvals: recorded = [], checks: known = [], route }: PromotionPredicate,
  { destination }: PlannedDestination,
  approvals: readonly Approval[] = [],
): boolean {
  const isRecorded = ({ login, environments }: Approval) =>
    recorded.some(
      (each) =>
        each.state === 'approved' &&
        each.login === login &&
        environments.every((name) => each.environments.includes(name)),
    );
  return (
    approvals.every((approval) => approval.state !== 'approved' || isRecorded(approval)) &&
    (destination.gates?.checks ?? []).every((check) => hasCheck(known, check)) &&
    (route?.kind !== 'hotfix' || destination.route?.route.kind === 'hotfix')
  );
}

/** Finds the promotions of other images that may have taken the tags since. */
async function readCompetitors(
  client: RegistryClient,
  { request, plan, destination }: PlannedDestination,
  tags: readonly string[],
): Promise<readonly CompetingPromotion[]> {
  const { policy, run } = request;
  if (policy === undefined) return [];
  const { repository } = destination;
  const { digest } = plan.image;
  const [verify, { images }] = await Promise.all([
    policy.openVerifier(),
    readOtherRecords(client, { repository, digest, tags: new Set(tags) }),
  ]);
  return findCompetingPromotions(images, repository, { pipeline: policy.pipeline, verify, now: run.now });
}

/**
 * Finds the record that an earlier run of the same promotion into an environment left, if it still proves that the image
 * is there and has these tags: if another image got a tag by right since, and somebody put it back by hand, it does not.
 *
 * @returns `not-governed` if there is no policy to verify by.
 */
export async function findOwnRecord(
  client: RegistryClient,
  planned: PlannedDestination,
  { source, destination }: PromotionPredicate,
): Promise<Digest | undefined | 'not-governed'> {
  const own = await readOwnRecords(client, planned);
  if (own === 'not-governed') return own;
  const isSigned = planned.destination.record === 'signed';
  const approvals = await planned.request.policy?.approvals;
  const found = own.filter(({ predicate, signature }) => {
    const hasTags = destination.tags.every((tag) => predicate.destination.tags.includes(tag));
    const isOfTag = source.tags.every((tag) => predicate.source.tags.includes(tag));
    return isOfTag && hasTags && (!isSigned || signature !== undefined) && provesAsMuch(predicate, planned, approvals);
  });
  if (found.length === 0 || destination.tags.length === 0) return found[0]?.stored.digest;
  const competitors = await readCompetitors(client, planned, destination.tags);
  const { digest } = planned.plan.image;
  return found.find((each) =>
    destination.tags.every((tag) => verifyName(each, { tag, digest, competitors }) === undefined),
  )?.stored.digest;
}
