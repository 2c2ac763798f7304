import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { OtherImage } from '../records/other-images.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import type { Fault } from './requirements.ts';
import { enteredAt, type VerifiedRecord, validRecords } from './verify-record.ts';

/** More tags than these are not told one by one. */
const MAX_TOLD = 5;

/** How long runs that overlap may take (milliseconds). */
const OVERLAP = 60 * 60 * 1000;

/** A promotion of another image of the same repository that gave it a tag by right. */
export interface CompetingRecord {
  readonly digest: Digest;
  readonly entry: VerifiedRecord;
}

/** What rivals are judged by. */
interface CompetingRecordsOptions {
  readonly pipeline: Pipeline;
  readonly repository: Repository;
  readonly verify: BundleVerifier;
  readonly now: Date;
}

/**
 * Finds the promotions of other images of a repository that count.
 *
 * Environments may share the repository: each of them gives tags there by right, and a tag is given once.
 */
export function findCompetingRecords(
  images: readonly OtherImage[],
  { pipeline, repository, verify, now }: CompetingRecordsOptions,
): readonly CompetingRecord[] {
  const uri = formatRepository(repository);
  return findEnvironments(pipeline, repository).flatMap(({ environment, image }) =>
    images.flatMap(({ digest, records }) =>
      validRecords(records, { ...{ pipeline, environment, image, digest, uri, verify, now } }).entries.map((entry) => ({
        digest,
        entry,
      })),
    ),
  );
}

/** A name whose right is asked about, and what might speak against it. */
interface VerifyNameOptions {
  readonly tag: string;
  /** The image that has the tag. */
  readonly digest: Digest;
  readonly competitors: readonly CompetingRecord[];
}

/**
 * Whether a rival took the tag away from an entry: whether it came later.
 *
 * Runs that overlap may begin in one order and write in the other. An entry that says that it took the tag from the
 * rival came after it, though it may have begun up to an hour before.
 */
function tookAway(
  { digest, entry: rival }: CompetingRecord,
  entry: VerifiedRecord,
  { tag, digest: own }: VerifyNameOptions,
): boolean {
  if (!rival.claims.destination.tags.includes(tag)) return false;
  const isFromOwn = rival.claims.destination.replaced.get(tag) === own;
  const isFromRival = entry.claims.destination.replaced.get(tag) === digest;
  const later = enteredAt(rival) - enteredAt(entry);
  if (later === 0) return isFromOwn;
  return later > (isFromRival && !isFromOwn ? OVERLAP : 0);
}

/** Finds the promotion that the tag belongs to by right where the image does not have it; undefined if none is known. */
function findOwner({ tag, competitors }: VerifyNameOptions): CompetingRecord | undefined {
  return competitors
    .filter(({ entry }) => entry.claims.destination.tags.includes(tag))
    .toSorted((left, right) => enteredAt(right.entry) - enteredAt(left.entry))[0];
}

function describeOwner({ digest, entry }: CompetingRecord): string {
  const when = `${new Date(enteredAt(entry)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${shortDigest(digest)}, since ${when}, by the record ${shortDigest(entry.record.digest)}`;
}

/**
 * Whether an entry gives an image its name by right: its record names the tag, and nothing that came later by right took
 * the tag away.
 *
 * @returns what is wrong; undefined if the name is proven by this entry.
 */
export function verifyName(entry: VerifiedRecord, question: VerifyNameOptions): Fault | undefined {
  const { tag, competitors } = question;
  const owner = findOwner(question);
  const remedy =
    owner === undefined
      ? 'promote the image under this name, name it by a tag that its record has, or by its digest'
      : 'promote the image that is to have the tag, or name this one by its digest';
  const { tags } = entry.claims.destination;
  if (!tags.includes(tag)) {
    const told = tags.slice(0, MAX_TOLD).map((each) => quote(each));
    const more = tags.length > MAX_TOLD ? [`${tags.length - MAX_TOLD} more`] : [];
    const given = tags.length === 0 ? 'no tag' : formatList([...told, ...more]);
    const right = owner === undefined ? '' : `, which by right is that of ${describeOwner(owner)}`;
    return { reason: `it gave ${given} and not ${quote(tag)}${right}`, remedy };
  }
  const taker = competitors.filter((rival) => tookAway(rival, entry, question));
  const last = taker.length === 0 ? undefined : findOwner({ ...question, competitors: taker });
  if (last === undefined) return undefined;
  return {
    reason: `the tag ${quote(tag)} was taken away from it by right: it is that of ${describeOwner(last)}`,
    remedy,
  };
}
