import { HOLD } from '../attestation/predicates/hold.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import { PLACEMENT_ANNOTATIONS } from '../attestation/predicates/promotion-annotations.ts';
import { ROLLBACK } from '../attestation/predicates/rollback.ts';
import type { PredicateCodec } from '../attestation/statement.ts';
import type { Digest } from '../oci/digest.ts';
import { describeHold } from '../policy/describe-hold.ts';
import { findFileHolds, findRecordedHolds, type HeldImage } from '../policy/holds.ts';
import { readRecords } from '../records/read.ts';
import { decodeUnverifiedPredicate, type StoredRecord } from '../records/stored-record.ts';
import { type Announced, listAnnounced, timesOf } from './announced.ts';
import type { ImageDetails } from './facts.ts';
import { readIsArchived } from './read-archives.ts';
import { type RetentionAccess, type SharedLocation, verifierFor } from './read-ran.ts';
import { readRetirement } from './read-retirement.ts';

/** Annotations are cut at this length (characters): the last of several tags may be only half of one. */
const CUT = 1024;

/** Lists the tags that records of promotions into a repository gave an image, as their annotations say. */
function tagsGiven(announced: readonly Announced[], uri: string): readonly string[] {
  return Object.values(PLACEMENT_ANNOTATIONS).flatMap((prefix) =>
    announced
      .filter(({ annotations }) => annotations.get(`${prefix}to`) === uri)
      .flatMap(({ annotations }) => {
        const text = annotations.get(`${prefix}tags`) ?? '';
        const tags = text.split(' ').filter((tag) => tag !== '');
        return text.length < CUT ? tags : tags.slice(0, -1);
      }),
  );
}

function claimedTime(record: StoredRecord): number | undefined {
  const read = <P extends { readonly time: Date }>(codec: PredicateCodec<P>) =>
    decodeUnverifiedPredicate(codec, record)?.time.getTime();
  return read(PROMOTION) ?? read(ROLLBACK) ?? read(HOLD);
}

/** An image that nothing keeps so far, where all of its manifests are known. */
export interface Candidate {
  readonly root: Digest;
  /** All below the root by which it may be held: platforms, and indexes inside. */
  readonly holdable: readonly Digest[];
  /** What its label and annotation org.opencontainers.image.revision say, if a hold asks for it. */
  readonly revisions: readonly string[];
}

async function readHoldsAt(
  subject: Digest,
  root: Digest,
  announced: readonly Announced[],
  { location }: SharedLocation,
  access: RetentionAccess,
): Promise<{ readonly holds: readonly string[]; readonly records: readonly StoredRecord[] }> {
  const mayBeHeld = announced.some(({ predicate }) => predicate === undefined || predicate === HOLD.type);
  if (!mayBeHeld) return { holds: [], records: [] };
  const { repository } = location;
  const records = await readRecords(access.clientOf(repository), { repository, subject });
  return { holds: await recordedHolds(records, root, access), records };
}

async function recordedHolds(
  records: readonly StoredRecord[],
  root: Digest,
  access: RetentionAccess,
): Promise<readonly string[]> {
  const { pipeline, now } = access;
  const verify = await verifierFor(records, access);
  return pipeline.environments.flatMap((environment) =>
    findRecordedHolds(records, { environment, pipeline, now, verify }).holds.map((hold) => describeHold(hold, root)),
  );
}

/** What a push has stripped from the registry holds an image still, if GitHub keeps it. */
async function keptHolds({ root, holdable }: Candidate, access: RetentionAccess): Promise<readonly string[]> {
  const records = await access.readKeptHolds?.(new Set([root, ...holdable]));
  return records === undefined ? [] : recordedHolds(records, root, access);
}

function fileHolds({ root, holdable, revisions }: Candidate, { pipeline, now }: RetentionAccess): readonly string[] {
  const image: HeldImage = { digests: new Set([root, ...holdable]), revisions };
  return pipeline.environments.flatMap((environment) =>
    findFileHolds(pipeline, image, { environment, now }).map((hold) => describeHold(hold, root)),
  );
}

/**
 * Looks closely at an image that nothing keeps so far: when its newest record was made, whether its tags are all there, and
 * who holds it or a part of it, anywhere in the pipeline. A list for each manifest in each repository; records
 * are read only of those that may be held.
 */
export async function readDetails(
  candidate: Candidate,
  {
    own,
    all,
    names,
  }: { readonly own: SharedLocation; readonly all: readonly SharedLocation[]; readonly names: ReadonlySet<string> },
  access: RetentionAccess,
): Promise<ImageDetails> {
  const { root, holdable } = candidate;
  const looks = await Promise.all(
    all.flatMap((shared) =>
      [root, ...holdable].map(async (subject) => {
        const announced = await listAnnounced(access.clientOf(shared.location.repository), {
          repository: shared.location.repository,
          subject,
        });
        const read = await readHoldsAt(subject, root, announced, shared, access);
        return { announced, ...read, isOwn: shared.location.uri === own.location.uri && subject === root };
      }),
    ),
  );
  const kept = await keptHolds(candidate, access);
  const here = looks.filter(({ isOwn }) => isOwn);
  const announced = here.flatMap((each) => each.announced);
  const times = [
    ...timesOf(announced),
    ...here.flatMap(({ records }) => records.flatMap((each) => claimedTime(each) ?? [])),
  ];
  const given = tagsGiven(announced, own.location.uri);
  const retirement = await readRetirement(root, announced, own, access);
  // The retirement has taken them.
  const taken = new Set<string>(retirement?.tags);
  return {
    recordedAt: times.length === 0 ? undefined : Math.max(...times),
    missingTags: [...new Set(given.filter((tag) => !names.has(tag) && !taken.has(tag)))],
    holds: [...new Set([...fileHolds(candidate, access), ...looks.flatMap(({ holds }) => holds), ...kept])],
    retirement,
    isArchived: retirement !== undefined && (await readIsArchived(root, announced, own, access)),
  };
}
