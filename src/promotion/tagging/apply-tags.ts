import type { Digest } from '../../oci/digest.ts';
import type { StoredManifest } from '../../registry/manifests.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import { isChange, type PlannedTag } from '../../tags/tag-plan.ts';
import { readNames } from '../destination/names-scope.ts';
import type { EventSink } from '../promotion-event.ts';
import { type DestinationPlan, planDestinationTags } from '../promotion-plan.ts';
import { type ClaimOutcome, claimTags } from './claim.ts';
import { persist, persistOnce } from './persist.ts';
import type { TagJournal } from './tag-journal.ts';
import { writeTagsAtOnce } from './write-at-once.ts';
import { writeTag } from './write-tag.ts';

/** A list of tags is good for this long, in ms, for deciding which moving tags may move. */
const LIST_LIFETIME = 300;
/** A list that does not show one's own tag yet is read again this often: replicas lag (GHCR up to 5 s). */
const LIST_TRIES = 6;
/** The first pause before a list is read again, in ms; it doubles each time. */
const LIST_PAUSE = 200;

/** What tags are applied to. */
export interface TagTarget {
  readonly client: RegistryClient;
  readonly root: StoredManifest;
  readonly journal: TagJournal;
  /** The manifests whose digest tags this run writes: they are no sign of other runs. */
  readonly own: readonly Digest[];
  readonly emit: EventSink;
  /** Called where a tag comes out otherwise than planned, before any tag is moved, so that the record can say so. */
  readonly onChange: (tags: readonly PlannedTag[]) => Promise<void>;
}

/** The tags of a destination when its immutable ones are claimed. */
export interface ClaimedTags {
  /** Every planned tag, the immutable ones as they came out. */
  readonly tags: readonly PlannedTag[];
  /** The tags that existed then, by the client's clock in ms; undefined where they were not listed. */
  readonly seen: { readonly names: ReadonlySet<string>; readonly at: number } | undefined;
}

function isClaim({ action, mutable }: PlannedTag): boolean {
  return action === 'create' && !mutable;
}

function isMove(planned: PlannedTag): boolean {
  return planned.mutable && isChange(planned);
}

/** Lists the tags until the list shows what this run has written: an older list would let a moving tag go back. */
async function listWithOwn(
  { client, journal }: TagTarget,
  plan: DestinationPlan,
  own: readonly PlannedTag[],
): Promise<ReadonlySet<string>> {
  const { clock } = client;
  for (let attempt = 1; ; attempt++) {
    const names = await persistOnce({ journal, clock }, () => readNames(client, plan.repository, plan.scope));
    if (attempt === LIST_TRIES || own.every(({ tag }) => names.has(tag))) return names;
    await clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
  }
}

/** Decides again which moving tags may move, now that the versions of other runs may have come in. */
async function decideAgain(
  target: TagTarget,
  plan: DestinationPlan,
  { tags: claimed, seen }: ClaimedTags,
): Promise<readonly PlannedTag[]> {
  const own = claimed.filter(({ mutable, after }) => !mutable && after === target.root.digest);
  const isFresh =
    seen !== undefined &&
    target.client.clock.now() - seen.at <= LIST_LIFETIME &&
    own.every(({ tag }) => seen.names.has(tag));
  const names = isFresh ? seen.names : await listWithOwn(target, plan, own);
  const digests = new Map(plan.existing.digests);
  for (const { tag, mutable, after } of claimed) if (!mutable && after !== undefined) digests.set(tag, after);
  const fresh = planDestinationTags(plan.question, { ...plan.existing, names, digests }, target.root.digest).tags.tags;
  return claimed.map((planned) => {
    const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : undefined;
    return now?.action === 'skip' ? now : planned;
  });
}

/**
 * Claims the tags of a complete image that never move.
 *
 * @throws {PolicyError} where another image has one of them.
 */
export async function applyClaims(target: TagTarget, plan: DestinationPlan): Promise<ClaimedTags> {
  const { client } = target;
  const { repository, question, tags } = plan;
  const claims = tags.tags.filter(isClaim);
  const { ifTagExists } = question;
  const read = () => readNames(client, repository, plan.scope);
  const basis = { checkedAt: plan.readAt, names: plan.existing.names };
  const outcome: ClaimOutcome = await claimTags({ ...target, repository, ifTagExists, readNames: read }, claims, basis);
  return {
    tags: tags.tags.map((tag) => (isClaim(tag) ? (outcome.tags[claims.indexOf(tag)] ?? tag) : tag)),
    seen: outcome.names === undefined ? undefined : { names: outcome.names, at: client.clock.now() },
  };
}

/**
 * Moves the tags of a complete image that may move, by a fresh list, when all immutable ones stand.
 *
 * That order is what keeps two releases at once from moving a tag back: each makes its version known before it
 * decides, so whoever decides last sees the higher one.
 *
 * @returns every planned tag as it came out.
 */
export async function applyMoves(
  target: TagTarget,
  plan: DestinationPlan,
  claimed: ClaimedTags,
): Promise<readonly PlannedTag[]> {
  const { client, journal } = target;
  const { repository, tags, scope } = plan;
  const { clock } = client;
  let settled = claimed.tags;
  const isStale = tags.tags.some(isClaim) || clock.now() - plan.readAt > LIST_LIFETIME;
  // Which moving tags depend on other versions, the rules know: where any does, the whole list was read.
  if (scope.kind === 'all' && isStale && settled.some(isMove)) settled = await decideAgain(target, plan, claimed);
  if (settled.some((tag, index) => tag !== tags.tags[index])) {
    await persistOnce({ journal, clock }, () => target.onChange(settled));
  }
  const writer = { ...target, repository };
  const moves = settled.filter(isMove);
  const written = await writeTagsAtOnce(writer, moves);
  const left = moves.filter(({ tag }) => !written.has(tag));
  await persist(left, { journal, clock }, (tag) => writeTag(writer, tag));
  return settled;
}
