import type { Cost } from '../estimate/estimate-cost.ts';
import type { TimeEstimate } from '../estimate/estimate-time.ts';
import type { StoredPlan } from '../shards/plan-store.ts';
import type { ShardMatrix } from '../shards/shard-matrix.ts';
import type { PlannedTag, TagAction } from '../tags/planned-tag.ts';

/** What some work costs, and how long it takes. */
export interface Estimate {
  readonly cost: Cost;
  readonly time: TimeEstimate;
}

/** What the tags of one image in one destination are going to be. */
export interface PlannedImageTags {
  readonly source: string;
  readonly repository: string;
  readonly tags: readonly Pick<PlannedTag, 'tag' | 'action'>[];
}

/** What `command: plan` came to. */
export interface PlanReport {
  readonly stored: StoredPlan;
  readonly matrix: ShardMatrix;
  readonly images: number;
  /** How many tags the last job is going to write or leave, by what happens to them. */
  readonly tagCounts: Readonly<Record<TagAction, number>>;
  /** The tags of the first images; a plan may have a hundred thousand. */
  readonly firstTags: readonly PlannedImageTags[];
  /** One for each shard. */
  readonly shards: readonly Estimate[];
  /** All shards together, at the same time. */
  readonly landing: Estimate;
  /** The last job. */
  readonly tagging: Estimate;
  readonly requests: number;
  readonly warnings: readonly string[];
}
