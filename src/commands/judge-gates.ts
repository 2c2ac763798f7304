import type { AdmittedImage } from '../admission/admit.ts';
import { isRefusal, refusalOf } from '../admission/refusal.ts';
import type { PolicyError } from '../errors.ts';
import { type Graph, isWhole } from '../image/graph.ts';
import { readGraph } from '../image/read-graph.ts';
import { windowsGate } from '../policy/gates/windows.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { DestinationPlan, SetItem } from '../promotion/plan.ts';
import { getOrMake } from '../util/memo.ts';
import {
  type Candidate,
  type Entrance,
  groupByEntrance,
  isBy,
  judgeEntrances,
  registriesOf,
} from './judge-entrances.ts';
import { type JudgingWork, nameImage, openJudging } from './judge-images.ts';

/** An image of a set, as gates judge it. */
interface ItemCandidate extends Candidate {
  readonly item: SetItem;
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

/** Where the tags of an image say that it is there already, only its root was read. */
async function readWhole({ clients, plan }: SetItem): Promise<Graph> {
  const root = plan.graph.nodes.get(plan.graph.root);
  if (isWhole(plan.graph) || root === undefined) return plan.graph;
  return readGraph(clients.source, plan.source.repository, { ...root.descriptor, bytes: root.bytes });
}

function toCandidate(item: SetItem): ItemCandidate {
  const { clients, plan } = item;
  const { source, destinations } = plan;
  return {
    ...{ item, destinations, client: clients.source, repository: source.repository, tag: source.tag },
    readGraph: () => readWhole(item),
  };
}

/**
 * Judges the images of a set by the gates of the environments that they are to enter: all images, all platforms and all
 * gates, before anything is written. Nothing is fetched for environments without gates.
 */
export async function judgeGates(items: readonly SetItem[], work: JudgingWork): Promise<JudgedSet> {
  const policy = items.find(({ request }) => request.policy !== undefined)?.request.policy;
  if (policy === undefined) return { items, refusals: [], requireOpen: () => undefined };
  const { pipeline } = policy;
  const candidates = items.map(toCandidate);
  const found = await judgeEntrances(candidates, openJudging(policy, work, registriesOf(candidates)));
  const judged = new Map<SetItem, { readonly entrance: Entrance; readonly image: AdmittedImage }[]>();
  for (const { entrance, answer } of found) {
    for (const [index, { item }] of entrance.images.entries()) {
      const image = answer.images[index];
      if (image !== undefined) getOrMake(judged, item, () => []).push({ entrance, image });
    }
  }
  const withGates = (item: SetItem, destination: DestinationPlan): DestinationPlan => {
    const own = judged.get(item)?.find(({ entrance }) => isBy(entrance, destination.route, pipeline));
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
    requireOpen() {
      for (const { entrance } of found) requireOpenWindows(entrance);
    },
  };
}

function isRefused({ results }: AdmittedImage): boolean {
  return results.some(isRefusal);
}

/** Requires that the windows on the ways of a set are open now. @throws {PolicyError} if one is closed. */
export function requireOpenNow(items: readonly SetItem[]): void {
  const pipeline = items.find(({ request }) => request.policy !== undefined)?.request.policy?.pipeline;
  if (pipeline === undefined) return;
  for (const entrance of groupByEntrance(items.map(toCandidate), pipeline)) requireOpenWindows(entrance);
}

function nameOf({ plan }: SetItem, { destination, image }: ResolvedRoute): string {
  const own = plan.destinations.find(({ route }) => route?.destination === destination)?.route;
  return nameImage(own?.image ?? image, plan.source.tag, plan.image.digest);
}

/** Copies take time: windows are looked at again before tags are written. */
function requireOpenWindows({ route, hotfix, gates, images }: Entrance<ItemCandidate>): void {
  const windows = gates.find((gate) => gate.id === 'windows');
  if (windows === undefined || hotfix?.skips.includes('windows') === true) return;
  const result = windowsGate.evaluate(windows.settings, { routes: [] }, new Date());
  const names = images.map(({ item }) => ({ name: nameOf(item, route), results: [result] }));
  const refusal = refusalOf(route.destination.name, names);
  if (refusal !== undefined) throw refusal;
}
