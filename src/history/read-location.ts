import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { type ActiveHold, findHolds, mayHoldByContent } from '../policy/holds.ts';
import type { CompetingPromotion } from '../policy/verify-name.ts';
import { isHoldRecord } from '../records/holds.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { comparePlacements, findCurrent } from './current.ts';
import {
  type Location,
  locationsOf,
  type Placement,
  type PlacementRecord,
  type RepositoryHistory,
} from './image-history.ts';
import type { HistoryReader, Reading, RepositoryState } from './read-repository.ts';
import { findUnexplained, needsVerifier, promotionsOf, REJECT_ALL, verifyPlacement } from './records.ts';
import { compareNewness, orderTagNames, readNewness } from './tag-names.ts';

/** Images of a repository whose records are read concurrently. */
const AT_ONCE = 8;

interface LocationRequest {
  readonly pipeline: Pipeline;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly location: Location;
  readonly state: Reading<RepositoryState>;
  /** The only images that are shown; undefined if all are. */
  readonly requested: readonly Digest[] | undefined;
  /** How many others are read at most. */
  readonly limit: number;
  readonly reader: HistoryReader;
}

type TaggedImage = Pick<Placement, 'digest' | 'tags'>;

/** Lists the images of a repository that have tags: what may be current first, then the newest. */
function listTagged(state: RepositoryState, { environment }: Location): readonly TaggedImage[] {
  const mark = environment.tag ?? 'latest';
  return [...Map.groupBy(state.holds, ([, digest]) => digest)]
    .map(([digest, held]) => {
      const tags = held.map(([tag]) => tag);
      const ordered = orderTagNames(tags);
      return { digest, tags: ordered, isMarked: tags.some((tag) => tag === mark), newness: readNewness(ordered) };
    })
    .sort(
      (left, right) =>
        Number(right.isMarked) - Number(left.isMarked) ||
        compareNewness(left.newness, right.newness) ||
        (left.digest < right.digest ? -1 : 1),
    );
}

/** Whether images come into an environment from another one at all; if not, they need no record. */
function hasRouteInto({ hotfixRoutes }: Pipeline, { name, from }: Environment): boolean {
  return from.length > 0 || hotfixRoutes.some(({ to }) => to === name);
}

/** What records prove of an image here, and its promotions into any environment of the repository. */
interface ReadRecord {
  readonly record: PlacementRecord;
  readonly holds: readonly ActiveHold[] | undefined;
  readonly promotions: readonly CompetingPromotion[];
}

/**
 * Finds what holds an image here, by its records, those that GitHub keeps, and the pipeline file, for which it is read only
 * if that may tell more. A signer of a later environment may have signed a hold, where this one names none.
 */
async function holdsHere(
  digest: Digest,
  records: readonly StoredRecord[],
  { pipeline, location, reader }: LocationRequest,
): Promise<readonly ActiveHold[]> {
  const { environment } = location;
  const { readKeptHolds, trust, now } = reader.access;
  const root = { digests: new Set([digest]) };
  const [content, kept = []] = await Promise.all([
    mayHoldByContent(pipeline, digest, { environment, now }) ? reader.contentOf(location, digest) : root,
    readKeptHolds?.(root.digests),
  ]);
  const own = [...records.filter(isHoldRecord), ...kept];
  const state = own.some(({ form }) => form === 'bundle') ? await trust() : { reason: 'nothing is signed' };
  const verify = 'verify' in state ? state.verify : REJECT_ALL;
  // Of an image that cannot be read, what is known by its digest is shown.
  const image = content instanceof RegistryError ? root : content;
  return findHolds({ ...image, records: own }, { pipeline, environment, verify, now }).holds;
}

async function readRecord(digest: Digest, request: LocationRequest): Promise<ReadRecord> {
  const { pipeline, image, location, reader } = request;
  const { environment, uri } = location;
  const records = await reader.recordsOf(location, digest);
  if (!hasRouteInto(pipeline, environment)) {
    // No record is needed here, and one that cannot be read is no trouble.
    const holds = await holdsHere(digest, records instanceof RegistryError ? [] : records, request);
    return { record: { kind: 'built' }, holds, promotions: [] };
  }
  if (records instanceof RegistryError) {
    return { record: { kind: 'unreadable', reason: records.message }, holds: undefined, promotions: [] };
  }
  const { trust, now } = reader.access;
  const optionsFor = async (each: Environment) => ({
    ...{ pipeline, image, digest, uri, now, environment: each },
    trust: needsVerifier(records, each) ? await trust() : { reason: 'nothing is signed' },
  });
  const all = await Promise.all(environmentsAt(request).map(optionsFor));
  const own = await optionsFor(environment);
  return {
    record: verifyPlacement(records, own),
    holds: await holdsHere(digest, records, request),
    promotions: all.flatMap((each) => promotionsOf(records, each).map((promotion) => ({ digest, promotion }))),
  };
}

function environmentsAt({ pipeline, image, location }: LocationRequest): readonly Environment[] {
  return locationsOf(pipeline, image).flatMap(({ uri, environment }) => (uri === location.uri ? [environment] : []));
}

/** Whether an image of a repository that several environments share is in this one. */
function belongsTo({ tags, record }: Pick<Placement, 'tags' | 'record'>, { environment, isShared }: Location): boolean {
  if (!isShared || environment.from.length === 0) return true;
  return tags.some((tag) => tag === environment.tag) || (record.kind !== 'none' && record.kind !== 'built');
}

/** Reads the images of a repository that have tags, and their records. */
export async function readLocation(request: LocationRequest): Promise<RepositoryHistory> {
  const { location, state, requested, limit, reader } = request;
  const { uri: repository, environment } = location;
  if (state instanceof RegistryError) {
    const leftOut = { tags: 0, digests: 0, refusedTags: 0 };
    return { repository, error: state.message, current: undefined, placements: [], leftOut };
  }
  const tagged = listTagged(state, location);
  const isRequested = (digest: Digest) => requested?.includes(digest) === true;
  const untagged = (requested ?? []).filter((digest) => !tagged.some((each) => each.digest === digest));
  const chosen: readonly TaggedImage[] = [
    ...tagged.filter(({ digest }, index) => index < limit || isRequested(digest)),
    ...(await reader.findPresent(state, untagged)).map((digest) => ({ digest, tags: [] })),
  ];
  const read = await eachAtMost(AT_ONCE, chosen, async (image) => ({
    ...image,
    ...(await readRecord(image.digest, request)),
  }));
  const promotions = read.flatMap((each) => each.promotions);
  // Where images are built, in this environment or in another one that shares the repository, tags need no record.
  const areBuilt = environmentsAt(request).some(({ from }) => from.length === 0);
  const placements = read
    .filter((each) => belongsTo(each, location))
    .map(({ digest, tags, record, holds }) => {
      const unexplained = areBuilt || record.kind === 'unreadable' ? [] : findUnexplained({ digest, tags }, promotions);
      return { digest, tags, record, holds, unexplained };
    })
    .sort(comparePlacements);
  return {
    repository,
    error: undefined,
    current: findCurrent(placements, environment.tag),
    placements: placements.filter(({ digest }) => requested === undefined || isRequested(digest)),
    leftOut: {
      tags: state.names.size - state.holds.size - state.refused.size,
      digests: requested === undefined ? tagged.length - chosen.length : 0,
      refusedTags: state.refused.size,
    },
  };
}
