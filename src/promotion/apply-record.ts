import { type Digest, digestOf } from '../oci/digest.ts';
import { OCI_EMPTY } from '../oci/media-type.ts';
import { formatRepository } from '../oci/repository.ts';
import { findRecord } from '../provenance/find-record.ts';
import {
  buildRecord,
  buildSignedRecord,
  type RecordArtifact,
  type RecordContent,
  writeStatement,
} from '../provenance/record.ts';
import type { Promotion } from '../provenance/statement.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { startUpload, uploadBlob } from '../registry/blobs/uploads.ts';
import { attachReferrer } from '../registry/referrers/attach-referrer.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { PlannedTag } from '../tags/tag-plan.ts';
import { graphPlatforms } from './graph/graph.ts';
import { findOwnEntry } from './passage/find-own-entry.ts';
import { previousDigest } from './previous-digest.ts';
import type { SignedRecord } from './promotion-event.ts';
import type { DestinationPlan, PromotionPlan } from './promotion-plan.ts';
import { type PromotionRequest, passageTo, recordFormOf } from './promotion-request.ts';

/** How the blobs of an image got to a destination. */
export interface BlobCounts {
  readonly mounted: number;
  readonly copied: number;
  readonly present: number;
  readonly leftOut: number;
  readonly bytesCopied: number;
}

/** What a record speaks of: one image in one destination. */
export interface RecordScope {
  readonly request: PromotionRequest;
  readonly plan: PromotionPlan;
  readonly destination: DestinationPlan;
  readonly counts: BlobCounts;
}

/** Lists the tags that stand on the image after the promotion, as the record names them. */
function recordedTags(tags: readonly PlannedTag[]): readonly string[] {
  return tags.filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
}

/** Describes what the pipeline file has to do with a promotion. */
function describeGovernance({ request, plan, destination }: RecordScope): Partial<Promotion> {
  const { governance } = request;
  const passage = passageTo(request, destination.repository);
  if (governance === undefined || passage === undefined) return {};
  const { pipeline, approvals } = governance;
  const evidence = plan.grants?.get(formatRepository(destination.repository))?.evidence;
  return {
    route: passage.route,
    policy: { uri: pipeline.path, digest: pipeline.digest },
    ...(evidence === undefined ? {} : { evidence: evidence.digest }),
    ...(approvals === undefined ? {} : { approvals }),
  };
}

function describePromotion(scope: RecordScope, tags: readonly PlannedTag[]): Promotion {
  const { request, plan, destination, counts } = scope;
  const passage = passageTo(request, destination.repository);
  const replaced = tags.flatMap(({ tag, action, before }): readonly (readonly [string, Digest])[] =>
    action === 'move' && before !== undefined ? [[tag, before]] : [],
  );
  const previous = previousDigest(tags);
  const { tag } = plan.source;
  return {
    subjects: [
      { digest: plan.image.digest },
      ...graphPlatforms(plan.graph)
        .filter(({ digest }) => digest !== plan.image.digest)
        .map(({ platform, digest }) => ({ digest, platform })),
    ],
    time: request.now,
    source: {
      uri: formatRepository(plan.source.repository),
      ...(tag === undefined ? {} : { tag }),
      ...(passage?.source === undefined ? {} : { environment: passage.source.name }),
    },
    destination: {
      uri: formatRepository(destination.repository),
      ...(passage === undefined ? {} : { environment: passage.destination.name }),
      tags: recordedTags(tags),
      replaced: new Map(replaced),
    },
    ...describeGovernance(scope),
    ...(previous === undefined ? {} : { previousDigest: previous }),
    bytesUploaded: counts.bytesCopied,
    blobsMounted: counts.mounted,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    run: request.run,
    toolVersion: request.toolVersion,
  };
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

/** Finds the record that an earlier run of the same promotion left. */
export async function findEarlierRecord(client: RegistryClient, scope: RecordScope): Promise<Digest | undefined> {
  const { plan, destination } = scope;
  const promotion = describePromotion(scope, destination.tags.tags);
  const { request } = scope;
  const { repository } = destination;
  const own = await findOwnEntry(client, { request, repository, digest: plan.image.digest, promotion });
  if (own !== 'not-governed') return own;
  const referrers = await listReferrers(client, destination.repository, plan.image.digest);
  const { source, destination: to } = promotion;
  const from = source.tag === undefined ? source.uri : `${source.uri}:${source.tag}`;
  const isSigned = recordFormOf(scope.request, destination.repository) === 'signed';
  return findRecord(referrers, { from, to: to.uri, tags: to.tags, isSigned });
}

/** A record that was written. */
export interface WrittenRecord {
  readonly digest: Digest;
  /** Undefined where it is not signed. */
  readonly signed?: SignedRecord;
}

/** Makes a record, and has it signed where it is to be. */
async function makeRecord(
  content: RecordContent,
  { request, destination }: RecordScope,
): Promise<{ readonly artifact: RecordArtifact; readonly signed?: SignedRecord }> {
  if (recordFormOf(request, destination.repository) !== 'signed') return { artifact: buildRecord(content) };
  const { signer } = request;
  if (signer === undefined) throw new Error('there is nobody to sign the record');
  const opened = await signer.open();
  const bundle = await opened.sign(writeStatement(content.promotion));
  return { artifact: buildSignedRecord(content, bundle), signed: { by: opened.name, bundle } };
}

/**
 * Writes the record of a promotion and attaches it to the image in its destination.
 *
 * @param verified waited for before the record is attached: what it holds is sent meanwhile.
 */
export async function writeRecord(
  client: RegistryClient,
  scope: RecordScope,
  tags: readonly PlannedTag[],
  verified: Promise<void> = Promise.resolve(),
): Promise<WrittenRecord> {
  const { plan, destination } = scope;
  const content = { promotion: describePromotion(scope, tags), labels: plan.labels, subject: plan.image };
  const { artifact: record, ...made } = await makeRecord(content, scope);
  await Promise.all([verified, ...record.blobs.map((blob) => putBlob(client, destination, blob))]);
  await attachReferrer(client, destination.repository, record);
  return { digest: digestOf(record.manifest.bytes), ...made };
}
