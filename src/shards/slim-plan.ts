import type { Graph, GraphNode } from '../image/graph.ts';
import type { PromotionPlan } from '../promotion/promotion-plan.ts';

const NO_BYTES = new Uint8Array();

/** Copies bytes out of what they were read with: a view of a large buffer would keep all of it. */
function slimNode(node: GraphNode, isRoot: boolean): GraphNode {
  return { ...node, bytes: isRoot ? Uint8Array.from(node.bytes) : NO_BYTES };
}

function slimGraph({ root, nodes }: Graph): Graph {
  return { root, nodes: new Map([...nodes].map(([digest, node]) => [digest, slimNode(node, digest === root)])) };
}

/**
 * Leaves out of a plan what only copying needs, so that those of thousands of images can wait for their tags together.
 *
 * The root's bytes stay, because tags are written with them.
 */
export function slimPlan(plan: PromotionPlan): PromotionPlan {
  const { companions } = plan;
  return {
    ...plan,
    graph: slimGraph(plan.graph),
    companions: {
      ...companions,
      referrers: companions.referrers.map((each) => ({ ...each, graph: { root: each.graph.root, nodes: new Map() } })),
      cosignTags: companions.cosignTags.map((each) => ({
        ...each,
        graph: { root: each.graph.root, nodes: new Map() },
      })),
    },
    destinations: plan.destinations.map((destination) => ({
      ...destination,
      copy: { ...destination.copy, blobs: [], manifests: [] },
    })),
  };
}
