import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { CompetingRecord } from '../policy/verify-name.ts';
import { eachAtMost } from '../util/concurrency.ts';
import {
  compareNewness,
  comparePlacements,
  findCurrent,
  findUnexplained,
  orderTagNames,
  readNewness,
} from './current.ts';
import {
  type Location,
  locationsOf,
  type Placement,
  type PlacementRecord,
  type RepositoryHistory,
} from './image-history.ts';
import {
  type HistoryAccess,
  type HistoryReader,
  type Reading,
  type RepositoryState,
  tagsByDigest,
} from './read-repository.ts';
import { needsVerifier, recordsOf, verifyPlacement } from './records.ts';

/** The records of so many images of a repository are read at the same time. */
const AT_ONCE = 8;

/** What is read of one place. */
interface LocationRequest {
  readonly pipeline: Pipeline;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly place: Location;
  readonly view: Reading<RepositoryState>;
  /** Images that are shown whatever their tags say. */
  readonly wanted: readonly Digest[];
  /** Whether these alone are shown. */
  readonly isPicked: boolean;
  /** So many others at most. */
  readonly limit: number;
}

/** An image of a repository and the tags that hold it. */
interface Candidate {
  readonly digest: Digest;
  readonly tags: readonly Tag[];
}

/** Lists the images of a repository that tags hold: what may be current first, then the newest. */
function listCandidates(view: RepositoryState, { environment }: Location): readonly Candidate[] {
  const marks = new Set<string>([environment.tag ?? 'latest']);
  return [...tagsByDigest(view)]
    .map(([digest, tags]) => {
      const ordered = orderTagNames(tags);
      return { digest, tags: ordered, isMarked: tags.some((tag) => marks.has(tag)), newness: readNewness(ordered) };
    })
    .sort(
      (left, right) =>
        Number(right.isMarked) - Number(left.isMarked) ||
        compareNewness(left.newness, right.newness) ||
        (left.digest < right.digest ? -1 : 1),
    );
}

/** Whether an image can come into an environment at all from another one; where not, no record is needed. */
function hasRouteInto({ hotfixRoutes }: Pipeline, { name, from }: Environment): boolean {
  return from.length > 0 || hotfixRoutes.some(({ to }) => to === name);
}

/** What an image's records say of it here, and which entries they prove into any environment of the repository. */
interface ReadRecord {
  readonly record: PlacementRecord;
  readonly entries: readonly CompetingRecord[];
}

async function readRecord(
  { digest }: Candidate,
  { pipeline, image, place }: LocationRequest,
  { reader, access }: { readonly reader: HistoryReader; readonly access: HistoryAccess },
): Promise<ReadRecord> {
  const { environment, uri } = place;
  if (!hasRouteInto(pipeline, environment)) return { record: { kind: 'built' }, entries: [] };
  const records = await reader.recordsOf(place, digest);
  if (records instanceof RegistryError) return { record: { kind: 'unreadable', reason: records.message }, entries: [] };
  const questions = await Promise.all(
    environmentsAt(pipeline, image, uri).map(async (each) => {
      const trust = needsVerifier(records, each) ? await access.trust() : { reason: 'nothing is signed' };
      return { ...{ pipeline, image, digest, uri, trust }, environment: each, now: access.now };
    }),
  );
  const own = questions.find((each) => each.environment === environment);
  if (own === undefined) throw new Error(`${uri} is a repository of ${environment.name}`);
  return {
    record: verifyPlacement(records, own),
    entries: questions.flatMap((question) => recordsOf(records, question).map((entry) => ({ digest, entry }))),
  };
}

/** Lists the environments that have a repository. */
function environmentsAt(pipeline: Pipeline, image: string, uri: string): readonly Environment[] {
  return locationsOf(pipeline, image).flatMap((place) => (place.uri === uri ? [place.environment] : []));
}

/** Whether an image of a repository that several environments share is in this one. */
function belongsTo({ tags, record }: Pick<Placement, 'tags' | 'record'>, { environment, isShared }: Location): boolean {
  if (!isShared || environment.from.length === 0) return true;
  return tags.some((tag) => tag === environment.tag) || (record.kind !== 'none' && record.kind !== 'built');
}

/** Reads what is in one repository of an environment: the images that its tags hold, and their records. */
export async function readLocation(
  request: LocationRequest,
  reading: { readonly reader: HistoryReader; readonly access: HistoryAccess },
): Promise<RepositoryHistory> {
  const { place, view, wanted, isPicked, limit } = request;
  const { uri: repository, environment } = place;
  const nothing = { repository, current: undefined, placements: [], leftOut: { tags: 0, digests: 0, refusedTags: 0 } };
  if (view instanceof RegistryError) return { ...nothing, missing: view.message };
  const candidates = listCandidates(view, place);
  const present = await reading.reader.findPresent(
    view,
    wanted.filter((digest) => !candidates.some((each) => each.digest === digest)),
  );
  const chosen = [
    ...candidates.filter(({ digest }, index) => index < limit || wanted.includes(digest)),
    ...present.map((digest) => ({ digest, tags: [] })),
  ];
  const read = await eachAtMost(AT_ONCE, chosen, async (candidate) => ({
    ...candidate,
    ...(await readRecord(candidate, request, reading)),
  }));
  const entries = read.flatMap((each) => each.entries);
  // Where images are built, in this environment or in another one that shares the repository, tags need no record.
  const areBuilt = environmentsAt(request.pipeline, request.image, repository).some(({ from }) => from.length === 0);
  const placements = read
    .filter((each) => belongsTo(each, place))
    .map(({ digest, tags, record }) => {
      const unexplained = areBuilt || record.kind === 'unreadable' ? [] : findUnexplained({ digest, tags }, entries);
      return { digest, tags, record, unexplained };
    })
    .sort(comparePlacements);
  return {
    ...{ repository, missing: undefined },
    current: findCurrent(placements, environment.tag),
    placements: isPicked ? placements.filter(({ digest }) => wanted.includes(digest)) : placements,
    leftOut: {
      tags: view.names.size - view.holds.size - view.refused.size,
      digests: isPicked ? 0 : candidates.length - chosen.length + present.length,
      refusedTags: view.refused.size,
    },
  };
}
