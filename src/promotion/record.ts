import {
  buildRecord,
  buildSignedRecord,
  type RecordArtifact,
  type RecordContent,
  writeStatement,
} from '../attestation/artifact.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { OCI_EMPTY } from '../oci/media-type.ts';
import { hasBlob } from '../registry/blobs/blobs-blobs.ts';
import { startUpload, uploadBlob } from '../registry/blobs/upload.ts';
import type { RegistryClient } from '../registry/client.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { checkOwnRecord } from './check-own-record.ts';
import { describePromotion } from './describe-promotion.ts';
import type { EventSink, SignedRecord } from './events.ts';
import type { DestinationPlan, PromotionPlan } from './promotion-plan.ts';
import type { RecordTrail } from './record-trail.ts';
import { type PromotionRequest, recordFormOf } from './request.ts';

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
export interface WrittenRecord {
  readonly digest: Digest;
  /** Undefined where it is not signed. */
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
  if (recordFormOf(request, repository) !== 'signed') {
    const artifact = buildRecord(content);
    const digest = digestOf(artifact.manifest.bytes);
    const record = { ...place, digest, form: 'statement', bytes: statement } as const;
    await checkOwnRecord(scope, { record, statement, who: undefined });
    return { artifact };
  }
  const { signer } = request;
  if (signer === undefined) throw new Error('there is nobody to sign the record');
  const { name, who, sign } = await signer.open();
  const bundle = await sign(statement);
  const artifact = buildSignedRecord(content, bundle);
  const digest = digestOf(artifact.manifest.bytes);
  await checkOwnRecord(scope, { record: { ...place, digest, form: 'bundle', bytes: bundle }, statement, who });
  return { artifact, signed: { by: name, bundle } };
}

/** What a record says, and how it is written. */
export interface RecordWriting {
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
  const approvals = await scope.request.governance?.approvals;
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
