import { applyCopy, confirmPush } from '../copy/copy.ts';
import { copyAttachments } from '../copy/copy-attachments.ts';
import type { ManifestStep } from '../copy/plan.ts';
import type { Digest } from '../oci/digest.ts';
import { sendConfigAhead } from '../records/put-blobs.ts';
import type { LookedAt } from '../tag-updates/claim.ts';
import { isChange } from '../tags/planned-tag.ts';
import type { Recorded, Recordings } from './correct-records.ts';
import type { EventSink, PromotionEvent } from './events.ts';
import { lookEarly } from './look-at-claims.ts';
import { mayWriteAtOnce, type PlannedPush, type PromotionPlan } from './plan.ts';
import { type BlobCounts, findEarlierRecord, writeRecord } from './record.ts';
import { RecordTrail } from './record-trail.ts';

class Tally {
  private readonly counts = { mounted: 0, copied: 0, present: 0, leftOut: 0, bytesCopied: 0 };
  private readonly whole = Promise.withResolvers<BlobCounts>();
  private left: number;
  manifests = 0;

  /** @param blobs how many blobs the destination is to get. */
  constructor(blobs: number) {
    this.left = blobs;
    if (blobs === 0) this.whole.resolve(this.counts);
  }

  /** How the blobs got there, once all of them are: manifests may still be missing then. */
  get blobs(): Promise<BlobCounts> {
    return this.whole.promise;
  }

  add(event: PromotionEvent): void {
    if (event.kind === 'manifest') this.manifests++;
    if (event.kind !== 'blob') return;
    const { outcome, blob } = event;
    this.counts[outcome === 'left-out' ? 'leftOut' : outcome]++;
    if (outcome === 'copied') this.counts.bytesCopied += blob.size;
    if (--this.left === 0) this.whole.resolve(this.counts);
  }
}

/** An image that is complete and recorded in a destination, and waits for its tags. */
export interface PushedImage extends Recorded {
  readonly manifests: number;
  readonly record: Digest | undefined;
  /** Whether this run wrote the record. */
  readonly hasNewRecord: boolean;
  /** Whether the root manifest is there. If not, only it is missing, and is written under the tags at once. */
  readonly hasRoot: boolean;
  /** What its immutable tags held while the record was written, if nothing else was to be waited for. */
  readonly looked?: LookedAt | undefined;
  /** The statements of admission that this run wrote. */
  readonly admission?: readonly Digest[];
}

interface PushOptions {
  /** Whether it is the only image of the run, in its only destination. */
  readonly isAlone: boolean;
  readonly emit: EventSink;
  /** Takes the records that are written, so that they can be corrected if the run fails. */
  readonly recordings?: Recordings | undefined;
}

function isRoot({ image }: PromotionPlan, { node }: ManifestStep): boolean {
  return node.descriptor.digest === image.digest;
}

/** Pushes the image to a destination by digest, checks that it is there, and records it; no tag is touched. */
export async function push(
  { request, clients, plan, destination }: PlannedPush,
  { isAlone, emit, recordings }: PushOptions,
): Promise<PushedImage> {
  const { repository, copy } = destination;
  const client = clients.destination(repository);
  const tally = new Tally(copy.blobs.length);
  const trail = new RecordTrail();
  function count(event: PromotionEvent): void {
    tally.add(event);
    emit(event);
  }
  const hasRoot = !mayWriteAtOnce(destination, { isAlone, hasRecord: destination.record !== 'off' });
  const manifests = hasRoot ? copy.manifests : copy.manifests.filter((step) => !isRoot(plan, step));

  async function copyImage(): Promise<void> {
    const ends = { source: clients.source, destination: client };
    const written = await applyCopy(ends, { ...copy, manifests }, count, clients.tracker);
    await copyAttachments({ client, repository, emit: count }, destination.attachments, { written, manifests });
    if (!hasRoot) return;
    const { digest } = plan.image;
    if (copy.manifests.length > 0) await confirmPush(client, repository, digest);
    emit({ kind: 'verified', to: repository, digest });
  }

  /** Writes the record once the image is verified, unless an earlier run of the same promotion left it. */
  async function leaveRecord(verified: Promise<void>): Promise<Pick<PushedImage, 'record' | 'hasNewRecord'>> {
    if (destination.record === 'off') return { record: undefined, hasNewRecord: false };
    const tags = destination.tags.tags;
    const isRepeat = !tags.some(isChange) && copy.manifests.length === 0;
    if (!isRepeat) sendConfigAhead(client, repository);
    const scope = { request, plan, destination, counts: await tally.blobs };
    const isThere = !copy.manifests.some((step) => isRoot(plan, step));
    if (isThere && destination.route?.route.kind === 'hotfix') {
      const { warnOfExpired } = await import('./expired-hotfix.ts');
      const sentence = await warnOfExpired(client, scope);
      if (sentence !== undefined) emit({ kind: 'warning', to: repository, sentence });
    }
    const earlier = isRepeat ? await findEarlierRecord(client, scope) : undefined;
    if (earlier !== undefined) return { record: earlier, hasNewRecord: false };
    const write = (after: Promise<void>) => writeRecord(client, scope, { tags, emit, trail, verified: after });
    const record = await (recordings?.add({ clients, scope, trail }, verified, write) ?? write(verified));
    emit({ kind: 'record', to: repository, subject: plan.image.digest, ...record });
    return { record: record.digest, hasNewRecord: true };
  }

  const verified = copyImage();
  // No other image has to be complete before the tags of this one are looked at.
  const looking = isAlone && hasRoot ? verified.then(() => lookEarly(client, { plan, destination })) : undefined;
  looking?.catch(() => undefined);
  const [recorded] = await Promise.all([leaveRecord(verified), verified]);
  const scope = { request, plan, destination, counts: await tally.blobs };
  return { clients, scope, manifests: tally.manifests, ...recorded, trail, hasRoot, looked: await looking };
}
