import type { RecordedSet } from '../attestation/predicates/promotion.ts';
import { CancelledError, isSealiftError, RegistryError, reword } from '../errors.ts';
import { type Digest, digestOf, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { evenAfterStop } from '../promotion/correct-records.ts';
import type { EventSink } from '../promotion/events.ts';
import {
  applyHold,
  type HoldMeans,
  type HoldPlace,
  type HoldPlan,
  planHold,
  type ReadPlace,
} from '../promotion/write-hold.ts';
import { putBlobs } from '../records/put-blobs.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import type { TagJournal } from '../tag-updates/journal.ts';
import { undoTags } from '../tag-updates/revert.ts';
import { isChange } from '../tags/planned-tag.ts';
import { holdElsewhere } from './hold-elsewhere.ts';
import { changesSite, type ImagePlan } from './plan.ts';
import type { RollbackSite } from './read-site.ts';
import { type MadeRecord, makeRecord, type RecordMeans } from './record.ts';
import type { RollbackRequest } from './request.ts';
import { lookAfterUnit, rewriteRetired } from './retired.ts';
import type { AdmissionsBack } from './statements.ts';
import { type RollbackUnit, toUnits } from './units.ts';
import { claimNumbers, lookBack, type TagRun } from './write-tags.ts';

/** What was written, for reports. */
export interface RollbackResult {
  readonly units: readonly RollbackUnit[];
  /** The record that holds what was rolled back, by image; undefined if it is not held. */
  readonly holds: ReadonlyMap<ImagePlan, HoldPlan>;
  /** Repositories in which something was written. */
  readonly changed: boolean;
}

export interface RollbackRun {
  readonly emit: EventSink;
  /** Takes sentences about holds, which are no events of a promotion. */
  readonly tell: (sentence: string) => void;
  readonly journal: TagJournal;
}

function holdMeansOf(request: RollbackRequest, { signer, verify, approvals }: RecordMeans, { emit }: RollbackRun) {
  const { pipeline, run } = request;
  return (repository: Repository): HoldMeans => ({
    ...{ pipeline, signer, verify, approvals, now: run.now, run: run.facts },
    warn: (sentence) => emit({ kind: 'warning', to: repository, sentence }),
  });
}

/** Waits until all have settled before throwing the first failure, so that nothing is still running then. */
async function allDone<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>) {
  const outcomes = await Promise.allSettled(items.map(work));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
}

function explainHold(error: unknown, digest: Digest): unknown {
  if (!(error instanceof RegistryError)) return error;
  const { reason = error.message } = error.words ?? {};
  const remedy = 'let the registry take it, or set "hold: false" and keep the image from coming back by hand';
  return reword(error, { what: `hold ${shortDigest(digest)}, which is rolled back`, reason, remedy });
}

/** Names all images of a rollback in the records of each. */
function setOf({ run }: RollbackRequest, images: readonly ImagePlan[]): RecordedSet | undefined {
  if (images.length < 2) return undefined;
  const named = images.map(({ wish: { name }, target }) => ({ name, digest: target }));
  return {
    id: digestOf(JSON.stringify(['rollback', run.facts.invocationId ?? run.now.toISOString(), named])),
    images: named,
  };
}

/** What runs now was read already, with its records. */
async function toHoldPlace({ place, running }: RollbackSite, digest: Digest): Promise<HoldPlace | ReadPlace> {
  const { client, repository } = place;
  if (running.digest !== digest) return { client, repository };
  const { mediaType, bytes } = running;
  const image = { mediaType, digest, size: bytes.byteLength, annotations: new Map<string, string>() };
  return { client, repository, image, records: await place.recordsOf(digest) };
}

class Rollback {
  private readonly request: RollbackRequest;
  private readonly images: readonly ImagePlan[];
  private readonly run: RollbackRun;
  private readonly means: RecordMeans;
  private readonly admissions: AdmissionsBack | undefined;
  readonly units: readonly RollbackUnit[];
  readonly holds = new Map<ImagePlan, HoldPlan>();
  private hasHeld = false;

  constructor(
    request: RollbackRequest,
    images: readonly ImagePlan[],
    run: RollbackRun,
    { means, admissions }: { readonly means: RecordMeans; readonly admissions: AdmissionsBack | undefined },
  ) {
    this.request = request;
    this.images = images;
    this.run = run;
    this.means = means;
    this.units = toUnits(images);
    this.admissions = admissions;
  }

  get changed(): boolean {
    return this.hasHeld || this.units.some(({ tags, hasNewRecord }) => hasNewRecord || tags.some(isChange));
  }

  private get holdMeans() {
    return holdMeansOf(this.request, this.means, this.run);
  }

  /** Signs the holds of what is rolled back; nothing is written yet. */
  async planHolds(): Promise<void> {
    const { environment, hold, reason } = this.request;
    if (!hold) return;
    await allDone(this.images, async (image) => {
      const { current, sites } = image;
      const [first] = sites;
      if (current === undefined || first === undefined) return;
      const places = await Promise.all(sites.map(({ site }) => toHoldPlace(site, current)));
      const wish = {
        digest: current,
        environments: [environment],
        names: ['*'],
        reason,
        effect: 'quarantine',
      } as const;
      this.holds.set(image, await planHold(places, wish, this.holdMeans(first.site.place.repository)));
    });
  }

  private async applyHolds(): Promise<void> {
    await allDone([...this.holds], async ([{ current, sites }, plan]) => {
      const [first] = sites;
      if (current === undefined || first === undefined) return;
      try {
        const written = await applyHold(plan, this.holdMeans(first.site.place.repository));
        for (const repository of written) this.tellHeld(repository, current);
      } catch (error) {
        throw explainHold(error, current);
      }
    });
  }

  private tellHeld(repository: Repository, digest: Digest): void {
    this.hasHeld = true;
    this.run.tell(`held ${formatRepository(repository)}@${shortDigest(digest)} everywhere`);
  }

  private make(unit: RollbackUnit, tags = unit.tags): Promise<MadeRecord> {
    const { place, digest, trail } = unit;
    const hold = this.holds.get(unit.image)?.record;
    return trail
      .read(place.client, { repository: place.repository, subject: digest })
      .then((earlier) => makeRecord(this.request, unit, { tags, hold, earlier }, this.means));
  }

  private async attach(unit: RollbackUnit, { artifact, statement, says, signed }: MadeRecord): Promise<void> {
    const { place, digest, trail } = unit;
    const { client, repository } = place;
    const own = trail.begin({ digest: artifact.manifest.digest, statement, says });
    await attachReferrer(client, repository, artifact, (sentence) =>
      this.run.emit({ kind: 'warning', to: repository, sentence }),
    );
    own.confirm();
    unit.record = artifact.manifest.digest;
    unit.hasNewRecord = true;
    const event = { kind: 'record', to: repository, subject: digest, digest: artifact.manifest.digest } as const;
    this.run.emit(signed === undefined ? event : { ...event, signed });
  }

  /** First what holds the bad image, then what records the good one: whoever ends this run leaves the safer state. */
  async record(): Promise<void> {
    const due = this.units.filter(({ record, tags }) => record === undefined && tags.some(isChange));
    const made = await allDone(due, async (unit) => ({ unit, record: await this.make(unit) }));
    await Promise.all([
      this.applyHolds(),
      allDone(made, ({ unit: { place }, record }) => putBlobs(place.client, place.repository, record.artifact.blobs)),
    ]);
    await allDone(made, ({ unit, record }) => this.attach(unit, record));
    await allDone(this.units, rewriteRetired);
    await this.admissions?.write(this.units.filter(({ isTarget, site }) => isTarget && changesSite(site)));
  }

  /** The record names the tags as they come out: a number of the day may be another one. */
  private async correct(unit: RollbackUnit): Promise<void> {
    const record = await this.make(unit);
    await putBlobs(unit.place.client, unit.place.repository, record.artifact.blobs);
    await this.attach(unit, record);
  }

  async tag(): Promise<void> {
    const { journal, emit } = this.run;
    const { marker } = this.request;
    const run: TagRun = { request: this.request, journal, emit };
    const clients = new Set(this.units.map(({ place }) => place.client));
    await allDone(this.units, async (unit) => {
      if (await claimNumbers(unit, run)) await this.correct(unit);
    });
    await settleLists(clients, false);
    const looked = await allDone(this.units, (unit) => lookBack(unit, run));
    await allDone(looked, (moves) => moves.write(({ tag }) => tag !== marker));
    await allDone(looked, (moves) => moves.write(({ tag }) => tag === marker));
    await allDone(this.units, lookAfterUnit);
    await settleLists(clients, true);
  }

  expectTags(): void {
    for (const { place, tags } of this.units) {
      const changes = tags.filter(isChange).map(({ tag }) => tag);
      this.run.journal.expect(place.repository, changes);
    }
  }

  /** What was recorded does not hold where tags were put back: another record says what the image has after all. */
  private async correctAfterFailure(unit: RollbackUnit): Promise<void> {
    const { trail, place } = unit;
    if (trail.last === undefined) return;
    const { states } = this.run.journal;
    const tags = unit.tags.filter(
      ({ tag, mutable, action }) => action === 'keep' || (!mutable && states.get(`${place.uri}:${tag}`) === 'new'),
    );
    try {
      await evenAfterStop(place.client, async (client) => {
        const record = await this.make(unit, tags);
        await putBlobs(client, place.repository, record.artifact.blobs);
        await attachReferrer(client, place.repository, record.artifact);
      });
    } catch (error) {
      if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
      const sentence = `The record of the rollback of ${place.uri}@${unit.digest} names tags that were put back, and could not be corrected: ${error.message}; promote what runs there again`;
      this.run.emit({ kind: 'warning', to: place.repository, sentence });
    }
  }

  async undo(error: unknown): Promise<unknown> {
    const undone = await undoTags(this.run.journal, error);
    await this.admissions?.takeBack();
    await Promise.all(this.units.map((unit) => this.correctAfterFailure(unit)));
    return undone;
  }

  /** Holds the image in the other environments, and takes its admission back: what fails only warns. */
  async finish(): Promise<void> {
    const tell = (repository: Repository, digest: Digest) => this.tellHeld(repository, digest);
    for (const [image, plan] of this.holds) {
      await holdElsewhere(this.request, { image, plan, means: this.holdMeans, tell, emit: this.run.emit });
      await this.admissions?.withdraw(image);
    }
  }
}

/** Loads what writes statements of admission, if the environment has them. */
async function openAdmissions(
  request: RollbackRequest,
  means: RecordMeans,
  emit: EventSink,
): Promise<AdmissionsBack | undefined> {
  if (!request.environment.admission) return undefined;
  const { AdmissionsBack: Statements } = await import('./statements.ts');
  return new Statements(request, means, emit);
}

/**
 * Carries a rollback out: hold, record, numbers of the day, moving tags with the marker last, holds elsewhere. Each step
 * is done for all images and repositories before the next begins.
 *
 * A failure after a tag was moved puts all of them back. What was held stays held: the same run again completes it.
 *
 * @throws the first failure, with what became of the tags.
 */
export async function applyRollback(
  request: RollbackRequest,
  images: readonly ImagePlan[],
  run: RollbackRun,
): Promise<RollbackResult> {
  const [signer, verify, approvals] = await Promise.all([
    request.record === 'signed' ? request.run.signer?.open() : undefined,
    request.openVerifier(),
    request.approvals,
  ]);
  const means = { signer, verify, approvals, set: setOf(request, images) };
  const admissions = await openAdmissions(request, means, run.emit);
  const rollback = new Rollback(request, images, run, { means, admissions });
  await rollback.planHolds();
  rollback.expectTags();
  try {
    await rollback.record();
    await rollback.tag();
  } catch (error) {
    throw await rollback.undo(error);
  }
  await rollback.finish();
  const { units, holds } = rollback;
  return { units, holds, changed: rollback.changed };
}
