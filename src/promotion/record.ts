import { buildRecord } from '../attestation/artifact.ts';
import type { RecordedAction } from '../attestation/predicates/destination.ts';
import { PROMOTION, type PromotionPredicate } from '../attestation/predicates/promotion.ts';
import { annotatePromotion, recordKeyOf } from '../attestation/predicates/promotion-annotations.ts';
import { type RecordSubject, writeStatement } from '../attestation/statement.ts';
import { graphPlatforms } from '../image/graph.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { formatRepository, type Tag } from '../oci/reference.ts';
import { findExistingRecord } from '../records/plain-record.ts';
import { putBlobs } from '../records/put-blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { type PlannedTag, previousDigest } from '../tags/planned-tag.ts';
import { TOOL_VERSION } from '../version.ts';
import type { EventSink, RecordEvent } from './events.ts';
import { checkOwnRecord } from './own-record.ts';
import type { PlannedDestination, PromotionPlan } from './plan.ts';
import type { RecordTrail } from './record-trail.ts';
import type { RunContext } from './request.ts';

export interface BlobCounts {
  readonly mounted: number;
  readonly copied: number;
  readonly present: number;
  readonly leftOut: number;
  readonly bytesCopied: number;
}

export interface RecordScope extends PlannedDestination {
  readonly counts: BlobCounts;
}

/** Names the image and the manifests of its platforms. */
function subjectsOf({ image, graph }: PromotionPlan): readonly [RecordSubject, ...RecordSubject[]] {
  // A manifest for several platforms is one subject.
  const platforms = [...Map.groupBy(graphPlatforms(graph), ({ digest }) => digest)]
    .filter(([digest]) => digest !== image.digest)
    .map(([digest, all]) => ({ digest, platform: all.map(({ platform }) => platform).join(', ') }));
  return [{ digest: image.digest }, ...platforms];
}

async function openSigner({ signer }: RunContext) {
  if (signer === undefined) throw new Error('there is no signer for the record');
  return signer.open();
}

async function makeRecord(
  promotion: PromotionPredicate,
  scope: RecordScope,
  { tags, replaces }: { readonly tags: readonly PlannedTag[]; readonly replaces: readonly Digest[] },
) {
  const { request, plan, destination } = scope;
  const { repository } = destination;
  const subject = plan.image;
  const named = { uri: formatRepository(repository), subjects: subjectsOf(plan) };
  const statement = writeStatement(PROMOTION, named, promotion);
  const signer = destination.record === 'signed' ? await openSigner(request.run) : undefined;
  const bundle = await signer?.sign(statement);
  const content =
    bundle === undefined
      ? ({ form: 'statement', bytes: statement } as const)
      : ({ form: 'bundle', bytes: bundle } as const);
  const context = { labels: plan.labels, previousDigest: previousDigest(tags), replaces };
  const annotations = annotatePromotion(promotion, context);
  const artifact = buildRecord({ predicateType: PROMOTION.type, subject, annotations, ...content });
  const record = { repository, subject: subject.digest, digest: artifact.manifest.digest, ...content };
  await checkOwnRecord(scope, { record, statement, who: signer?.who });
  const signed = signer && bundle && { by: signer.name, bundle };
  return { artifact, statement: digestOf(statement), ...(signed && { signed }) };
}

interface RecordWriting {
  readonly tags: readonly PlannedTag[];
  readonly emit: EventSink;
  /** The records of this promotion that were written before: this one corrects them. */
  readonly trail: RecordTrail;
  /** Waited for before the record is attached: what it holds is sent meanwhile. */
  readonly verified?: Promise<void>;
}

/** @throws {PolicyError} if the record could not be verified afterwards, before anything is written. */
export async function writeRecord(
  client: RegistryClient,
  scope: RecordScope,
  { tags, emit, trail, verified }: RecordWriting,
): Promise<Pick<RecordEvent, 'digest' | 'signed'>> {
  const { plan, destination } = scope;
  const { repository } = destination;
  const approvals = await scope.request.policy?.approvals;
  const { statements: corrects, manifests: replaces } = await trail.read(client, {
    repository,
    subject: plan.image.digest,
  });
  const promotion = { ...describePromotion(scope, tags), approvals, corrects };
  const { artifact, statement, ...made } = await makeRecord(promotion, scope, { tags, replaces });
  await Promise.all([verified, putBlobs(client, repository, artifact.blobs)]);
  const { digest } = artifact.manifest;
  // From here on it may be there, even if the registry says no.
  const own = trail.begin({ digest, statement, says: promotion.destination });
  await attachReferrer(client, repository, artifact, (sentence) => emit({ kind: 'warning', to: repository, sentence }));
  own.confirm();
  return { digest, ...made };
}

export function recordedTags(tags: readonly PlannedTag[]): readonly Tag[] {
  return tags.filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
}

function recordedActions(tags: readonly PlannedTag[]): ReadonlyMap<string, RecordedAction> | undefined {
  const actions = tags.flatMap(({ tag, action }) => (action === 'skip' ? [] : [[tag, action] as const]));
  return actions.length === 0 ? undefined : new Map(actions);
}

function describePolicy({ request, destination }: RecordScope): Partial<PromotionPredicate> {
  const { route, evidence, gates } = destination;
  if (request.policy === undefined || route === undefined) return {};
  const { path, digest } = request.policy.pipeline;
  return { route: route.route, policy: { uri: path, digest }, evidence: evidence?.digest, checks: gates?.checks };
}

export function describePromotion(scope: RecordScope, tags: readonly PlannedTag[]): PromotionPredicate {
  const { request, plan, destination, counts } = scope;
  const { facts, reason, now } = request.run;
  const { route } = destination;
  const { repository, tag } = plan.source;
  return {
    time: now,
    source: {
      uri: formatRepository(repository),
      tags: tag === undefined ? [] : [tag],
      environment: route?.source?.name,
    },
    destination: {
      uri: formatRepository(destination.repository),
      environment: route?.destination.name,
      tags: recordedTags(tags),
      replaced: new Map(
        tags.flatMap(({ tag: name, action, before }) =>
          action === 'move' && before !== undefined ? [[name, before]] : [],
        ),
      ),
      actions: recordedActions(tags),
    },
    ...describePolicy(scope),
    set: plan.set ?? request.run.set,
    copied: { bytesUploaded: counts.bytesCopied, mounted: counts.mounted },
    reason,
    run: facts,
    toolVersion: TOOL_VERSION,
  };
}

export async function findEarlierRecord(client: RegistryClient, scope: RecordScope): Promise<Digest | undefined> {
  const { request, plan, destination } = scope;
  const { repository } = destination;
  const { digest } = plan.image;
  const promotion = describePromotion(scope, destination.tags.tags);
  if (request.policy !== undefined) {
    const { findOwnRecord } = await import('./existing-record.ts');
    const own = await findOwnRecord(client, scope, promotion);
    if (own !== 'not-governed') return own;
    // Annotations do not tell which gates were judged.
    if (destination.gates !== undefined) return undefined;
  }
  // An API that refuses names no record: then a new one is written.
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  const key = recordKeyOf(promotion, destination.record === 'signed');
  return findExistingRecord(client, { repository, digest }, { referrers, key });
}
