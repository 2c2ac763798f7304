import { type AdmissionAnswer, type AdmittedImage, admitImages } from '../admission/admit.ts';
import type { FactsSource } from '../admission/facts.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { KnownEvidence } from '../evidence/run.ts';
import { openGitHubClient } from '../github/client.ts';
import type { Graph } from '../image/graph.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { APPROVAL_DEFAULTS, type ApprovalRule } from '../pipeline/approvals.ts';
import { type ConfiguredGate, listGates } from '../pipeline/configured-gates.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import { PEOPLE_DEFAULTS } from '../pipeline/gates/people.ts';
import type { Environment, HotfixRoute, Pipeline } from '../pipeline/pipeline.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { Destination, PolicyContext } from '../promotion/request.ts';
import { getOrMake, once } from '../util/memo.ts';
import { openStoredLedger, verifyStoredLedger } from './base-ledger.ts';
import { promotedAt } from './base-records.ts';
import type { CommandContext } from './context.ts';

/** What gates are judged with, beside the images and the pipeline file. */
export interface JudgingWork {
  readonly inputs: Pick<
    PromoteInputs,
    'githubToken' | 'reason' | 'evidenceFiles' | 'sourceCredential' | 'destinationCredential'
  >;
  readonly context: Pick<CommandContext, 'environment' | 'event' | 'now'>;
  readonly pool: Pick<ClientPool, 'open'>;
}

/** The pipeline file, and what verifies signatures by it. */
export type JudgingPolicy = Pick<PolicyContext, 'pipeline' | 'openVerifier'>;

/** An image that is to enter environments. */
export interface Candidate extends Omit<FactsSource, 'name' | 'reference' | 'graph'> {
  /** By which people know it; undefined if it was named by its digest only. */
  readonly tag: string | undefined;
  /** All of its manifests; read only if there are gates. */
  readonly readGraph: () => Promise<Graph>;
  readonly destinations: readonly Pick<Destination, 'repository' | 'route'>[];
}

/** Images that enter one environment by the same gates. */
export interface Entrance<Image extends Candidate = Candidate> {
  readonly route: ResolvedRoute;
  readonly hotfix: HotfixRoute | undefined;
  readonly gates: readonly ConfiguredGate[];
  readonly images: readonly Image[];
}

/** What the gates of an entrance say of its images, in their order. */
export interface JudgedEntrance<Image extends Candidate = Candidate> {
  readonly entrance: Entrance<Image>;
  readonly answer: AdmissionAnswer;
}

/** Finds the hotfix route that an image takes. */
function hotfixOf(pipeline: Pipeline, { route, source, destination }: ResolvedRoute): HotfixRoute | undefined {
  if (route.kind !== 'hotfix') return undefined;
  return pipeline.hotfixRoutes.find(
    ({ name, from, to }) => name === route.name && from === source?.name && to === destination.name,
  );
}

/** Joins the approvals that an environment and a route ask for: both have to be met. */
function joinApprovals(gate: ApprovalRule, route: ApprovalRule): ApprovalRule {
  return { approvals: Math.max(gate.approvals, route.approvals), not: [...new Set([...gate.not, ...route.not])] };
}

/** Lists what an image is judged by on its way: a hotfix route may need approvals that the environment does not. */
function gatesOn(environment: Environment, hotfix: HotfixRoute | undefined): readonly ConfiguredGate[] {
  const { needs, skips = [] } = hotfix ?? {};
  if (needs === undefined) return listGates(environment.gates);
  const own = environment.gates.people;
  const rule = own === undefined || skips.includes('people') ? needs : joinApprovals(own, needs);
  return listGates({ ...environment.gates, people: { ...PEOPLE_DEFAULTS, ...APPROVAL_DEFAULTS, ...rule } });
}

/** Lists the gates on a way into an environment. */
export function gatesOf(route: ResolvedRoute, pipeline: Pipeline): readonly ConfiguredGate[] {
  return gatesOn(route.destination, hotfixOf(pipeline, route));
}

/** Groups images by the environment that they enter and the way they take; each image is in a group once. */
function groupByEntrance<Image extends Candidate>(
  images: readonly Image[],
  pipeline: Pipeline,
): readonly Entrance<Image>[] {
  const entrances = new Map<string, { readonly route: ResolvedRoute; readonly images: Set<Image> }>();
  for (const image of images) {
    for (const { route } of image.destinations) {
      if (route === undefined) continue;
      const key = JSON.stringify([route.destination.name, route.route, route.source?.name]);
      getOrMake(entrances, key, () => ({ route, images: new Set<Image>() })).images.add(image);
    }
  }
  return [...entrances.values()].map(({ route, images: some }) => {
    const hotfix = hotfixOf(pipeline, route);
    return { route, hotfix, gates: gatesOn(route.destination, hotfix), images: [...some] };
  });
}

/** Names the hotfix routes that get around the windows of an environment. */
function routesAroundWindows({ hotfixRoutes }: Pipeline, { name }: Environment): readonly string[] {
  return hotfixRoutes.filter(({ to, skips }) => to === name && skips.includes('windows')).map((route) => route.name);
}

/** Whether an image enters a destination by one environment and route. */
export function isBy(
  { route, hotfix }: Pick<Entrance, 'route' | 'hotfix'>,
  own: ResolvedRoute | undefined,
  pipeline: Pipeline,
): boolean {
  return own?.destination === route.destination && hotfixOf(pipeline, own) === hotfix;
}

/** The registries that logins of the inputs are for. */
export interface Registries {
  readonly sources: ReadonlySet<string>;
  readonly destinations: ReadonlySet<string>;
}

/** Finds the registries of images on their way. */
export function registriesOf(
  images: readonly {
    readonly repository: Repository;
    readonly destinations: readonly { readonly repository: Repository }[];
  }[],
): Registries {
  return {
    sources: new Set(images.map(({ repository }) => repository.registry)),
    destinations: new Set(
      images.flatMap(({ destinations }) => destinations.map(({ repository }) => repository.registry)),
    ),
  };
}

/** Opens the repositories of bases; a login of the inputs goes only to the registries that it is for. */
function openBases({ sources, destinations }: Registries, { pool, inputs }: JudgingWork) {
  return async (name: string) => {
    const repository = parseRepository(name);
    const { registry } = repository;
    const given = sources.has(registry)
      ? inputs.sourceCredential
      : destinations.has(registry)
        ? inputs.destinationCredential
        : undefined;
    const clientOf = await pool.open([{ repository, access: 'pull', given }]);
    return { client: clientOf(repository, 'pull'), repository };
  };
}

/** What all images of a run are judged with. */
export interface Judging extends JudgingWork {
  readonly policy: JudgingPolicy;
  readonly openBase: ReturnType<typeof openBases>;
  /** Reads the ledger of bases once; undefined if the file names none. */
  readonly readLedger: ReturnType<typeof openStoredLedger>;
  /** What was fetched for other images of the run; undefined if they are all judged at once. */
  readonly known?: KnownEvidence | undefined;
}

/** Prepares to judge images; nothing is read yet. */
export function openJudging(
  policy: JudgingPolicy,
  { inputs, context, pool }: JudgingWork,
  registries: Registries,
  known?: KnownEvidence,
): Judging {
  const openBase = openBases(registries, { inputs, context, pool });
  const readLedger = openStoredLedger({ pipeline: policy.pipeline, open: openBase });
  return { policy, inputs, context, pool, openBase, readLedger, known };
}

/** Images that are judged by the gates of one environment. */
export interface JudgedSetting {
  readonly environment: Environment;
  readonly gates: readonly ConfiguredGate[];
  readonly skips: readonly GateId[];
  readonly images: readonly FactsSource[];
}

/** Judges images by gates of an environment: all images, all platforms and all gates. */
export function judgeBy(
  { environment, gates, skips, images }: JudgedSetting,
  { policy, context, inputs, openBase: open, readLedger, known }: Judging,
): Promise<AdmissionAnswer> {
  const { pipeline, openVerifier } = policy;
  return admitImages({
    ...{ gates, skips, images, openVerifier },
    environment: environment.name,
    now: context.now,
    signers: new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]])),
    bases: {
      open,
      ledger: once(async () => {
        const trust = { pipeline, open, openVerifier, now: context.now };
        return readLedger && verifyStoredLedger(await readLedger(), environment, trust);
      }),
      promotedAt: async (place, digest) =>
        promotedAt(place, digest, { pipeline, verify: await openVerifier(), now: context.now }),
    },
    github: { client: openGitHubClient(context.event, inputs.githubToken, { environment: context.environment }) },
    runId: context.environment['GITHUB_RUN_ID'],
    reason: inputs.reason,
    root: context.environment['GITHUB_WORKSPACE'] || process.cwd(),
    evidenceFiles: inputs.evidenceFiles,
    routes: routesAroundWindows(pipeline, environment),
    known,
  });
}

/** Names an image as people know it. @example nameImage('shop/app', '1.2.3', digest) // 'shop/app:1.2.3' */
export function nameImage(name: string, tag: string | undefined, digest: Digest): string {
  return tag === undefined ? `${name}@${shortDigest(digest)}` : `${name}:${tag}`;
}

/**
 * Judges images by the gates of the environments that they are to enter. Nothing is fetched for environments without
 * gates.
 */
export async function judgeEntrances<Image extends Candidate>(
  images: readonly Image[],
  judging: Judging,
): Promise<readonly JudgedEntrance<Image>[]> {
  const { pipeline } = judging.policy;
  const answers = await Promise.all(
    groupByEntrance(images, pipeline).map(async (entrance) => {
      const { route, hotfix, gates } = entrance;
      if (gates.length === 0) return undefined;
      const sources = await Promise.all(
        entrance.images.map(async ({ client, repository, tag, readGraph, destinations }): Promise<FactsSource> => {
          const own = destinations.find((each) => isBy(entrance, each.route, pipeline));
          const name = own?.route?.image ?? route.image;
          const graph = await readGraph();
          return { name, reference: nameImage(name, tag, graph.root), client, repository, graph };
        }),
      );
      const skips = (hotfix?.skips ?? []).filter((id) => id !== 'people' || hotfix?.needs === undefined);
      const setting = { environment: route.destination, gates, skips, images: sources };
      return { entrance, answer: await judgeBy(setting, judging) };
    }),
  );
  return answers.filter((each) => each !== undefined);
}

/** Lists what was judged of one image, with the way that it takes. */
export function answersOf<Image extends Candidate>(
  judged: readonly JudgedEntrance<Image>[],
  image: Image,
): readonly { readonly entrance: Entrance<Image>; readonly admitted: AdmittedImage }[] {
  return judged.flatMap(({ entrance, answer }) => {
    const admitted = answer.images[entrance.images.indexOf(image)];
    return admitted === undefined ? [] : [{ entrance, admitted }];
  });
}
