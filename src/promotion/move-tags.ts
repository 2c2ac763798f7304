import { readNames } from '../image/existing-tags.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import { headManifest } from '../registry/manifests.ts';
import { tagName } from '../tag-updates/journal.ts';
import {
  pauseAfter,
  retryOnce,
  retryOnceTagged,
  type TagTarget,
  writeTag,
  writeTagsAtOnce,
} from '../tag-updates/write.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { familiesOf, inOwnCase, listsTag, standingTags } from '../tags/tag-case.ts';
import { findHiddenVersions } from './hidden-versions.ts';
import { type DestinationPlan, planDestinationTags } from './plan.ts';

/** So often in a row a tag may turn out to hold something new before it is written all the same: other runs end too. */
const MOST_CHANGES = 5;

/** A tag that was there and is gone is looked at this often in all: nobody deletes tags in this moment. */
const LOOKS_AT_GONE = 3;

/** The first pause between these, in ms; it doubles each time. */
const GONE_PAUSE = 200;

/** The tags of a destination when the moving ones are due. */
interface DueTags {
  /** Every planned tag, the immutable ones as they came out. */
  readonly tags: readonly PlannedTag[];
  /** The tags that are known to exist. */
  readonly names: ReadonlySet<string>;
}

/** Asks what a moving tag holds right before it is written. */
async function lookAt(
  { client, root }: TagTarget,
  { repository }: DestinationPlan,
  { tag, before }: PlannedTag,
): Promise<Digest | undefined> {
  for (let look = 1; ; look++) {
    const holds = await headManifest(client, repository, tag, digestAlgorithm(root.digest));
    if (holds !== undefined || before === undefined || look === LOOKS_AT_GONE) return holds;
    await client.clock.sleep(GONE_PAUSE * 2 ** (look - 1));
  }
}

/** Whether a record says the same of a tag: that the image has it, and what it replaced there. */
function isToldAlike(planned: PlannedTag, recorded: PlannedTag | undefined): boolean {
  if (planned.tag !== recorded?.tag) return false;
  const replaced = [planned, recorded].map(({ action, before }) => (action === 'move' ? before : undefined));
  return (planned.action === 'skip') === (recorded.action === 'skip') && replaced[0] === replaced[1];
}

/** Lists the tags that looks have found. */
function foundTags(holds: ReadonlyMap<Tag, Digest | undefined>): readonly Tag[] {
  return [...holds].flatMap(([tag, digest]) => (digest === undefined ? [] : [tag]));
}

/** The moving tags of one destination, on their way. */
class Moving {
  private readonly target: TagTarget;
  private readonly plan: DestinationPlan;
  private readonly written = new Set<Tag>();
  private names: ReadonlySet<string>;
  /** The tags as the record tells of them. */
  private recorded: readonly PlannedTag[];
  tags: readonly PlannedTag[];

  constructor(target: TagTarget, plan: DestinationPlan, { tags, names }: DueTags) {
    this.target = target;
    this.plan = plan;
    this.tags = tags;
    this.names = names;
    this.recorded = plan.tags.tags;
  }

  /** The tags that are still to be written. */
  get due(): readonly PlannedTag[] {
    return this.tags.filter((planned) => isMove(planned) && !this.written.has(planned.tag));
  }

  /** The tags that any list has shown. */
  private get known(): ReadonlySet<string> {
    return new Set([...this.plan.existing.names, ...this.names]);
  }

  /** Looks at the tags that are due, and plans anew those that do not hold what they held when they were planned. */
  async lookAgain(): Promise<void> {
    const { target, plan, due } = this;
    const { journal, client } = target;
    const [looks, hidden] = await Promise.all([
      retryOnceTagged(due, { journal, clock: client.clock }, (planned) => lookAt(target, plan, planned)),
      findHiddenVersions(target, plan, { due, names: this.known }),
    ]);
    const holds = new Map(due.map(({ tag }, index) => [tag, looks[index]]));
    const ours = due.filter(({ tag }) => holds.get(tag) === target.root.digest);
    for (const planned of ours) this.settleOurs(planned);
    const changed = due.filter((planned) => !ours.includes(planned) && holds.get(planned.tag) !== planned.before);
    if (changed.length > 0) {
      if (plan.scope.kind === 'all') {
        this.names = await listWithOwn(target, plan, { tags: this.tags, found: foundTags(holds) });
      }
      const moved = new Map(changed.map(({ tag }) => [tag, holds.get(tag)]));
      this.tags = decideAgain(target, plan, { tags: this.tags, names: this.names, holds: moved });
    }
    const left = this.due.filter(({ tag }) => !ours.some((each) => each.tag === tag));
    const kept = await hidden.keep(left, { holds, isLagging: this.isLagging(holds) });
    this.tags = this.tags.map((planned) => kept.get(planned.tag) ?? planned);
    for (const planned of this.tags) {
      if (planned.mutable && !isMove(planned)) journal.release(plan.repository, planned.tag);
    }
  }

  /** Whether the lists that were read lack a tag that this run has written, or that a look has just found. */
  private isLagging(holds: ReadonlyMap<Tag, Digest | undefined>): boolean {
    const there = [...ownTags(this.target, this.tags), ...foundTags(holds)];
    return this.plan.scope.kind === 'all' && there.some((tag) => !listsTag(this.known, tag));
  }

  /** Settles a tag that holds the image: this run wrote it and was told otherwise, or another one was faster. */
  private settleOurs(planned: PlannedTag): void {
    const { target, plan } = this;
    const { repository } = plan;
    const { digest } = target.root;
    const name = tagName({ repository, tag: planned.tag });
    const wasBegun = target.journal.writes.some((write) => tagName(write) === name);
    if (wasBegun) {
      this.written.add(planned.tag);
      target.journal.confirm({ repository, tag: planned.tag });
      target.emit({ kind: 'tag', to: repository, tag: planned.tag, digest });
      return;
    }
    const kept = { ...planned, action: 'keep', before: digest, reason: 'it holds this image already' } as const;
    this.tags = this.tags.map((each) => (each === planned ? kept : each));
  }

  /** Corrects the record if a tag comes out otherwise than it says; true if it did, which takes time. */
  async tell(): Promise<boolean> {
    const { target, recorded, tags } = this;
    if (tags.every((planned, index) => isToldAlike(planned, recorded[index]))) return false;
    this.recorded = tags;
    const { journal, client } = target;
    await retryOnce({ journal, clock: client.clock }, () => target.onChange(tags));
    return true;
  }

  /** Writes the tags that are due; gives what went wrong. */
  async write(): Promise<readonly unknown[]> {
    const { target, plan, due } = this;
    const writer = { ...target, repository: plan.repository };
    for (const tag of await writeTagsAtOnce(writer, due)) this.written.add(tag);
    const left = this.due;
    const outcomes = await Promise.allSettled(left.map((planned) => writeTag(writer, planned)));
    for (const [index, { tag }] of left.entries()) {
      if (outcomes[index]?.status === 'fulfilled') this.written.add(tag);
    }
    return outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }): unknown => reason);
  }
}

/**
 * Moves tags, each when it was asked right before what it holds: that, and not what the plan saw, is what it is put
 * back to if the run fails later.
 *
 * A tag that does not hold what was planned is planned again, by a fresh list: another run has ended meanwhile, and
 * what it completed is neither moved back nor thrown away.
 *
 * @returns every planned tag as it came out.
 */
export async function moveTags(target: TagTarget, plan: DestinationPlan, due: DueTags): Promise<readonly PlannedTag[]> {
  const { journal, client } = target;
  const moving = new Moving(target, plan, due);
  let changes = 0;
  for (let attempt = 1; ; ) {
    if (moving.due.length > 0) await moving.lookAgain();
    // The record is written before any tag moves. That takes time, so the tags are looked at once more.
    if ((await moving.tell()) && moving.due.length > 0 && ++changes < MOST_CHANGES) continue;
    const failures = await moving.write();
    if (failures.length === 0) return moving.tags;
    await pauseAfter(failures, { journal, clock: client.clock }, attempt++);
  }
}

/** A list that does not show one's own tag yet is read again this often: replicas lag (GHCR up to 5 s). */
const LIST_TRIES = 6;

/** The first pause before a list is read again, in ms; it doubles each time. */
const LIST_PAUSE = 200;

/** Whether a planned tag moves, or is a moving tag that is written for the first time. */
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
 * @returns the last list if none shows them all.
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
    const names = await retryOnce({ journal, clock }, () => readNames(client, plan.repository, plan.scope));
    if (attempt === LIST_TRIES || own.every((tag) => listsTag(names, tag))) return names;
    await clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
  }
}

/** What is known when moving tags are decided on again. */
interface KnownNow {
  /** Every planned tag, the immutable ones as they came out. */
  readonly tags: readonly PlannedTag[];
  /** The tags that exist now. */
  readonly names: ReadonlySet<string>;
  /** What moving tags hold now, if that is not what they held when they were planned. */
  readonly holds?: ReadonlyMap<Tag, Digest | undefined>;
}

/** Decides again which moving tags may move, now that the versions of other runs may have come in. */
export function decideAgain(
  { root }: Pick<TagTarget, 'root'>,
  plan: DestinationPlan,
  { tags, names, holds = new Map() }: KnownNow,
): readonly PlannedTag[] {
  const { existing, computed } = plan;
  const digests = new Map(existing.digests);
  for (const { tag, mutable, after } of tags) if (!mutable && after !== undefined) digests.set(tag, after);
  for (const [tag, digest] of holds) {
    if (digest === undefined) digests.delete(tag);
    else digests.set(tag, digest);
  }
  // What was there when the promotion was planned still counts: a list that lags does not take it away.
  const own = inOwnCase(names, standingTags(tags), familiesOf(computed.candidates));
  const known = new Set([...existing.names, ...own]);
  const fresh = planDestinationTags(plan, { ...existing, names: known, digests }, root.digest).tags.tags;
  return tags.map((planned) => {
    const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : undefined;
    if (now?.action === 'skip') return now;
    if (now === undefined || !holds.has(planned.tag)) return planned;
    const before = holds.get(planned.tag);
    return { ...planned, action: before === undefined ? 'create' : 'move', before };
  });
}
