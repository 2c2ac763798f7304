import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { pickPromotions, type RecordNeed, verifyRecords } from '../policy/pick-promotions.ts';
import { joinClauses, requiresRecord, starterOf, unmetByOrigin } from '../policy/requirements.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import { USE_WHOLE_IMAGE } from '../policy/valid-promotions.ts';
import type { VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Evidence } from './plan.ts';
import type { Destination, PolicyContext, PromotionRequest } from './request.ts';
import type { SourceImage } from './source.ts';
import { openNameVerifier, verifyPlannedName } from './verify-name.ts';

/** What a promotion asks of the environment that an image leaves. */
export interface AdmissionRequest extends Pick<PromotionRequest, 'from' | 'run'> {
  readonly destinations: readonly Pick<Destination, 'route'>[];
}

interface Entrance {
  readonly request: AdmissionRequest;
  readonly policy: PolicyContext;
  readonly route: ResolvedRoute;
  readonly digest: Digest;
  readonly records: readonly StoredRecord[];
}

function refuse({ request, route }: Entrance, reason: string, remedy: string): never {
  throw new PolicyError(
    `Cannot promote ${formatReference(request.from)} to ${route.destination.name}: ${reason}; ${remedy}`,
  );
}

async function findEvidence(entrance: Entrance, source: Environment, client: RegistryClient): Promise<Evidence> {
  const { request, policy, route, digest, records } = entrance;
  const { from, run } = request;
  const { now } = run;
  const { repository } = from;
  const verify = await policy.openVerifier();
  const named = { pipeline: policy.pipeline, digest, verify, environment: source, image: route.image, now };
  // A record of another repository of the environment says nothing about this one.
  const options: VerifyPromotionOptions = { ...named, uri: formatRepository(repository) };
  // An image that is named only by its digest claims no name. A part of a plan was verified when it was planned.
  const name =
    from.tag === undefined
      ? undefined
      : run.isPlanned === true
        ? verifyPlannedName(from.tag, digest)
        : await openNameVerifier(client, { ...named, repository, records, tag: from.tag });
  const need: RecordNeed = {
    requires: route.destination.requires,
    next: { time: now, actor: starterOf(run.facts) },
    accepts: name?.accepts,
  };
  const { promotions, reason, remedy } = pickPromotions(verifyRecords(records, options), need);
  const [found] = promotions;
  if (found === undefined) {
    const owner = await name?.findOwner();
    if (owner !== undefined) return refuse(entrance, joinClauses([reason, owner.reason]), owner.remedy);
    const isPart = from.tag === undefined && records.length === 0;
    return refuse(entrance, reason, isPart ? `${remedy}, or ${USE_WHOLE_IMAGE}` : remedy);
  }
  return { digest: found.stored.digest, isSigned: found.signature !== undefined };
}

/**
 * Requires that the environment which an image leaves has a record on its digest, which says that it came by a route of
 * the pipeline file, and what else the file requires. In the environments where images are built they need none.
 *
 * @returns the record for each destination; undefined if none is needed.
 * @throws {PolicyError} if there is no such record, saying what is wrong with those that there are.
 */
export async function admit(
  request: AdmissionRequest,
  policy: PolicyContext,
  source: { readonly client: RegistryClient; readonly image: Pick<SourceImage, 'root'> },
): Promise<readonly (Evidence | undefined)[]> {
  const { client, image } = source;
  const subject = (await image.root).descriptor.digest;
  const needsRecords = request.destinations.some(({ route }) => isRecordedIn(route?.source));
  const { repository } = request.from;
  const records = needsRecords ? await readRecords(client, { repository, subject }) : [];
  const evidence: (Evidence | undefined)[] = [];
  for (const { route } of request.destinations) {
    evidence.push(route && (await admitInto({ request, policy, route, digest: subject, records }, client)));
  }
  return evidence;
}

async function admitInto(entrance: Entrance, client: RegistryClient): Promise<Evidence | undefined> {
  const { source, destination } = entrance.route;
  if (source === undefined) return undefined;
  if (isRecordedIn(source)) return findEvidence(entrance, source, client);
  if (!requiresRecord(destination.requires)) return undefined;
  return refuse(entrance, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
}

/** Images have no record in the environments where they are built. */
function isRecordedIn(environment: Environment | undefined): boolean {
  return environment !== undefined && environment.from.length > 0;
}
