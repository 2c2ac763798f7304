import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { compareVersions, isStable, type Version } from '../tags/version.ts';
import { orderForLookUp, readNewness, readTagName } from './current.ts';
import {
  type CurrentImage,
  type Distance,
  type EnvironmentHistory,
  type HistoryLimits,
  type ImageHistory,
  type Location,
  locationsOf,
  type Placement,
  type RepositoryHistory,
  type TagDifference,
} from './image-history.ts';
import { formatPick, type HistoryQuery, isPicked } from './query.ts';
import { readLocation } from './read-place.ts';
import { type HistoryAccess, HistoryReader, nameOf, type Reading, type RepositoryState } from './read-repository.ts';

/** Beside an image that is asked about, so many are looked at to find what runs. */
const BESIDE_PICKED = 3;

/** Which image is read, and how much of it. */
interface HistoryRequest {
  readonly pipeline: Pipeline;
  readonly image: HistoryQuery;
  readonly limits: HistoryLimits;
}

/** The history of an image, and the registries' failures on the way. */
interface HistoryReading {
  readonly history: ImageHistory;
  /** The first failure, where no repository at all could be read. */
  readonly failure: RegistryError | undefined;
}

/** What was read of an environment's place. */
interface LocationReader {
  readonly place: Location;
  readonly view: Reading<RepositoryState>;
  readonly history: RepositoryHistory;
}

/** Finds the digests that are asked about: a tag has one in each repository, mostly the same. */
function findRequested({ tag, digest }: HistoryQuery, views: readonly RepositoryState[]): readonly Digest[] {
  if (digest !== undefined) return [digest];
  if (tag === undefined) return [];
  return [...new Set(views.flatMap(({ holds }) => holds.get(tag) ?? []))];
}

/** Reads the repositories of all places. */
async function readStates(places: readonly Location[], reader: HistoryReader, { image, limits }: HistoryRequest) {
  const marks = places.flatMap(({ environment, uri }) =>
    environment.tag === undefined ? [] : [{ uri, tag: environment.tag }],
  );
  return Promise.all(
    places.map((place) => {
      const own = marks.filter(({ uri }) => uri === place.uri).map(({ tag }) => tag);
      const first = new Set<string>([...own, 'latest', ...(image.tag === undefined ? [] : [image.tag])]);
      return reader.view(place, { first, limit: limits.tags });
    }),
  );
}

function isState(reading: Reading<RepositoryState> | undefined): reading is RepositoryState {
  return reading !== undefined && !(reading instanceof RegistryError);
}

/** Puts together what was read of an environment's repositories. */
function assemble({ name, from }: Environment, read: readonly LocationReader[]): EnvironmentHistory {
  const [first, ...others] = read.map(({ history }) => history);
  if (first === undefined) throw new Error(`the environment ${name} has no repository`);
  const repositories = [first, ...others] as const;
  return {
    ...{ name, from, repositories },
    current: repositories.find(({ current }) => current !== undefined)?.current,
    differences: findDifferences(read.flatMap(({ view }) => (isState(view) ? [view] : []))),
    distance: undefined,
  };
}

function withDistance(
  environment: EnvironmentHistory,
  reference: CurrentImage | undefined,
  versions: ReturnType<typeof readVersions>,
): EnvironmentHistory {
  const { current } = environment;
  if (current === undefined || reference === undefined || current === reference) return environment;
  return { ...environment, distance: findDistance(current.placement, reference.placement, versions) };
}

/**
 * Reads what is where of one image: tags, what they hold, and the records of that, in every environment.
 *
 * A registry that cannot be read is told in its place. How much is read is limited, and what is left out is counted.
 *
 * @throws {InputError} if the image's name makes no repository.
 */
export async function readHistory(request: HistoryRequest, access: HistoryAccess): Promise<HistoryReading> {
  const { pipeline, image, limits } = request;
  const places = locationsOf(pipeline, image.name);
  const reader = new HistoryReader(access);
  const readings = await readStates(places, reader, request);
  const views = readings.filter(isState);
  const wanted = findRequested(image, views);
  const limit = isPicked(image) ? Math.min(BESIDE_PICKED, limits.digests) : limits.digests;
  const shared = { pipeline, image: image.name, wanted, isPicked: isPicked(image), limit };
  const read = await Promise.all(
    places.map(async (place, index): Promise<LocationReader[]> => {
      const view = readings[index];
      return view === undefined
        ? []
        : [{ place, view, history: await readLocation({ ...shared, place, view }, { reader, access }) }];
    }),
  );
  const environments = pipeline.environments.map((environment) =>
    assemble(
      environment,
      read.flat().filter(({ place }) => place.environment === environment),
    ),
  );
  const reference = environments.findLast(({ current }) => current !== undefined)?.current;
  const versions = readVersions(views.flatMap(({ names }) => [...names]));
  return {
    history: {
      image: image.name,
      sought: isPicked(image) ? { pick: formatPick(image), digests: wanted } : undefined,
      environments: environments.map((each) => withDistance(each, reference, versions)),
    },
    failure: views.length > 0 ? undefined : readings.find((reading) => reading instanceof RegistryError),
  };
}

/**
 * Finds the tags that the repositories of an environment do not agree on.
 *
 * Tags that are listed, but were not looked up in each of them, are left out: nothing is known of them.
 */
export function findDifferences(views: readonly RepositoryState[]): readonly TagDifference[] {
  if (views.length < 2) return [];
  const tags = new Set(views.flatMap(({ holds }) => [...holds.keys()]));
  return orderForLookUp(tags, new Set()).flatMap((tag): readonly TagDifference[] => {
    const isKnown = views.every(({ holds, names }) => holds.has(tag) || !names.has(tag));
    const holds = new Map(views.map((view) => [nameOf(view), view.holds.get(tag)]));
    return isKnown && new Set(holds.values()).size > 1 ? [{ tag, holds }] : [];
  });
}

/** Lists the versions that tags name, each once. */
export function readVersions(names: Iterable<Tag>): readonly Version[] {
  const found = new Map<string, Version>();
  for (const tag of names) {
    const name = readTagName(tag);
    if (name.kind === 'version') found.set(name.version.text, name.version);
  }
  return [...found.values()];
}

/** Counts the versions above one, up to and with another; pre-releases only where they lead to one. */
function countBetween(versions: readonly Version[], low: Version, high: Version): number {
  return versions.filter(
    (version) =>
      compareVersions(version, low) > 0 &&
      compareVersions(version, high) <= 0 &&
      (isStable(version) || !isStable(high)),
  ).length;
}

function byVersion(versions: readonly Version[], own: Version, reference: Version): Distance {
  const order = compareVersions(own, reference);
  if (order === 0) return { kind: 'other', isSameVersion: true };
  return order > 0
    ? { kind: 'ahead', versions: countBetween(versions, reference, own) }
    : { kind: 'behind', versions: countBetween(versions, own, reference) };
}

/** An image as far as its distance from another matters. */
type Dated = Pick<Placement, 'tags'> & { readonly digest: Digest };

/**
 * Says how far an image is from another one: in versions where both have one, and otherwise by their days.
 *
 * @param versions all versions that exist somewhere in the pipeline.
 */
export function findDistance(own: Dated, reference: Dated, versions: readonly Version[]): Distance {
  if (own.digest === reference.digest) return { kind: 'same' };
  const [left, right] = [readNewness(own.tags), readNewness(reference.tags)];
  if (left.version !== undefined && right.version !== undefined)
    return byVersion(versions, left.version, right.version);
  if (left.day === undefined || right.day === undefined || left.day === right.day) {
    return { kind: 'other', isSameVersion: false };
  }
  return { kind: left.day > right.day ? 'ahead' : 'behind', versions: undefined };
}
