import type { AdmittedImage } from '../admission/admit.ts';
import type { FactsSource } from '../admission/facts.ts';
import type { PolicyError } from '../errors.ts';
import { forgetImages } from '../evidence/run.ts';
import { readStanding, type StandingImage } from '../history/standing.ts';
import { readGraph } from '../image/read-graph.ts';
import type { CheckedLocation } from '../inputs/check.ts';
import { formatReference, type Reference } from '../oci/reference.ts';
import type { ConfiguredGate } from '../pipeline/configured-gates.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { resolveSource } from '../promotion/resolve-source.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { CheckedImage } from '../report/check.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { IMAGES_AT_ONCE, toBatches } from './batches.ts';
import { findHold } from './check-holds.ts';
import { findSkips } from './check-hotfixes.ts';
import { attempt } from './check-work.ts';
import { type Judging, judgeBy, nameImage } from './judge-images.ts';

/** Repositories whose tags are read concurrently. */
const REPOSITORIES_AT_ONCE = 8;

/** Images that are judged together: all evidence of a batch has a limit, and an environment has many images. */
const IMAGES_PER_BATCH = 16;

/** The gates of an environment that images in it are judged by. */
export interface Setting {
  readonly environment: Environment;
  readonly gates: readonly ConfiguredGate[];
}

/** An image in a repository, before it is read. */
interface Found {
  readonly location: CheckedLocation;
  readonly reference: Reference;
  readonly tags: StandingImage['tags'];
}

/** An image before it is judged. */
type Entry = Omit<CheckedImage, 'gates' | 'refusal'>;

function toEntry({ location, reference, tags }: Found): Entry {
  const { repository } = location;
  const [tag] = tags;
  return {
    image: location.query.name,
    // By a name that people know; the digest is told beside it.
    reference: formatReference(tag === undefined ? reference : { kind: 'tag', repository, tag }),
    digest: reference.kind === 'digest' ? reference.digest : undefined,
    tags,
    environment: location.environment.name,
    repositories: [location.uri],
    ...{ route: undefined, evidence: undefined },
  };
}

/** Finds what is to be checked in a repository: what was named, or else all that has a tag. */
async function findImages(client: RegistryClient, location: CheckedLocation): Promise<readonly Found[]> {
  const { repository, query } = location;
  const { tag, digest } = query;
  if (digest !== undefined) {
    return [
      { location, reference: { kind: 'digest', repository, digest, ...(tag && { tag }) }, tags: tag ? [tag] : [] },
    ];
  }
  if (tag !== undefined) return [{ location, reference: { kind: 'tag', repository, tag }, tags: [tag] }];
  const images = await readStanding(client, location);
  return images.map((image) => ({
    location,
    reference: { kind: 'digest', repository, digest: image.digest },
    tags: image.tags,
  }));
}

/** What all batches have in common. */
export interface StandingWork {
  readonly judging: Judging;
  readonly clientOf: (location: CheckedLocation) => RegistryClient;
}

/** An image that was read, to be judged. */
interface StandingFacts extends FactsSource {
  readonly entry: Entry;
  /** Why it may not stay because it is held; undefined if it is not. */
  readonly held: PolicyError | undefined;
}

/** Judges images; those that a hotfix let in pass the gates that it skips, as they did then. */
async function judgeStanding(
  images: readonly StandingFacts[],
  { environment, gates }: Setting,
  judging: Judging,
): Promise<ReadonlyMap<Entry, AdmittedImage>> {
  const judge = async (some: readonly StandingFacts[], skips: readonly GateId[]) => {
    const { images: judged } = await judgeBy({ environment, gates, skips, images: some }, judging);
    return some.flatMap(({ entry }, index) => (judged[index] === undefined ? [] : [[entry, judged[index]] as const]));
  };
  const judged = new Map(await judge(images, []));
  await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
    const said = judged.get(image.entry);
    const skips = said === undefined ? [] : await findSkips(image, said, environment, judging);
    for (const [entry, again] of skips.length === 0 ? [] : await judge([image], skips)) judged.set(entry, again);
  });
  return judged;
}

/** Reads and judges a batch of images of one environment. */
async function checkBatch(
  batch: readonly Found[],
  setting: Setting,
  { judging, clientOf }: StandingWork,
): Promise<readonly CheckedImage[]> {
  const read = await eachAtMost(IMAGES_AT_ONCE, batch, async (found) => {
    const { location, reference } = found;
    const { repository } = location;
    const client = clientOf(location);
    const entry = toEntry(found);
    const result = await attempt(async (): Promise<StandingFacts> => {
      const stored = await resolveSource(client, { from: reference, expectedDigest: undefined, verb: 'check' });
      const name = entry.image;
      const known = { entry, name, reference: nameImage(name, entry.tags[0], stored.digest), client, repository };
      const whole = { ...known, graph: await readGraph(client, repository, stored) };
      const { policy, context } = judging;
      return { ...whole, held: await findHold(whole, setting.environment, policy, context.now) };
    });
    return { entry, result };
  });
  const whole = read.flatMap(({ result }) => ('refusal' in result ? [] : [result.value]));
  const judged = await judgeStanding(whole, setting, judging);
  if (judging.known !== undefined) forgetImages(judging.known);
  return read.map(({ entry, result }): CheckedImage => {
    if ('refusal' in result) return { ...entry, gates: undefined, refusal: result.refusal };
    const { graph, held } = result.value;
    const common = { ...entry, digest: graph.root, gates: judged.get(entry), refusal: held };
    return held === undefined ? common : { ...common, isHeld: true };
  });
}

/** Judges what is in an environment; a repository that cannot be read is refused like an image. */
export async function checkEnvironment(
  setting: Setting,
  locations: readonly CheckedLocation[],
  work: StandingWork,
): Promise<readonly CheckedImage[]> {
  const found = await eachAtMost(REPOSITORIES_AT_ONCE, locations, async (location) => ({
    location,
    result: await attempt(() => findImages(work.clientOf(location), location)),
  }));
  const images = found.flatMap(({ location, result }): CheckedImage[] =>
    'refusal' in result ? [{ ...describeRepository(location), gates: undefined, refusal: result.refusal }] : [],
  );
  const all = found.flatMap(({ result }) => ('refusal' in result ? [] : result.value));
  for (const { requests } of toBatches(all, IMAGES_PER_BATCH))
    images.push(...(await checkBatch(requests, setting, work)));
  return images;
}

function describeRepository({ query, uri, environment }: CheckedLocation): Entry {
  return {
    ...{ image: query.name, reference: uri, digest: undefined, tags: [], environment: environment.name },
    ...{ repositories: [uri], route: undefined, evidence: undefined },
  };
}
