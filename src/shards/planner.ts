import { type RegistryTraits, repeatedCost } from '../estimate/cost.ts';
import { addCosts, type Cost, countRequests, makeCost, NO_COST } from '../estimate/estimate-cost.ts';
import { lackingBlobs, planCost, rereadingCost } from '../estimate/plan-cost.ts';
import type { PromotionPlan } from '../promotion/promotion-plan.ts';
import type { TagWishes } from '../promotion/promotion-set.ts';
import { isRecorded, type PromotionRequest } from '../promotion/request.ts';
import { packShards } from './pack-shards.ts';
import type { PinnedReference, PlannedImage } from './plan-file.ts';
import { addUpShards, LayerIndex } from './shards-shared-layers.ts';

/** What a request weighs beside the bytes of blobs: its headers and a manifest (bytes). It spreads what is only mounted. */
const REQUEST_BYTES = 4096;

/** An image that has no shard yet. */
type Waiting = Omit<PlannedImage, 'shard'> & { readonly cost: Cost };

/** What one shard is. */
export interface DealtShard {
  readonly images: number;
  /** What its destinations lack, in bytes, each blob once. */
  readonly bytes: number;
  readonly cost: Cost;
}

/** A set that was dealt out to shards. */
export interface DealtSet {
  readonly images: readonly PlannedImage[];
  readonly shards: readonly DealtShard[];
  /** What the last job costs, which moves the tags of all of them. */
  readonly tagging: Cost;
}

function pin({ from }: PromotionRequest, { image }: PromotionPlan): PinnedReference {
  const { repository, tag } = from;
  const pinned = { kind: 'digest', repository, digest: image.digest } as const;
  return tag === undefined ? pinned : { ...pinned, tag };
}

/** Takes in the plans of a set one after the other, keeps what shards are made of, and lets the rest go. */
export class ShardPlanner {
  private readonly layers = new LayerIndex();
  private readonly waiting: Waiting[] = [];
  private readonly wanted: TagWishes[] = [];
  private tagging = NO_COST;

  /** How many images were taken in. */
  get count(): number {
    return this.waiting.length;
  }

  /** What the images want of tags: two may not want one for different digests. */
  get wishes(): readonly TagWishes[] {
    return this.wanted;
  }

  /** Takes in the plan of one image. */
  add(plan: PromotionPlan, request: PromotionRequest, traits: RegistryTraits): void {
    const { referrers, to } = request;
    const question = { hasRecord: isRecorded(request), traits, isAlone: false, referrers };
    const cost = (phase: 'landing' | 'tagging'): Cost =>
      addCosts(planCost(plan, { ...question, phase }), rereadingCost(plan, { ...question, phase }));
    const landing = cost('landing');
    this.tagging = addCosts(this.tagging, cost('tagging'));
    const blobs = lackingBlobs(plan);
    const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
    this.layers.add(blobs, countRequests(landing) * REQUEST_BYTES);
    this.waiting.push({ from: pin(request, plan), to, bytes, cost: landing });
    const { source, image, destinations } = plan;
    this.wanted.push({
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
