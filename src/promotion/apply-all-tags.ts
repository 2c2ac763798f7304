import { verifyImage } from '../copy/verify-image.ts';
import type { Digest } from '../oci/digest.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { takenError } from '../tag-updates/claim-steps.ts';
import { undoTags } from '../tag-updates/revert.ts';
import { TagJournal } from '../tag-updates/write.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { applyClaims, applyMoves, lookBeforeClaims, type TagTarget } from './apply-tags.ts';
import { correctRecords } from './correct-records.ts';
import type { EventSink } from './events.ts';
import type { Landed } from './push.ts';
import { writeRecord } from './record.ts';
import { recordFormOf } from './request.ts';

/** The tags of an image in one destination, as they came out. */
export interface Tagged {
  readonly landed: Landed;
  readonly tags: readonly PlannedTag[];
  /** The record's digest: a corrected one, where a tag came out otherwise than planned. */
  readonly record: Digest | undefined;
  /** Whether this run wrote that record. */
  readonly hasNewRecord: boolean;
}

/** A destination while its tags are written. */
interface Tagging {
  readonly landed: Landed;
  readonly target: TagTarget;
  readonly emit: EventSink;
  record(): Pick<Tagged, 'record' | 'hasNewRecord'>;
}

function startTagging(landed: Landed, run: { readonly journal: TagJournal; readonly emit: EventSink }): Tagging {
  const { plan, destination, request } = landed.scope;
  const { repository } = destination;
  const client = landed.clients.destination(repository);
  const node = plan.graph.nodes.get(plan.image.digest);
  if (node === undefined) throw new Error('the graph has no root');
  const { mediaType, digest } = plan.image;
  const root: StoredManifest = { mediaType, digest, bytes: node.bytes };
  const own = [...plan.graph.nodes.keys(), ...plan.companions.referrers.map(({ graph }) => graph.root)];
  let { record, hasNewRecord } = landed;
  async function onChange(tags: readonly PlannedTag[]): Promise<void> {
    if (recordFormOf(request, repository) === 'off') return;
    const written = await writeRecord(client, landed.scope, { tags, emit: run.emit, trail: landed.trail });
    record = written.digest;
    hasNewRecord = true;
    run.emit({ kind: 'record', to: repository, subject: plan.image.digest, ...written });
  }
  return {
    landed,
    target: { ...run, client, root, own, onChange },
    emit: run.emit,
    record: () => ({ record, hasNewRecord }),
  };
}

/** Waits for all to come to their end, and throws the first failure only then: nothing is under way any more. */
async function allDone<Result>(promises: readonly Promise<Result>[]): Promise<readonly Result[]> {
  const outcomes = await Promise.allSettled(promises);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return Promise.all(promises);
}

/** Says that an image is there whose root was written under its tags; where it came to none, it is written by digest. */
async function settleRoot(
  { target: { client, root }, landed, emit }: Tagging,
  tags: readonly PlannedTag[],
): Promise<void> {
  const { repository } = landed.scope.destination;
  if (!tags.some(isChange)) {
    await putManifest(client, repository, root.digest, root);
    await verifyImage(client, repository, root.digest);
  }
  emit({ kind: 'verified', to: repository, digest: root.digest });
}

async function tagAll(taggings: readonly Tagging[]): Promise<readonly Tagged[]> {
  // Where an immutable tag is another image's, no tag of any image is written.
  const looked = await allDone(
    taggings.map(async (tagging) => {
      const { target, landed } = tagging;
      return { ...tagging, look: await lookBeforeClaims(target, landed.scope.destination) };
    }),
  );
  const [taken, ...more] = looked.flatMap(({ look }) => look.taken);
  if (taken !== undefined) throw takenError([taken, ...more]);
  const claimed = await allDone(
    looked.map(async (tagging) => {
      const { target, landed } = tagging;
      return { ...tagging, claims: await applyClaims(target, landed.scope.destination, tagging.look.looked) };
    }),
  );
  const clients = taggings.map(({ target }) => target.client);
  // Records were written before the claims: a list that has stood that long costs no wait.
  await settleLists(clients, false);
  const tagged = await allDone(
    claimed.map(async (tagging) => {
      const { target, landed, claims } = tagging;
      const tags = await applyMoves(target, landed.scope.destination, claims);
      if (!landed.hasRoot) await settleRoot(tagging, tags);
      return { landed, tags, ...tagging.record() };
    }),
  );
  await settleLists(clients, true);
  return tagged;
}

/**
 * Writes the tags of all images in all destinations: first those that never move, everywhere, and then those that do.
 *
 * Where one cannot be written, those that were moved are put back, in every destination, and the records are corrected.
 *
 * @param journal keeps how far each tag came, for whoever ends the run from outside.
 * @throws the first failure, with what is where now.
 */
export async function applyAllTags(
  landed: readonly Landed[],
  emit: EventSink,
  journal = new TagJournal(),
): Promise<readonly Tagged[]> {
  for (const { destination } of landed.map(({ scope }) => scope)) {
    const changes = destination.tags.tags.filter(isChange);
    journal.expect(
      destination.repository,
      changes.map(({ tag }) => tag),
    );
  }
  try {
    return await tagAll(landed.map((each) => startTagging(each, { journal, emit })));
  } catch (error) {
    const undone = await undoTags(journal, error);
    await correctRecords(landed, { emit, journal });
    throw undone;
  }
}
