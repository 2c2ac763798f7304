import { PolicyError, RegistryError } from '../errors.ts';
import { locationsOf } from '../history/image-history.ts';
import { childManifests } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { environmentsAfter } from '../policy/later-environments.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { type Assessment, assess } from './assess.ts';
import { mayBeSpare } from './capacity.ts';
import type { Content } from './contents.ts';
import type { RetainedLocation } from './facts.ts';
import { type InUseList, joinLists } from './in-use.ts';
import { lacksOrder, orderImages } from './keep.ts';
import { asksForRevisions, type ReadRoot, readContent } from './read-contents.ts';
import { readDetails } from './read-details.ts';
import { AT_ONCE, findRunning, type Place, readImages, readPlace, shareLocations } from './read-place.ts';
import type { RetentionAccess, SharedLocation } from './read-ran.ts';
import { readUnfinishedSweeps, type UnfinishedSweep } from './read-unfinished.ts';

/** What a run wants to know of one image of the pipeline. */
export interface RetentionQuery {
  readonly image: string;
  /** The environments that are planned; each has rules. */
  readonly environments: readonly Environment[];
  readonly inUse: readonly InUseList[];
}

/** One image of the pipeline, everywhere, judged. */
export interface ImageAssessment {
  /** Of the planned environments that can be judged. */
  readonly locations: readonly RetainedLocation[];
  readonly assessment: Assessment;
  readonly contents: ReadonlyMap<Digest, Content>;
  /** All manifests below each root, as far as they were read. */
  readonly below: ReadonlyMap<Digest, ReadonlySet<Digest>>;
  /** Sweeps that were cut off, of the planned environments. */
  readonly unfinished: readonly UnfinishedSweep[];
  /** Why environments cannot be judged, by their names. */
  readonly failures: ReadonlyMap<string, RegistryError | PolicyError>;
  /** What is kept because it cannot be read: sentences. */
  readonly warnings: readonly string[];
}

type Failures = Map<string, RegistryError | PolicyError>;

/** What is read of an image, as far as the run has come. */
interface Reading {
  readonly query: RetentionQuery;
  readonly access: RetentionAccess;
  /** All repositories that the pipeline has for it. */
  readonly everywhere: readonly SharedLocation[];
  readonly places: readonly Place[];
  readonly failures: Failures;
  readonly warnings: string[];
  readonly contents: Map<Digest, Content>;
  readonly below: Map<Digest, ReadonlySet<Digest>>;
}

/** An error ends the environments that it is about, and no other. */
async function attempt(environments: readonly Environment[], failures: Failures, work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    for (const { name } of environments) if (!failures.has(name)) failures.set(name, error);
  }
}

function hasFailed({ environments }: SharedLocation, failures: Failures): boolean {
  return environments.some(({ name }) => failures.has(name));
}

/** What is planned, what comes after it, and what shares a repository with these. */
function findRelevant({ environments }: RetentionQuery, { pipeline }: RetentionAccess, all: readonly SharedLocation[]) {
  const own = environments.flatMap((each) => [each, ...environmentsAfter(pipeline, each)]);
  const names = new Set(own.map(({ name }) => name));
  return all.filter((shared) => shared.environments.some(({ name }) => names.has(name)));
}

async function readPlaces(query: RetentionQuery, access: RetentionAccess): Promise<Reading> {
  const everywhere = shareLocations(locationsOf(access.pipeline, query.image));
  const failures: Failures = new Map();
  const places: Place[] = [];
  await Promise.all(
    findRelevant(query, access, everywhere).map((shared) =>
      attempt(shared.environments, failures, async () => {
        places.push(await readPlace(shared, access));
      }),
    ),
  );
  const order = everywhere.map(({ location }) => location.uri);
  places.sort((left, right) => order.indexOf(left.shared.location.uri) - order.indexOf(right.shared.location.uri));
  return { ...{ query, access, everywhere, places, failures }, warnings: [], contents: new Map(), below: new Map() };
}

/** What a later environment runs is not known if it cannot be read: then an earlier one that asks cannot be judged. */
function failWithLater({ query, access: { pipeline }, failures }: Reading): void {
  const unread = new Set(failures.keys());
  for (const environment of query.environments) {
    if (failures.has(environment.name) || environment.retention?.downstream === 'none') continue;
    const later = environmentsAfter(pipeline, environment).find(({ name }) => unread.has(name));
    const cause = later && failures.get(later.name);
    if (later === undefined || cause === undefined) continue;
    failures.set(
      environment.name,
      new PolicyError({
        what: `retain ${environment.name}`,
        reason: `it keeps what ${later.name} runs, and that cannot be read`,
        remedy: `let ${later.name} be read, or set "downstream: none" for ${environment.name}`,
        cause,
      }),
    );
  }
}

function locationsAt({ shared, images, ran, names }: Place, image: string): readonly RetainedLocation[] {
  return shared.environments.map((environment) => ({
    ...{ environment, image, uri: shared.location.uri, names },
    images: [...images.values()],
    ran: ran.get(environment.name),
  }));
}

function judge(
  { places, query, access, failures }: Reading,
  isFinal = false,
): {
  readonly locations: readonly RetainedLocation[];
  readonly assessment: Assessment;
} {
  const { pipeline, now } = access;
  const locations = places.flatMap((place) => locationsAt(place, query.image));
  const running = new Map<string, Set<Digest>>();
  for (const place of places) {
    for (const environment of place.shared.environments) {
      const found = [...(running.get(environment.name) ?? []), ...findRunning(environment, place)];
      running.set(environment.name, new Set(found));
    }
  }
  const tags = places.flatMap(({ holds, shared }) =>
    [...holds].map(([tag, digest]) => [`${shared.location.uri}:${tag}`, digest] as const),
  );
  const later = pipeline.environments.map(
    (each) => [each.name, environmentsAfter(pipeline, each).map(({ name }) => name)] as const,
  );
  const assessment = assess({
    ...{ isFinal, locations, running, now: now.getTime(), inUse: joinLists(query.inUse, new Map(tags)) },
    ...{ later: new Map(later), failed: new Set(failures.keys()) },
  });
  return { locations, assessment };
}

/** Lists the images of a place that nothing keeps, in any of the environments that it has. */
function findCandidates(place: Place, { locations, assessment }: ReturnType<typeof judge>): readonly Digest[] {
  const own = locations.filter(({ uri }) => uri === place.shared.location.uri);
  return [...place.images.keys()].filter((digest) =>
    own.some((location) => assessment.get(location)?.get(digest)?.length === 0),
  );
}

/** What a root names itself, if not all below it can be read. */
function belowRoot({ node }: ReadRoot): ReadonlySet<Digest> {
  return new Set(childManifests(node.manifest).map(({ digest }) => digest));
}

/** Lists the images of a place that may have to go because of the space, and were not looked at closely so far. */
function findSpare(place: Place, { locations, assessment }: ReturnType<typeof judge>): readonly Digest[] {
  const own = locations.filter(({ uri }) => uri === place.shared.location.uri);
  return [...place.images].flatMap(([digest, { details }]) => {
    const because = own.flatMap((location) => assessment.get(location)?.get(digest) ?? []);
    return details === undefined && mayBeSpare(because) ? [digest] : [];
  });
}

async function lookClosely(place: Place, digests: readonly Digest[], reading: Reading): Promise<void> {
  const { access, everywhere, contents, below, warnings } = reading;
  const { shared, images, roots, names } = place;
  const { repository, uri } = shared.location;
  const wantsRevisions = asksForRevisions(access.pipeline);
  await eachAtMost(AT_ONCE, digests, async (digest) => {
    const [image, root] = [images.get(digest), roots.get(digest)];
    if (image === undefined || root === undefined) return;
    const read = await readContent(access.clientOf(repository), repository, root, wantsRevisions);
    if (typeof read === 'string') {
      below.set(digest, belowRoot(root));
      images.set(digest, { ...image, unread: read });
      warnings.push(`${uri}@${digest} is kept: it cannot be read whole: ${read}`);
      return;
    }
    const { content, parts, holdable, revisions } = read;
    contents.set(digest, content);
    below.set(digest, read.below);
    const details = await readDetails(
      { root: digest, holdable, revisions },
      { own: shared, all: everywhere, names },
      access,
    );
    images.set(digest, { ...image, parts, details });
  });
}

/** Reads what images that stay hold, so that it is known what those that go share with them. */
async function readKept(place: Place, { access, contents, below, failures }: Reading): Promise<void> {
  const { shared, roots } = place;
  const { repository } = shared.location;
  await attempt(shared.environments, failures, async () => {
    const unknown = [...roots].filter(([digest]) => !contents.has(digest));
    await eachAtMost(AT_ONCE, unknown, async ([digest, root]) => {
      const read = await readContent(access.clientOf(repository), repository, root, false);
      if (typeof read === 'string') {
        below.set(digest, belowRoot(root));
        const image = place.images.get(digest);
        if (image !== undefined) place.images.set(digest, { ...image, unread: read });
        return;
      }
      contents.set(digest, read.content);
      below.set(digest, read.below);
    });
  });
}

function refuseUnordered(locations: readonly RetainedLocation[], { access, failures }: Reading): void {
  for (const location of locations) {
    const { name } = location.environment;
    if (failures.has(name) || !lacksOrder(orderImages(location, access.now.getTime()))) continue;
    failures.set(
      name,
      new PolicyError({
        what: `retain ${name}`,
        reason: `"last" counts the images of ${location.uri}, and nothing says which of them came later`,
        remedy: 'add the tag rule "type=date_seq" where they are built, or keep them by "days"',
      }),
    );
  }
}

/**
 * Reads one image of the pipeline, and finds what keeps it, in every environment that is planned: all tags and the roots
 * of what they hold, then records and manifests of what nothing keeps so far.
 *
 * @throws {SealiftError} if signatures cannot be verified at all.
 */
export async function assessImage(query: RetentionQuery, access: RetentionAccess): Promise<ImageAssessment> {
  const reading = await readPlaces(query, access);
  const { places, failures, warnings, contents, below } = reading;
  failWithLater(reading);
  const hasRules = ({ shared }: Place) => shared.environments.some(({ retention }) => retention !== undefined);
  const judged = () => places.filter((place) => hasRules(place) && !hasFailed(place.shared, failures));
  for (const place of judged()) {
    await attempt(place.shared.environments, failures, async () => {
      warnings.push(...(await readImages(place, query.image, access)));
    });
  }
  const first = judge(reading);
  for (const place of judged()) {
    await attempt(place.shared.environments, failures, () => lookClosely(place, findCandidates(place, first), reading));
  }
  refuseUnordered(first.locations, reading);
  const last = judge(reading);
  const unfinished = await readUnfinishedSweeps(
    judged().map(({ shared }) => shared),
    query.image,
    access,
  );
  const { capacity } = access.pipeline.retention;
  if (capacity !== undefined) {
    for (const place of judged()) {
      await attempt(place.shared.environments, failures, () => lookClosely(place, findSpare(place, last), reading));
    }
  }
  if (
    capacity !== undefined ||
    unfinished.length > 0 ||
    judged().some((place) => findCandidates(place, last).length > 0)
  ) {
    for (const place of judged()) await readKept(place, reading);
  }
  const { locations, assessment } = judge(reading, true);
  const planned = new Set(query.environments.map(({ name }) => name));
  const isPlanned = ({ environment: { name } }: RetainedLocation) => planned.has(name) && !failures.has(name);
  return { locations: locations.filter(isPlanned), assessment, contents, below, unfinished, failures, warnings };
}
