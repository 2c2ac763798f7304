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

/** What a request weighs beside the bytes of blobs: its headers and a manifest (bytes). It spreads what is only mounted. */
const REQUEST_BYTES = 4096;

/** An image that has no shard yet. */
type Waiting = Omit<PlannedImage, 'shard'> & { readonly cost: Cost };

/** What one shard is. */
interface DealtShard {
  readonly images: number;
  /** What its destinations lack, in bytes, each blob once. */
  readonly bytes: number;
  readonly cost: Cost;
}

/** A set that was dealt out to shards. */
interface DealtSet {
  readonly images: readonly PlannedImage[];
  readonly shards: readonly DealtShard[];
  /** What the last job costs, which moves the tags of all of them. */
  readonly tagging: Cost;
}

function referByDigest({ from }: PromotionRequest, { image }: PromotionPlan): DigestReference {
  const { repository, tag } = from;
  const reference = { kind: 'digest', repository, digest: image.digest } as const;
  return tag === undefined ? reference : { ...reference, tag };
}

/** Takes in the plans of a set one after the other, keeps what shards are made of, and lets the rest go. */
export class ShardPlanner {
  private readonly layers = new LayerIndex();
  private readonly waiting: Waiting[] = [];
  /** The tags that the images are to get: two may not get one for different digests. */
  readonly wishes: TagWishes[] = [];
  private tagging = NO_COST;

  /** How many images were taken in. */
  get count(): number {
    return this.waiting.length;
  }

  /** Takes in the plan of one image. */
  add(plan: PromotionPlan, request: PromotionRequest, traits: RegistryTraits): void {
    const { copyAttachments } = request;
    const question = { hasRecord: isRecorded(request), traits, isAlone: false, copyAttachments };
    const cost = (phase: 'push' | 'tagging'): Cost =>
      addCosts(planCost(plan, { ...question, phase }), rereadingCost(plan, { ...question, phase }));
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

  /** Deals all images out. */
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
      // Only what is streamed is saved: within a registry each image has its own mounts.
      const saved = cost.bytes === 0 ? NO_COST : addCosts(repeatedCost(repeats), makeCost({}, -repeatedBytes));
      return { images: number, bytes, cost: addCosts(cost, saved) };
    });
    return { images, shards, tagging: this.tagging };
  }
}

/** How many times as heavy as the average a shard may be, if that keeps images together that share layers. */
export const TOLERANCE = 1.1;

/** The groups that wait for a shard, the heaviest first; of those that weigh as much, the earlier one. */
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

/** Gives all images below a node to a shard. */
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
 * not fit there is cut where its halves share least. A single image always fits. So no shard weighs more than
 * {@link TOLERANCE} times the average, or than the average and the heaviest image, whichever is more.
 *
 * @param most shards there may be; there are fewer where there are fewer images or groups.
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
  // A shard without images is no job. Those that have some come first, because the lightest one is always filled next.
  return shardOf;
}

/** One job of the matrix. */
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

/** Builds the matrix of a plan. */
export function buildMatrix(shards: readonly Omit<DealtShard, 'cost'>[], plan: Digest): ShardMatrix {
  const count = shards.length;
  return {
    include: shards.map(({ images, bytes }, index) => ({
      shard: formatShardName({ index: index + 1, count }, plan),
      ...{ plan, images, bytes },
    })),
  };
}
