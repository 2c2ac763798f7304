import {
  addCosts,
  type Cost,
  countRequests,
  makeCost,
  NO_COST,
  type RegistryTraits,
  repeatedCost,
} from '../estimate/cost.ts';
import { lackingBlobs, planCost, rereadingCost } from '../estimate/plan-cost.ts';
import type { Digest } from '../oci/digest.ts';
import type { PromotionPlan, TagWishes } from '../promotion/plan.ts';
import { isRecorded, type PromotionRequest } from '../promotion/request.ts';
import { mapNonEmpty } from '../util/non-empty.ts';
import { formatShardName } from './name.ts';
import type { DigestReference, PlannedImage } from './plan-file.ts';
import { addUpShards, buildSharingTree, LayerIndex, type SharedLayers, type SharingTree } from './shared-layers.ts';

/** The weight of a request (bytes): headers and a manifest. It spreads images that are only mounted. */
const REQUEST_BYTES = 4096;

type Waiting = Omit<PlannedImage, 'shard'> & { readonly cost: Cost };

interface DealtShard {
  readonly images: number;
  /** What its destinations lack, in bytes, each blob once. */
  readonly bytes: number;
  readonly cost: Cost;
}

interface DealtSet {
  readonly images: readonly PlannedImage[];
  readonly shards: readonly DealtShard[];
  /** The cost of the last job, which moves all tags. */
  readonly tagging: Cost;
}

function referByDigest({ from }: PromotionRequest, { image }: PromotionPlan): DigestReference {
  const { repository, tag } = from;
  const reference = { kind: 'digest', repository, digest: image.digest } as const;
  return tag === undefined ? reference : { ...reference, tag };
}

/** Keeps of each plan only what shards are made of. */
export class ShardPlanner {
  private readonly layers = new LayerIndex();
  private readonly waiting: Waiting[] = [];
  readonly wishes: TagWishes[] = [];
  private tagging = NO_COST;

  get count(): number {
    return this.waiting.length;
  }

  add(plan: PromotionPlan, request: PromotionRequest, traits: RegistryTraits): void {
    const { copyAttachments } = request;
    const facts = { hasRecord: isRecorded(request), traits, isAlone: false, copyAttachments };
    const cost = (phase: 'push' | 'tagging'): Cost =>
      addCosts(planCost(plan, { ...facts, phase }), rereadingCost(plan, { ...facts, phase }));
    const push = cost('push');
    this.tagging = addCosts(this.tagging, cost('tagging'));
    const blobs = lackingBlobs(plan);
    const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
    this.layers.add(blobs, countRequests(push) * REQUEST_BYTES);
    const to = mapNonEmpty(request.destinations, ({ repository }) => repository);
    this.waiting.push({ from: referByDigest(request, plan), to, bytes, cost: push });
    const { source, image, destinations } = plan;
    this.wishes.push({
      source: { reference: source.reference },
      image: { digest: image.digest },
      destinations: destinations.map(({ repository, tags }) => ({
        repository,
        tags: { tags: tags.tags.map(({ tag, action }) => ({ tag, action })) },
      })),
    });
  }

  finish(most: number): DealtSet {
    const layers = this.layers.finish();
    const shardOf = packShards(layers, most);
    const count = shardOf.reduce((highest, shard) => Math.max(highest, shard), 0);
    const sums = Array.from({ length: count }, () => ({ images: 0, cost: NO_COST }));
    const images = this.waiting.map(({ cost, ...image }, index): PlannedImage => {
      const shard = shardOf[index] ?? 1;
      const sum = sums[shard - 1];
      if (sum !== undefined) {
        sum.images++;
        sum.cost = addCosts(sum.cost, cost);
      }
      return { ...image, shard };
    });
    const shards = addUpShards(layers, shardOf, count).map(({ bytes, repeats, repeatedBytes }, index): DealtShard => {
      const { images: number, cost } = sums[index] ?? { images: 0, cost: NO_COST };
      // Sharing saves only streamed bytes: within a registry each image has its own mounts.
      const saved = cost.bytes === 0 ? NO_COST : addCosts(repeatedCost(repeats), makeCost({}, -repeatedBytes));
      return { images: number, bytes, cost: addCosts(cost, saved) };
    });
    return { images, shards, tagging: this.tagging };
  }
}

/** How much heavier than average a shard may be to keep images together that share layers. */
export const TOLERANCE = 1.1;

/** The groups without a shard, the heaviest first; of equally heavy ones, the earlier one. */
class WaitingUnit {
  private readonly heap: number[] = [];
  private readonly weights: Float64Array;

  constructor({ weights, roots }: SharingTree) {
    this.weights = weights;
    for (const root of roots) this.push(root);
  }

  private isBefore(one: number, other: number): boolean {
    const difference = (this.weights[one] ?? 0) - (this.weights[other] ?? 0);
    return difference === 0 ? one < other : difference > 0;
  }

  push(node: number): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up] ?? node;
      if (!this.isBefore(node, above)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = node;
  }

  pop(): number | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      const other = heap[down + 1];
      if (other !== undefined && this.isBefore(other, heap[down] ?? other)) down++;
      const below = heap[down] ?? last;
      if (!this.isBefore(below, last)) break;
      heap[at] = below;
      at = down;
    }
    heap[at] = last;
    return top;
  }
}

function lightest(loads: Float64Array): number {
  let least = 0;
  for (let index = 1; index < loads.length; index++) {
    if ((loads[index] ?? 0) < (loads[least] ?? 0)) least = index;
  }
  return least;
}

function assign({ left, right }: SharingTree, node: number, give: (image: number) => void): void {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const half = left[next] ?? -1;
    if (half < 0) give(next);
    else open.push(half, right[next] ?? -1);
  }
}

/**
 * Deals images out to shards, so that each weighs about the same, and images that share layers are in one.
 *
 * The heaviest group goes first, to the lightest shard (longest processing time first, Graham 1969). A group that does
 * not fit is cut where its halves share least; a single image always fits. So no shard weighs more than
 * {@link TOLERANCE} times the average, or than the average and the heaviest image, whichever is more.
 *
 * @param most shards there may be; there are fewer if there are fewer images or groups.
 * @returns the shard of each image, from 1 on.
 */
export function packShards(images: SharedLayers, most: number): Uint16Array {
  const count = images.weights.length;
  const shards = Math.max(1, Math.min(most, count));
  const tree = buildSharingTree(images);
  const total = images.weights.reduce((sum, weight) => sum + weight, 0);
  const limit = (TOLERANCE * total) / shards;
  const loads = new Float64Array(shards);
  const shardOf = new Uint16Array(count);
  const waiting = new WaitingUnit(tree);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const shard = lightest(loads);
    const load = (loads[shard] ?? 0) + (tree.weights[node] ?? 0);
    const half = tree.left[node] ?? -1;
    if (half >= 0 && load > limit) {
      waiting.push(half);
      waiting.push(tree.right[node] ?? -1);
      continue;
    }
    loads[shard] = load;
    assign(tree, node, (image) => {
      shardOf[image] = shard + 1;
    });
  }
  // Shards without images, which are not jobs, come last, because the lightest one is always filled next.
  return shardOf;
}

interface MatrixShard {
  /** What the input `shard` of the job is to be. */
  readonly shard: string;
  readonly plan: Digest;
  readonly images: number;
  /** What its destinations lack, in bytes, each blob once. */
  readonly bytes: number;
}

/** What the output `matrix` holds: as large as there are shards, however many images there are. */
export interface ShardMatrix {
  readonly include: readonly MatrixShard[];
}

export function buildMatrix(shards: readonly Omit<DealtShard, 'cost'>[], plan: Digest): ShardMatrix {
  const count = shards.length;
  return {
    include: shards.map(({ images, bytes }, index) => ({
      shard: formatShardName({ index: index + 1, count }, plan),
      ...{ plan, images, bytes },
    })),
  };
}
