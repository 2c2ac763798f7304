import { confirmPush } from '../copy/copy.ts';
import { readNames } from '../image/existing-tags.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import {
  type ClaimOutcome,
  claimTags,
  isFreshLook,
  type LookedAt,
  lookAtClaims,
  type TakenTag,
  takenError,
} from '../tag-updates/claim.ts';
import { TagJournal } from '../tag-updates/journal.ts';
import { undoTags } from '../tag-updates/revert.ts';
import type { TagTarget } from '../tag-updates/write.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { listsTag } from '../tags/tag-case.ts';
import { correctRecords } from './correct-records.ts';
import type { EventSink } from './events.ts';
import { LAGGING } from './hidden-versions.ts';
import { isClaim, rootOf } from './look-at-claims.ts';
import { decideAgain, isMove, listWithOwn, moveTags, ownTags } from './move-tags.ts';
import type { DestinationPlan } from './plan.ts';
import type { PushedImage } from './push.ts';
import { writeRecord } from './record.ts';
import { lookAfterTags } from './retired.ts';

/** How long a list of tags is good for deciding which moving tags may move (ms). */
const LIST_LIFETIME = 300;

interface ClaimedTags {
  /** Every planned tag, the immutable ones as they came out. */
  readonly tags: readonly PlannedTag[];
  /** The tags that existed then, by the client's clock in ms; undefined if they were not listed. */
  readonly seen: { readonly names: ReadonlySet<string>; readonly at: number } | undefined;
}

/** @throws {PolicyError} if another image has one of the tags. */
export async function applyClaims(target: TagTarget, plan: DestinationPlan, looked?: LookedAt): Promise<ClaimedTags> {
  const { client, journal } = target;
  const { repository, tags } = plan;
  const claims = tags.tags.filter(isClaim);
  const { ifTagExists } = plan.tagPolicy;
  // Records were written before the claims: a list that has stood as long as they did costs no wait.
  const read = async () =>
    (await Promise.all([readNames(client, repository, plan.scope), settleLists([client], false)]))[0];
  const basis = { names: plan.existing.names, looked };
  const outcome: ClaimOutcome = await claimTags({ ...target, repository, ifTagExists, readNames: read }, claims, basis);
  for (const [index, claim] of claims.entries()) {
    if (outcome.tags[index]?.tag !== claim.tag || !isClaim(outcome.tags[index])) journal.release(repository, claim.tag);
  }
  return {
    tags: tags.tags.map((tag) => (isClaim(tag) ? (outcome.tags[claims.indexOf(tag)] ?? tag) : tag)),
    seen: outcome.names === undefined ? undefined : { names: outcome.names, at: client.clock.now() },
  };
}

/** Looks at the immutable tags that are to be claimed, before any tag of any image is written. */
async function lookBeforeClaims(target: TagTarget, { repository, tagPolicy, tags }: DestinationPlan, early?: LookedAt) {
  const claims = tags.tags.filter(isClaim);
  const isFresh = early !== undefined && isFreshLook(early, target.client);
  const looked = isFresh ? early : await lookAtClaims({ ...target, repository }, claims);
  // Those that another image has, unless the user said to skip them.
  const taken = claims.flatMap(({ tag, sequence }, index): readonly TakenTag[] => {
    const look = looked.looks[index];
    if (look?.verdict !== 'taken' || look.holds === undefined) return [];
    const isLost = sequence === undefined && tagPolicy.ifTagExists === 'fail';
    return isLost ? [{ repository, tag, holds: look.holds, wanted: target.root.digest }] : [];
  });
  return { looked, taken };
}

/** Decides by a list that shows all that stands by now, and moves the tags that may move. */
async function decideAndMove(
  target: TagTarget,
  plan: DestinationPlan,
  claimed: ClaimedTags,
): Promise<readonly PlannedTag[]> {
  const { clock } = target.client;
  const isStale = plan.tags.tags.some(isClaim) || clock.now() - plan.readAt > LIST_LIFETIME;
  // The rules know which moving tags depend on other versions: if any does, the whole list was read.
  if (plan.scope.kind !== 'all' || !isStale || !claimed.tags.some(isMove)) {
    return moveTags(target, plan, { tags: claimed.tags, names: plan.existing.names });
  }
  const { seen } = claimed;
  const isFresh =
    seen !== undefined &&
    clock.now() - seen.at <= LIST_LIFETIME &&
    ownTags(target, claimed.tags).every((tag) => listsTag(seen.names, tag));
  const names = isFresh ? seen.names : await listWithOwn(target, plan, claimed);
  return moveTags(target, plan, { tags: decideAgain(target, plan, { tags: claimed.tags, names }), names });
}

function tellLeft({ emit }: TagTarget, { repository, tags }: DestinationPlan, settled: readonly PlannedTag[]): void {
  for (const [index, { tag, action, reason, before }] of settled.entries()) {
    const planned = tags.tags[index];
    if (action !== 'skip' || planned === undefined || !isChange(planned)) continue;
    if (reason === LAGGING && before !== undefined) {
      const sentence = `Left ${formatRepository(repository)}:${tag} on ${shortDigest(before)}: ${reason}; run again`;
      emit({ kind: 'warning', to: repository, sentence });
    } else emit({ kind: 'left', to: repository, tag, reason });
  }
}

/**
 * Moves the tags of a complete image that may move, when all immutable ones stand.
 *
 * That order keeps two releases at once from moving a tag back: each makes its version known before it decides, so
 * the last to decide sees the higher one.
 */
export async function applyMoves(
  target: TagTarget,
  plan: DestinationPlan,
  claimed: ClaimedTags,
): Promise<readonly PlannedTag[]> {
  const settled = await decideAndMove(target, plan, claimed);
  tellLeft(target, plan, settled);
  return settled;
}

/** The tags of an image in one destination as they came out; its record was corrected if any came out unplanned. */
export interface Tagged extends Pick<PushedImage, 'record' | 'hasNewRecord'> {
  readonly pushed: PushedImage;
  readonly tags: readonly PlannedTag[];
}

interface Tagging {
  readonly pushed: PushedImage;
  readonly target: TagTarget;
  readonly emit: EventSink;
  record(): Pick<Tagged, 'record' | 'hasNewRecord'>;
}

function startTagging(pushed: PushedImage, run: { readonly journal: TagJournal; readonly emit: EventSink }): Tagging {
  const { plan, destination } = pushed.scope;
  const { repository } = destination;
  const client = pushed.clients.destination(repository);
  const root = rootOf(plan);
  const own = [...plan.graph.nodes.keys(), ...plan.attachments.referrers.map(({ graph }) => graph.root)];
  let { record, hasNewRecord } = pushed;
  async function onChange(tags: readonly PlannedTag[]): Promise<void> {
    if (destination.record === 'off') return;
    const written = await writeRecord(client, pushed.scope, { tags, emit: run.emit, trail: pushed.trail });
    record = written.digest;
    hasNewRecord = true;
    run.emit({ kind: 'record', to: repository, subject: plan.image.digest, ...written });
  }
  return {
    pushed,
    target: { ...run, client, root, own, onChange },
    emit: run.emit,
    record: () => ({ record, hasNewRecord }),
  };
}

/** Waits until all have settled before throwing the first failure, so that nothing is still running then. */
async function allDone<Result>(promises: readonly Promise<Result>[]): Promise<readonly Result[]> {
  const outcomes = await Promise.allSettled(promises);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return Promise.all(promises);
}

/** Confirms an image whose root was written under its tags; if it got none, the root is written by digest. */
async function settleRoot(
  { target: { client, root }, pushed, emit }: Tagging,
  tags: readonly PlannedTag[],
): Promise<void> {
  const { repository } = pushed.scope.destination;
  if (!tags.some(isChange)) {
    await putManifest(client, repository, root.digest, root);
    await confirmPush(client, repository, root.digest);
  }
  emit({ kind: 'verified', to: repository, digest: root.digest });
}

async function tagAll(taggings: readonly Tagging[]): Promise<readonly Tagged[]> {
  // If an immutable tag is another image's, no tag of any image is written.
  const looked = await allDone(
    taggings.map(async (tagging) => {
      const { target, pushed } = tagging;
      return { ...tagging, look: await lookBeforeClaims(target, pushed.scope.destination, pushed.looked) };
    }),
  );
  const [taken, ...more] = looked.flatMap(({ look }) => look.taken);
  if (taken !== undefined) throw takenError([taken, ...more]);
  const claimed = await allDone(
    looked.map(async (tagging) => {
      const { target, pushed } = tagging;
      return { ...tagging, claims: await applyClaims(target, pushed.scope.destination, tagging.look.looked) };
    }),
  );
  const clients = taggings.map(({ target }) => target.client);
  await settleLists(clients, false);
  const tagged = await allDone(
    claimed.map(async (tagging) => {
      const { target, pushed, claims } = tagging;
      const tags = await applyMoves(target, pushed.scope.destination, claims);
      if (!pushed.hasRoot) await settleRoot(tagging, tags);
      const { plan, destination } = pushed.scope;
      const { danger, repository } = destination;
      if (danger !== undefined) {
        const { client, root } = target;
        await lookAfterTags({ client, repository, graph: plan.graph, root, tags }, danger);
      }
      return { pushed, tags, ...tagging.record() };
    }),
  );
  await settleLists(clients, true);
  return tagged;
}

/**
 * Writes the tags of all images in all destinations: first those that never move, everywhere, and then those that do.
 *
 * If one cannot be written, those that were moved are put back, in every destination, and the records are corrected.
 *
 * @param journal keeps how far each tag came, for whoever ends the run from outside.
 * @throws the first failure, with what each tag holds now.
 */
export async function applyAllTags(
  pushed: readonly PushedImage[],
  emit: EventSink,
  journal = new TagJournal(),
): Promise<readonly Tagged[]> {
  for (const { destination } of pushed.map(({ scope }) => scope)) {
    const changes = destination.tags.tags.filter(isChange);
    journal.expect(
      destination.repository,
      changes.map(({ tag }) => tag),
    );
  }
  try {
    return await tagAll(pushed.map((each) => startTagging(each, { journal, emit })));
  } catch (error) {
    const undone = await undoTags(journal, error);
    await correctRecords(pushed, { emit, journal });
    throw undone;
  }
}
