import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Location } from '../history/image-history.ts';
import { findPlacings } from '../history/placings.ts';
import { beginWalk, type Placing, replay, stepBack, type Walk } from '../history/stack.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { isQuarantined } from '../policy/holds.ts';
import { judgeHoldsOn, readAllHolds } from '../promotion/image-holds.ts';
import type { PolicyContext } from '../promotion/request.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { WhatRan } from './facts.ts';
import { asksForRevisions, readContent, readRoot } from './read-contents.ts';

/** What retention reads with. */
export interface RetentionAccess {
  readonly pipeline: Pipeline;
  readonly now: Date;
  clientOf(repository: Repository): RegistryClient;
  /** Called only if something is signed. @throws {SealiftError} then nothing can be proven, and nothing goes. */
  openVerifier(): Promise<BundleVerifier>;
  /** Reads the holds that GitHub keeps; undefined if it keeps none. */
  readonly readKeptHolds?: PolicyContext['readKeptHolds'];
}

/** A repository, and the environments that have it. */
export interface SharedLocation {
  readonly location: Location;
  readonly environments: readonly Environment[];
}

const NOTHING_SIGNED: BundleVerifier = () => ({ kind: 'rejected', reason: 'nothing is signed' });

/** Opens what verifies records, if one of them is signed. */
export function verifierFor(records: readonly StoredRecord[], access: RetentionAccess): Promise<BundleVerifier> {
  const isSigned = records.some(({ form }) => form === 'bundle');
  return isSigned ? access.openVerifier() : Promise.resolve(NOTHING_SIGNED);
}

/** What the records of an image prove of it in one repository of an environment. */
interface Proven {
  readonly placings: readonly Placing[];
  /** Undefined if nothing proves that it came. */
  readonly placedAt: number | undefined;
  /** Whether it is held, by whatever a rollback asks: one cannot go back to it. */
  readonly isHeld: boolean;
}

/** Asks what a rollback asks; of an image that cannot be read whole, only its own holds. */
async function isHeld(
  digest: Digest,
  own: readonly StoredRecord[],
  { environment, repository }: Location,
  access: RetentionAccess,
): Promise<boolean> {
  const { pipeline, now } = access;
  const client = access.clientOf(repository);
  const root = await readRoot(client, repository, digest);
  const read = root && (await readContent(client, repository, root, asksForRevisions(pipeline)));
  const { holdable, revisions } = typeof read === 'object' ? read : { holdable: [], revisions: [] };
  const digests = new Set([digest, ...holdable]);
  const [ofParts, kept = []] = await Promise.all([
    readAllHolds(client, repository, holdable),
    access.readKeptHolds?.(digests),
  ]);
  const records = [...own, ...ofParts, ...kept];
  const policy = { pipeline, openVerifier: () => verifierFor(records, access) };
  const { holds } = await judgeHoldsOn({ digests, revisions, records }, environment, policy, now);
  return isQuarantined(holds);
}

async function readProven(digest: Digest, image: string, location: Location, access: RetentionAccess): Promise<Proven> {
  const { environment, repository, uri } = location;
  const { pipeline, now } = access;
  const records = await readRecords(access.clientOf(repository), { repository, subject: digest });
  const verify = await verifierFor(records, access);
  const options = { ...{ pipeline, environment, image, digest, uri, now }, verify };
  const { placings } = findPlacings(records, environment.tag ?? 'latest', options);
  return {
    placings,
    placedAt: placings.length === 0 ? undefined : Math.max(...placings.map(({ time }) => time)),
    isHeld: await isHeld(digest, records, location, access),
  };
}

/**
 * Reads what ran in a repository, from what its marker holds back to as many images as are kept: a list and a few records
 * an image.
 *
 * @param last how many are kept; those that are held do not count.
 * @returns undefined where images are built, or nothing has the marker.
 */
export async function readWhatRan(
  {
    image,
    last,
    location,
    current,
  }: {
    readonly image: string;
    readonly last: number;
    readonly location: Location;
    readonly current: Digest | undefined;
  },
  access: RetentionAccess,
): Promise<WhatRan | undefined> {
  if (current === undefined || location.environment.from.length === 0) return undefined;
  const held = new Set<Digest>();
  const placedAt = new Map<Digest, number>();
  for (let walk: Walk = beginWalk(current); ; ) {
    const proven = await readProven(walk.cursor, image, location, access);
    if (proven.isHeld) held.add(walk.cursor);
    if (proven.placedAt !== undefined) placedAt.set(walk.cursor, proven.placedAt);
    const stack = replay(walk);
    const usable = stack.images.filter((digest) => !held.has(digest)).length;
    if (stack.isWhole && usable >= last) return { stack, isComplete: false, held, placedAt };
    walk = stepBack(walk, proven.placings);
    if (walk.end !== undefined) {
      return { stack: replay(walk), isComplete: walk.end === 'bottom' && stack.isWhole, held, placedAt };
    }
  }
}
