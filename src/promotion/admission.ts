import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { type EntryNeed, findEntries, requiresRecord, starterOf, unmetByOrigin } from '../policy/requirements.ts';
import type { Passage } from '../policy/route.ts';
import { type EntryQuestion, TAKE_THE_WHOLE } from '../policy/verify-record.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Grant } from './plan.ts';
import type { Governance, PromotionClients, PromotionRequest } from './request.ts';
import type { SourceImage } from './source.ts';
import { judgePlannedName, openNameJudge } from './verify-name.ts';

/** One image at the gate of an environment. */
interface Gate {
  readonly request: PromotionRequest;
  readonly governance: Governance;
  readonly passage: Passage;
  readonly digest: Digest;
  readonly records: readonly StoredRecord[];
}

function refuse({ request, passage }: Omit<Gate, 'records'>, reason: string, cure: string): never {
  const { destination } = passage;
  throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${destination.name}: ${reason}; ${cure}`);
}

/** Finds the record that lets an image through. */
async function findEvidence(gate: Gate, source: Environment, client: RegistryClient): Promise<Grant['evidence']> {
  const { request, governance, passage, digest, records } = gate;
  const verify = await governance.openVerifier();
  const { pipeline } = governance;
  const { from, now } = request;
  const { image } = passage;
  const { repository } = from;
  const named = { pipeline, digest, verify, environment: source, image, now };
  // A record of another repository of the environment says nothing of the one that the image is in.
  const question: EntryQuestion = { ...named, uri: formatRepository(repository) };
  const next = { time: now, actor: starterOf(request.run) };
  // Whoever names an image by its digest alone claims no name. A part of a plan was judged when it was planned.
  const judge =
    from.tag === undefined
      ? undefined
      : request.isPlanned === true
        ? judgePlannedName(from.tag, digest)
        : await openNameJudge(client, { ...named, repository, records, tag: from.tag });
  const need: EntryNeed = { requires: passage.destination.requires, next, accepts: judge?.accepts };
  const { entries, reason, cure } = findEntries(records, question, need);
  const [entry] = entries;
  if (entry === undefined) {
    const isPart = from.tag === undefined && records.length === 0;
    return refuse(gate, reason, isPart ? `${cure}, or ${TAKE_THE_WHOLE}` : cure);
  }
  return { digest: entry.record.digest, isSigned: entry.signature !== undefined };
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
 * @throws {PolicyError} where there is no such record, with what is wrong with those that there are.
 */
export async function grantPassages(
  request: PromotionRequest,
  clients: Pick<PromotionClients, 'source'>,
  image: Pick<SourceImage, 'root'>,
): Promise<ReadonlyMap<string, Grant>> {
  const { governance } = request;
  if (governance === undefined) return new Map();
  const { digest } = (await image.root).descriptor;
  const passages = [...governance.passages];
  const needsRecords = passages.some(([, { source }]) => source !== undefined && source.from.length > 0);
  const records = needsRecords ? await readAtSource(clients.source, request, digest) : [];
  const grants = new Map<string, Grant>();
  for (const [repository, passage] of passages) {
    const { source, destination } = passage;
    const gate = { request, governance, passage, digest, records };
    const hasRecord = source !== undefined && source.from.length > 0;
    if (source !== undefined && !hasRecord && requiresRecord(destination.requires)) {
      refuse(gate, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
    }
    grants.set(repository, {
      passage,
      evidence: hasRecord ? await findEvidence(gate, source, clients.source) : undefined,
    });
  }
  return grants;
}
