import { toNode } from '../image/read-graph.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { Tag } from '../oci/reference.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { IN_FLIGHT } from './keep.ts';
import { type KnownImage, lookAt, type SweepPlace } from './look.ts';
import type { LeftOver } from './sweep-target.ts';
import { isFixedTag } from './tag-kind.ts';

/** An image that is retired or rescued. */
export type RetireTarget = Omit<KnownImage, 'retiredAt'>;

/** What a retirement does beside tags. */
export interface RetireMeans {
  /** When the run began (ms). */
  readonly now: number;
  /** The name of the mark. */
  readonly mark: Tag;
  /** Writes the record of it to the image and to the ledger. */
  writeRecord(image: Descriptor): Promise<void>;
}

/** What became of an image. */
export type RetireOutcome =
  | {
      readonly kind: 'retired';
      /** Undefined if the registry does not delete tags: then the record alone marks it, and its tags stay. */
      readonly mark: Tag | undefined;
      readonly tags: readonly Tag[];
      readonly left: readonly LeftOver[];
    }
  /** `reason` is a clause. */
  | { readonly kind: 'left'; readonly reason: string };

/**
 * Retires an image: its mark, its record, and then the tags that the registry lets go. It stays pullable by its digest. No tag
 * goes if the image has a record of the last 48 hours: a promotion may be writing them. If one comes meanwhile, they come back.
 */
export async function retireImage(
  place: SweepPlace,
  target: RetireTarget,
  { now, mark, writeRecord }: RetireMeans,
): Promise<RetireOutcome> {
  const { client, repository, deleter } = place;
  const known = { ...target, mark, retiredAt: now - IN_FLIGHT + CLOCK_SKEW };
  const first = await lookAt(place, known);
  if (first.reason !== undefined) return { kind: 'left', reason: retireReason(first.reason) };
  const stored = await getManifest(client, repository, target.digest);
  if (stored === undefined) return { kind: 'left', reason: 'the registry does not have it any more' };
  const deletesTags = await deleter.canDeleteTags();
  // A tag that cannot be deleted could not be taken off again when the image is needed.
  if (deletesTags && !first.holding.includes(mark)) await putManifest(client, repository, mark, stored);
  const { mediaType } = toNode(repository, stored).descriptor;
  await writeRecord({ mediaType, digest: stored.digest, size: stored.bytes.byteLength, annotations: new Map() });
  if (!deletesTags) return { kind: 'retired', mark: undefined, tags: [], left: [] };
  const second = await lookAt(place, known);
  if (second.reason !== undefined) return { kind: 'left', reason: retireReason(second.reason) };
  const left: LeftOver[] = [];
  const gone: Tag[] = [];
  for (const tag of target.tags) {
    if ((await headManifest(client, repository, tag)) !== target.digest) continue;
    const deletion = await deleter.deleteTag(tag, target.digest);
    if (deletion.kind === 'deleted') gone.push(tag);
    else if (deletion.kind !== 'absent') left.push({ kind: 'tag', name: tag, reason: deletion.reason });
  }
  const third = await lookAt(place, known);
  if (third.reason === undefined) return { kind: 'retired', mark, tags: gone, left };
  await putTagsBack(place, gone, stored);
  return { kind: 'left', reason: retireReason(third.reason) };
}

/** A promotion that came while tags were deleted may count on them; one that comes later finds them gone. */
async function putTagsBack(
  { client, repository }: SweepPlace,
  gone: readonly Tag[],
  stored: StoredManifest,
): Promise<void> {
  for (const tag of gone) {
    if ((await headManifest(client, repository, tag)) === undefined) await putManifest(client, repository, tag, stored);
  }
}

function retireReason(reason: string): string {
  return reason.startsWith('it has a record') ? 'its newest record is younger than 48 hours' : reason;
}

/** What a rescue does beside tags. */
export interface RescueMeans {
  /** The tags that it had when it was retired. */
  readonly retiredTags: readonly Tag[];
  /** Writes to the image and to the ledger that it is needed again. */
  writeRecord(image: Descriptor): Promise<void>;
}

/** What became of an image. */
export type RescueOutcome =
  | { readonly kind: 'rescued'; readonly tags: readonly Tag[]; readonly left: readonly LeftOver[] }
  | { readonly kind: 'left'; readonly reason: string };

/**
 * Takes back that an image was retired: the tags that never move come back, unless they hold something else by now, then the
 * record, and the mark goes. Moving tags are for promotions to move.
 */
export async function rescueImage(
  { client, repository, deleter }: SweepPlace,
  { digest, mark }: Pick<RetireTarget, 'digest' | 'mark'>,
  { retiredTags, writeRecord }: RescueMeans,
): Promise<RescueOutcome> {
  const stored = await getManifest(client, repository, digest);
  if (stored === undefined) return { kind: 'left', reason: 'the registry does not have it any more' };
  const back: Tag[] = [];
  const left: LeftOver[] = [];
  for (const tag of retiredTags.filter(isFixedTag)) {
    const holds = await headManifest(client, repository, tag);
    if (holds === digest) continue;
    if (holds === undefined) {
      await putManifest(client, repository, tag, stored);
      back.push(tag);
    } else {
      left.push({ kind: 'tag', name: tag, reason: `it holds ${holds} by now` });
    }
  }
  const { mediaType } = toNode(repository, stored).descriptor;
  await writeRecord({ mediaType, digest, size: stored.bytes.byteLength, annotations: new Map() });
  if (mark !== undefined && (await headManifest(client, repository, mark)) === digest) {
    const deletion = await deleter.deleteTag(mark, digest);
    if (deletion.kind === 'refused' || deletion.kind === 'unsupported') {
      left.push({ kind: 'tag', name: mark, reason: deletion.reason });
    }
  }
  return { kind: 'rescued', tags: back, left };
}
