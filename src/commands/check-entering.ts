import { isSealiftError } from '../errors.ts';
import { forgetImages } from '../evidence/run.ts';
import type { CheckTarget } from '../inputs/check.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import { holdableDigests } from '../policy/holdable.ts';
import { admit } from '../promotion/admission.ts';
import { readAllHolds, requireNotHeld } from '../promotion/image-holds.ts';
import { requirePlatforms } from '../promotion/platforms.ts';
import type { Destination } from '../promotion/request.ts';
import { resolveSource } from '../promotion/resolve-source.ts';
import { SourceImage } from '../promotion/source.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { CheckedEnvironment, CheckedImage } from '../report/check.ts';
import { startHeartbeat } from '../report/progress.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount } from '../util/format.ts';
import { once } from '../util/memo.ts';
import type { NonEmpty } from '../util/non-empty.ts';
import { IMAGES_AT_ONCE, toBatches } from './batches.ts';
import { findOpenRoutes } from './check-routes.ts';
import { attempt, type CheckResult, type CheckWork } from './check-work.ts';
import type { ResolvedPolicy } from './context.ts';
import { answersOf, type Candidate, gatesOf, judgeEntrances, registriesOf } from './judge-entrances.ts';
import { type Judging, openJudging } from './judge-images.ts';
import { requireGitHubEnvironment, resolveRoutes } from './resolve-routes.ts';

type ResolvedImage = ResolvedPolicy['images'][number];

/** The destinations of an image that are one environment, or one repository of none. */
type Way = NonEmpty<Omit<Destination, 'tagPolicy'>>;

function waysOf({ destinations }: ResolvedImage): readonly Way[] {
  const groups = Map.groupBy(destinations, ({ route, repository }) => route?.destination ?? repository);
  return [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest] as const]));
}

/** A way with what is said of it beside the gates. */
interface CheckedWay extends Partial<Pick<CheckedImage, 'evidence' | 'refusal'>> {
  readonly way: Way;
}

/** An image, and as much of it as could be read. */
interface ReadImage {
  readonly image: ResolvedImage;
  readonly digest?: Digest;
  readonly candidate?: Candidate;
  readonly ways: readonly CheckedWay[];
}

/** Reads an image, and judges it by the records of where it is, as a promotion does. */
async function readImage(
  image: ResolvedImage,
  client: RegistryClient,
  { policy, facts }: ResolvedPolicy,
  { inputs, context }: CheckWork,
): Promise<ReadImage> {
  const { from, destinations } = image;
  const { repository } = from;
  const read = await attempt(async () => {
    const stored = await resolveSource(client, { from, expectedDigest: undefined });
    const source = new SourceImage({ source: client }, repository, Promise.resolve(stored));
    return { digest: stored.digest, source, graph: await source.graph() };
  });
  if ('refusal' in read) return { image, ways: waysOf(image).map((way) => ({ way, ...read })) };
  const { digest, source, graph } = read.value;
  const run = { facts, reason: inputs.reason, now: context.now };
  const records = once(() => readAllHolds(client, repository, holdableDigests(graph)));
  const needsLabels = inputs.pipeline.holds.some(({ of }) => 'revision' in of);
  const labels = once(async () => (needsLabels ? source.labels() : new Map<string, string>()));
  const ways = await Promise.all(
    waysOf(image).map(async (way): Promise<CheckedWay> => {
      const request = { from, destinations: way, run };
      const admitted = await attempt(async () => {
        await requirePlatforms(request, source);
        if (policy === undefined) return [];
        const evidence = await admit(request, policy, { client, image: source });
        await requireNotHeld(request, { graph, labels: await labels(), records: await records() }, policy);
        return evidence;
      });
      return 'refusal' in admitted ? { way, ...admitted } : { way, evidence: admitted.value[0] };
    }),
  );
  return {
    image,
    digest,
    candidate: { client, repository, tag: from.tag, destinations, readGraph: async () => graph },
    ways,
  };
}

/** What all batches have in common. */
interface BatchWork {
  /** Undefined if no image goes to an environment. */
  readonly judging: Judging | undefined;
  readonly onRead: () => void;
}

/** Reads a batch of images and judges them; nothing of them is kept but what is said of them. */
async function checkBatch(
  images: readonly ResolvedImage[],
  resolved: ResolvedPolicy,
  { judging, onRead, ...work }: CheckWork & BatchWork,
): Promise<readonly CheckedImage[]> {
  const { inputs, pool } = work;
  const given = inputs.sourceCredential;
  const clientOf = await pool.open(
    images.map(({ from }) => ({ repository: from.repository, access: 'pull', given }) as const),
  );
  const read = await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
    const found = await readImage(image, clientOf(image.from.repository, 'pull'), resolved, work);
    onRead();
    return found;
  });
  const candidates = read.flatMap(({ candidate }) => candidate ?? []);
  const judged = judging === undefined ? [] : await judgeEntrances(candidates, judging);
  if (judging?.known !== undefined) forgetImages(judging.known);
  return read.flatMap(({ image, digest, candidate, ways }) => {
    const answers = candidate === undefined ? [] : answersOf(judged, candidate);
    return ways.map(({ way, evidence, refusal }): CheckedImage => {
      const [{ route, repository }] = way;
      const answer = answers.find(({ entrance }) => entrance.route.destination === route?.destination);
      return {
        image: route?.image ?? repository.name,
        reference: formatReference(image.from),
        digest,
        tags: [],
        environment: route?.destination.name,
        repositories: way.map((each) => formatRepository(each.repository)),
        ...{ route, evidence, refusal },
        gates: route === undefined ? undefined : answer?.admitted,
      };
    });
  });
}

/** Says which jobs alone could promote, if this one could not. */
function warnOfJobs({ images, facts }: ResolvedPolicy): readonly string[] {
  const routes = images.flatMap(({ destinations }) => destinations.flatMap(({ route }) => route ?? []));
  return [...new Map(routes.map((route) => [route.destination, route])).values()].flatMap((route) => {
    try {
      requireGitHubEnvironment(route, facts);
      return [];
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      return [`This job could check, but not promote: ${error.message}`];
    }
  });
}

/** Lists the gates that images were judged by, of each environment. */
function describeEnvironments({ images, policy }: ResolvedPolicy): readonly CheckedEnvironment[] {
  if (policy === undefined) return [];
  const routes = images.flatMap(({ destinations }) => destinations.flatMap(({ route }) => route ?? []));
  return [...Map.groupBy(routes, ({ destination }) => destination)].map(([{ name }, some]) => ({
    environment: name,
    gates: [...new Set(some.flatMap((route) => gatesOf(route, policy.pipeline).map(({ id }) => id)))],
    notJudged: [],
  }));
}

/** Judges images as a promotion would: routes, platforms, the records of where they are, and gates. */
export async function checkEntering(
  { routes }: Extract<CheckTarget, { readonly kind: 'entering' }>,
  work: CheckWork,
): Promise<CheckResult> {
  const { inputs, context } = work;
  const { open, refused } = findOpenRoutes(routes, inputs);
  const [first, ...rest] = open;
  if (first === undefined) return { images: refused, environments: [], warnings: [] };
  const signing = { signingKey: undefined, signingKeyPassphrase: undefined };
  const policyInputs = { ...inputs, routes: [first, ...rest] as const, record: 'auto' as const, signing };
  const resolved = await resolveRoutes(policyInputs, context, false, false);
  const registries = registriesOf(
    open.map(({ from, destinations }) => ({ repository: from.repository, destinations })),
  );
  const judging = resolved.policy && openJudging(resolved.policy, work, registries, new Map());
  let count = 0;
  using _ = startHeartbeat(context.logger, () => `read ${count} of ${formatCount(open.length, 'image')}`);
  const onRead = () => {
    count++;
  };
  const images = [...refused];
  for (const { requests } of toBatches(resolved.images)) {
    images.push(...(await checkBatch(requests, resolved, { ...work, judging, onRead })));
  }
  return { images, environments: describeEnvironments(resolved), warnings: warnOfJobs(resolved) };
}
