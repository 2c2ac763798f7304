import type { AdmissionAnswer, AdmittedImage } from '../admission/admit.ts';
import type { FactsSource } from '../admission/facts.ts';
import type { Graph } from '../image/graph.ts';
import type { Repository } from '../oci/reference.ts';
import { APPROVAL_DEFAULTS, type ApprovalRule } from '../pipeline/approvals.ts';
import { type ConfiguredGate, listGates } from '../pipeline/configured-gates.ts';
import { PEOPLE_DEFAULTS } from '../pipeline/gates/people.ts';
import type { Environment, HotfixRoute, Pipeline } from '../pipeline/pipeline.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { Destination } from '../promotion/request.ts';
import { getOrMake } from '../util/memo.ts';
import { type Judging, judgeBy, nameImage, type Registries } from './judge-images.ts';

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
export function groupByEntrance<Image extends Candidate>(
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

/** Whether an image enters a destination by one environment and route. */
export function isBy(
  { route, hotfix }: Pick<Entrance, 'route' | 'hotfix'>,
  own: ResolvedRoute | undefined,
  pipeline: Pipeline,
): boolean {
  return own?.destination === route.destination && hotfixOf(pipeline, own) === hotfix;
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
