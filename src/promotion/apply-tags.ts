import { readNames } from '../image/names-scope.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { type ClaimOutcome, claimTags, type LookedAt, lookAtClaims } from '../tag-updates/claim.ts';
import type { TakenTag } from '../tag-updates/claim-steps.ts';
import type { TagJournal } from '../tag-updates/write.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { listsTag } from '../tags/tag-case.ts';
import { decideAgain, isMove, listWithOwn, ownTags } from './decide-again.ts';
import type { TagEvent } from './events.ts';
import { LAGGING } from './hidden-versions.ts';
import { moveTags } from './move-tags.ts';
import type { DestinationPlan } from './promotion-plan.ts';

/** A list of tags is good for this long, in ms, for deciding which moving tags may move. */
const LIST_LIFETIME = 300;

/** What tags are applied to. */
export interface TagTarget {
  readonly client: RegistryClient;
  readonly root: StoredManifest;
  readonly journal: TagJournal;
  /** The manifests whose digest tags this run writes: they are no sign of other runs. */
  readonly own: readonly Digest[];
  readonly emit: (event: TagEvent) => void;
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

function isClaim(planned: PlannedTag | undefined): boolean {
  return planned?.action === 'create' && !planned.mutable;
}

/**
 * Claims the tags of a complete image that never move.
 *
 * @throws {PolicyError} where another image has one of them.
 */
export async function applyClaims(target: TagTarget, plan: DestinationPlan, looked?: LookedAt): Promise<ClaimedTags> {
  const { client, journal } = target;
  const { repository, question, tags } = plan;
  const claims = tags.tags.filter(isClaim);
  const { ifTagExists } = question;
  const read = () => readNames(client, repository, plan.scope);
  const basis = { names: plan.existing.names, ...(looked === undefined ? {} : { looked }) };
  const outcome: ClaimOutcome = await claimTags({ ...target, repository, ifTagExists, readNames: read }, claims, basis);
  for (const [index, claim] of claims.entries()) {
    if (outcome.tags[index]?.tag !== claim.tag || !isClaim(outcome.tags[index])) journal.release(repository, claim.tag);
  }
  return {
    tags: tags.tags.map((tag) => (isClaim(tag) ? (outcome.tags[claims.indexOf(tag)] ?? tag) : tag)),
    seen: outcome.names === undefined ? undefined : { names: outcome.names, at: client.clock.now() },
  };
}

/** What a look at the immutable tags of a destination showed, before any tag is written. */
export interface FirstLook {
  readonly looked: LookedAt;
  /** Those that another image has, where the user did not say to skip them. */
  readonly taken: readonly TakenTag[];
}

/** Looks at the immutable tags that are to be claimed, before any tag of any image is written. */
export async function lookBeforeClaims(
  target: TagTarget,
  { repository, question, tags }: DestinationPlan,
): Promise<FirstLook> {
  const claims = tags.tags.filter(isClaim);
  const looked = await lookAtClaims({ ...target, repository }, claims);
  const wanted = target.root.digest;
  const taken = claims.flatMap(({ tag, sequence }, index): readonly TakenTag[] => {
    const look = looked.looks[index];
    if (look?.verdict !== 'taken' || look.holds === undefined) return [];
    const isLost = sequence === undefined && question.ifTagExists === 'fail';
    return isLost ? [{ repository, tag, holds: look.holds, wanted }] : [];
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
  // Which moving tags depend on other versions, the rules know: where any does, the whole list was read.
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

/** Tells of the tags that were planned to be written and are left as they are, each with the reason. */
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
  const settled = await decideAndMove(target, plan, claimed);
  tellLeft(target, plan, settled);
  return settled;
}
