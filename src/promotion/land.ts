import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/repository.ts';
import { confirmManifest } from '../registry/confirm.ts';
import { isChange } from '../tags/tag-plan.ts';
import { type BlobCounts, findEarlierRecord, type RecordScope, writeRecord } from './apply-record.ts';
import { applyCompanions } from './companions/apply-companions.ts';
import { applyCopy } from './copy/apply-copy.ts';
import type { EventSink, PromotionEvent } from './promotion-event.ts';
import type { DestinationPlan, PromotionPlan } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './promotion-request.ts';

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
export interface Landed {
  readonly clients: PromotionClients;
  readonly scope: RecordScope;
  readonly manifests: number;
  readonly record: Digest | undefined;
}

/** Brings the image to a destination by digest, checks that it is there, and records it; no tag is touched. */
export async function land(
  request: PromotionRequest,
  clients: PromotionClients,
  work: { readonly plan: PromotionPlan; readonly destination: DestinationPlan; readonly emit: EventSink },
): Promise<Landed> {
  const { plan, destination, emit } = work;
  const { repository } = destination;
  const client = clients.destination(repository);
  const tally = new Tally();
  function count(event: PromotionEvent): void {
    tally.add(event);
    emit(event);
  }
  const written = await applyCopy({ source: clients.source, destination: client }, destination.copy, count);
  await applyCompanions({ client, repository, emit: count }, destination.companions, written);
  const { digest } = plan.image;
  if (
    destination.copy.manifests.length > 0 &&
    (await confirmManifest(client, repository, { reference: digest, digest })) !== digest
  ) {
    throw new RegistryError(
      `Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`,
      { code: 'digest-mismatch', registry: client.registry },
    );
  }
  emit({ kind: 'verified', to: repository, digest });
  const scope = { request, plan, destination, counts: tally.snapshot() };
  if (request.record === 'off') return { clients, scope, manifests: tally.manifests, record: undefined };
  const isRepeat = !destination.tags.tags.some(isChange) && destination.copy.manifests.length === 0;
  const earlier = isRepeat ? await findEarlierRecord(client, scope) : undefined;
  const record = earlier ?? (await writeRecord(client, scope, destination.tags.tags));
  if (earlier === undefined) emit({ kind: 'record', to: repository, digest: record });
  return { clients, scope, manifests: tally.manifests, record };
}
