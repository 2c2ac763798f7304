import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import {
  pickPromotions,
  type RecordNeed,
  requiresRecord,
  starterOf,
  unmetByOrigin,
  verifyRecords,
} from '../policy/requirements.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import { USE_WHOLE_IMAGE } from '../policy/valid-promotions.ts';
import type { VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Admission } from './plan.ts';
import type { PolicyContext, PromotionClients, PromotionRequest } from './request.ts';
import type { SourceImage } from './source.ts';
import { openNameVerifier, verifyPlannedName } from './verify-name.ts';

/** One image at the gate of an environment. */
interface Gate {
  readonly request: PromotionRequest;
  readonly policyContext: PolicyContext;
  readonly resolvedRoute: ResolvedRoute;
  readonly digest: Digest;
  readonly records: readonly StoredRecord[];
}

function refuse({ request, resolvedRoute }: Omit<Gate, 'records'>, reason: string, remedy: string): never {
  const { destination } = resolvedRoute;
  throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${destination.name}: ${reason}; ${remedy}`);
}

/** Finds the record that lets an image through. */
async function findEvidence(gate: Gate, source: Environment, client: RegistryClient): Promise<Admission['evidence']> {
  const { request, policyContext, resolvedRoute, digest, records } = gate;
  const verify = await policyContext.openVerifier();
  const { pipeline } = policyContext;
  const { from, now } = request;
  const { image } = resolvedRoute;
  const { repository } = from;
  const named = { pipeline, digest, verify, environment: source, image, now };
  // A record of another repository of the environment says nothing of the one that the image is in.
  const options: VerifyPromotionOptions = { ...named, uri: formatRepository(repository) };
  const next = { time: now, actor: starterOf(request.run) };
  // Whoever names an image by its digest alone claims no name. A part of a plan was judged when it was planned.
  const judge =
    from.tag === undefined
      ? undefined
      : request.isPlanned === true
        ? verifyPlannedName(from.tag, digest)
        : await openNameVerifier(client, { ...named, repository, records, tag: from.tag });
  const need: RecordNeed = { requires: resolvedRoute.destination.requires, next, accepts: judge?.accepts };
  const { promotions, reason, remedy } = pickPromotions(verifyRecords(records, options), need);
  const [promotion] = promotions;
  if (promotion === undefined) {
    const isPart = from.tag === undefined && records.length === 0;
    return refuse(gate, reason, isPart ? `${remedy}, or ${USE_WHOLE_IMAGE}` : remedy);
  }
  return { digest: promotion.stored.digest, isSigned: promotion.signature !== undefined };
}

/** Reads the records of an image at its source. */
function readAtSource(client: RegistryClient, request: PromotionRequest, subject: Digest) {
  return readRecords(client, { repository: request.from.repository, subject });
}

/**
 * Requires of each environment that an image is to enter that the environment which it leaves lets it go: the record on
 * its digest there must say that it came by a route of the pipeline file, and what else the file asks of it.
 *
 * Where images are built they have no record, and need none.
 *
 * @returns by which right it enters each, by destination.
 * @throws {PolicyError} if there is no such record, with what is wrong with those that there are.
 */
export async function admit(
  request: PromotionRequest,
  clients: Pick<PromotionClients, 'source'>,
  image: Pick<SourceImage, 'root'>,
): Promise<ReadonlyMap<string, Admission>> {
  const { policyContext } = request;
  if (policyContext === undefined) return new Map();
  const { digest } = (await image.root).descriptor;
  const resolvedRoutes = [...policyContext.resolvedRoutes];
  const needsRecords = resolvedRoutes.some(([, { source }]) => source !== undefined && source.from.length > 0);
  const records = needsRecords ? await readAtSource(clients.source, request, digest) : [];
  const grants = new Map<string, Admission>();
  for (const [repository, resolvedRoute] of resolvedRoutes) {
    const { source, destination } = resolvedRoute;
    const gate = { request, policyContext, resolvedRoute, digest, records };
    const hasRecord = source !== undefined && source.from.length > 0;
    if (source !== undefined && !hasRecord && requiresRecord(destination.requires)) {
      refuse(gate, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
    }
    grants.set(repository, {
      resolvedRoute,
      evidence: hasRecord ? await findEvidence(gate, source, clients.source) : undefined,
    });
  }
  return grants;
}
