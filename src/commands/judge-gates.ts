import { type AdmittedImage, admitImages } from '../admission/admit.ts';
import type { FactsSource } from '../admission/facts.ts';
import { isRefusal, refusalOf } from '../admission/refusal.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { PolicyError } from '../errors.ts';
import { openGitHubClient } from '../github/client.ts';
import { isWhole } from '../image/graph.ts';
import { readGraph } from '../image/read-graph.ts';
import { shortDigest } from '../oci/digest.ts';
import { parseRepository } from '../oci/reference.ts';
import { APPROVAL_DEFAULTS, type ApprovalRule } from '../pipeline/approvals.ts';
import { type ConfiguredGate, listGates } from '../pipeline/configured-gates.ts';
import { PEOPLE_DEFAULTS } from '../pipeline/gates/people.ts';
import type { Environment, HotfixRoute, Pipeline } from '../pipeline/pipeline.ts';
import { windowsGate } from '../policy/gates/windows.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { DestinationPlan, SetItem } from '../promotion/plan.ts';
import { getOrMake } from '../util/memo.ts';
import { promotedAt } from './base-records.ts';
import type { CommandContext, PlannedWork } from './context.ts';

/** What gates are judged with, beside the images. */
export interface Judging extends Pick<PlannedWork, 'inputs'> {
  readonly context: CommandContext;
  readonly pool: Pick<ClientPool, 'open'>;
}

/** Images that enter one environment by the same gates. */
interface Entrance {
  readonly route: ResolvedRoute;
  readonly hotfix: HotfixRoute | undefined;
  readonly items: readonly SetItem[];
}

/** A set after its gates were judged. */
export interface JudgedSet {
  /** With what the gates say of each image in each destination. */
  readonly items: readonly SetItem[];
  /** All that the gates have against the set, by environment and route, and how many images are refused for it. */
  readonly refusals: readonly { readonly error: PolicyError; readonly images: number }[];
  /** Requires that the windows are still open. @throws {PolicyError} if one has closed since. */
  readonly requireOpen: () => void;
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

/** Groups the images of a set by the environment that they enter and the way they take; each image is in a group once. */
function groupByEntrance(items: readonly SetItem[], pipeline: Pipeline): readonly Entrance[] {
  const entrances = new Map<string, { readonly route: ResolvedRoute; readonly items: Set<SetItem> }>();
  for (const item of items) {
    for (const { route } of item.plan.destinations) {
      if (route === undefined) continue;
      const key = JSON.stringify([route.destination.name, route.route, route.source?.name]);
      getOrMake(entrances, key, () => ({ route, items: new Set<SetItem>() })).items.add(item);
    }
  }
  return [...entrances.values()].map(({ route, items: some }) => ({
    route,
    hotfix: hotfixOf(pipeline, route),
    items: [...some],
  }));
}

/** Names the hotfix routes that get around the windows of an environment. */
function routesAroundWindows({ hotfixRoutes }: Pipeline, { name }: Environment): readonly string[] {
  return hotfixRoutes.filter(({ to, skips }) => to === name && skips.includes('windows')).map((route) => route.name);
}

/** Opens what an image is judged by; where its tags say that it is there already, only its root was read. */
async function openFacts({ clients, plan }: SetItem, image: string): Promise<FactsSource> {
  const { repository } = plan.source;
  const root = plan.graph.nodes.get(plan.graph.root);
  const graph =
    isWhole(plan.graph) || root === undefined
      ? plan.graph
      : await readGraph(clients.source, repository, { ...root.descriptor, bytes: root.bytes });
  const { tag } = plan.source;
  const reference = tag === undefined ? `${image}@${shortDigest(plan.image.digest)}` : `${image}:${tag}`;
  return { name: image, reference, client: clients.source, repository, graph };
}

/**
 * Judges the images of a set by the gates of the environments that they are to enter: all images, all platforms and all
 * gates, before anything is written. Nothing is fetched for environments without gates.
 */
export async function judgeGates(items: readonly SetItem[], judging: Judging): Promise<JudgedSet> {
  const policy = items.find(({ request }) => request.policy !== undefined)?.request.policy;
  if (policy === undefined) return { items, refusals: [], requireOpen: () => undefined };
  const { pipeline, openVerifier } = policy;
  const answers = await Promise.all(
    groupByEntrance(items, pipeline).map(async (entrance) => {
      const { route, hotfix } = entrance;
      const gates = gatesOn(route.destination, hotfix);
      if (gates.length === 0) return undefined;
      const images = await Promise.all(
        entrance.items.map((item) => {
          const own = item.plan.destinations.find((each) => isBy(entrance, each, pipeline));
          return openFacts(item, own?.route?.image ?? route.image);
        }),
      );
      const { context } = judging;
      const open = openBases(items, judging);
      const answer = await admitImages({
        ...{ gates, images, openVerifier },
        skips: (hotfix?.skips ?? []).filter((id) => id !== 'people' || hotfix?.needs === undefined),
        environment: route.destination.name,
        now: context.now,
        signers: new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]])),
        bases: {
          open,
          ledger: undefined,
          promotedAt: async (place, digest) =>
            promotedAt(place, digest, { pipeline, verify: await openVerifier(), now: context.now }),
        },
        github: {
          client: openGitHubClient(context.event, judging.inputs.githubToken, { environment: context.environment }),
        },
        runId: context.environment['GITHUB_RUN_ID'],
        reason: judging.inputs.reason,
        root: context.environment['GITHUB_WORKSPACE'] || process.cwd(),
        evidenceFiles: judging.inputs.evidenceFiles,
        routes: routesAroundWindows(pipeline, route.destination),
      });
      return { entrance, answer, gates };
    }),
  );
  const found = answers.filter((each) => each !== undefined);
  const judged = new Map<SetItem, { readonly entrance: Entrance; readonly image: AdmittedImage }[]>();
  for (const { entrance, answer } of found) {
    for (const [index, item] of entrance.items.entries()) {
      const image = answer.images[index];
      if (image !== undefined) getOrMake(judged, item, () => []).push({ entrance, image });
    }
  }
  const withGates = (item: SetItem, destination: DestinationPlan): DestinationPlan => {
    const own = judged.get(item)?.find(({ entrance }) => isBy(entrance, destination, pipeline));
    return own === undefined ? destination : { ...destination, gates: own.image };
  };
  return {
    items: items.map((item) => ({
      ...item,
      plan: { ...item.plan, destinations: item.plan.destinations.map((each) => withGates(item, each)) },
    })),
    refusals: found.flatMap(({ answer: { refusal, images } }) =>
      refusal === undefined ? [] : [{ error: refusal, images: images.filter(isRefused).length }],
    ),
    requireOpen: () => found.forEach(requireOpenWindows),
  };
}

function isRefused({ results }: AdmittedImage): boolean {
  return results.some(isRefusal);
}

/** Copies take time: windows are looked at again before tags are written. */
function requireOpenWindows({
  entrance,
  gates,
}: {
  readonly entrance: Entrance;
  readonly gates: readonly ConfiguredGate[];
}) {
  const { route, hotfix, items } = entrance;
  const windows = gates.find((gate) => gate.id === 'windows');
  if (windows === undefined || hotfix?.skips.includes('windows') === true) return;
  const result = windowsGate.evaluate(windows.settings, { routes: [] }, new Date());
  const names = items.map(({ plan }) => ({ name: plan.source.reference, results: [result] }));
  const refusal = refusalOf(route.destination.name, names);
  if (refusal !== undefined) throw refusal;
}

/** Whether an image enters a destination by one environment and route. */
function isBy({ route, hotfix }: Entrance, { route: own }: DestinationPlan, pipeline: Pipeline): boolean {
  return own?.destination === route.destination && hotfixOf(pipeline, own) === hotfix;
}

/** Opens the repositories of bases; a login of the inputs goes only to the registries that it is for. */
function openBases(items: readonly SetItem[], { pool, inputs }: Judging) {
  const sources = new Set(items.map(({ plan }) => plan.source.repository.registry));
  const destinations = new Set(
    items.flatMap(({ plan }) => plan.destinations.map(({ repository }) => repository.registry)),
  );
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
