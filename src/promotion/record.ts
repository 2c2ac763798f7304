import {
  buildRecord,
  buildSignedRecord,
  type RecordArtifact,
  type RecordContent,
  writeStatement,
} from '../attestation/artifact.ts';
import type { Promotion } from '../attestation/predicates/promotion.ts';
import { graphPlatforms } from '../image/graph.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { OCI_EMPTY } from '../oci/media-type.ts';
import { formatRepository, type Tag } from '../oci/reference.ts';
import { findExistingRecord } from '../records/plain-record.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { startUpload, uploadBlob } from '../registry/blobs/upload.ts';
import type { RegistryClient } from '../registry/client.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { type PlannedTag, previousDigest } from '../tags/planned-tag.ts';
import { TOOL_VERSION } from '../version.ts';
import type { EventSink, SignedRecord } from './events.ts';
import { checkOwnRecord } from './own-record.ts';
import type { DestinationPlan, PlannedDestination } from './plan.ts';
import type { RecordTrail } from './record-trail.ts';

/** How the blobs of an image got to a destination. */
export interface BlobCounts {
  readonly mounted: number;
  readonly copied: number;
  readonly present: number;
  readonly leftOut: number;
  readonly bytesCopied: number;
}

/** What a record speaks of: one image in one destination. */
export interface RecordScope extends PlannedDestination {
  readonly counts: BlobCounts;
}

/** Uploads a small blob. The empty config is in most repositories already, and is not written once more. */
async function putBlob(
  client: RegistryClient,
  { repository }: DestinationPlan,
  blob: RecordArtifact['blobs'][number],
): Promise<void> {
  const { digest, size, mediaType } = blob.descriptor;
  if (mediaType === OCI_EMPTY && (await hasBlob(client, repository, digest))) return;
  const location = await startUpload(client, repository, digest);
  async function* source(): AsyncGenerator<Uint8Array> {
    yield blob.bytes;
  }
  await uploadBlob(client, repository, { digest, size, location, source });
}

/** A record that was written. */
interface WrittenRecord {
  readonly digest: Digest;
  /** Undefined if it is not signed. */
  readonly signed?: SignedRecord;
}

/** Makes a record, has it signed where it is to be, and looks whether it will hold. */
async function makeRecord(
  content: RecordContent,
  scope: RecordScope,
): Promise<{ readonly artifact: RecordArtifact; readonly signed?: SignedRecord }> {
  const { request, destination } = scope;
  const { repository } = destination;
  const statement = writeStatement(content.promotion);
  const place = { repository, subject: content.subject.digest };
  if (destination.record !== 'signed') {
    const artifact = buildRecord(content);
    const digest = digestOf(artifact.manifest.bytes);
    const record = { ...place, digest, form: 'statement', bytes: statement } as const;
    await checkOwnRecord(scope, { record, statement, who: undefined });
    return { artifact };
  }
  const { signer } = request.run;
  if (signer === undefined) throw new Error('there is nothing to sign the record with');
  const { name, who, sign } = await signer.open();
  const bundle = await sign(statement);
  const artifact = buildSignedRecord(content, bundle);
  const digest = digestOf(artifact.manifest.bytes);
  await checkOwnRecord(scope, { record: { ...place, digest, form: 'bundle', bytes: bundle }, statement, who });
  return { artifact, signed: { by: name, bundle } };
}

/** What a record says, and how it is written. */
interface RecordWriting {
  readonly tags: readonly PlannedTag[];
  readonly emit: EventSink;
  /** The records of this promotion that were written before: this one corrects them. */
  readonly trail: RecordTrail;
  /** Waited for before the record is attached: what it holds is sent meanwhile. */
  readonly verified?: Promise<void>;
}

/**
 * Writes the record of a promotion and attaches it to the image in its destination.
 *
 * @throws {PolicyError} if it could not be verified afterwards, before anything is written.
 */
export async function writeRecord(
  client: RegistryClient,
  scope: RecordScope,
  { tags, emit, trail, verified }: RecordWriting,
): Promise<WrittenRecord> {
  const { plan, destination } = scope;
  const { repository } = destination;
  const approvals = await scope.request.policy?.approvals;
  const { statements: corrects, manifests: replaces } = await trail.read(client, {
    repository,
    subject: plan.image.digest,
  });
  const described = describePromotion(scope, tags);
  const promotion = {
    ...described,
    ...(approvals === undefined ? {} : { approvals }),
    ...(corrects.length === 0 ? {} : { corrects }),
  };
  const content = { promotion, labels: plan.labels, subject: plan.image, replaces };
  const { artifact: record, ...made } = await makeRecord(content, scope);
  await Promise.all([verified, ...record.blobs.map((blob) => putBlob(client, destination, blob))]);
  const { digest } = record.manifest;
  // From here on it may be there, even if the registry says no.
  const own = trail.begin({ digest, statement: digestOf(writeStatement(promotion)), says: described.destination });
  await attachReferrer(client, repository, record, (sentence) => emit({ kind: 'warning', to: repository, sentence }));
  own.confirm();
  return { digest, ...made };
}

/** Lists the tags that stand on the image after the promotion, as the record names them. */
export function recordedTags(tags: readonly PlannedTag[]): readonly Tag[] {
  return tags.filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
}

/** Describes what the pipeline file has to do with a promotion. */
function describePolicy({ request, destination }: RecordScope): Partial<Promotion> {
  const { route, evidence } = destination;
  if (request.policy === undefined || route === undefined) return {};
  const { pipeline } = request.policy;
  return {
    route: route.route,
    policy: { uri: pipeline.path, digest: pipeline.digest },
    ...(evidence === undefined ? {} : { evidence: evidence.digest }),
  };
}

/** Describes a promotion as its record does: what came from where, by whom, and by which right. */
export function describePromotion(scope: RecordScope, tags: readonly PlannedTag[]): Promotion {
  const { request, plan, destination, counts } = scope;
  const { facts, reason, now } = request.run;
  const { route } = destination;
  const replaced = tags.flatMap(({ tag, action, before }): readonly (readonly [string, Digest])[] =>
    action === 'move' && before !== undefined ? [[tag, before]] : [],
  );
  const previous = previousDigest(tags);
  const { tag } = plan.source;
  return {
    subjects: [
      { digest: plan.image.digest },
      // A manifest for several platforms is one subject, which is named once.
      ...[...Map.groupBy(graphPlatforms(plan.graph), ({ digest }) => digest)]
        .filter(([digest]) => digest !== plan.image.digest)
        .map(([digest, all]) => ({ digest, platform: all.map(({ platform }) => platform).join(', ') })),
    ],
    time: now,
    source: {
      uri: formatRepository(plan.source.repository),
      ...(tag === undefined ? {} : { tag }),
      ...(route?.source === undefined ? {} : { environment: route.source.name }),
    },
    destination: {
      uri: formatRepository(destination.repository),
      ...(route === undefined ? {} : { environment: route.destination.name }),
      tags: recordedTags(tags),
      replaced: new Map(replaced),
    },
    ...describePolicy(scope),
    ...(previous === undefined ? {} : { previousDigest: previous }),
    bytesUploaded: counts.bytesCopied,
    blobsMounted: counts.mounted,
    ...(reason === undefined ? {} : { reason }),
    run: facts,
    toolVersion: TOOL_VERSION,
  };
}

/** Finds the record that an earlier run of the same promotion left. */
export async function findEarlierRecord(client: RegistryClient, scope: RecordScope): Promise<Digest | undefined> {
  const { request, plan, destination } = scope;
  const promotion = describePromotion(scope, destination.tags.tags);
  const { repository } = destination;
  if (request.policy !== undefined) {
    const { findOwnRecord } = await import('./existing-record.ts');
    const own = await findOwnRecord(client, scope, promotion);
    if (own !== 'not-governed') return own;
  }
  const { digest } = plan.image;
  // An API that refuses names no record: then a new one is written.
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  const { source, destination: to } = promotion;
  const from = source.tag === undefined ? source.uri : `${source.uri}:${source.tag}`;
  const key = { from, to: to.uri, tags: to.tags, isSigned: destination.record === 'signed' };
  return findExistingRecord(client, { repository, digest }, { referrers, key });
}
