import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Tag } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { compareVersions, isStable, type Version } from '../tags/version.ts';
import {
  type Distance,
  type EnvironmentHistory,
  formatSelector,
  type HistoryLimits,
  type HistoryQuery,
  type ImageHistory,
  type Location,
  locationsOf,
  type Placement,
  type RepositoryHistory,
  type TagDifference,
} from './image-history.ts';
import { readLocation } from './read-location.ts';
import { type HistoryAccess, HistoryReader, type Reading, type RepositoryState } from './read-repository.ts';
import { orderForLookUp, readNewness, readTagName } from './tag-names.ts';

/** Images that are read beside the requested one, to find what runs. */
const BESIDE_REQUESTED = 3;

interface HistoryRequest {
  readonly pipeline: Pipeline;
  readonly image: HistoryQuery;
  /** Those that are read; all by default. */
  readonly environments?: readonly Environment[];
  readonly limits: HistoryLimits;
}

interface HistoryReading {
  readonly history: ImageHistory;
  /** The first failure, if no repository at all could be read. */
  readonly failure: RegistryError | undefined;
}

interface LocationReading {
  readonly environment: Environment;
  readonly state: Reading<RepositoryState>;
  readonly history: RepositoryHistory;
}

/** A tag has a digest in each repository, mostly the same. Undefined if all are requested. */
function findRequested(
  { tag, digest }: HistoryQuery,
  states: readonly RepositoryState[],
): readonly Digest[] | undefined {
  if (digest !== undefined) return [digest];
  return tag === undefined ? undefined : [...new Set(states.flatMap(({ holds }) => holds.get(tag) ?? []))];
}

function readStates(locations: readonly Location[], reader: HistoryReader, { image, limits }: HistoryRequest) {
  return Promise.all(
    locations.map(async (location) => {
      const own = locations.flatMap(({ environment, uri }) => (uri === location.uri ? (environment.tag ?? []) : []));
      const first = new Set<string>([...own, 'latest', ...(image.tag === undefined ? [] : [image.tag])]);
      return { location, state: await reader.readState(location, { first, limit: limits.tags }) };
    }),
  );
}

function isRead(state: Reading<RepositoryState>): state is RepositoryState {
  return !(state instanceof RegistryError);
}

function assemble({ name, from }: Environment, read: readonly LocationReading[]): EnvironmentHistory {
  const [first, ...others] = read.map(({ history }) => history);
  if (first === undefined) throw new Error(`the environment ${name} has no repository`);
  const repositories = [first, ...others] as const;
  return {
    ...{ name, from, repositories },
    current: repositories.find(({ current }) => current !== undefined)?.current,
    differences: findDifferences(read.map(({ state }) => state).filter(isRead)),
    distance: undefined,
  };
}

/** Adds to each environment how far it is from the last one that runs something. */
function addDistances(
  environments: readonly EnvironmentHistory[],
  versions: readonly Version[],
): readonly EnvironmentHistory[] {
  const reference = environments.findLast(({ current }) => current !== undefined)?.current;
  return environments.map((environment) => {
    const { current } = environment;
    if (current === undefined || reference === undefined || current === reference) return environment;
    return { ...environment, distance: findDistance(current.placement, reference.placement, versions) };
  });
}

/**
 * Reads where the versions of one image are: tags, what they point at, and the records of that, in every environment.
 *
 * A registry that cannot be read is reported in its place; what the limits leave out is counted.
 *
 * @throws {InputError} if the image's name does not make a repository.
 */
export async function readHistory(request: HistoryRequest, access: HistoryAccess): Promise<HistoryReading> {
  const { pipeline, image, limits, environments: chosen = pipeline.environments } = request;
  const locations = locationsOf(pipeline, image.name).filter(({ environment }) => chosen.includes(environment));
  const reader = new HistoryReader(access);
  const readings = await readStates(locations, reader, request);
  const states = readings.map(({ state }) => state).filter(isRead);
  const requested = findRequested(image, states);
  const limit = requested === undefined ? limits.digests : Math.min(BESIDE_REQUESTED, limits.digests);
  const shared = { pipeline, image: image.name, requested, limit, reader };
  const read = await Promise.all(
    readings.map(async ({ location, state }): Promise<LocationReading> => {
      const history = await readLocation({ ...shared, location, state });
      return { environment: location.environment, state, history };
    }),
  );
  const environments = chosen.map((environment) =>
    assemble(
      environment,
      read.filter((each) => each.environment === environment),
    ),
  );
  return {
    history: {
      image: image.name,
      requested: requested && { selector: formatSelector(image), digests: requested },
      environments: addDistances(environments, readVersions(states.flatMap(({ names }) => [...names]))),
    },
    failure:
      states.length > 0
        ? undefined
        : readings.map(({ state }) => state).find((state) => state instanceof RegistryError),
  };
}

/**
 * Finds the tags that the repositories of an environment differ on. Those that are listed but were not resolved
 * everywhere are left out: what they hold is unknown.
 */
export function findDifferences(states: readonly RepositoryState[]): readonly TagDifference[] {
  if (states.length < 2) return [];
  const tags = new Set(states.flatMap(({ holds }) => [...holds.keys()]));
  return orderForLookUp(tags, new Set()).flatMap((tag): readonly TagDifference[] => {
    const isKnown = states.every(({ holds, names }) => holds.has(tag) || !names.has(tag));
    const holds = new Map(states.map((state) => [formatRepository(state.repository), state.holds.get(tag)]));
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

type TaggedImage = Pick<Placement, 'digest' | 'tags'>;

/**
 * Finds how far an image is from another one: in versions if both have one, and otherwise by their days.
 *
 * @param versions all versions that exist somewhere in the pipeline.
 */
export function findDistance(own: TaggedImage, reference: TaggedImage, versions: readonly Version[]): Distance {
  if (own.digest === reference.digest) return { kind: 'same' };
  const [left, right] = [readNewness(own.tags), readNewness(reference.tags)];
  if (left.version !== undefined && right.version !== undefined)
    return byVersion(versions, left.version, right.version);
  if (left.day === undefined || right.day === undefined || left.day === right.day) {
    return { kind: 'other', isSameVersion: false };
  }
  return { kind: left.day > right.day ? 'ahead' : 'behind', versions: undefined };
}
