import { PolicyError } from '../errors.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Tag } from '../oci/reference.ts';
import type { Deletion } from '../registry/deletion/deleter.ts';
import { headManifest, type StoredManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { LateRequestError } from '../registry/transport/deadline.ts';
import { formatList } from '../util/format.ts';
import { type Belongings, type ListedDigests, readBelongings, readRemains } from './belongings.ts';
import { type Look, lookAt, type SweepPlace } from './look.ts';
import { findShared, requireUnharmed } from './proof.ts';
import { sweepSchemeTags } from './sweep-lists.ts';
import type { LeftOver, SweepTarget, SweptContents } from './sweep-target.ts';

/** How old a look may be when a deletion goes out (ms): far less than a promotion waits before it looks again. */
export const LOOK_AGE = 300;

/** So often an image is looked at anew because a deletion would have gone out too late. */
const LOOKS = 5;

/** What a sweep does beside deleting. */
export interface SweepMeans {
  /** Says in a clause what the archive of the image lacks; undefined if it is whole. Not called if none is asked for. */
  readonly proveArchive?: ((belongings: Belongings) => Promise<string | undefined>) | undefined;
  /** Writes the tombstone to the ledger: before the first deletion, and after the last. */
  writeTombstone(state: 'destroying' | 'destroyed', contents: SweptContents): Promise<void>;
}

/** What became of an image. */
export type SweepOutcome =
  | {
      readonly kind: 'destroyed';
      readonly contents: SweptContents;
      /** Manifests that were deleted. */
      readonly deleted: number;
    }
  /** Somebody needs it again; `reason` is a clause. What had been deleted of it was put back. */
  | { readonly kind: 'rescue'; readonly reason: string }
  /** It stays until another run; `reason` is a clause. */
  | { readonly kind: 'left'; readonly reason: string };

/** Thrown inside a sweep: what stands in the way of it is its outcome. */
class Stop extends Error {
  readonly outcome: SweepOutcome;

  constructor(outcome: SweepOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

function stopFor({ reason }: Look): void {
  if (reason !== undefined) throw new Stop({ kind: 'rescue', reason });
}

class Sweep {
  private readonly place: SweepPlace;
  private readonly target: SweepTarget;
  private readonly means: SweepMeans;
  private readonly belongings: Belongings;
  private readonly contents: Omit<SweptContents, 'left'>;
  private readonly left: LeftOver[] = [];
  /** With their bytes, in the order in which they went. */
  private readonly gone: StoredManifest[] = [];

  constructor(
    place: SweepPlace,
    target: SweepTarget,
    means: SweepMeans,
    read: { readonly belongings: Belongings; readonly contents: Omit<SweptContents, 'left'> },
  ) {
    this.place = place;
    this.target = target;
    this.means = means;
    this.belongings = read.belongings;
    this.contents = read.contents;
  }

  /** Steps 2 to 9. */
  async run(): Promise<SweepOutcome> {
    const { means, target, place, belongings } = this;
    await means.writeTombstone('destroying', { ...this.contents, left: [] });
    await this.deleteTags();
    await this.deleteRoot();
    const shared = await findShared(place, target);
    for (const child of belongings.children) await this.deleteChild(child, shared);
    const subjects = new Set([target.digest, ...this.gone.map(({ digest }) => digest), ...this.absentChildren(shared)]);
    this.left.push(
      ...(await sweepSchemeTags(
        place,
        belongings.schemeTags.filter(({ subject }) => subjects.has(subject)),
      )),
    );
    await this.deleteReferrers(subjects, shared);
    const contents = { ...this.contents, left: this.left };
    await means.writeTombstone('destroyed', contents);
    await this.lookForNewRoots();
    await requireUnharmed(place, { target, parts: this.contents.children });
    return { kind: 'destroyed', contents, deleted: this.gone.length };
  }

  /** Children that an earlier sweep deleted. */
  private absentChildren(shared: ReadonlySet<Digest>): readonly Digest[] {
    const there = new Set(this.belongings.children.map(({ digest }) => digest));
    return this.contents.children.filter((digest) => !there.has(digest) && !shared.has(digest));
  }

  private async holds(tag: Tag): Promise<boolean> {
    const { client, repository } = this.place;
    return (await headManifest(client, repository, tag)) === this.target.digest;
  }

  /** The mark is last, so that an image whose tags are not all gone is still seen to be retired. */
  private async deleteTags(): Promise<void> {
    const { tags, mark, digest } = this.target;
    const { deleter } = this.place;
    if (!(await deleter.canDeleteTags())) return;
    for (const tag of [...tags, ...(mark === undefined ? [] : [mark])]) {
      if (!(await this.holds(tag))) continue;
      const deletion = await deleter.deleteTag(tag, digest);
      // All tags go with the root: what is kept by its tag must not go that way.
      if (deletion.kind === 'refused') {
        throw new Stop({ kind: 'left', reason: `its tag ${tag} cannot be deleted: ${deletion.reason}` });
      }
      if (deletion.kind === 'unsupported') return;
    }
  }

  /** Deletes by digest, soon after a look; looks again if that took too long. */
  private async deleteSoon(digest: Digest, look: () => Promise<{ readonly at: number }>): Promise<Deletion> {
    for (let looks = 1; ; looks++) {
      const { at } = await look();
      try {
        return await this.place.deleter.deleteManifest(digest, at + LOOK_AGE);
      } catch (error) {
        if (!(error instanceof LateRequestError) || looks === LOOKS) throw error;
      }
    }
  }

  private async deleteRoot(): Promise<void> {
    const { target, place, belongings } = this;
    const { root } = belongings;
    const look = async () => {
      const found = await lookAt(place, target);
      stopFor(found);
      return found;
    };
    const deletion = await this.deleteSoon(target.digest, look);
    if (deletion.kind === 'refused' || deletion.kind === 'unsupported') {
      await this.restoreMark();
      throw new Stop({ kind: 'left', reason: `the registry keeps it: ${deletion.reason}` });
    }
    if (root !== undefined && deletion.kind === 'deleted') this.gone.push(root);
    const after = await lookAt(place, target);
    if (after.holding.length === 0) return;
    // Where tags do not go with what they hold, they name nothing now: that is no image.
    if (await this.isBack()) throw new Stop({ kind: 'rescue', reason: `the tag ${after.holding[0]} holds it again` });
  }

  /** Without a tag nobody would see it any more, and some registries collect what has none. */
  private async restoreMark(): Promise<void> {
    const { target, place, belongings } = this;
    const { root } = belongings;
    if (target.mark === undefined || root === undefined) return;
    if ((await headManifest(place.client, place.repository, target.mark)) !== undefined) return;
    await putManifest(place.client, place.repository, target.mark, root);
  }

  private async isBack(): Promise<boolean> {
    const { client, repository } = this.place;
    return (await headManifest(client, repository, this.target.digest)) !== undefined;
  }

  private async requireGone(): Promise<{ readonly at: number }> {
    if (await this.isBack()) {
      await this.putBack();
      throw new Stop({ kind: 'rescue', reason: 'it was pushed again while it was being destroyed' });
    }
    return { at: this.place.client.clock.now() };
  }

  private async deleteChild({ digest, ...rest }: StoredManifest, shared: ReadonlySet<Digest>): Promise<void> {
    if (shared.has(digest)) return;
    const deletion = await this.deleteSoon(digest, () => this.requireGone());
    if (deletion.kind === 'deleted') this.gone.push({ digest, ...rest });
    else this.note('manifest', digest, deletion);
  }

  private note(kind: LeftOver['kind'], name: string, deletion: Deletion): void {
    if (deletion.kind !== 'refused' && deletion.kind !== 'unsupported') return;
    this.left.push({ kind, name, reason: deletion.reason });
  }

  /** Referrers of what stays are kept; those of referrers come after their subjects. */
  private async deleteReferrers(gone: ReadonlySet<Digest>, shared: ReadonlySet<Digest>): Promise<void> {
    const subjects = new Set(gone);
    for (const { subject, stored } of this.belongings.referrers) {
      const { digest } = stored;
      if (!subjects.has(subject) || shared.has(digest) || this.target.staying.has(digest)) continue;
      subjects.add(digest);
      const deletion = await this.deleteSoon(digest, () => this.requireGone());
      if (deletion.kind === 'deleted') this.gone.push(stored);
      else this.note('referrer', digest, deletion);
    }
  }

  /** Puts back what was deleted of an image that is needed again: what is referred to first, as registries ask for it. */
  private async putBack(): Promise<void> {
    const { client, repository } = this.place;
    const missing: Digest[] = [];
    for (const stored of this.gone.toReversed()) {
      await putManifest(client, repository, stored.digest, stored).catch(() => undefined);
      if ((await headManifest(client, repository, stored.digest)) === undefined) missing.push(stored.digest);
    }
    if (missing.length === 0) return;
    throw new PolicyError({
      what: `put back ${formatRepository(repository)}@${this.target.digest}`,
      reason: `it was pushed again while it was being destroyed, and the registry does not take ${formatList(missing.map(shortDigest))} again`,
      remedy: 'promote it again from where it still is, or restore it from its archive',
    });
  }

  /** An image that came meanwhile may hold the same manifests: then they come back. */
  private async lookForNewRoots(): Promise<void> {
    await this.requireGone();
    const { place, target } = this;
    const shared = await findShared(place, target);
    const taken = this.gone.filter(({ digest }) => shared.has(digest));
    if (taken.length === 0) return;
    const { client, repository } = place;
    for (const stored of taken.toReversed()) await putManifest(client, repository, stored.digest, stored);
  }
}

function listDigests({ root, children, referrers }: Belongings, digest: Digest): ListedDigests {
  return {
    root: root?.digest ?? digest,
    children: children.map((each) => each.digest),
    referrers: referrers.map(({ stored }) => stored.digest),
  };
}

/**
 * Destroys one image in one repository: its tags, its root, the children that nothing else has, lists, and what refers to
 * them, in an order in which a crash leaves only what the next run completes. Before and between, it looks whether
 * somebody needs it again.
 *
 * @throws {RegistryError} if the registry does not answer; {PolicyError} if something that stays lacks a part.
 */
export async function sweepImage(place: SweepPlace, target: SweepTarget, means: SweepMeans): Promise<SweepOutcome> {
  const { client, repository } = place;
  try {
    const first = await lookAt(place, target);
    stopFor(first);
    const { unfinished } = target;
    const belongings =
      unfinished === undefined
        ? await readBelongings(client, repository, target.digest, first.names)
        : await readRemains(client, repository, unfinished, first.names);
    if (belongings === undefined) return { kind: 'left', reason: 'the registry does not have it any more' };
    const lack = await means.proveArchive?.(belongings);
    if (lack !== undefined) return { kind: 'left', reason: lack };
    const listed = unfinished ?? listDigests(belongings, target.digest);
    return await new Sweep(place, target, means, { belongings, contents: { ...listed, tags: target.tags } }).run();
  } catch (error) {
    if (error instanceof Stop) return error.outcome;
    throw error;
  }
}
