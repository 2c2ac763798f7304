import type { CheckedLocation, CheckTarget } from '../inputs/check.ts';
import { listGates } from '../pipeline/configured-gates.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { openVerifier } from '../records/verifier.ts';
import type { CheckedEnvironment, CheckedImage } from '../report/check.ts';
import { startHeartbeat } from '../report/progress.ts';
import { formatCount } from '../util/format.ts';
import { once } from '../util/memo.ts';

<<<<<<< HEAD

import { IMAGES_AT_ONCE, toBatches } from './batches.ts';
import { attempt, type CheckResult, type CheckWork } from './check-work.ts';
import { type Judging, judgeBy, nameImage, openJudging } from './judge-images.ts';

=======

import { checkEnvironment, type Setting } from './check-environment.ts';
import type { CheckResult, CheckWork } from './check-work.ts';
import { openJudging } from './judge-images.ts';

>>>>>>> gates13

/** Gates that judge the promotion, and not the image: they say nothing about what is there already. */
const OF_PROMOTIONS: ReadonlySet<GateId> = new Set(['windows', 'people', 'change']);

function settingOf(environment: Environment): Setting {
  return { environment, gates: listGates(environment.gates).filter(({ id }) => !OF_PROMOTIONS.has(id)) };
}

function describe({ environment, gates }: Setting): CheckedEnvironment {
  const notJudged = listGates(environment.gates).filter(({ id }) => OF_PROMOTIONS.has(id));
  return { environment: environment.name, gates: gates.map(({ id }) => id), notJudged: notJudged.map(({ id }) => id) };
}

<<<<<<< HEAD
/** An image in a repository, before it is read. */
interface Found {
  readonly location: CheckedLocation;
  readonly reference: Reference;
  readonly tags: StandingImage['tags'];
}

function toEntry({ location, reference, tags }: Found): Omit<CheckedImage, 'gates' | 'refusal'> {
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

type Readers = (location: CheckedLocation) => RegistryClient;

/** Reads and judges a batch of images of one environment. */
async function checkBatch(
  batch: readonly Found[],
  { environment, gates }: Setting,
  { judging, clientOf }: Shared,
): Promise<readonly CheckedImage[]> {
  const read = await eachAtMost(IMAGES_AT_ONCE, batch, async (found) => {
    const { location, reference } = found;
    const client = clientOf(location);
    const result = await attempt(async () => {
      const stored = await resolveSource(client, { from: reference, expectedDigest: undefined, verb: 'check' });
      return { digest: stored.digest, graph: await readGraph(client, location.repository, stored) };
    });
    return { entry: toEntry(found), location, client, result };
  });
  const whole = read.flatMap(({ entry, location, client, result }) =>
    'refusal' in result
      ? []
      : [
          {
            ...{ entry, name: entry.image, reference: nameImage(entry.image, entry.tags[0], result.value.digest) },
            ...{ client, repository: location.repository, graph: result.value.graph },
          },
        ],
  );
  const answer = await judgeBy({ environment, gates, skips: [], images: whole }, judging);
  if (judging.known !== undefined) forgetImages(judging.known);
  const judged = new Map(whole.map(({ entry }, index) => [entry, answer.images[index]]));
  return read.map(({ entry, result }): CheckedImage => {
    const gatesOfImage = judged.get(entry);
    return 'refusal' in result
      ? { ...entry, gates: undefined, refusal: result.refusal }
      : { ...entry, digest: result.value.digest, gates: gatesOfImage, refusal: undefined };
  });
}

/** What all batches have in common. */
interface Shared {
  readonly judging: Judging;
  readonly clientOf: Readers;
}

/** Judges what is in an environment; a repository that cannot be read is one of its images, so to speak, and is refused. */
async function checkEnvironment(
  setting: Setting,
  locations: readonly CheckedLocation[],
  work: Shared,
): Promise<readonly CheckedImage[]> {
  const found = await eachAtMost(REPOSITORIES_AT_ONCE, locations, async (location) => ({
    location,
    result: await attempt(() => findImages(work.clientOf(location), location)),
  }));
  const images = found.flatMap(({ location, result }): CheckedImage[] =>
    'refusal' in result ? [{ ...describeRepository(location), gates: undefined, refusal: result.refusal }] : [],
  );
  const all = found.flatMap(({ result }) => ('refusal' in result ? [] : result.value));
  for (const { requests } of toBatches(all)) images.push(...(await checkBatch(requests, setting, work)));
  return images;
}

function describeRepository({ query, uri, environment }: CheckedLocation): Omit<CheckedImage, 'gates' | 'refusal'> {
  return {
    ...{ image: query.name, reference: uri, digest: undefined, tags: [], environment: environment.name },
    ...{ repositories: [uri], route: undefined, evidence: undefined },
  };
}

=======
>>>>>>> gates13
/** Judges what is in environments by today's evidence, at their own repositories. */
export async function checkStanding(
  { environments, locations }: Extract<CheckTarget, { readonly kind: 'standing' }>,
  work: CheckWork,
): Promise<CheckResult> {
  const { inputs, context, pool } = work;
  const { pipeline } = inputs;
  const settings = environments.map(settingOf);
  // Nothing is read where nothing is judged.
  const judged = settings.filter(({ gates }) => gates.length > 0);
  const of = ({ environment }: Setting) => locations.filter((each) => each.environment === environment);
  const given = inputs.destinationCredential;
  const lookUp = await pool.open(
    judged.flatMap(of).map(({ repository }) => ({ repository, access: 'pull', given }) as const),
  );
  const { environment, now, logger } = context;
  const policy = {
    pipeline,
    openVerifier: once(() => openVerifier(pipeline, { now, warn: logger.warn, environment })),
  };
  const registries = {
    sources: new Set<string>(),
    destinations: new Set(locations.map(({ repository }) => repository.registry)),
  };
  const judging = openJudging(policy, work, registries, new Map());
  const standing = { judging, clientOf: ({ repository }: CheckedLocation) => lookUp(repository, 'pull') };
  let read = 0;
  using _ = startHeartbeat(logger, () => `checked ${read} of ${formatCount(judged.length, 'environment')}`);
  const images: CheckedImage[] = [];
  for (const setting of judged) {
    images.push(...(await checkEnvironment(setting, of(setting), standing)));
    read++;
  }
  return { images, environments: settings.map(describe), warnings: [] };
}
