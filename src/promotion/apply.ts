import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/repository.ts';
import { headManifest, type StoredManifest } from '../registry/manifests.ts';
import type { PlannedTag } from '../tags/tag-plan.ts';
import { applyCopy } from './apply-copy.ts';
import { type BlobCounts, findEarlierRecord, type RecordScope, writeRecord } from './apply-record.ts';
import { applyTags } from './apply-tags.ts';
import type { EventSink, PromotionEvent } from './promotion-event.ts';
import type { DestinationPlan, PromotionPlan } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './promotion-request.ts';

/** What a promotion did in one destination. */
export interface DestinationResult {
  readonly plan: DestinationPlan;
  readonly tags: readonly PlannedTag[];
  readonly counts: BlobCounts;
  readonly manifestsWritten: number;
  /** The record's digest; undefined where none was asked for. */
  readonly record: Digest | undefined;
  /** Whether a tag was created or moved. */
  readonly changed: boolean;
}

/** Counts what events tell about blobs and manifests. */
class Tally {
  private readonly counts = { mounted: 0, copied: 0, present: 0, leftOut: 0, bytesCopied: 0 };
  manifests = 0;

  add(event: PromotionEvent): void {
    if (event.kind === 'manifest') this.manifests++;
    if (event.kind !== 'blob') return;
    const { outcome, blob } = event;
    this.counts[outcome === 'left-out' ? 'leftOut' : outcome]++;
    if (outcome === 'copied') this.counts.bytesCopied += blob.size;
  }

  snapshot(): BlobCounts {
    return { ...this.counts };
  }
}

/** An image that is complete and recorded in a destination, and waits for its tags. */
interface Landed {
  readonly scope: RecordScope;
  readonly manifests: number;
  readonly record: Digest | undefined;
}

function changes({ action }: PlannedTag): boolean {
  return action === 'create' || action === 'move';
}

/** Brings the image to a destination by digest, checks that it is there, and records it; no tag is touched. */
async function land(
  request: PromotionRequest,
  clients: PromotionClients,
  work: { readonly plan: PromotionPlan; readonly destination: DestinationPlan; readonly emit: EventSink },
): Promise<Landed> {
  const { plan, destination, emit } = work;
  const { repository } = destination;
  const client = clients.destination(repository);
  const tally = new Tally();
  await applyCopy({ source: clients.source, destination: client }, destination.copy, (event) => {
    tally.add(event);
    emit(event);
  });
  const { digest } = plan.image;
  if (destination.copy.manifests.length > 0 && (await headManifest(client, repository, digest)) !== digest) {
    throw new RegistryError(
      `Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`,
      { code: 'digest-mismatch', registry: client.registry },
    );
  }
  emit({ kind: 'verified', to: repository, digest });
  const scope = { request, plan, destination, counts: tally.snapshot() };
  if (request.record === 'off') return { scope, manifests: tally.manifests, record: undefined };
  const isRepeat = !destination.tags.tags.some(changes) && destination.copy.manifests.length === 0;
  const earlier = isRepeat ? await findEarlierRecord(client, scope) : undefined;
  const record = earlier ?? (await writeRecord(client, scope, destination.tags.tags));
  if (earlier === undefined) emit({ kind: 'record', to: repository, digest: record });
  return { scope, manifests: tally.manifests, record };
}

async function tag(clients: PromotionClients, landed: Landed, emit: EventSink): Promise<DestinationResult> {
  const { scope } = landed;
  const { plan, destination, request } = scope;
  const { repository } = destination;
  const client = clients.destination(repository);
  const node = plan.graph.nodes.get(plan.image.digest);
  if (node === undefined) throw new Error('the graph has no root');
  const { mediaType, digest } = plan.image;
  const root: StoredManifest = { mediaType, digest, bytes: node.bytes };
  let { record } = landed;
  async function onChange(tags: readonly PlannedTag[]): Promise<void> {
    if (request.record === 'off') return;
    record = await writeRecord(client, scope, tags);
    emit({ kind: 'record', to: repository, digest: record });
  }
  const tags = await applyTags({ client, root, emit, onChange }, destination);
  const { counts } = scope;
  return { plan: destination, tags, counts, manifestsWritten: landed.manifests, record, changed: tags.some(changes) };
}

/**
 * Applies a plan: the image and its record to every destination first, and only then the tags.
 *
 * A run that dies on the way leaves the old tags or the new ones, never a tag on an image that is incomplete or
 * has no record; running it again completes it.
 */
export async function applyPromotion(
  request: PromotionRequest,
  clients: PromotionClients,
  work: { readonly plan: PromotionPlan; readonly emit: EventSink },
): Promise<readonly DestinationResult[]> {
  const { plan, emit } = work;
  const landed = await Promise.all(
    plan.destinations.map((destination) => land(request, clients, { plan, destination, emit })),
  );
  return Promise.all(landed.map((each) => tag(clients, each, emit)));
}
