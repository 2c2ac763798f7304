import type { Cost } from '../promotion/estimate/cost.ts';
import type { TimeEstimate } from '../promotion/estimate/estimate-time.ts';
import type { ShardMatrix } from '../promotion/shards/shard-matrix.ts';
import type { StoredPlan } from './plan-store.ts';

/** What some work costs, and how long it takes. */
export interface Estimate {
  readonly cost: Cost;
  readonly time: TimeEstimate;
}

/** What `command: plan` came to. */
export interface PlanReport {
  readonly stored: StoredPlan;
  readonly matrix: ShardMatrix;
  readonly images: number;
  /** One for each shard. */
  readonly shards: readonly Estimate[];
  /** All shards together, at the same time. */
  readonly landing: Estimate;
  /** The last job. */
  readonly tagging: Estimate;
  readonly requests: number;
  readonly warnings: readonly string[];
}
