import { readNames } from '../image/names-scope.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/tag.ts';
import { persistOnce } from '../tag-updates/persist.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { familiesOf, inOwnCase, listsTag, standingTags } from '../tags/tag-case.ts';
import type { TagTarget } from './apply-tags.ts';
import { type DestinationPlan, planDestinationTags } from './promotion-plan.ts';

/** A list that does not show one's own tag yet is read again this often: replicas lag (GHCR up to 5 s). */
const LIST_TRIES = 6;

/** The first pause before a list is read again, in ms; it doubles each time. */
const LIST_PAUSE = 200;

/** Tells whether a planned tag moves, or is a moving tag that is written for the first time. */
export function isMove(planned: PlannedTag): boolean {
  return planned.mutable && isChange(planned);
}

/** Returns the immutable tags that stand on the image by now. */
export function ownTags({ root }: Pick<TagTarget, 'root'>, tags: readonly PlannedTag[]): readonly Tag[] {
  return tags.filter(({ mutable, after }) => !mutable && after === root.digest).map(({ tag }) => tag);
}

/**
 * Lists the tags until the list shows what this run has written, and what it has just found: an older list would let a
 * moving tag go back.
 *
 * @param found tags that a look has found.
 * @returns the last list where none shows them all.
 */
export async function listWithOwn(
  target: TagTarget,
  plan: DestinationPlan,
  { tags, found = [] }: { readonly tags: readonly PlannedTag[]; readonly found?: readonly Tag[] },
): Promise<ReadonlySet<string>> {
  const { client, journal } = target;
  const { clock } = client;
  const own = [...ownTags(target, tags), ...found];
  for (let attempt = 1; ; attempt++) {
    const names = await persistOnce({ journal, clock }, () => readNames(client, plan.repository, plan.scope));
    if (attempt === LIST_TRIES || own.every((tag) => listsTag(names, tag))) return names;
    await clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
  }
}

/** What is known when moving tags are decided on again. */
export interface KnownNow {
  /** Every planned tag, the immutable ones as they came out. */
  readonly tags: readonly PlannedTag[];
  /** The tags that exist now. */
  readonly names: ReadonlySet<string>;
  /** What moving tags hold now, where that is not what they held when they were planned. */
  readonly holds?: ReadonlyMap<Tag, Digest | undefined>;
}

/** Decides again which moving tags may move, now that the versions of other runs may have come in. */
export function decideAgain(
  { root }: Pick<TagTarget, 'root'>,
  { existing, question, computed }: DestinationPlan,
  { tags, names, holds = new Map() }: KnownNow,
): readonly PlannedTag[] {
  const digests = new Map(existing.digests);
  for (const { tag, mutable, after } of tags) if (!mutable && after !== undefined) digests.set(tag, after);
  for (const [tag, digest] of holds) {
    if (digest === undefined) digests.delete(tag);
    else digests.set(tag, digest);
  }
  // What was there when the promotion was planned still counts: a list that lags does not take it away.
  const own = inOwnCase(names, standingTags(tags), familiesOf(computed.wanted));
  const known = new Set([...existing.names, ...own]);
  const fresh = planDestinationTags(question, { ...existing, names: known, digests }, root.digest).tags.tags;
  return tags.map((planned) => {
    const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : undefined;
    if (now?.action === 'skip') return now;
    if (now === undefined || !holds.has(planned.tag)) return planned;
    const before = holds.get(planned.tag);
    return { ...planned, action: before === undefined ? 'create' : 'move', before };
  });
}
